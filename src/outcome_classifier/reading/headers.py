"""Where the header of a table is: in row 1, below a title, or over two rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from ..errors import file_empty, header_missing
from ..readlog import ReadLog
from .columns import place_named
from .source import Header

#: The number of a row, as a spreadsheet shows it, and its cells.
Row = tuple[int, Sequence[object]]
_LOOK = 10


def names_and_body(
    name: str, rows: Iterable[Row], header: Header, log: ReadLog
) -> tuple[list[str], Iterator[Row]]:
    """Return the column names and the rows below them.

    With ``header=True`` the header is the first row, unless only a title stands there and column
    names follow, or a second row holds the names under merged ones: then the log says which rows
    were taken. Without a header columns are called by their number.
    """
    rows = iter(rows)
    top = list(islice(rows, 1 if header is False else _LOOK))
    if not top:
        raise file_empty(name)
    if header is False:
        return [str(n) for n in range(1, len(top[0][1]) + 1)], chain(top, rows)
    if header is True:
        first, last = _found(top)
        head, above, body = top[first : last + 1], top[:first], chain(top[last + 1 :], rows)
        if last:
            log.note(f"header: {_numbers(head)}, by the names in it")
    else:
        begin, end = header if isinstance(header, tuple) else (header, header)
        everything = chain(top, rows)
        head, above, body = [], [], everything
        for row in everything:
            (above if row[0] < begin else head).append(row)
            if row[0] >= end:
                break
        if not head or head[-1][0] > end:
            raise header_missing(name, begin)
    if above:
        log.note(f"above the header, left out: {_numbers(above)}")
    return _joined(head), body


def first_row(header: Header) -> int:
    """Return the number of the first row that is not above the header."""
    return header[0] if isinstance(header, tuple) else int(header) or 1


def sample_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the position of the first of some rows that holds three known names, if any does."""
    return next((n for n, cells in enumerate(rows) if _named(cells) >= 3), None)


def _found(top: Sequence[Row]) -> tuple[int, int]:
    first = next((n for n, (_, cells) in enumerate(top) if _named(cells) >= 2), 0)
    width = _filled(top[first][1])
    if any(_filled(cells) > 2 or _filled(cells) >= width for _, cells in top[:first]):
        first = 0
    two = len(top) > first + 1 and _is_lower_half(top[first][1], top[first + 1][1])
    return first, first + two


def _is_lower_half(upper: Sequence[object], lower: Sequence[object]) -> bool:
    """Names under blanks of the row above, more of them known than there, and nothing but names."""
    below = [_cell(c) for c in lower]
    if not all(len(c.split()) <= 5 and not re.search(r"\d|[.,;!]$", c) for c in below if c):
        return False
    gaps = (n for n, c in enumerate(upper) if not _cell(c) and n < len(below))
    return any(place_named(below[n]) for n in gaps) and _named(lower) > _named(upper)


def _joined(head: Sequence[Row]) -> list[str]:
    """One name a column: the lowest, with the (merged) one above it where it says too little."""
    names = [_cell(c) for c in head[-1][1]]
    for _, cells in reversed(head[:-1]):
        over = ""
        for n, below in enumerate(names):
            over = (_cell(cells[n]) if n < len(cells) else "") or over
            alone = names.count(below) == 1 and place_named(below) not in (None, "text")
            if over and below and not alone:
                names[n] = f"{over} {below}"
            elif not below and n < len(cells):
                names[n] = _cell(cells[n])
    return names


def _named(cells: Iterable[object]) -> int:
    return sum(len(_cell(c).split()) <= 6 and bool(place_named(_cell(c))) for c in cells)


def _filled(cells: Iterable[object]) -> int:
    return sum(bool(_cell(c)) for c in cells)


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def _numbers(rows: Sequence[Row]) -> str:
    first, last = rows[0][0], rows[-1][0]
    return f"row {first}" if first == last else f"rows {first} to {last}"
