"""Parquet files: read as tables, row group by row group, never unpacked whole."""

from __future__ import annotations

import tracemalloc

import pytest

from conftest import CANARY
from outcome_classifier import FileRefused, read_records
from readings import read, refused_when_damaged


@pytest.fixture
def parquet(tmp_path):
    """Write columns as a Parquet file."""
    pyarrow = pytest.importorskip("pyarrow")

    def write(columns, name="plans.parquet", **options):
        from pyarrow import parquet as pq

        pq.write_table(pyarrow.table(columns), tmp_path / name, **options)
        return tmp_path / name

    return write


def test_parquet_is_read_row_group_by_row_group(parquet):
    columns = {
        "Person ref": ["007", "008", None],
        "Outcomes": ["Home", None, "Choir"],
        "Actions": [["OT to visit", "Rail"], [], None],
        "Needs": [1, 2, None],
        "Completed by": [CANARY] * 3,
    }
    records, log = read(parquet(columns, row_group_size=1))
    assert [(r.record_id, dict(r.fields)) for r in records] == [
        ("007", {"outcomes": ("Home",), "actions": ("OT to visit", "Rail")}),
        ("008", {}),
        ("row 4", {"outcomes": ("Choir",)}),
    ]
    assert records[0].rows["actions"] == (2, 2)
    assert [(u.row, u.column, u.reason) for u in log.unread] == [
        (2, "Needs", "not_text"),
        (3, "Needs", "not_text"),
    ]
    assert log.sources[0].format == "Parquet"
    assert log.sources[0].columns_left_out == ("Completed by",)


def test_parquet_with_no_rows_gives_nothing(parquet):
    assert read(parquet({"Outcomes": []}))[0] == []


def test_a_parquet_column_map_is_that_of_a_table(parquet):
    path = parquet({"Nr": ["1"], "Aims": ["Home"]})
    assert read(path, columns={"outcomes": "aims"})[0][0].fields["outcomes"] == ("Home",)
    with pytest.raises(FileRefused, match=r'no column "Hopes". Columns: "Nr", "Aims"'):
        read(path, columns={"outcomes": "Hopes"})


def test_a_long_text_that_a_dictionary_holds_once_is_never_unpacked_a_million_times(parquet):
    import pyarrow

    packed = pyarrow.DictionaryArray.from_arrays([0] * 5_000, ["x" * 500_000])
    path = parquet({"Outcomes": packed}, store_schema=False)  # 2.5 GB, were it unpacked
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    stream = read_records(path)
    for _ in range(500):
        next(stream)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 20_000_000
    assert pyarrow.default_memory_pool().max_memory() < 60_000_000


@pytest.mark.parametrize(
    "content, what",
    [
        (b"PAR1\0\0\0\0PAR1", "damaged, encrypted or no Parquet"),
        (b"ID,Outcomes\n1,Home\n", "looks like plain text"),
    ],
)
def test_what_is_no_parquet_is_refused(tmp_path, content, what):
    pytest.importorskip("pyarrow")
    (tmp_path / "plans.parquet").write_bytes(content)
    with pytest.raises(FileRefused, match=what):
        read(tmp_path / "plans.parquet")


def test_damage_anywhere_in_parquet_is_one_sentence(parquet):
    path = parquet({"ID": [str(n) for n in range(50)], "Outcomes": ["Home"] * 50})
    messages = refused_when_damaged(path, first=4, step=20)
    assert len(messages) > 3
    assert all("plans.parquet" in message for message in messages)
