"""Section D of the list of bad inputs: XLSX, XLS, ODS."""

from __future__ import annotations

import base64
import datetime
import struct
import sys
import time
import zipfile
import zlib
from contextlib import closing

import openpyxl
import pytest
import xlsxwriter

from conftest import ROOT
from making import ods, rewritten
from outcome_classifier import read_records
from outcome_classifier.reading import apart
from readings import read, refused

#: A workbook of Excel 97: ID 007, Outcomes "Home by Easter".
XLS = zlib.decompress(
    base64.b64decode(
        "eNrtWE1oE0EU/maTbX5o0k1NhVYoS8GqtWDFg17arWKtHqzRiyKCJm0O0pjIJh7qxWrNURA8KV4KvXipevEHPejNg1"
        "CxB0EQEj16EhQ8tFnfvMxKqj00oKXKfMt88/bNm523O2/e7uybhURl9mFXFb9gCAHUvAhaGnSCSsQ/sUDtnidFvw5T"
        "8TT+KUTCNJEtJp7FXofkHMr5rsLAg+BLYuAjlTO4iLFCPmuvIw6wD2khfRgkFrhLmjg62at25nHmTcz32fI58zBrbj"
        "APkm1FnMaCM9a3T0XxKaOH2+KQ133Mfd6zZjc68EpG8ZWbom5rYr97Pp3bmA3dwVbMgeZtNJvPuulcBUmawDl882zg"
        "q79SX9hav756AdJ/X6kPraK/ZQSBaXjnOMDLiGExIFtMpHLpfHEJu0AGXCg6jxykBHvsUmm8cCFbJLuBgb1x4DCd2Z"
        "kpeyRdLGXdqEzRvKStFUs6xqHeSjyBNpYTHPAWJe2le1/eHs2knLOsmeY0Xk/2W6V/8HBV9qDOcW4xfnIf807ma3zV"
        "LSx3MSfpPqjuTXUo4dAM21zn1l4aZw9j0dnWIG8nufz5+JPu8idnB8nzo9XLyfl3zix66OUzQf3lMYN+0S/u3JZ46v"
        "i1UInhA3Pnb0kibFjKd0+90dqwjCiLCeb6mXw6QtmLVewF2xvKXrC9nLghox2P+PEMN7w2o9DQ0NDQ0NDQ0NDYIBDq"
        "Uz6g9hmm2jCE1H+dZSo1/Zvkv8UJFOgo0cZ0BHmqXUw1FT+bYQr/WmKNffz/hRInaXQXk8iwH5NNxy9t+ETj/ay5o/"
        "XnllCz49ea8fMvj/8D2aDFlA=="
    )
)
GOOD = (ROOT / "examples" / "care_plans.xlsx").read_bytes()
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.fixture
def book(tmp_path):
    """Write rows as a workbook; ``change`` gets it before it is saved."""

    def write(*rows, change=lambda book: None, name="plans.xlsx"):
        made = openpyxl.Workbook()
        for row in rows:
            made.active.append(row)
        change(made)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


HEADER, ROW = ["ID", "Outcomes"], ["007", "Home by Easter"]


def test_d1_a_bomb_is_refused_before_it_is_unpacked(book):
    path = book(HEADER, ROW)
    rewritten(path, {"xl/worksheets/more.xml": b"0" * (60 << 20)})
    start = time.process_time()
    assert "it unpacks to far more than its size" in refused(path)
    assert time.process_time() - start < 0.5


