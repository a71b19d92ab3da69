"""Tables as systems export them: titles, headers over two rows, merged cells, column maps."""

from __future__ import annotations

import openpyxl
import pytest

from outcome_classifier import FileRefused, ValueRefused, read_records
from outcome_classifier.readlog import ReadLog

HEADER = ["Person ref", "Locality", "What matters to me"]
ROWS = [["CA-1", "North", "Home by Easter"], ["CA-2", "South", "Sing again"]]
EXPECTED = [("CA-1", "North", ("Home by Easter",)), ("CA-2", "South", ("Sing again",))]


def read(path, **options):
    log = ReadLog()
    records = list(read_records(path, log=log, **options))
    return [(r.record_id, r.team, r.fields.get("outcomes")) for r in records], log.sources[0]


@pytest.fixture
def write_workbook(tmp_path):
    def write(rows, merged=(), name="plans.xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merged:
            book.active.merge_cells(cells)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("title", ["Care plans {}{}", "Care plans"], ids=["padded", "bare"])
def test_d7_a_title_above_the_header_of_a_text_file_is_left_out_and_told(
    tmp_path, title, separator
):
    lines = [title.format(separator, separator), *(separator.join(r) for r in (HEADER, *ROWS))]
    (tmp_path / "plans.csv").write_text("\n".join(lines), encoding="utf-8")
    found, source = read(tmp_path / "plans.csv")
    assert found == EXPECTED
    assert source.separator == separator
    assert "above the header, left out: row 1" in source.notes


def test_d7_titles_and_blank_rows_above_the_header_of_a_sheet_are_left_out_and_told(write_workbook):
    top = [["Care plans", None, None], ["Exported by", "CareDesk", None], [None, None, None]]
    found, source = read(write_workbook([*top, HEADER, *ROWS]))
    assert found == EXPECTED
    assert source.notes == (
        "header: row 4, by the names in it",
        "above the header, left out: rows 1 to 2",
    )


def test_d7_a_header_of_two_rows_is_joined_and_told(write_workbook):
    top = [["Person", None, "Outcomes", None], ["Ref", "Team", "In their words", "Progress"]]
    path = write_workbook([*top, ["CA-1", "North", "Home by Easter", "Twice"]], ["A1:B1", "C1:D1"])
    records = list(read_records(path))
    assert (records[0].record_id, records[0].team) == ("CA-1", "North")
    assert dict(records[0].fields) == {"outcomes": ("Home by Easter",), "review": ("Twice",)}
    assert records[0].rows["outcomes"] == (3,)
    assert "header: rows 1 to 2, by the names in it" in read(path)[1].notes


@pytest.mark.parametrize(
    "rows",
    [
        [["Ref", "", "Statement"], ["Ann", "Outcomes", "Home"], ["Ann", "Needs", "Stairs"]],
        [["Bit", "Wording"], ["Outcomes", "My goals"], ["Needs", "Stairs"]],
        [["ID", "Outcomes"], ["1", "Goals, needs, risks"], ["2", "Team"]],
        [["Statement"], ["My goals, my needs, my risks, my team"], ["Home"]],
    ],
)
def test_d7_rows_of_data_are_never_taken_for_a_header(write_csv, rows):
    log = ReadLog()
    records = list(read_records(write_csv(rows), log=log))
    assert sum(len(items) for r in records for items in r.fields.values()) == 2
    assert log.sources[0].notes == ()


def test_d7_a_row_of_three_cells_is_no_title(write_csv):
    with pytest.raises(FileRefused, match='Columns: "Alpha", "Beta", "Gamma"'):
        read(write_csv([["Alpha", "Beta", "Gamma", ""], ["Needs", "Outcomes", "Team", "x"]]))


@pytest.mark.parametrize("header", [3, (3, 3)])
def test_d7_the_row_of_the_header_can_be_told(write_csv, header):
    path = write_csv([["Plans, all", "x", "y"], ["a", "b", "c"], HEADER, *ROWS])
    assert read(path, header=header)[0] == EXPECTED


def test_d7_both_rows_of_a_header_can_be_told(write_csv):
    top = [["Who", "", "Aims", ""], ["key", "patch", "own words", "own words"]]
    path = write_csv([*top, ["CA-1", "North", "Home by Easter", "x"]])
    columns = {"id": "Who key", "team": "patch", "outcomes": "Aims own words"}
    with pytest.raises(FileRefused, match='more than one column called "Aims own words"'):
        read(path, header=(1, 2), columns=columns)
    path = write_csv([["Who", "", "Aims"], top[1][:3], ["CA-1", "North", "Home by Easter"]])
    assert read(path, header=(1, 2), columns=columns)[0] == EXPECTED[:1]


@pytest.mark.parametrize(
    "header", [0, -1, (2, 1), (1, 2, 3), "1", 1.5, (1, "2")], ids=str
)  # fmt: skip
def test_a_header_that_is_no_row_is_refused(write_csv, header):
    with pytest.raises(ValueRefused, match="header must be True, False, a row number"):
        read(write_csv([HEADER, *ROWS]), header=header)


def test_a_header_below_the_table_is_refused(write_csv):
    with pytest.raises(FileRefused, match="has no header in row 9"):
        read(write_csv([HEADER, *ROWS]), header=9)


def test_d7_a_missing_column_says_that_the_header_may_be_elsewhere(write_csv):
    with pytest.raises(FileRefused, match=r'no column "Hopes".*--header-row'):
        read(write_csv([HEADER, *ROWS]), columns={"outcomes": "Hopes"})
    with pytest.raises(FileRefused, match=r"known to hold statements.*--header-row"):
        read(write_csv([["Shape", "Colour"], ["a", "b"]]))


def test_d7_rows_merged_with_the_one_above_are_its_record(write_workbook):
    rows = [
        ["Ref", "Team", "Outcomes", "Actions"],
        ["CA-1", "North", "Home by Easter", "Rail"],
        [None, None, None, "OT to visit"],
        [None, None, "Sing again", "Lift on Sundays"],
        ["CA-2", "South", "Bake", "Scales"],
    ]
    path = write_workbook(rows, ["A2:A4", "B2:B4", "C2:C3"])
    records = list(read_records(path))
    assert [r.record_id for r in records] == ["CA-1", "CA-2"]
    assert records[0].fields["outcomes"] == ("Home by Easter", "Sing again")
    assert records[0].fields["actions"] == ("Rail", "OT to visit", "Lift on Sundays")
    assert records[0].rows["actions"] == (2, 3, 4)


def test_a_blank_id_that_is_not_merged_joins_nobody(write_workbook):
    rows = [["Ref", "Outcomes"], ["CA-1", "Home by Easter"], [None, "Sing again"]]
    assert [r.record_id for r in read_records(write_workbook(rows))] == ["CA-1", "row 3"]


def test_c1_windows_1252_with_semicolons_and_a_title_is_read(tmp_path):
    lines = ["Care plans – all", ";".join(HEADER), "CA-1;North;I don’t want to be alone"]
    (tmp_path / "plans.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    found, source = read(tmp_path / "plans.csv")
    assert found == [("CA-1", "North", ("I don’t want to be alone",))]
    assert (source.encoding, source.separator) == ("cp1252", ";")


def test_a_cell_beyond_a_million_characters_is_left_out_as_too_long(write_csv):
    log = ReadLog()
    path = write_csv([["ID", "Outcomes"], ["1", "x" * 1_000_001], ["2", "Home"]])
    records = list(read_records(path, log=log))
    assert [dict(r.fields) for r in records] == [{}, {"outcomes": ("Home",)}]
    assert [(u.row, u.column, u.reason) for u in log.unread] == [(2, "Outcomes", "too_long")]


# Column maps


def test_a_map_can_name_several_columns_and_one_with_a_comma(write_csv):
    path = write_csv([["Key", "Aims, long", "Aims short"], ["1", "Home", "Tea"]])
    for columns in (
        {"id": "Key", "outcomes": ["Aims, long", "Aims short"]},
        {"id": "Key", "outcomes": "Aims, long"},
    ):
        assert read(path, columns=columns)[0][0][2] in (("Home", "Tea"), ("Home",))
    assert read(path, columns={"outcomes": "aims SHORT,Key"})[0][0][2] == ("Tea", "1")


def test_a_map_can_stand_in_a_toml_file_with_parts_for_some_files(write_csv, tmp_path):
    (tmp_path / "map.toml").write_text(
        'id = "Key"\noutcomes = ["Aims", "Hopes"]\n["old_*.csv"]\noutcomes = "Wishes"\n', "utf-8"
    )
    new = write_csv([["Key", "Aims", "Hopes"], ["1", "Home", "Tea"]])
    old = write_csv([["Wishes", "Nr"], ["Home", "x"]], "old_plans.csv")
    assert read(new, columns=tmp_path / "map.toml")[0] == [("1", "", ("Home", "Tea"))]
    assert read(old, columns=str(tmp_path / "map.toml"))[0] == [("row 2", "", ("Home",))]


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"outcomes = ", "is no TOML"),
        (b"\xff\xfe", "is no TOML"),
        (b"#" * 1_000_001, "is too large"),
    ],
)
def test_g5_a_map_file_that_cannot_be_used_says_why(tmp_path, write_csv, content, expected):
    (tmp_path / "map.toml").write_bytes(content)
    with pytest.raises(FileRefused, match=rf"E213\] The column map map.toml {expected}"):
        read(write_csv([HEADER, *ROWS]), columns=tmp_path / "map.toml")
    with pytest.raises(FileRefused, match=r"none.toml is not there or cannot be opened"):
        read(write_csv([HEADER, *ROWS]), columns=tmp_path / "none.toml")


