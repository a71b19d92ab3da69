"""Words that wording checks leave alone: quoted speech, and a view told as somebody's.

Each is found once an item, in time in proportion to its length.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
_MARK = re.compile("[“”\"‘’']")
#: A quotation is no longer than this; a mark left open spares nothing.
_LONGEST = 1500

FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I'd|I’d|I've|I’ve|my|me|we|our)\b")
ATTRIBUTED = re.compile(
    r"\b(?:says?|said|(?<!was )(?<!were )(?<!been )told|tells|feels?|felt|thinks?|thought|describes?|"
    r"described|calls (?:it|this|that|him|her|them|himself|herself|me)|called|"
    r"according to|in (?:his|her|their|my) (?:view|words|opinion))\b",
    re.IGNORECASE,
)
#: "Her son's view: …" spares the rest of its line, "What Dad says" the lines below it.
_OPENS = re.compile(
    r"^(?P<who>[^\n:]{0,60}\b(?:says?|said|tells? us|told (?:me|us)|views?|words|account|thinks?|"
    r"feels?|opinion|wrote|writes)\b[^\n:.]{0,30}):(?P<told>[^\n]*)$"
    r"|^(?P<head>(?:What|How) [^\n.:]{2,40}\b(?:says?|said|sees?|thinks?|wants?|feels?)\b[^\n.:]{0,20}):?$",
    re.IGNORECASE | re.MULTILINE,
)


def quotations(text: str) -> tuple[Span, ...]:
    """Return the spans between quotation marks, marks included."""
    found: list[Span] = []
    opened: dict[str, int] = {}
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        kind = "single" if mark in "‘’'" else "curly" if mark in "“”" else "straight"
        start = opened.get(kind)
        inside = start is not None and at - start <= _LONGEST
        if kind == "single" and before.isalnum() and after.isalnum():
            continue
        closes = mark in "”’" or (mark == '"' and inside)
        if mark == "'":
            closes = inside and not after.isalnum() and not before.isspace()
        if closes:
            if inside and start is not None and at - start > 1:
                found.append((start, at + 1))
                del opened[kind]
        elif mark in '“‘"' or (not before.isalnum() and after.strip()):
            opened[kind] = at
    return _joined(found)


def attributed(text: str) -> tuple[Span, ...]:
    """Return the spans that a line gives to somebody: several sentences, spared as a whole."""
    return _joined(_attributed(text))


def _attributed(text: str) -> Iterator[Span]:
    for match in _OPENS.finditer(text):
        if match["told"] and match["told"].strip():
            yield match.span("told")
        else:
            stop = text.find("\n\n", match.end())
            yield match.end(), len(text) if stop < 0 else stop


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def is_inside(spans: tuple[Span, ...], at: int) -> bool:
    """Tell whether a place lies in one of the spans, which are in order and apart."""
    number = bisect_right(spans, (at, sys.maxsize)) - 1
    return number >= 0 and spans[number][0] <= at < spans[number][1]