def test_d1_an_archive_with_too_many_members_is_refused(book):
    path = book(HEADER, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(10_001):
            archive.writestr(f"x/{n}", "")
    assert "it unpacks to far more than its size" in refused(path)


def test_d1_an_archive_that_tells_wrong_sizes_is_refused(book):
    path = rewritten(book(HEADER, ROW), {"xl/worksheets/more.xml": b"0" * 5_000_000})
    told = (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(told, (50).to_bytes(4, "little")))
    assert "cannot be read: it unpacks to far more" in refused(path)


def test_d1_one_cell_in_the_far_corner_is_refused_before_it_is_loaded(tmp_path):
    made = xlsxwriter.Workbook(tmp_path / "plans.xlsx")
    sheet = made.add_worksheet()
    for row, cells in enumerate([HEADER, ROW]):
        sheet.write_row(row, 0, cells)
    sheet.write(1_048_575, 16_383, "x")
    made.close()
    assert "its used area is far too large" in refused(tmp_path / "plans.xlsx")


FAILED = "it is damaged, or takes far too much memory"


def old(path, *, extent=b"", cell=b""):
    """Write the old workbook with another record of its extent, or of its last cell."""
    content = bytearray(XLS)
    for record, changed in ((b"\x00\x02\x0e\x00", extent), (b"\xfd\x00\x0a\x00", cell)):
        start = content.rindex(record) + len(record)
        content[start : start + len(changed)] = changed
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "change",
    [{"cell": struct.pack("<HH", 0xFFFF, 0xFFFF)},
     {"extent": struct.pack("<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF)},
     {"extent": struct.pack("<IIHH", 9, 2, 9, 2)}],
    ids=["cell", "extent", "turned round"],
)  # fmt: skip
def test_d1_an_old_workbook_that_cannot_be_loaded_ends_nothing_but_its_own_reading(
    tmp_path, capfd, change
):
    old(tmp_path / "b.xls", **change)
    old(tmp_path / "a.xls"), old(tmp_path / "c.xls")
    assert FAILED in refused(tmp_path / "b.xls")
    records, log = read(tmp_path)
    assert [r.source for r in records] == ["a.xls", "c.xls"]
    assert [(u.source, u.reason) for u in log.unread] == [("b.xls", "unreadable")]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "cells",
    ["<row r='1048576'><c t='str' r='XFD1048576'><v>x</v></c></row>",
     '<row r="1048576"><c t="str" b=">" r="XFD1048576"><v>x</v></c></row>',
     '<row r="4294967295"><c t="str" r="A4294967295"><v>x</v></c></row>'],
    ids=["quotes", "mark", "beyond"],
)  # fmt: skip
def test_d1_a_far_corner_that_is_hidden_ends_nothing(book, cells):
    path, part = book(HEADER, ROW), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(part).decode()
    rewritten(path, {part: xml.replace("</sheetData>", f"{cells}</sheetData>")})
    assert FAILED in refused(path)


def test_d1_a_number_of_strings_that_is_not_true_ends_nothing(book):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}" uniqueCount="4294967295"><si><t>x</t></si></sst>'
    path = rewritten(book(HEADER, ROW), {"xl/sharedStrings.xml": strings})
    assert FAILED in refused(path)


def test_d1_one_text_that_is_repeated_without_end_ends_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "_MEMORY", 512 << 20)
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    path = ods(tmp_path / "plans.ods", HEADER, ROW, rest=row.format("y" * 10_000))
    assert FAILED in refused(path)


@pytest.mark.parametrize("program", [None, "", "/bin/false", "{}/my-python"])
def test_a_workbook_is_read_in_this_process_where_no_other_can_be_begun(
    book, tmp_path, monkeypatch, program
):
    path = book(HEADER, ROW, ["8", datetime.datetime(2026, 3, 1)])
    expected = read(path)[0]
    (tmp_path / "my-python").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "my-python").chmod(0o700)
    monkeypatch.setattr(sys, "executable", program and program.format(tmp_path))
    assert read(path)[0] == expected


def test_a_workbook_that_is_left_half_read_leaves_no_process(book, monkeypatch):
    begun = []
    popen = apart.subprocess.Popen
    monkeypatch.setattr(
        apart.subprocess, "Popen", lambda *a, **k: begun.append(popen(*a, **k)) or begun[0]
    )
    path = book(HEADER, *([str(n), "Home"] for n in range(20_000)))
    with closing(read_records(path)) as records:
        next(records)
    assert begun[0].returncode is not None


