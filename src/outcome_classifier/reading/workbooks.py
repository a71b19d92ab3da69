"""Workbooks: the values of one sheet. No formula, macro or link runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..datatypes import Record
from ..errors import FileRefused, file_empty, file_not_understood, sheet_unclear
from ..readlog import ReadLog
from .archives import refuse_hostile
from .decoding import seems_to_be
from .extents import extent_of
from .headers import Row
from .source import Source
from .tables import Above, cell_text, records_of

_MAX_CELLS, _MAX_MERGED = 20_000_000, 1_000_000


def read_workbook(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the records of one sheet of a workbook."""
    import python_calamine

    refuse_hostile(source)
    extent = extent_of(source.path)
    if extent.cells > _MAX_CELLS:
        raise _too_large(source)
    try:
        with source.path.open("rb") as file:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            rows, sheet, others = _rows(source, book)
    except FileRefused:
        raise
    except python_calamine.PasswordError as error:
        raise file_not_understood(
            source.name, "it is protected with a password", "Save a copy without one."
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        what = seems_to_be(source.path) or "it is damaged or no workbook"
        raise file_not_understood(
            source.name, what, "Open it and save it again as .xlsx or .csv."
        ) from error
    log.begin(source.name, "workbook", sheet=sheet)
    if others:
        log.note(f"sheets not read: {', '.join(others)}")
    if extent.errors:
        log.note(f"cells with an error such as #REF!, read as empty: {extent.errors}")
    if extent.unworked:
        log.note(f"formulas stored without their value, read as empty: {extent.unworked}")
    yield from records_of(source.name, rows, source.columns, source.header, log)


def _rows(source: Source, book: Any) -> tuple[Iterator[Row], str, list[str]]:
    """The numbered rows of the sheet to read, its name, and the other sheets with data."""
    filled = [name for name in book.sheet_names if _cells(book, name) > 0]
    if not filled:
        raise file_empty(source.name)
    name = source.sheet or (filled[0] if len(filled) == 1 else "")
    if name not in filled:
        raise sheet_unclear(source.name, filled)
    if _cells(book, name) > _MAX_CELLS:
        raise _too_large(source)
    sheet = book.get_sheet_by_name(name)
    table = sheet.to_python(skip_empty_area=False)
    _fill_merged(source, table, sheet.merged_cell_ranges or ())
    rows = (
        (n, row) for n, row in enumerate(table, 1) if any(cell not in ("", None) for cell in row)
    )
    return rows, name, [other for other in filled if other != name]


def _fill_merged(source: Source, table: list[list[Any]], ranges: Sequence[Any]) -> None:
    """Give the cells below the first one of a merged range its value, marked as such."""
    filled = 0
    for (first, left), (last, _) in ranges:
        if first >= len(table) or left >= len(table[first]):
            continue
        value = Above(cell_text(table[first][left]))
        for row in table[first + 1 : last + 1] if value else ():
            row[left] = value if row[left] in ("", None) else row[left]
            filled += 1
        if filled > _MAX_MERGED:
            raise _too_large(source)


def _cells(book: Any, name: str) -> int:
    sheet = book.get_sheet_by_name(name)
    return int(sheet.height * sheet.width)


def _too_large(source: Source) -> FileRefused:
    return file_not_understood(
        source.name, "its used area is far too large", "Export the sheet as CSV."
    )
