"""An audit as an Excel workbook: every cell text or a number, no formula, no link, no macro."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from ..datatypes import Kind
from ..results import Audit
from .summary import NOT_SURE, Summary, summarise
from .tables import FINDING_COLUMNS, STATEMENT_COLUMNS, finding_values, without_unseen

_MAX_ROWS = 1_048_575
_MAX_CELL = 32_767
_CUT = " [cut]"
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDE = frozenset({"text", "sentence", "message", "ask", "principle", "Most often", "words"})


def render_workbook(audit: Audit) -> bytes:
    """Return the workbook: Summary, By team, Statements, Findings, To review, About.

    A sheet that would have more rows than Excel takes goes on in further ones; a text longer than
    32,767 characters is cut with a visible mark.
    """
    import xlsxwriter

    out = io.BytesIO()
    summary = summarise(audit)
    with xlsxwriter.Workbook(out, _PLAIN) as book:
        sheets = _Sheets(book)
        sheets.add("Summary", ("field", *Kind, NOT_SURE), _kinds(summary))
        sheets.add("Principles", _PRINCIPLE_COLUMNS, _principles(summary))
        sheets.add("By team", ("team", "outcome", "something else", NOT_SURE), _teams(summary))
        rows = (_statement(row) for row in audit.statements)
        sheets.add("Statements", STATEMENT_COLUMNS, rows)
        sheets.add("Findings", FINDING_COLUMNS, finding_values(audit))
        review = (_statement(row) for row in audit.statements if row.needs_review)
        sheets.add("To review", STATEMENT_COLUMNS, review)
        sheets.add("About", ("what", "how"), _about(audit, summary))
    return out.getvalue()


_PRINCIPLE_COLUMNS = (
    "number",
    "principle",
    "met",
    "attention",
    "cannot tell",
    "findings",
    "notes",
    "Most often",
)


def _kinds(summary: Summary) -> Iterable[Sequence[Any]]:
    for name, counts in summary.kinds.items():
        yield (name, *(counts[kind] for kind in (*Kind, NOT_SURE)))


def _principles(summary: Summary) -> Iterable[Sequence[Any]]:
    for p in summary.principles:
        counts = (p.met, p.attention, p.cannot_tell, p.findings, p.notes)
        yield (p.number, p.title, *counts, p.commonest)


def _teams(summary: Summary) -> Iterable[Sequence[Any]]:
    for team, counts in summary.teams.items():
        yield (team, counts["outcome"], counts["other"], counts[NOT_SURE])


def _statement(row: Any) -> Sequence[Any]:
    values = (getattr(row, name) for name in STATEMENT_COLUMNS)
    return [str(v).lower() if isinstance(v, bool) else v for v in values]


def _about(audit: Audit, summary: Summary) -> Iterable[Sequence[Any]]:
    yield ("library", audit.library_version)
    yield ("model", audit.model_version)
    yield ("not sure below confidence", audit.review_below)
    yield ("records", summary.records)
    yield ("statements", summary.statements)
    for source in audit.sources:
        yield ("source", f"{source.name}: {source.rows} rows, {source.records} records")
        for note in source.notes:
            yield ("note", note)
    for reason, count in (*summary.unlabelled.items(), *summary.unread.items()):
        yield (f"not labelled: {reason}", count)
    for number, words in audit.never.items():
        yield (f"no text shows (principle {number})", words)
    yield ("this describes", "writing, not people, workers or teams; it can be wrong")


class _Sheets:
    """Sheets with a frozen bold header, filters and widths."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        sheet, written, part = self._new(name, columns), 0, 1
        for row in rows:
            if written == _MAX_ROWS:
                sheet.autofilter(0, 0, written, len(columns) - 1)
                part += 1
                sheet, written = self._new(f"{name} {part}", columns), 0
            written += 1
            for place, value in enumerate(row):
                self._write(sheet, written, place, value)
        sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)

    def _new(self, name: str, columns: Sequence[str]) -> Any:
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column), self._bold)
            sheet.set_column(place, place, 60 if column in _WIDE else 16)
        sheet.freeze_panes(1, 1)
        return sheet

    def _write(self, sheet: Any, row: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, (int, float)):
            sheet.write_number(row, place, value)
            return
        text = without_unseen(value).encode("utf-8", "replace").decode("utf-8")
        if len(text) > _MAX_CELL:
            text = text[: _MAX_CELL - len(_CUT)] + _CUT
        sheet.write_string(row, place, text, self._wrap)