def test_dates_times_and_cells_merged_downwards_come_as_they_stand(book):
    def change(made):
        made.active.merge_cells("A2:A4")

    when = [datetime.datetime(2026, 3, 1, 9, 30), datetime.date(2026, 3, 1), datetime.time(9, 30)]
    rows = [["P1" if n == 0 else None, "Home", at] for n, at in enumerate(when)]
    path = book(["ID", "Outcomes", "Date"], *rows, ["P2", "Choir", when[1]], change=change)
    assert [(r.record_id, r.date) for r in read(path)[0]] == [
        ("P1", "2026-03-01T09:30:00"),
        ("P2", "2026-03-01"),
    ]


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/evil.xml", "c:/evil.xml", "inner.zip", "xl/../a"]
)
def test_d2_unsafe_member_names_are_refused_and_nothing_is_written(book, tmp_path, name):
    path = rewritten(book(HEADER, ROW), {name: b"x"})
    assert "it holds unsafe or repeated file names" in refused(path)
    assert [p.name for p in tmp_path.iterdir()] == ["plans.xlsx"]


def test_d2_a_member_name_that_stands_twice_is_refused(book):
    path = book(HEADER, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/workbook.xml", "x")
    assert "it holds unsafe or repeated file names" in refused(path)


@pytest.mark.parametrize("head", [BOMB, EXTERNAL])
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_d3_xml_entities_are_refused(book, head, code, part):
    path = book(HEADER, ROW)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(part).decode().split("?>", 1)[-1]
    rewritten(path, {part: (head + xml).encode(code)})
    assert "it holds XML entities" in refused(path)


def test_d3_an_entity_behind_a_long_comment_is_refused(book):
    comment = "<!--" + "x" * 262_135 + "-->"
    path = rewritten(book(HEADER, ROW), {"docProps/more.xml": comment + BOMB})
    assert "it holds XML entities" in refused(path)


def test_d4_a_workbook_with_a_password_says_so(tmp_path):
    path = tmp_path / "plans.xlsx"
    content = bytearray(XLS)  # its one stream under the name that an encrypted workbook has
    start = content.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage\0".encode("utf-16-le")
    content[start : start + len(name)] = name
    content[start + 64] = len(name)
    path.write_bytes(content)
    assert "it is protected with a password" in refused(path)


def test_d4_an_archive_with_a_password_says_so(book):
    path = book(HEADER, ROW)
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + flags] |= 1
            start = content.find(mark, start + 4)
    path.write_bytes(content)
    assert "it is protected with a password" in refused(path)


@pytest.mark.parametrize(
    "name, content, what",
    [
        ("a.xlsx", GOOD[:3000], "it looks like a ZIP or Office file"),
        ("b.xlsx", b"ID,Outcomes\n1,Home\n", "it looks like plain text or CSV under another name"),
        ("c.xls", b"<html><table><tr><td>ID</td></tr></table>", "it looks like a web page"),
        ("d.xls", b'<?xml version="1.0"?><Workbook/>', "it looks like XML"),
        ("e.ods", b"%PDF-1.7", "it looks like a PDF"),
        ("f.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it looks like an old or a password-pro"),
        ("g.xlsx", bytes(range(9)), "it is damaged or no workbook"),
    ],
)
def test_d5_what_is_no_workbook_says_what_it_seems_to_be(tmp_path, name, content, what):
    (tmp_path / name).write_bytes(content)
    assert what in refused(tmp_path / name)


@pytest.mark.parametrize("name", ["a.xls", "b.xlsx"])
def test_d5_an_old_workbook_is_read_whatever_its_suffix(tmp_path, name):
    (tmp_path / name).write_bytes(XLS)
    records, _ = read(tmp_path / name)
    assert (records[0].record_id, records[0].fields["outcomes"]) == ("007", ("Home by Easter",))


def test_d6_of_several_sheets_with_data_one_must_be_named(book):
    def change(made):
        made.create_sheet("Nothing", 0)
        made.create_sheet("Lists").append(["x"])
        made["Lists"].sheet_state = "hidden"
        made.create_chartsheet("Chart")

    path = book(HEADER, ROW, change=change)
    assert 'these sheets with data: "Sheet", "Lists". Choose one with --sheet' in refused(path)
    assert 'these sheets with data: "Sheet", "Lists"' in refused(path, sheet="Nothing")
    records, log = read(path, sheet="Sheet")
    assert [r.record_id for r in records] == ["007"]
    assert log.sources[0].sheet == "Sheet"
    assert log.sources[0].notes == ("sheets not read: Lists",)


