"""Loads one sheet of a workbook and tells it in lines of JSON: what it is, then a line a row.

`apart` runs this file as a script in a process of its own, so nothing in it imports the library.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

#: What a process of its own says when it can begin.
READY = "ready"


def lines_of(path: str, wanted: str, most_cells: int) -> Iterator[str]:
    """Yield what stands in a workbook: the sheets with data, the one to read, then its rows.

    The first line is an object: ``fault`` where it cannot be read, else ``filled`` (names of the
    sheets with data), ``sheet`` (the one ``wanted``, or the only one), its ``cells``, ``rows`` and
    ``merged`` ranges. No row follows where there is no such sheet, or more than ``most_cells``.
    """
    import python_calamine

    try:
        with open(path, "rb") as file:  # noqa: PTH123 (a script that begins quickly)
            book = python_calamine.CalamineWorkbook.from_filelike(file)
        sizes = {name: _size(book.get_sheet_by_name(name)) for name in book.sheet_names}
        filled = [name for name, (height, width) in sizes.items() if height * width]
        name = wanted or (filled[0] if len(filled) == 1 else "")
        height, width = sizes.get(name, (0, 0))
        sheet = book.get_sheet_by_name(name) if 0 < height * width <= most_cells else None
        merged = (sheet and sheet.merged_cell_ranges) or ()
        table = sheet.to_python(skip_empty_area=False) if sheet else []
    except python_calamine.PasswordError:
        yield json.dumps({"fault": "password"})
        return
    except (python_calamine.CalamineError, OSError, ValueError):
        yield json.dumps({"fault": "damaged"})
        return
    told = {"filled": filled, "sheet": name, "cells": height * width, "rows": height}
    yield json.dumps({**told, "merged": list(merged)})
    for row in table:
        yield json.dumps(row, default=_moment)


def _size(sheet: Any) -> tuple[int, int]:
    return int(sheet.height), int(sheet.width)


def _moment(value: Any) -> dict[str, Any]:
    """A date or time under the name of its type."""
    if isinstance(value, timedelta):
        return {"timedelta": value.total_seconds()}
    return {type(value).__name__: value.isoformat()}


def _bounded(memory: int) -> None:
    """Take so many bytes of memory and no more, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    with suppress(OSError, ValueError):  # not every system lets a process be bounded
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _main(path: str, wanted: str, most_cells: str, memory: str) -> None:
    import python_calamine  # noqa: F401 (without it there is nothing to be ready for)

    _bounded(int(memory))
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    for line in lines_of(path, wanted, int(most_cells)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
