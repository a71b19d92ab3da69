"""Options that commands share, and how their results are printed."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .. import errors


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
HeaderOption = Annotated[bool, typer.Option("--header/--no-header", help="Is row 1 a header?")]
SkipOption = Annotated[
    bool, typer.Option("--skip-bad-lines", help="Count lines that do not fit, and go on")
]


def show(*things: Any) -> None:
    """Print tables and lines on stdout, 100 characters wide where it is no terminal."""
    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    for thing in things:
        console.print(thing, markup=False)


def print_json(value: Any) -> None:
    """Print a value as JSON in plain ASCII, which every pipe and terminal takes."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=1) + "\n")


def column_map(pairs: list[str] | None) -> dict[str, str] | None:
    """Turn ``outcomes=NAME`` options into a column map."""
    columns: dict[str, str] = {}
    for pair in pairs or []:
        place, equals, name = pair.partition("=")
        if not equals or not name:
            raise errors.setting_out_of_range("--column", "of the form outcomes=NAME")
        columns[place] = f"{columns[place]},{name}" if place in columns else name
    return columns or None