def test_d6_an_empty_first_sheet_is_passed_over_and_a_workbook_of_none_is_empty(book):
    path = book(HEADER, ROW, change=lambda made: made.create_sheet("Nothing", 0))
    assert len(read(path)[0]) == 1
    assert "is empty" in refused(book(name="none.xlsx"))


def test_d8_cells_that_are_no_text_are_left_out_with_their_place(book):
    values = [datetime.date(2026, 3, 1), True, 7, 7.5]
    records, log = read(book(HEADER, *([str(n), value] for n, value in enumerate(values))))
    assert [dict(r.fields) for r in records] == [{}] * 4
    assert [(u.row, u.column, u.reason) for u in log.unread] == [
        (row, "Outcomes", "not_text") for row in (2, 3, 4, 5)
    ]


def test_d8_a_formula_gives_its_stored_value(tmp_path):
    made = xlsxwriter.Workbook(tmp_path / "plans.xlsx")
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["1"])
    sheet.write_formula(1, 1, '="Home "&"soon"', value="Home soon")
    made.close()
    assert read(tmp_path / "plans.xlsx")[0][0].fields["outcomes"] == ("Home soon",)


def test_d8_error_cells_and_formulas_without_value_are_counted(book):
    def change(made):
        made.active["B2"].value, made.active["B2"].data_type = "#REF!", "e"

    path = book(HEADER, ["1", "x"], ["2", "=1+1"], ["3", "Home"], change=change)
    records, log = read(path)
    assert [dict(r.fields) for r in records] == [{}, {}, {"outcomes": ("Home",)}]
    assert log.sources[0].notes == (
        "cells with an error such as #REF!, read as empty: 1",
        "formulas stored without their value, read as empty: 1",
    )


def test_d9_formatted_empty_rows_below_the_data_cost_nothing(tmp_path):
    made = xlsxwriter.Workbook(tmp_path / "plans.xlsx", {"constant_memory": True})
    sheet, bold = made.add_worksheet(), made.add_format({"bold": True})
    for row, cells in enumerate([HEADER, ROW]):
        sheet.write_row(row, 0, cells)
    for row in range(2, 1_000_000, 10):
        sheet.write_blank(row, 25, None, bold)
    made.close()
    start = time.process_time()
    records, log = read(tmp_path / "plans.xlsx")
    assert (len(records), log.sources[0].rows) == (1, 1)
    assert time.process_time() - start < 10


def test_d10_macros_links_and_embedded_objects_are_passed_over(book):
    path = book(HEADER, ROW, name="plans.xlsm")
    link = '<externalLink xmlns="x"><externalBook/></externalLink>'
    target = (
        '<Relationships><Relationship Id="r" TargetMode="External" Target="http://192.0.2.1/"/>'
    )
    rewritten(
        path,
        {
            "xl/vbaProject.bin": b"Sub Auto_Open()",
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": f"{target}</Relationships>",
            "xl/embeddings/plan.docx": b"x",
        },
    )
    assert [r.record_id for r in read(path)[0]] == ["007"]


def test_d11_rich_text_and_line_breaks_within_a_cell_are_one_text(book):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    rich = CellRichText("I want to be ", TextBlock(InlineFont(b=True), "home"), " soon")
    records, _ = read(book(HEADER, ["1", rich], ["2", "Home\nChoir"]))
    assert [r.fields["outcomes"] for r in records] == [
        ("I want to be home soon",),
        ("Home\nChoir",),
    ]


def test_d10_an_ods_workbook_is_read_and_its_macros_are_passed_over(tmp_path):
    far = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    macro = '<!DOCTYPE library:libraries PUBLIC "x" "y"><x/>'
    path = ods(tmp_path / "plans.ods", HEADER, ROW, rest=far)
    rewritten(path, {"Basic/script-lc.xml": macro})
    records, log = read(path)
    assert [(r.record_id, r.fields["outcomes"]) for r in records] == [("007", ("Home by Easter",))]
    assert log.sources[0].rows == 1


@pytest.mark.parametrize("head", [BOMB, EXTERNAL])
def test_d3_entities_in_an_ods_workbook_are_refused(tmp_path, head):
    assert "it holds XML entities" in refused(ods(tmp_path / "plans.ods", HEADER, ROW, head=head))
