"""An audit as an Excel workbook: every cell text or a number, no formula, no link, no macro."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from ..results import Audit
from .counting import KINDS, Group
from .summary import Summary
from .tables import Table, table, without_unseen

_MAX_ROWS = 1_048_575
_MAX_CELL = 32_767
_CUT = " [cut]"
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}
_WIDE = frozenset({"text", "sentence", "message", "ask", "words", "what", "how", "Most often",
                   "principle title", "outcome as written"})  # fmt: skip
_GROUP = (
    "records",
    *(f"{kind}, all fields" for kind in KINDS),
    *(f"{kind}, outcomes field" for kind in KINDS),
)


def write_workbook(audit: Audit, summary: Summary, file: BinaryIO) -> None:
    """Write the workbook: Summary, By team and others, Statements, Findings, To review, About.

    A sheet that would have more rows than Excel takes goes on in further ones; a text longer than
    32,767 characters is cut with a visible mark, and About counts them.
    """
    import xlsxwriter

    statements = table(audit, "statements")
    with (
        tempfile.TemporaryDirectory(prefix="writing-") as private,
        xlsxwriter.Workbook(file, {**_PLAIN, "tmpdir": private}) as book,
    ):
        sheets = _Sheets(book)
        sheets.add("Summary", Table(("about", "what", "number", "from", "to"), _summary(summary)))
        sheets.add("By team", _by_group("team", summary.teams))
        sheets.add("By service", _by_group("service", summary.services))
        sheets.add("Over time", _by_group("period", summary.periods))
        sheets.add("Principles", Table(_PRINCIPLES, _principles(summary)))
        sheets.add("Principles by service", _heat(audit, summary))
        sheets.add("Same outcome", Table(("outcome as written", "records"), _repeats(summary)))
        sheets.add("Statements", statements)
        sheets.add("Findings", table(audit, "findings"))
        review = statements.columns.index("needs_review")
        rows = (row for row in table(audit, "statements").rows if row[review])
        sheets.add("To review", Table(statements.columns, rows))
        sheets.add("Not read", Table(("source", "row", "column", "reason"), _unread(audit)))
        sheets.add("About", Table(("what", "how"), _about(audit, sheets)))


_PRINCIPLES = ("number", "principle title", "met", "attention", "cannot tell", "findings", "notes",
               "Most often")  # fmt: skip


def _summary(summary: Summary) -> Iterator[Sequence[Any]]:
    yield ("read", "records", summary.records)
    yield ("read", "statements", summary.statements)
    yield ("read", "statements to review (not sure)", summary.to_review)
    head = summary.headline
    field = "outcomes field"
    yield (field, "surely read as something else than an outcome", head.other, head.low, head.high)
    yield (field, "surely read as an outcome", head.outcome)
    yield (field, "not sure", head.not_sure)
    yield ("other fields", "surely read as an outcome", summary.outcomes_elsewhere)
    yield ("principles", "findings that ask for attention", summary.findings)
    yield ("outcomes field", "outcomes in three records or more", summary.repeated)
    yield ("records", "that show no strength of the person", summary.without_strength)
    yield ("records", "of which the review month is over", summary.review_passed)
    yield ("records", "without a review date that can be read", summary.review_unread)
    for name, counts in summary.kinds.items():
        for kind, count in counts.items():
            yield (f"kinds in {name}", kind, count)
    for reason, count in summary.unlabelled.items():
        yield ("not labelled", reason, count)
    for reason, count in summary.unread.items():
        yield ("left out while reading", reason, count)


def _by_group(name: str, groups: Mapping[str, Group]) -> Table:
    rows = (
        (group, count.records, *(count.kinds[k] for k in KINDS),
         *(count.in_outcomes[k] for k in KINDS))
        for group, count in groups.items()
    )  # fmt: skip
    return Table((name, *_GROUP), rows)


def _principles(summary: Summary) -> Iterator[Sequence[Any]]:
    for p in summary.principles:
        counts = (p.met, p.attention, p.cannot_tell, p.findings, p.notes)
        yield (p.number, p.title, *counts, p.commonest)


def _heat(audit: Audit, summary: Summary) -> Table:
    columns = (
        "service",
        "records",
        *(f"{n}: records that ask for attention" for n in audit.titles),
    )
    rows = (
        (name, count.records, *(count.attention[n] for n in audit.titles))
        for name, count in summary.principles_by_service.items()
    )
    return Table(columns, rows)


def _repeats(summary: Summary) -> Iterator[Sequence[Any]]:
    return ((repeat.text, repeat.records) for repeat in summary.repeats)


def _unread(audit: Audit) -> Iterator[Sequence[Any]]:
    return ((u.source, u.row, u.column, u.reason) for u in audit.unread)


def _about(audit: Audit, sheets: _Sheets) -> Iterator[Sequence[Any]]:
    yield ("this describes", "writing, not people, workers or teams; it can be wrong")
    for said in audit.privacy:
        yield ("words of the records", said)
    yield ("library", audit.library_version)
    yield ("model", audit.model_version)
    yield ("not sure below confidence", audit.review_below)
    for said in audit.local:
        yield ("changed by rules of your own", said)
    for source in audit.sources:
        yield ("source", f"{source.name}: {source.rows} rows, {source.records} records")
        for place, column in source.columns.items():
            yield ("column used", f"{place}: {column}")
        for note in source.notes:
            yield ("note", note)
    for number, words in audit.never.items():
        yield (f"no text shows (principle {number})", words)
    yield ("checks that ran", ", ".join(audit.rules))
    yield ("cells cut to the length that Excel takes", sheets.cut)


class _Sheets:
    """Sheets with a frozen bold header, filters and widths, written row by row."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.cut = 0

    def add(self, name: str, content: Table) -> None:
        columns = content.columns
        sheet, written, part = self._new(name, columns), 0, 1
        for row in content.rows:
            if written == _MAX_ROWS:
                sheet.autofilter(0, 0, written, len(columns) - 1)
                part += 1
                sheet, written = self._new(f"{name} {part}", columns), 0
            written += 1
            for place, value in enumerate(row):
                self._write(sheet, written, place, value)
        sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)

    def _new(self, name: str, columns: Iterable[str]) -> Any:
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, 60 if column in _WIDE else 16)
            sheet.write_string(0, place, str(column), self._bold)
        sheet.freeze_panes(1, 1)
        return sheet

    def _write(self, sheet: Any, row: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(row, place, value)
            return
        text = str(value).lower() if isinstance(value, bool) else without_unseen(value)
        if len(text) > _MAX_CELL:
            text, self.cut = text[: _MAX_CELL - len(_CUT)] + _CUT, self.cut + 1
        sheet.write_string(row, place, text, self._wrap)
