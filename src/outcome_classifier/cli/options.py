"""Options that commands share, and how their results are printed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .. import errors
from ..reading import Header, load_map
from ..results import Audit


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"
    csv = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="table, json or csv")]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", help="Which column holds what: outcomes=NAME, id=NAME (repeatable)"),
]
ColumnsOption = Annotated[
    Path | None,
    typer.Option("--columns", help="The same for many, in a TOML file: outcomes = NAME"),
]
DisableOption = Annotated[
    list[str] | None, typer.Option("--disable", help="Leave out rules by code, name or prefix")
]
RulesOption = Annotated[Path | None, typer.Option("--rules", help="Your own rules, a TOML file")]
JurisdictionOption = Annotated[
    str,
    typer.Option("--jurisdiction", help="Whose law: Wales, England, Scotland, Northern Ireland"),
]
ModelOption = Annotated[Path | None, typer.Option("--model", help="A model folder")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there")]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="Which sheet of a workbook")]
EncodingOption = Annotated[str | None, typer.Option("--encoding", help="Encoding of a text file")]
HeaderOption = Annotated[
    bool, typer.Option("--header/--no-header", help="Is there a header? It is looked for")
]
HeaderRowOption = Annotated[
    str | None, typer.Option("--header-row", help="Where the header is: 3, or 3-4 for two rows")
]
SkipOption = Annotated[
    bool, typer.Option("--skip-bad-lines", help="Count lines that do not fit, and go on")
]
TableOption = Annotated[
    list[str],
    typer.Option("--table", help="Tables as csv, jsonl or parquet (repeatable); csv if not given"),
]
NoTextOption = Annotated[
    bool, typer.Option("--no-text", help="Write numbers and places, no words of the records")
]
PseudonymOption = Annotated[
    bool,
    typer.Option(
        "--pseudonymise",
        help="Replace names given, NHS and NI numbers, postcodes, phones, e-mails, dates, ids by "
        "tokens. It does not make records anonymous",
    ),
]
NamesOption = Annotated[
    Path | None, typer.Option("--names", help="Text file of names to replace, one a line")
]
KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key-file", help="File with a secret key (16 bytes or more), for lasting tokens"
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that label side by side")
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on with an audit that was stopped")
]
DaskOption = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="A Dask scheduler to work with")
]


def show(*things: Any) -> None:
    """Print tables and lines on stdout, 100 characters wide where it is no terminal."""
    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    for thing in things:
        console.print(thing, markup=False)


def print_json(value: Any) -> None:
    """Print a value as JSON in plain ASCII, which every pipe and terminal takes."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=1) + "\n")


def column_map(pairs: list[str] | None, file: Path | None = None) -> dict[str, Any] | None:
    """Turn ``outcomes=NAME`` options into a column map, over that of a file."""
    columns: dict[str, Any] = {}
    for pair in pairs or []:
        place, equals, name = pair.partition("=")
        if not equals or not name:
            raise errors.setting_out_of_range("--column", "of the form outcomes=NAME")
        columns[place] = f"{columns[place]},{name}" if place in columns else name
    if file is not None:
        columns = {**load_map(file), **columns}
    return columns or None


def pseudonymiser(
    wanted: bool, names: Path | None, key_file: Path | None
) -> Callable[[Audit], Audit]:
    """Return what is done to an audit before it is written; names and key are read at once."""
    if not wanted:
        if names or key_file:
            raise errors.setting_out_of_range("--names and --key-file", "used with --pseudonymise")
        return lambda audit: audit
    from ..pseudonyms import Pseudonymiser, pseudonymise

    known = [] if names is None else _read(names).decode("utf-8-sig", "replace").splitlines()
    key = None if key_file is None else _read(key_file)
    Pseudonymiser(key)  # refuses a weak key before the records are read
    return lambda audit: pseudonymise(audit, key=key, names=known)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise errors.file_missing(path.name) from error
    except OSError as error:
        raise errors.file_unreadable(path.name, error) from error


def header_of(header: bool, rows: str | None) -> Header:
    """Turn ``--no-header`` and ``--header-row 3-4`` into what `read_records` takes."""
    if rows is None:
        return header
    found = re.fullmatch(r"(\d{1,7})(?:-(\d{1,7}))?", rows.strip())
    if not found or not header:
        raise errors.setting_out_of_range("--header-row", "a row number, or two as in 3-4")
    first = int(found[1])
    return (first, int(found[2])) if found[2] else first
