"""The quiz, the guidance's examples, and telling languages apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..datatypes import Kind
from .scores import Evaluation, Labeller, Miss, confusion, three_way, wilson

if TYPE_CHECKING:
    import pandas as pd


def evaluate_languages(table: pd.DataFrame, label: Labeller) -> Evaluation:
    """Score how texts in English, Welsh and other languages are told apart.

    ``english_kept`` is the share of English texts that were not taken for another language;
    ``welsh_recall`` and ``other_recall`` the share of the others that got their reason code;
    ``mixed_labelled`` the share of texts with an English and a Welsh sentence that were labelled.
    """
    wanted = {
        "english_kept": ("english", lambda p: p.reason not in ("welsh", "other_language")),
        "welsh_recall": ("welsh", lambda p: p.reason == "welsh"),
        "other_recall": ("other", lambda p: p.reason == "other_language"),
        "mixed_labelled": ("mixed", lambda p: p.kind is not None),
    }
    scores = {}
    for name, (language, is_right) in wanted.items():
        texts = list(table.loc[table["language"] == language, "text"])
        scores[name] = wilson(sum(map(is_right, label(texts))), len(texts))
    return Evaluation("languages", scores, {})


def evaluate_quiz(quiz: pd.DataFrame, label: Labeller) -> Evaluation:
    """Score the guidance's quiz: outcome-or-not (what it asks), three-way and four-way."""
    given = [str(p.kind or "none") for p in label(list(quiz["text"]))]
    expected, second = list(quiz["kind"]), list(quiz["second_kind"])
    pairs = list(zip(expected, given, strict=True))
    n = len(pairs)
    scores = {
        "outcome_or_not": wilson(
            sum((e == Kind.OUTCOME) == (g == Kind.OUTCOME) for e, g in pairs), n
        ),
        "three_way": wilson(sum(three_way(e) == three_way(g) for e, g in pairs), n),
        "four_way": wilson(sum(e == g for e, g in pairs), n),
        "four_way_or_second": wilson(
            sum(g in (e, s) for (e, g), s in zip(pairs, second, strict=True)), n
        ),
    }
    misses = [
        Miss(number, text, e, g)
        for number, text, (e, g) in zip(quiz["number"], quiz["text"], pairs, strict=True)
        if e != g
    ]
    return Evaluation("quiz", scores, confusion(expected, given), tuple(misses))


def evaluate_guidance(examples: pd.DataFrame, label: Labeller) -> Evaluation:
    """Score the guidance's example statements.

    ``input`` examples count as right when labelled resource or output. Outcomes of services,
    organisations and the nation are scored apart: they are no personal outcomes of one person.
    """
    given = [str(p.kind or "none") for p in label(list(examples["text"]))]
    right = [
        (three_way(g) if role == "input" else g) == role
        for role, g in zip(examples["role"], given, strict=True)
    ]
    personal = [level == "personal" for level in examples["level"]]
    scores = {}
    for name, chosen in (("personal", personal), ("other_levels", [not p for p in personal])):
        hits = [r for r, c in zip(right, chosen, strict=True) if c]
        scores[name] = wilson(sum(hits), len(hits))
    misses = [
        Miss(line, text, role, g)
        for line, text, role, g, hit in zip(
            examples["source_line"], examples["text"], examples["role"], given, right, strict=True
        )
        if not hit
    ]
    return Evaluation("guidance examples", scores, {}, tuple(misses))
