"""Commands on records: check, audit and rules."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import errors
from .options import (
    ColumnOption,
    ColumnsOption,
    DaskOption,
    DisableOption,
    EncodingOption,
    ForceOption,
    Format,
    FormatOption,
    HeaderOption,
    HeaderRowOption,
    JurisdictionOption,
    KeyOption,
    NamesOption,
    NoTextOption,
    PseudonymOption,
    ResumeOption,
    RulesOption,
    SheetOption,
    SkipOption,
    TableOption,
    WorkersOption,
    column_map,
    header_of,
    print_json,
    pseudonymiser,
    show,
)

_SEVERITIES = ("info", "advice", "gap")


def check(
    file: Annotated[Path, typer.Argument(help="A record, a table of records, or a folder")],
    column: ColumnOption = None,
    columns: ColumnsOption = None,
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
    header_row: HeaderRowOption = None,
    skip_bad_lines: SkipOption = False,
) -> None:
    """Check records against the 12 principles for recording personal outcomes.

    Example: `outcome-classifier check examples/assessment.txt`
    """
    from .._audits import read_records
    from ..auditing import RecordChecker
    from ..readlog import ReadLog
    from .tables import report_tables

    if fail_on is not None and fail_on not in _SEVERITIES:
        raise errors.setting_out_of_range("--fail-on", "info, advice or gap")
    failing = _SEVERITIES[_SEVERITIES.index(fail_on) :] if fail_on else ()
    checker = RecordChecker(disable=disable or (), rules=rules, jurisdiction=jurisdiction)
    log = ReadLog()
    records = read_records(
        file,
        columns=column_map(column, columns),
        sheet=sheet,
        encoding=encoding,
        header=header_of(header, header_row),
        skip_bad_lines=skip_bad_lines,
        log=log,
    )
    failed = False
    reports = []
    for record in records:
        report = checker.check(record)
        failed |= any(finding.severity in failing for finding in report.findings)
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
        row = "" if unread.row is None else f", row {unread.row}"
        typer.echo(f"{unread.source}{row}: left out ({unread.reason})", err=True)
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
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, TSV, XLSX, XLS, ODS, Parquet, JSON, FHIR, JSON Lines, DOCX, PDF or text; "
            "or a folder, or a pattern such as 'plans/*.docx'"
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the report, numbers and tables")],
    column: ColumnOption = None,
    columns: ColumnsOption = None,
    disable: DisableOption = None,
    rules: RulesOption = None,
    jurisdiction: JurisdictionOption = "Wales",
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    header: HeaderOption = True,
    header_row: HeaderRowOption = None,
    skip_bad_lines: SkipOption = False,
    table: TableOption = ["csv"],  # noqa: B006
    no_text: NoTextOption = False,
    pseudonymise: PseudonymOption = False,
    names: NamesOption = None,
    key_file: KeyOption = None,
    workers: WorkersOption = None,
    resume: ResumeOption = False,
    dask: DaskOption = None,
    force: ForceOption = False,
) -> None:
    """Audit a file: label every statement, check every record, write a report.

    Finished parts are kept in the folder `parts` of `--out`: what was stopped goes on with
    `--resume`.

    Example: `outcome-classifier audit examples/care_plans.xlsx --out report`
    """
    from .._audits import audit as run
    from ..auditing import output_locked
    from ..reading import would_read
    from ..reporting import TABLE_SUFFIXES, folder_files, write_folder
    from .progress import shown_progress
    from .tables import audit_tables

    if not set(table) <= set(TABLE_SUFFIXES):
        raise errors.setting_out_of_range("--table", "csv, jsonl or parquet")
    change = pseudonymiser(pseudonymise, names, key_file)
    targets = folder_files(out, table)
    for target in targets:
        if target.exists() and would_read(file, target):
            raise errors.output_is_input(target.name)
        if target.exists() and not force:
            raise errors.output_exists(str(target))
    if file.is_dir() and out.resolve().is_relative_to(file.resolve()):
        raise errors.output_is_input(str(out))
    private = no_text or pseudonymise
    if private and resume:
        raise errors.setting_out_of_range(
            "--resume", "used without --no-text and --pseudonymise, which keep no parts"
        )
    with output_locked(out):
        try:
            with shown_progress(file.name) as progress:
                result = run(
                    file,
                    out=None if private else out,
                    workers=workers,
                    resume=resume,
                    force=force,
                    backend=_cluster(dask),
                    progress=progress,
                    columns=column_map(column, columns),
                    disable=disable or (),
                    rules=rules,
                    jurisdiction=jurisdiction,
                    sheet=sheet,
                    encoding=encoding,
                    header=header_of(header, header_row),
                    skip_bad_lines=skip_bad_lines,
                )
        except KeyboardInterrupt:
            kept = f"What was finished is kept in {out / 'parts'}. Go on with the same command and --resume."
            typer.echo(f"Stopped. {'Nothing is kept.' if private else kept}", err=True)
            raise
        summary = write_folder(change(result), out, tables=table, force=force, words=not no_text)
    show(*audit_tables(result, summary))
    show(f"Report: {targets[0]}")


def _cluster(address: str | None) -> Any:
    if address is None:
        return None
    from ..integrations.dask import DaskBackend

    return DaskBackend(address)


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