@pytest.mark.parametrize(
    "columns, expected",
    [
        ({"hopes": "Aims"}, "A column map must be made of"),
        ({"outcomes": 3}, '"outcomes" of a column map must be a name or a list of names'),
        ({"outcomes": []}, "must be a name or a list of names"),
        ({"outcomes": ["", "x"]}, "must be a name or a list of names"),
        ({"outcomes": {"text": "x"}}, "must be a name or a list of names"),
        ({"*.csv": {"hopes": "Aims"}}, "A column map must be made of"),
    ],
)
def test_a_map_of_another_shape_is_refused(write_csv, columns, expected):
    with pytest.raises(ValueRefused, match=expected):
        read(write_csv([HEADER, *ROWS]), columns=columns)


@pytest.mark.model
def test_the_command_line_takes_a_map_file_and_a_header_row(cli, write_csv, tmp_path):
    (tmp_path / "map.toml").write_text('outcomes = "Aims"\nid = "Nr"\n', "utf-8")
    path = write_csv([["x", "y", "z"], ["Key", "Nr", "Aims"], ["1", "2", "Home by Easter"]])
    common = ("check", str(path), "--columns", str(tmp_path / "map.toml"), "--format", "json")
    code, out, _ = cli(*common, "--header-row", "2", "--column", "id=Key")
    assert code == 0
    assert '"record_id": "1"' in out
    code, out, _ = cli(*common, "--header-row", "1-2")
    assert code == 3  # the names are "y Nr" and "z Aims" then
    for wrong in ("two", "0", "3-1"):
        assert cli(*common, "--header-row", wrong)[0] == 2


