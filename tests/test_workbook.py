"""The workbook, opened by another library."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from audits import audit_of, found, many, said
from conftest import ROOT
from outcome_classifier import audit, write_report

pytestmark = pytest.mark.model
HOSTILE = [
    "=1+1",
    "+2",
    "-3",
    "@x",
    "\tx",
    "＝1",
    "http://a.example",
    "\\\\server\\share",
    "a\x07b",
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "audit.xlsx"
    write_report(audit(ROOT / "examples" / "care_plans.csv"), path)
    return path


def test_the_sheets_are_there_with_the_numbers_of_the_audit(book):
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == [
        "Summary", "By team", "By service", "Over time", "Principles", "Principles by service",
        "Same outcome", "Statements", "Findings", "To review", "Not read", "About",
    ]  # fmt: skip
    result = audit(ROOT / "examples" / "care_plans.csv")
    assert opened["Statements"].max_row - 1 == len(list(result.statements))
    assert opened["Findings"].max_row - 1 == len(list(result.findings))
    assert opened["Statements"].freeze_panes == "B2"
    assert opened["Statements"].auto_filter.ref


def test_no_workers_name_stands_in_the_workbook(book):
    words = " ".join(
        str(cell.value) for sheet in openpyxl.load_workbook(book) for row in sheet for cell in row
    )
    assert "Completed by" not in words
    assert "Joanne Tarrant" not in words


def xml_of(path) -> str:
    with zipfile.ZipFile(path) as archive:
        assert not [n for n in archive.namelist() if "hyperlink" in n or "vba" in n.lower()]
        return "".join(
            archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n
        )


def test_f1_f2_f5_hostile_cells_are_text(tmp_path):
    statements = [said(text, record=text, team=text, service=text) for text in HOSTILE]
    path = write_report(audit_of(statements, [found(HOSTILE[0])]), tmp_path / "h.xlsx")
    xml = xml_of(path)
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    rows = list(openpyxl.load_workbook(path)["Statements"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [text.replace("\x07", "") for text in HOSTILE]
    assert {row[7].data_type for row in rows} == {"s"}


def test_f4_a_cell_too_long_for_excel_is_cut_with_a_mark_and_counted(tmp_path):
    audit = audit_of([said("y" * 40_000), said("y" * 32_767, record="2")])
    book = openpyxl.load_workbook(write_report(audit, tmp_path / "l.xlsx"))
    long, whole = (row[7] for row in book["Statements"].iter_rows(min_row=2, values_only=True))
    assert (len(long), long.endswith("[cut]")) == (32_767, True)
    assert whole == "y" * 32_767
    assert ("cells cut to the length that Excel takes", 1) in book["About"].values


def test_f6_more_rows_than_a_sheet_takes_go_on_in_another(tmp_path, monkeypatch):
    from outcome_classifier.reporting import workbook

    monkeypatch.setattr(workbook, "_MAX_ROWS", 20)
    book = openpyxl.load_workbook(write_report(audit_of(many(45)), tmp_path / "m.xlsx"))
    sheets = [name for name in book.sheetnames if name.startswith("Statements")]
    assert sheets == ["Statements", "Statements 2", "Statements 3"]
    ids = [row[0] for name in sheets for row in book[name].iter_rows(min_row=2, values_only=True)]
    assert ids == [str(n) for n in range(1, 46)]


def test_f7_no_sheet_takes_its_name_from_the_data(tmp_path):
    name = "[a]:*?/\\" + "b" * 40
    audit = audit_of(many(12, team=name, service=name, section="outcomes"))
    book = openpyxl.load_workbook(write_report(audit, tmp_path / "s.xlsx"))
    assert name not in book.sheetnames
    assert book["By team"]["A2"].value == name


def test_the_workbook_leaves_no_temporary_file(tmp_path, monkeypatch):
    import tempfile

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    write_report(audit_of(many(3)), tmp_path / "t.xlsx")
    assert list((tmp_path / "temporary").iterdir()) == []
