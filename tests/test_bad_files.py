"""Section C of the list of bad inputs: CSV and text files."""

from __future__ import annotations

import pytest

from outcome_classifier import FileRefused, read_records
from readings import read, refused

HEADER = ["ID", "What matters to me"]
ROW = ["007", "I don’t want to be alone"]


@pytest.mark.parametrize(
    "encoding, reported",
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_c1_c2_c3_encodings_are_tried_and_reported(write_csv, encoding, reported):
    records, log = read(write_csv([HEADER, ROW], encoding=encoding))
    assert records[0].fields["outcomes"] == (ROW[1],)
    assert log.sources[0].encoding == reported


def test_c3_unicode_text_from_excel_is_tab_separated(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes("\t".join(HEADER).encode("utf-16") + "\r\n7\tHome".encode("utf-16-le"))
    assert read(path)[1].sources[0].separator == "\t"


@pytest.mark.parametrize(
    "content, what",
    [(b"PK\x03\x04xxxx", "ZIP"), (b"\x89PNG\r\n", "PNG"), (b"%PDF-1.7", "PDF"),
     (b"ID,text\n1,\x81\x8d\x00", "no text in UTF-8")],
)  # fmt: skip
def test_c4_bytes_that_are_no_text_say_what_they_seem_to_be(tmp_path, content, what):
    path = tmp_path / "plans.csv"
    path.write_bytes(content)
    assert what in refused(path)


def test_c5_an_empty_file_says_so_and_a_header_alone_gives_nothing(tmp_path, write_csv):
    path = tmp_path / "none.csv"
    path.write_bytes(b"")
    assert "is empty" in refused(path)
    assert read(write_csv([HEADER]))[0] == []


def test_c6_no_header_says_how_many_columns_and_shows_no_text(write_csv):
    path = write_csv([["1", "Zephaniah Quillfeather would like to be home again by the spring"]])
    message = refused(path)
    assert "2 columns" in message
    assert "--no-header" in message
    assert "Quillfeather" not in message
    records, _ = read(path, header=False, columns={"text": "2", "id": "1"})
    assert records[0].record_id == "1"


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
def test_c7_the_separator_is_found_by_the_header_and_reported(tmp_path, separator):
    path = tmp_path / "plans.csv"
    path.write_text(separator.join(HEADER) + "\n7" + separator + "Home", encoding="utf-8")
    records, log = read(path)
    assert log.sources[0].separator == separator
    assert records[0].fields["outcomes"] == ("Home",)


def test_c8_a_row_of_another_width_is_named_or_counted(tmp_path):
    path = tmp_path / "plans.csv"
    path.write_text("ID,Outcomes\n1,Home\n2,Home,again,x\n3,Choir\n", encoding="utf-8")
    assert "line 3" in refused(path)
    records, log = read(path, skip_bad_lines=True)
    assert [r.record_id for r in records] == ["1", "3"]
    assert [(u.row, u.reason) for u in log.unread] == [(3, "unreadable")]


def test_c9_an_open_quote_names_its_line_and_line_breaks_in_cells_are_read(tmp_path, write_csv):
    path = tmp_path / "open.csv"
    path.write_text('ID,Outcomes\n1,"Home\n2,Choir\n', encoding="utf-8")
    assert "line 2" in refused(path)
    records, _ = read(write_csv([HEADER, ["1", 'She said "home"\nand the choir']]))
    assert records[0].fields["outcomes"] == ('She said "home"\nand the choir',)


def test_c10_a_field_of_200_000_characters_is_read(write_csv):
    records, _ = read(write_csv([HEADER, ["1", "x" * 200_000]]))
    assert len(records[0].fields["outcomes"][0]) == 200_000


def test_c11_nul_characters_are_removed_and_reported(tmp_path):
    path = tmp_path / "plans.csv"
    path.write_bytes(b"ID,Outcomes\n1,Ho\x00me\n")
    records, log = read(path)
    assert records[0].fields["outcomes"] == ("Home",)
    assert "1 NUL characters taken out" in log.sources[0].notes


@pytest.mark.parametrize("record_id", ["007", "1E5", "2026-01-02", "1234567890123456"])
def test_c12_ids_are_kept_as_text(write_csv, record_id):
    assert read(write_csv([HEADER, [record_id, "Home"]]))[0][0].record_id == record_id


@pytest.mark.parametrize("word", ["NA", "N/A", "null", "None", "nan", "-"])
def test_c13_words_for_nothing_are_kept_as_text(write_csv, word):
    assert read(write_csv([HEADER, ["1", word]]))[0][0].fields["outcomes"] == (word,)


@pytest.mark.parametrize("ends", [["\n"], ["\r\n"], ["\r"], ["\r\n", "\n", "\r"]], ids=ascii)
@pytest.mark.parametrize("blank", [None, 0, 3])
def test_c14_any_line_end_is_read_and_there_are_no_phantom_rows(tmp_path, ends, blank):
    path = tmp_path / "plans.csv"
    lines = ["ID,Outcomes", "1,Home", "2,Choir", *[""] * (blank or 0)]
    text = "".join(line + ends[n % len(ends)] for n, line in enumerate(lines))
    path.write_bytes((text.rstrip("\r\n") if blank is None else text).encode())
    assert [r.record_id for r in read(path)[0]] == ["1", "2"]


def test_c15_headers_match_loosely_and_repeated_ones_are_named(write_csv):
    records, _ = read(write_csv([[" client  REF", "", "WHAT\u00a0matters"], ["1", "", "Home"]]))
    assert records[0].fields["outcomes"] == ("Home",)
    message = refused(write_csv([["ID", "Outcomes", "outcomes "], ["1", "a", "b"]]))
    assert "more than one column" in message


def test_c16_rows_are_streamed(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("ID,Outcomes\n" + "".join(f"{n},Home\n" for n in range(100_000)), "utf-8")
    stream = read_records(path)
    assert next(stream).record_id == "0"


def test_c17_a_file_that_changes_while_read_is_refused(write_csv):
    path = write_csv([HEADER, *[[str(n), "Home"] for n in range(50)]])
    stream = read_records(path)
    next(stream)
    with path.open("a", encoding="utf-8") as file:
        file.write("x,Home\n")
    with pytest.raises(FileRefused, match="changed while it was being read"):
        list(stream)


def test_a_missing_column_lists_the_columns_found(write_csv):
    message = refused(write_csv([HEADER, ROW]), columns={"outcomes": "Statement"})
    assert 'no column "Statement". Columns: "ID", "What matters to me"' in message


def test_unclear_columns_are_listed(write_csv):
    assert 'Columns: "Shape", "Colour"' in refused(write_csv([["Shape", "Colour"], ["a", "b"]]))


def test_a_bad_json_line_is_left_out_with_its_number(tmp_path):
    path = tmp_path / "plans.jsonl"
    path.write_text('{"id": "1", "text": "Home"}\n{oops\n{"id": "3", "text": "Choir"}\n', "utf-8")
    records, log = read(path)
    assert [r.record_id for r in records] == ["1", "3"]
    assert [(u.row, u.reason) for u in log.unread] == [(2, "unreadable")]


def test_a_missing_file_and_an_unknown_format_are_refused(tmp_path):
    assert "is not there" in refused(tmp_path / "none.csv")
    (tmp_path / "x.doc").write_bytes(b"x")
    assert "no known format" in refused(tmp_path / "x.doc")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(write_csv):
    records, _ = read(write_csv([HEADER, ["1", "Home"], ["2", "Choir"]]))
    assert records[1].rows["outcomes"] == (3,)


def test_one_statement_a_row_joins_rows_with_one_id(write_csv):
    rows = [["Ref", "Section", "Statement"], ["1", "Outcomes", "Home"], ["1", "Needs", "Stairs"],
            ["2", "Outcomes", "Choir"]]  # fmt: skip
    records, _ = read(write_csv(rows))
    assert [(r.record_id, dict(r.fields)) for r in records] == [
        ("1", {"outcomes": ("Home",), "needs": ("Stairs",)}),
        ("2", {"outcomes": ("Choir",)}),
    ]
