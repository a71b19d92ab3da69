"""The same outcome in the records of several people, names and pronouns aside."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ..datatypes import Value
from .choosing import SHOWN, Top

#: In fewer records the same words are no sign of a stock phrase.
FEWEST = 3
#: Beyond this many different outcomes, those seen in one record only are forgotten.
_MOST = 500_000
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SOMEBODY = frozenset(
    "i me my mine myself he him his himself she her hers herself they them their theirs themself "
    "themselves we us our mr mrs ms miss dr person client resident".split()
)
_VERBS = frozenset("want wants would will wishes hopes likes needs is to".split())
_SAME = {"wants": "want", "wishes": "want", "hopes": "hope", "likes": "like", "needs": "need"}


@dataclass(frozen=True, slots=True)
class Repeat(Value):
    """An outcome that stands in several records: one wording of it, and in how many records."""

    text: str
    records: int


def outline(text: str) -> str:
    """Return an outcome with people and places masked, in lower case, without marks.

    Examples
    --------
    >>> outline("Gwen wants to stay safe at home.") == outline("I want to stay safe at home")
    True
    """
    words = _WORD.findall(text)
    masked: list[str] = []
    for place, word in enumerate(words):
        lower = word.casefold()
        after = words[place + 1].casefold() if place + 1 < len(words) else ""
        starts = place == 0 and after not in _VERBS
        named = word[0].isupper() and not starts
        if lower in _SOMEBODY or named:
            if masked[-1:] != ["x"]:
                masked.append("x")
        else:
            masked.append(_SAME.get(lower, lower))
    return " ".join(masked)


class Repeats:
    """Counts in how many records each outcome stands, in memory that does not grow without end."""

    def __init__(self) -> None:
        self._records: dict[bytes, int] = {}
        self._last: dict[bytes, int] = {}
        self._wording: dict[bytes, str] = {}
        self._record: object = None
        self._number = 0

    def add(self, record: object, text: str) -> None:
        """Count an outcome of a record; the outcomes of a record must follow one another."""
        if record != self._record:
            self._record, self._number = record, self._number + 1
        words = outline(text)
        if " " not in words:
            return
        key = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=12).digest()
        if self._last.get(key) == self._number:
            return
        self._last[key] = self._number
        self._records[key] = self._records.get(key, 0) + 1
        if self._records[key] == FEWEST:
            self._wording[key] = text
        if len(self._records) > _MOST:
            self._records = {k: n for k, n in self._records.items() if n > 1}
            self._last = {k: self._last[k] for k in self._records}

    def found(self) -> tuple[int, tuple[Repeat, ...]]:
        """Return how many outcomes stand in three records or more, and the commonest of them."""
        top: Top[Repeat] = Top(SHOWN)
        for key, text in self._wording.items():
            top.offer(self._records[key], Repeat(text, self._records[key]))
        return top.offered, tuple(top.best())
