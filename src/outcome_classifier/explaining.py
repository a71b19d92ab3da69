"""Why a statement was labelled so: the words that decided, and the line of the guide.

Found by leaving words out: a word weighs as much as the probability of the kind falls without
it. The number of variants is bounded, and all of them are scored in one batch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

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

LINES = {
    Kind.OUTCOME: (
        "It says how the person wants life to be, or what they want to keep or avoid.",
        "How will they know that it has happened?",
    ),
    Kind.NEED: (
        "It says what is hard, missing or in the way; the life hoped for is not said.",
        "What would they be doing, or feeling, if this were easier?",
    ),
    Kind.RESOURCE: (
        "It names who or what is there, or wanted, to help; the life it would give is not said.",
        "What would this let the person do or feel?",
    ),
    Kind.OUTPUT: (
        "It says what is done, arranged or attended; the difference it makes is not said.",
        "What should be different for the person afterwards?",
    ),
}


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
            weight = probabilities[kind] - row[kind]
            if weight > 0:
                words.append(Span(text[start:end], start, end, round(weight, 4)))
        words.sort(key=lambda span: (span.text.lower() in _SMALL, -span.weight, span.start))
    line, ask = LINES[kind]
    shown = sorted(words[:_WORDS_SHOWN], key=lambda span: (-span.weight, span.start))
    return Evidence(tuple(shown), runner_up, line, ask)


def _groups(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    size = -(-len(spans) // MAX_VARIANTS) or 1
    return [
        (spans[first][0], spans[min(first + size, len(spans)) - 1][1])
        for first in range(0, len(spans), size)
    ]