# Values passed from Python, and our own files


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_a5_a7_a_frame_is_read_whatever_its_dtype_and_without_rows_gives_nothing(dtype):
    import pandas as pd

    from outcome_classifier.reading import read_frame

    frame = pd.DataFrame({"ID": ["1", "2"], "Outcomes": ["Home", "Tea"]}, index=[9, 9]).astype(
        dtype
    )
    records = list(read_frame(frame, None, ReadLog()))
    assert [(r.record_id, dict(r.rows)) for r in records] == [
        ("1", {"outcomes": (2,)}),
        ("2", {"outcomes": (3,)}),
    ]
    assert list(read_frame(frame.iloc[:0], None, ReadLog())) == []


def test_a4_cells_of_a_frame_that_are_no_text_are_named():
    import pandas as pd

    from outcome_classifier.reading import read_frame

    log = ReadLog()
    values = [7, True, b"Home", {"a": "b"}, ["Home", 5], "Tea"]
    frame = pd.DataFrame({"Outcomes": values})
    records = list(read_frame(frame, None, log))
    assert [r.fields.get("outcomes", ()) for r in records] == [(), (), (), (), ("Home",), ("Tea",)]
    assert [(u.row, u.reason) for u in log.unread] == [(n, "not_text") for n in (2, 3, 4, 5, 6)]


@pytest.mark.parametrize("text", ["=1+1", "- Home", "@home", "\tHome", " +Home", "＝1", "'Home'"])
def test_f1_what_we_escape_in_csv_is_undone_when_read(write_csv, text):
    from outcome_classifier.reporting.tables import safe_cell

    path = write_csv([["ID", "Outcomes"], ["1", safe_cell(text)]])
    assert next(iter(read_records(path))).fields["outcomes"] == (text,)


def test_c10_a_long_cell_in_a_file_of_one_column_is_read(write_csv):
    records = list(read_records(write_csv([["Outcomes"], ["x" * 200_000]])))
    assert len(records[0].fields["outcomes"][0]) == 200_000
