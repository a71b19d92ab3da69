"""The command on two audits: compare."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from .options import ForceOption, Format, FormatOption, print_json, show


def compare(
    last: Annotated[Path, typer.Argument(help="The audit.json of the audit before")],
    this: Annotated[Path, typer.Argument(help="The audit.json of the audit after")],
    out: Annotated[Path | None, typer.Option("--out", help="Write a page (.html) too")] = None,
    format: FormatOption = Format.table,  # noqa: A002
    force: ForceOption = False,
) -> None:
    """Tell what changed between two audits, with 95 % intervals.

    Example: `outcome-classifier compare spring/audit.json autumn/audit.json --out change.html`
    """
    from .._audits import compare_audits
    from ..reporting import write_comparison
    from ..reporting.tables import safe_cell
    from .tables import change_cells, comparison_tables

    comparison = compare_audits(last, this)
    if out is not None:
        write_comparison(comparison, out, force=force)
    if format is Format.json:
        print_json(comparison.to_dict())
    elif format is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(["group", "name", "of", "then", "now", "difference", "low", "high", "said"])
        for change in comparison.changes:
            names = map(safe_cell, (change.group, change.name, change.of))
            writer.writerow([*names, *change_cells(change)])
    else:
        show(*comparison_tables(comparison))
    for note in comparison.notes:
        typer.echo(note, err=True)
    if out is not None:
        typer.echo(f"Page: {out}", err=True)
