"""The five qualities of a personal outcome: what the text shows of each, and a question.

Information, never a verdict: only the person can say whether a hope is theirs, realistic,
achievable and meaningful. Where the text is silent, a question is offered.

Source: Social Care Wales, *Understanding and Using an Outcomes Approach*, "Personal outcomes
should be", lines 61 to 67.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from .datatypes import Kind
from .results import LabelledStatement, OutcomeQualities, Quality
from .rulebook import linked, vocabulary

#: From this share of stock words on, nothing in an outcome is the person's own.
_STOCK = 0.75
#: Sections whose words show that an outcome builds on something, or answers a concern.
_BESIDE = {"achievable": ("strengths", "resources"), "meaningful": ("needs",)}


@dataclass(frozen=True, slots=True)
class _Told:
    """What stands in ``qualities.toml`` for one quality."""

    name: str
    title: str
    shown: str
    ask: str
    pattern: Any


@cache
def _qualities() -> tuple[_Told, ...]:
    text = files("outcome_classifier").joinpath("qualities.toml").read_text(encoding="utf-8")
    return tuple(
        _Told(
            entry["name"],
            entry["title"],
            entry["shown"],
            entry["ask"],
            regex.compile("|".join(entry["patterns"]), regex.V1 | regex.IGNORECASE),
        )
        for entry in tomllib.loads(text)["quality"]
    )


def tell_qualities(statements: Sequence[LabelledStatement]) -> tuple[OutcomeQualities, ...]:
    """Return, for each outcome of a record, what its text shows of the five qualities."""
    beside = {name: [*_own_words(statements, fields)] for name, fields in _BESIDE.items()}
    return tuple(
        OutcomeQualities(
            text=labelled.statement.text,
            place=labelled.statement.place,
            qualities=tuple(_tell(quality, labelled, beside) for quality in _qualities()),
        )
        for labelled in statements
        if labelled.prediction.kind is Kind.OUTCOME
    )


def _own_words(
    statements: Sequence[LabelledStatement], fields: Sequence[str]
) -> Iterator[tuple[frozenset[str], str]]:
    for labelled in statements:
        if labelled.statement.section in fields:
            yield vocabulary().own(labelled.statement.text), labelled.statement.text


def _tell(
    quality: _Told,
    labelled: LabelledStatement,
    beside: dict[str, list[tuple[frozenset[str], str]]],
) -> Quality:
    text = labelled.statement.text
    found = quality.pattern.search(text)
    words = found[0] if found else ""
    if not words and quality.name in beside:
        own = vocabulary().own(text)
        words = next((other for had, other in beside[quality.name] if linked(own, had)), "")
    if quality.name == "aspiration" and vocabulary().share(text)[0] >= _STOCK:
        words = ""
    return Quality(
        quality.name,
        quality.title,
        shown=bool(words),
        words=words,
        says=quality.shown if words else "",
        ask=quality.ask,
    )
