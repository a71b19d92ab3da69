"""Words that stand in anybody's plan: how much of a statement is made of them.

The lists are data (`rules/vocabulary.toml`). A word that ends in ``*`` stands for all that begin
so. Names, numbers and initials count neither way, unless they stand inside a sentence: a place or
a person named there belongs to one life.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[A-Za-zÀ-ÿŵŷŴŶ](?:[A-Za-zÀ-ÿŵŷŴŶ]|['’-](?=[A-Za-z])){0,40}")
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "for"))
_MOST_WORDS = 80
_STEM = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Stock words and function words.

    Examples
    --------
    >>> vocabulary().share("To maintain independence in the community")
    (1.0, 3)
    >>> vocabulary().share("To sing with the choir in Bala")
    (0.0, 3)
    """

    stock: frozenset[str]
    stems: tuple[str, ...]
    function: frozenset[str]

    def is_stock(self, word: str) -> bool:
        """Tell whether a word could stand in anybody's plan."""
        word = word.removesuffix("'s")
        return word in self.stock or word.startswith(self.stems)

    def share(
        self, text: str, extra: Iterable[str] = (), spared: Iterable[str] = ()
    ) -> tuple[float, int]:
        """Return the share (0-1) of stock words among the content words, and their number."""
        more, less = frozenset(extra), frozenset(spared)
        kinds = [
            word not in less and (word in more or self.is_stock(word))
            for word in self._content(text, known=more)
        ]
        return (sum(kinds) / len(kinds) if kinds else 0.0), len(kinds)

    def own(self, text: str) -> frozenset[str]:
        """Return the first letters of the words that are no stock words, to find them again.

        A capital at the start is kept: `linked` does not take two of them for one word, since
        they may be the person's name.
        """
        return frozenset(
            word[:_STEM]
            for word in self._content(text, names=True)
            if len(word) >= _STEM and not self.is_stock(word.lower())
        )

    def _content(
        self, text: str, *, names: bool = False, known: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """Content words in lower case, without initials and without the subject's name.

        With ``names``, that one is given too, with its capital; ``known`` words are no names.
        """
        words = [match[0].replace("’", "'") for match in _WORD.finditer(text)][:_MOST_WORDS]
        for number, word in enumerate(words):
            lower = word.lower()
            if len(lower) < 2 or lower in self.function or (word.isupper() and len(word) < 7):
                continue
            first = number == 0 or (number == 1 and words[0].lower() in _TITLES)
            if word[0].isupper() and first and not (lower in known or self.is_stock(lower)):
                if names:
                    yield lower.capitalize()
                continue
            yield lower


def linked(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts share a word of their own (of `Vocabulary.own`)."""
    both = {word.lower() for word in one} & {word.lower() for word in other}
    return any(word in one or word in other for word in both)


@cache
def vocabulary() -> Vocabulary:
    """Return the library's lists."""
    data = tomllib.loads(
        files("outcome_classifier").joinpath("rules/vocabulary.toml").read_text(encoding="utf-8")
    )
    words = [word for group in data["stock"].values() for word in group]
    return Vocabulary(
        stock=frozenset(word for word in words if not word.endswith("*")),
        stems=tuple(sorted(word[:-1] for word in words if word.endswith("*"))),
        function=frozenset(data["function"]["words"]),
    )
