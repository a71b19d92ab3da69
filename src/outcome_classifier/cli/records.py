"""Commands on records: check, audit and rules."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .. import errors
from .options import (
    ColumnOption,
    DisableOption,
    EncodingOption,
    ForceOption,
    Format,
    FormatOption,
    HeaderOption,
    JurisdictionOption,
    RulesOption,
    SheetOption,
    SkipOption,
    column_map,
    print_json,
    show,
)

_SEVERITIES = ("info", "advice", "gap")


def check(
    file: Annotated[Path, typer.Argument(help="A record or a table of records")],
    column: ColumnOption = None,
    disable: DisableOption = None,
    rules: RulesOption = None,
    jurisdiction: JurisdictionOption = "Wales",
    fail_on: Annotated[
        str | None, typer.Option(help="Exit 1 for findings of info, advice or gap and above")
    ] = None,
    format: FormatOption = Format.table,  # noqa: A002
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    header: HeaderOption = True,
    skip_bad_lines: SkipOption = False,
) -> None:
    """Check records against the 12 principles for recording personal outcomes.

    Example: `outcome-classifier check examples/assessment.txt`
    """
    from .._api import read_records
    from ..auditing import RecordChecker
    from ..results import ReadLog
    from .tables import report_tables

    if fail_on is not None and fail_on not in _SEVERITIES:
        raise errors.setting_out_of_range("--fail-on", "info, advice or gap")
    checker = RecordChecker(disable=disable or (), rules=rules, jurisdiction=jurisdiction)
    log = ReadLog()
    records = read_records(
        file,
        columns=column_map(column),
        sheet=sheet,
        encoding=encoding,
        header=header,
        skip_bad_lines=skip_bad_lines,
        log=log,
    )
    failed = False
    reports = []
    for record in records:
        report = checker.check(record)
        failed |= (
            any(
                _SEVERITIES.index(f.severity) >= _SEVERITIES.index(fail_on) for f in report.findings
            )
            if fail_on
            else False
        )
        for code in report.stopped:
            typer.echo(f"{code} took too long on a record and was left out there", err=True)
        if format is Format.table:
            show(*report_tables(report))
        else:
            reports.append(report)
    if format is Format.json:
        print_json([report.to_dict() for report in reports])
    elif format is Format.csv:
        _findings_csv(reports)
    for source in log.sources:
        for note in source.notes:
            typer.echo(f"{source.name}: {note}", err=True)
    for unread in log.unread:
        typer.echo(f"{unread.source}, row {unread.row}: left out ({unread.reason})", err=True)
    if failed:
        raise typer.Exit(1)


def _findings_csv(reports: Iterable[Any]) -> None:
    from ..reporting.tables import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(
        ["record_id", "code", "name", "principle", "severity", "status", "text", "message", "ask"]
    )
    for report in reports:
        for f in report.findings:
            plain = [f.code, f.name, str(f.principle), f.severity, f.status]
            cells = [report.record_id, *plain, f.text or ""]
            writer.writerow([*map(safe_cell, cells), f.message, f.ask])


def audit(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, XLS, ODS, JSON Lines or text")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the report, JSON and CSV")],
    column: ColumnOption = None,
    disable: DisableOption = None,
    rules: RulesOption = None,
    jurisdiction: JurisdictionOption = "Wales",
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    header: HeaderOption = True,
    skip_bad_lines: SkipOption = False,
    force: ForceOption = False,
) -> None:
    """Audit a file: label every statement, check every record, write a report.

    Example: `outcome-classifier audit examples/care_plans.xlsx --out report`
    """
    from .._api import audit as run
    from ..reporting import summarise, write, write_findings
    from .tables import audit_tables

    targets = [out / name for name in ("report.html", "audit.xlsx", "audit.json", "statements.csv")]
    findings = out / "findings.csv"
    for target in (*targets, findings):
        if target.exists() and file.exists() and target.samefile(file):
            raise errors.output_is_input(target.name)
        if target.exists() and not force:
            raise errors.output_exists(str(target))
    with Console(stderr=True).status(f"Reading {file.name}"):
        result = run(
            file,
            columns=column_map(column),
            disable=disable or (),
            rules=rules,
            jurisdiction=jurisdiction,
            sheet=sheet,
            encoding=encoding,
            header=header,
            skip_bad_lines=skip_bad_lines,
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.output_failed(str(out), error.strerror or type(error).__name__) from error
    for target in targets:
        write(result, target, force=force)
    write_findings(result, findings, force=force)
    show(*audit_tables(result, summarise(result)))
    show(f"Report: {targets[0]}")


def rules(
    code: Annotated[
        str | None, typer.Argument(help="A code (PLN001), a prefix (PLN) or a name")
    ] = None,
    format: FormatOption = Format.table,  # noqa: A002
) -> None:
    """List the checks, or show one with its source and examples.

    Example: `outcome-classifier rules PLN001`
    """
    from ..rulebook import load_rulebook
    from .tables import rule_lines, rules_table

    chosen = load_rulebook().rules
    if code is not None:
        chosen = tuple(r for r in chosen if r.code.startswith(code.upper()) or r.name == code)
        if not chosen:
            raise errors.rule_unknown(code)
    if format is Format.json:
        print_json([rule.to_dict() for rule in chosen])
    elif len(chosen) == 1:
        show(*rule_lines(chosen[0]))
    else:
        show(rules_table(chosen))
