"""Why a statement was labelled so: the words that decided, and the line of the guide.

Found by leaving words out: a word weighs as much as the probability of the kind falls without
it. The number of variants is bounded, and all of them are scored in one batch.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .datatypes import Evidence, Kind, Span

#: Words of a statement that are tried; longer ones are read in equal groups of words.
MAX_VARIANTS = 24
_WORDS_SHOWN = 4
_WORD = re.compile(r"\S+")
#: Words that explain nothing to a reader; shown only where there are no others.
_SMALL = frozenset(
    "a an the i me my we our he him his she her it its they them their you your to of in on at for "
    "and or but so be is am are was were with by that this".split()
)

Scores = Callable[[Sequence[str]], Sequence[Mapping[Kind, float]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the guide for a kind: what is said and what is not, and a question."""

    name: str
    line: str
    ask: str
    words: re.Pattern[str] | None = None


@cache
def guide_lines() -> dict[Kind, tuple[Line, ...]]:
    """Return the lines of each kind, in the order in which they are tried."""
    text = resources.files(__package__).joinpath("lines.toml").read_text(encoding="utf-8")
    return {
        Kind(kind): tuple(
            Line(
                entry["name"],
                entry["line"],
                entry["ask"],
                re.compile(rf"\b(?:{entry['words']})(?!\w)", re.IGNORECASE)
                if "words" in entry
                else None,
            )
            for entry in entries
        )
        for kind, entries in tomllib.loads(text).items()
    }


def line_for(kind: Kind, text: str, words: Sequence[Span]) -> tuple[str, str]:
    """Return the line of the guide and the question for a statement of a kind.

    A line with words of its own applies where these are among the ``words`` that decided (anywhere
    in the statement, where none are given).
    """
    *special, always = guide_lines()[kind]
    for line in special:
        for found in line.words.finditer(text) if line.words else ():
            start, end = found.span()
            if not words or any(start < span.end and span.start < end for span in words):
                return line.line, line.ask.replace("{thing}", found[0])
    return always.line, always.ask


def explain(text: str, probabilities: Mapping[Kind, float], scores: Scores) -> Evidence:
    """Return the words that decided, the runner-up and the line of the guide.

    Parameters
    ----------
    text
        The statement as written; offsets of the words count in it.
    probabilities
        What the model gave for it.
    scores
        Gives one mapping of kind to probability for each of the texts it is handed.
    """
    ranked = sorted(probabilities, key=probabilities.__getitem__, reverse=True)
    kind, runner_up = ranked[0], ranked[1]
    groups = _groups([match.span() for match in _WORD.finditer(text)])
    words: list[Span] = []
    if len(groups) > 1:
        without = [text[:start] + text[end:] for start, end in groups]
        for (start, end), row in zip(groups, scores(without), strict=True):
            weight = round(probabilities[kind] - row[kind], 4)
            if weight > 0:
                words.append(Span(text[start:end], start, end, weight))
        words.sort(key=lambda span: (span.text.lower() in _SMALL, -span.weight, span.start))
    shown = sorted(words[:_WORDS_SHOWN], key=lambda span: (-span.weight, span.start))
    line, ask = line_for(kind, text, shown)
    return Evidence(tuple(shown), runner_up, line, ask)


def _groups(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    size = -(-len(spans) // MAX_VARIANTS) or 1
    return [
        (spans[first][0], spans[min(first + size, len(spans)) - 1][1])
        for first in range(0, len(spans), size)
    ]
