"""The workbook, opened by another library."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from conftest import ROOT
from outcome_classifier import Record, audit, write_report

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
        "Summary", "Principles", "By team", "Statements", "Findings", "To review", "About",
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


def test_hostile_cells_are_text(tmp_path):
    records = [Record(text, fields={"outcomes": (text,)}, team=text) for text in HOSTILE]
    path = write_report(audit(records), tmp_path / "h.xlsx")
    with zipfile.ZipFile(path) as archive:
        xml = "".join(
            archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n
        )
        assert not [n for n in archive.namelist() if "hyperlink" in n or "vba" in n]
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    ids = [row[0].value for row in openpyxl.load_workbook(path)["Statements"].iter_rows(min_row=2)]
    assert "=1+1" in ids


def test_a_cell_too_long_for_excel_is_cut_with_a_mark(tmp_path):
    path = write_report(
        audit([Record("y" * 40_000, fields={"notes": ("Home",)})]), tmp_path / "l.xlsx"
    )
    cells = [c.value for row in openpyxl.load_workbook(path)["Statements"] for c in row]
    assert any(isinstance(value, str) and value.endswith("[cut]") for value in cells)
