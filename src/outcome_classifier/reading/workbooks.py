"""Workbooks: the values of one sheet, refused before they are unpacked where they are bombs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..datatypes import Record
from ..errors import FileRefused, file_empty, file_not_understood, sheet_unclear
from ..results import ReadLog
from .tables import records_of

_MAX_UNPACKED, _MAX_RATIO, _SMALL, _MAX_MEMBERS = 1 << 30, 200, 50 << 20, 10_000
_MAX_CELLS = 60_000_000


def read_workbook(
    path: Path,
    columns: Mapping[str, str] | None,
    sheet: str | None,
    header: bool,
    log: ReadLog,
) -> Iterator[Record]:
    """Yield the records of one sheet of a workbook. Values only: no formula, macro or link runs."""
    import python_calamine

    try:
        _refuse_bomb(path)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        filled = [name for name in book.sheet_names if _cells(book, name) > 0]
        if not filled:
            raise file_empty(path.name)
        if sheet is None and len(filled) == 1:
            sheet = filled[0]
        if sheet not in filled:
            raise sheet_unclear(path.name, filled)
        if _cells(book, sheet) > _MAX_CELLS:
            raise file_not_understood(
                path.name, "its used area is far too large", "Export the sheet as CSV."
            )
        table = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except FileRefused:
        raise
    except python_calamine.PasswordError as error:
        raise file_not_understood(
            path.name, "it is protected with a password", "Save a copy without one."
        ) from error
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise file_not_understood(
            path.name, "it is damaged or no workbook", "Open it and save it again as .xlsx or .csv."
        ) from error
    log.begin(path.name, "workbook", sheet=sheet)
    others = [name for name in filled if name != sheet]
    if others:
        log.note(f"sheets not read: {', '.join(others)}")
    rows = (
        (n, row) for n, row in enumerate(table, 1) if any(cell not in ("", None) for cell in row)
    )
    yield from records_of(path.name, rows, columns, header, log)


def _cells(book: Any, name: str) -> int:
    sheet = book.get_sheet_by_name(name)
    return int(sheet.height * sheet.width)


def _refuse_bomb(path: Path) -> None:
    """Refuse an archive that unpacks to far more than it is, before anything is unpacked."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    total = sum(member.file_size for member in members)
    ratio = total / max(path.stat().st_size, 1)
    if (
        total > _MAX_UNPACKED
        or (total > _SMALL and ratio > _MAX_RATIO)
        or len(members) > _MAX_MEMBERS
    ):
        raise file_not_understood(
            path.name, "it unpacks to far more than its size", "Export the sheet as CSV."
        )
