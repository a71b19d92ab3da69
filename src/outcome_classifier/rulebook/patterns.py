"""Lists of patterns as one, tried only on texts that hold letters without which none can match.

Most patterns match nowhere in most texts. For each the parser tells words of which every match
holds one; a text without three letters in a row of any of them is not searched. What was found in a
short text is remembered, as records repeat themselves. What is found is the same, many times faster.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import count
from operator import itemgetter
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any

import regex

#: Seconds that the patterns of one rule may take on one written item.
PATTERN_SECONDS = 2.0
#: The commonest characters first; those that are not here count as common.
_COMMON = " etaonrishdlcumfgpwybvkxjqz"
#: Texts of which it is remembered what was found, and the characters of the longest of them.
_REMEMBERED, _LONGEST = 50_000, 400
_numbers = count()
_GROUPS = {op.SUBPATTERN: 3, op.ATOMIC_GROUP: None}
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


@dataclass(frozen=True, slots=True)
class Patterns:
    """A list of patterns. A search raises TimeoutError after `PATTERN_SECONDS` for all together.

    ``words`` holds for each pattern those of which a text must hold one for it to match; none
    where that is not known. ``letters`` are three in a row of each word; ``of_all`` those of all
    patterns, none if one has none.
    """

    patterns: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    letters: tuple[frozenset[str], ...]
    of_all: frozenset[str]
    case: bool
    number: int = field(init=False, default_factory=lambda: next(_numbers))

    def find(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the offsets of every match, in order; of two that overlap the first."""
        if len(text) > _LONGEST:
            return self._find(text)
        memory, bit = _memory_of(text), 1 << self.number
        if not memory.searched & bit:
            spans = self._find(text)
            if spans:
                memory.spans[self.number] = spans
            memory.searched |= bit
        return memory.spans.get(self.number, ())

    def found(self, text: str) -> bool:
        """Tell whether there is a match."""
        if len(text) > _LONGEST:
            return self._found(text)
        memory, bit = _memory_of(text), 1 << self.number
        if not memory.tried & bit:
            memory.held |= bit * self._found(text)
            memory.tried |= bit
        return bool(memory.held & bit)

    def _find(self, text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for pattern, left in self._that_may_match(text):
            # All at once: the limit counts the time until the last match is fetched.
            found += [match.span() for match in pattern.finditer(text, timeout=left)]
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found, key=itemgetter(0)):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    def _found(self, text: str) -> bool:
        return any(
            pattern.search(text, timeout=left) is not None
            for pattern, left in self._that_may_match(text)
        )

    def _that_may_match(self, text: str) -> Iterator[tuple[Any, float]]:
        """Each pattern that may match a text, with the seconds that are left for it."""
        if not self.patterns:
            return
        text = text.casefold()
        held = runs_of_letters(text)
        if self.of_all and self.of_all.isdisjoint(held):
            return
        end = process_time() + PATTERN_SECONDS
        for pattern, letters, words in zip(self.patterns, self.letters, self.words, strict=True):
            if not words or (not letters.isdisjoint(held) and any(word in text for word in words)):
                left = end - process_time()
                if left <= 0:
                    raise TimeoutError
                yield compiled(pattern, self.case), left


@dataclass(slots=True)
class _Memory:
    """What is known of a text: which lists were searched, tried, found in it, by their numbers."""

    searched: int = 0
    tried: int = 0
    held: int = 0
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


@lru_cache(maxsize=_REMEMBERED)
def _memory_of(text: str) -> _Memory:
    return _Memory()


@cache
def compiled(pattern: str, case: bool) -> Any:
    """Return a pattern, compiled once. Raises `regex.error` for a wrong one."""
    return regex.compile(pattern, regex.V1 if case else regex.V1 | regex.IGNORECASE)


@cache
def prepared(patterns: tuple[str, ...], case: bool) -> Patterns:
    """Return the patterns with the words that each of them needs."""
    words = tuple(tuple(_needed_words(pattern)) for pattern in patterns)
    letters = tuple(frozenset(map(_rarest, own)) for own in words)
    of_all = frozenset().union(*letters) if all(letters) else frozenset()
    return Patterns(patterns, words, letters, of_all, case)


@lru_cache(maxsize=64)
def runs_of_letters(text: str) -> frozenset[str]:
    """Return every run of one, two or three characters of a text."""
    return frozenset(text[n : n + size] for size in (1, 2, 3) for n in range(len(text) + 1 - size))


def _rarest(word: str) -> str:
    """The three letters in a row of a word that stand in the fewest texts, about."""
    parts = [word[n : n + 3] for n in range(max(1, len(word) - 2))]
    return max(parts, key=lambda part: sum(map(_COMMON.find, part)))


def _needed_words(pattern: str) -> frozenset[str]:
    """Words of which every match holds one; none where the standard parser does not tell."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = parser.parse(pattern)
    except (re.error, Warning):
        return frozenset()
    return frozenset(word.casefold() for word in _of_sequence(tree))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The best words among what must stand one after the other: runs of letters, or a part's."""
    choices: list[frozenset[str]] = []
    run = ""
    for kind, value in [*items, (None, None)]:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            choices.append(frozenset((run,)))
        run = ""
        choices.append(_of_item(kind, value))
    return max((c for c in choices if c), key=_worth, default=frozenset())


def _of_item(kind: Any, value: Any) -> frozenset[str]:
    if kind in _GROUPS:
        place = _GROUPS[kind]
        return _of_sequence(value if place is None else value[place])
    if kind in _REPEATS:
        return _of_sequence(value[2]) if value[0] > 0 else frozenset()
    if kind is op.BRANCH:
        return _of_any(value[1])
    return frozenset()


def _of_any(branches: Sequence[Any]) -> frozenset[str]:
    each = [_of_sequence(branch) for branch in branches]
    return frozenset().union(*each) if all(each) else frozenset()


def _worth(words: frozenset[str]) -> tuple[int, int]:
    """Longer words stand in fewer texts; fewer are sooner looked for."""
    return min(4, min(map(len, words))), -len(words)
