"""The lines of printed pages, put together again as they were written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median
from typing import Any

from ..datatypes import FIELD_NAMES
from .columns import place_named
from .forms import Line

#: How many lines at the top and the foot of a page may be its header and footer.
_EDGE = 3
#: Letters so much larger than the middle of the document's are a heading's.
_LARGER, _HEADING_LEVEL = 1.15, 5
#: Letters that fonts join: they are what was written as two or three.
_JOINED = {
    0xFB00 + n: letters for n, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
_MARK = re.compile(r"[-*•◦▪■●○‣·–—☐☒☑]|o |\(?(?:\d{1,3}|[a-z])[.)]\s")
_CUT_WORD = re.compile(r"(?<=[a-zâêîôûŵŷ])[-\u00ad\u2010]$")
_KEEPS_HYPHEN = re.compile(r"\b(?:co|day|ex|full|great|long|non|one|part|self|short|well)-$", re.I)
_GOES_ON = re.compile(r"(?:,|\b(?:a|an|and|as|at|by|for|from|her|his|in|my|of|on|or|the|to|with))$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line on a page: its text, whether all of it is bold, the size of its letters in points."""

    text: str
    bold: bool = False
    size: float = 0.0


def printed_lines(page: Any) -> list[Printed]:
    """Return the lines of a PDF page that have text in them."""
    pieces: list[tuple[str, bool, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        name = str((font or {}).get("/BaseFont", "")).lower()
        scale = abs((tm[3] or tm[1]) * (cm[3] or cm[1]))
        pieces.append((text, "bold" in name or "black" in name, size * scale))

    page.extract_text(visitor_text=visit)
    lines = [Printed("", True)]
    for text, bold, size in pieces:
        for n, words in enumerate(text.translate(_JOINED).split("\n")):
            lines += [Printed("", True)] if n else []
            if words.strip():
                last = lines[-1]
                lines[-1] = Printed(last.text + words, last.bold and bold, max(last.size, size))
            elif words and lines[-1].text:
                lines[-1] = replace(lines[-1], text=lines[-1].text + " ")
    return [replace(line, text=line.text.strip()) for line in lines if line.text.strip()]


def without_repeats(pages: list[list[Printed]]) -> tuple[list[Printed], int]:
    """Return the lines of all pages and how many were left out: at one place on most pages."""
    edges = [[page[:_EDGE], page[: -_EDGE - 1 : -1]] for page in pages]
    seen = Counter(
        at for edge in edges for end, side in enumerate(edge) for at in _places(end, side)
    )
    often = max(2, 0.6 * sum(map(bool, pages)))
    kept: list[Printed] = []
    for page, edge in zip(pages, edges, strict=True):
        top, foot = (
            sum(1 for _ in takewhile(lambda at: seen[at] >= often, _places(end, side)))
            for end, side in enumerate(edge)
        )
        kept += page[top : max(top, len(page) - foot)]
    return kept, sum(map(len, pages)) - len(kept)


def _places(end: int, side: list[Printed]) -> Iterator[tuple[int, int, str]]:
    """Where lines stand, counted from the top or the foot, and their words without numbers.

    A line without a number that names a field is none of an edge: it is a heading.
    """
    for n, line in enumerate(side):
        words = re.sub(r"\d+", "#", line.text)
        if words == line.text and place_named(words) in FIELD_NAMES:
            return
        yield end, n, words


def paragraphs(lines: list[Printed]) -> list[Line]:
    """Return paragraphs: lines joined where one goes on with the last, cut words whole again."""
    lengths = sorted(len(line.text) for line in lines)
    full = 0.8 * lengths[int(0.9 * len(lengths))] if lengths else 0
    middle = median(line.size for line in lines) if lines else 0
    joined: list[tuple[list[str], int | None, bool]] = []
    last = Printed("")
    for line in lines:
        level = _HEADING_LEVEL if line.size > _LARGER * middle else None
        alike = joined and joined[-1][1:] == (level, line.bold)
        if alike and _goes_on(last, line, full):
            pieces = joined[-1][0]
            if _CUT_WORD.search(last.text) and line.text[0].islower():
                keeps = _KEEPS_HYPHEN.search(last.text)
                pieces[-1] = pieces[-1] if keeps else pieces[-1][:-1]
            else:
                pieces.append(" ")
            pieces.append(line.text)
        else:
            joined.append(([line.text], level, line.bold))
        last = line
    return [Line("".join(pieces), level, bold) for pieces, level, bold in joined]


def _goes_on(last: Printed, line: Printed, full: float) -> bool:
    """Tell whether a line goes on with the sentence of the last one."""
    before = last.text
    if not before or _MARK.match(line.text):
        return False
    if _CUT_WORD.search(before) and line.text[0].islower():
        return True
    ended = before[-1] in ".!?:;"
    return not ended and (
        line.text[0].islower() or len(before) >= full or _GOES_ON.search(before) is not None
    )
