"""Folders and patterns: every file a source, in the order of names, nothing passed over unsaid."""

from __future__ import annotations

import builtins

import pytest

from conftest import CANARY, ROOT
from making import p, pdf, word
from outcome_classifier import ExtraMissing, FileRefused, audit, read_records
from outcome_classifier.reading import FORMATS, fingerprint
from outcome_classifier.readlog import ReadLog
from readings import read

CSV = "ID,Outcomes\n1,Home\n"


@pytest.fixture
def folder(tmp_path):
    """Write files into a folder by their names."""

    def write(**files: str | bytes):
        for name, content in files.items():
            path = tmp_path / "plans" / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "plans"

    return write


def test_a_folder_is_read_in_the_order_of_names_each_file_a_source(folder):
    path = folder(b_csv=CSV, a_txt="Sing again.", north__b_csv=CSV)
    records, log = read(path)
    assert [(r.source, r.record_id) for r in records] == [
        ("a.txt", "a"),
        ("b.csv", "1"),
        ("north/b.csv", "1"),
    ]
    assert [s.name for s in log.sources] == ["a.txt", "b.csv", "north/b.csv"]
    assert log.unread == []


def test_a_file_that_cannot_be_read_is_left_out_with_its_reason_and_the_rest_is_read(folder):
    long = "".join(f"{n},Home\n" for n in range(1, 12))
    broken = f"ID,Outcomes\n{long}12,{CANARY},x\n"
    path = folder(a_csv=b"", b_csv="Shape\nround\n", c_csv=broken, d_csv=CSV)
    records, log = read(path)
    assert [r.source for r in records] == ["c.csv"] * 10 + ["d.csv"]
    assert [(u.source, u.row, u.reason) for u in log.unread] == [
        (name, None, "unreadable") for name in ("a.csv", "b.csv", "c.csv")
    ]
    notes = {s.name: s.notes for s in log.sources}
    assert notes["a.csv"] == ("[E207] a.csv is empty",)
    assert notes["b.csv"][0].startswith("[E204] b.csv has no column that is known")
    assert "[E208] c.csv, line 13: 3 cells where the header has 2" in notes["c.csv"][0]
    assert notes["c.csv"][0].endswith("Records before that were read: 10")
    assert [s.format for s in log.sources] == [
        "not read",
        "delimited text",
        "delimited text",
        "delimited text",
    ]
    assert CANARY not in str(log.sources)


def test_hidden_lock_and_unknown_files_are_passed_over_and_named(folder, tmp_path):
    path = folder(a_csv=CSV, x_doc="x")
    for name in ("~$a.docx", ".~lock.a.csv#", ".hidden.csv", "Thumbs.db", ".git/b.csv"):
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(CSV, encoding="utf-8")
    records, log = read(path)
    assert len(records) == 1
    assert {(u.source, u.reason) for u in log.unread} == {
        ("~$a.docx", "hidden"),
        (".~lock.a.csv#", "hidden"),
        (".hidden.csv", "hidden"),
        ("Thumbs.db", "hidden"),
        (".git/b.csv", "hidden"),
        ("x.doc", "unknown_format"),
    }


@pytest.mark.parametrize(
    "pattern, found",
    [("*.csv", ["a.csv"]), ("**/*.csv", ["a.csv", "north/b.csv"]), ("[ab].*", ["a.csv", "a.txt"]),
     ("*/b.csv", ["north/b.csv"])],
)  # fmt: skip
def test_a_pattern_reads_what_it_fits(folder, pattern, found):
    path = folder(a_csv=CSV, a_txt="Home", north__b_csv=CSV)
    assert [s.name for s in read(path / pattern)[1].sources] == found


@pytest.mark.parametrize("name", ["plan [1].csv", "plan*.csv"])
def test_f11_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path, name):
    (tmp_path / name).write_text(CSV, encoding="utf-8")
    assert read(tmp_path / name)[0][0].source == name


@pytest.mark.parametrize("name", ["-x.csv", "ŵy tŷ 🙂.csv", f"{'n' * 251}.csv"])
def test_f11_odd_file_names_are_read_alone_and_in_a_folder(tmp_path, name):
    (tmp_path / name).write_text(CSV, encoding="utf-8")
    assert read(tmp_path / name)[0][0].source == name
    assert read(tmp_path)[0][0].source == name


def test_a_folder_without_a_file_to_read_is_refused(folder, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(
        FileRefused, match=r"E215\] none holds no file that can be read\. Known: \.c"
    ):
        read(tmp_path / "none")
    with pytest.raises(FileRefused, match=r"E215\] \*\.csv holds no file"):
        read(tmp_path / "*.csv")
    with pytest.raises(FileRefused, match=r"One of them: \[E207\] b.csv is empty"):
        read(folder(a_csv=b"", b_csv=b""))


def test_links_to_folders_are_not_followed(folder, tmp_path):
    path = folder(a_csv=CSV)
    (path / "round").symlink_to(path)
    assert [s.name for s in read(path)[1].sources] == ["a.csv"]


def test_a_map_of_patterns_serves_a_mixed_folder(folder):
    path = folder(a_csv="Nr,Aims\n1,Home\n", b_json='{"nr": "2", "a": {"b": "Sing"}}')
    columns = {"id": "Nr", "outcomes": "Aims", "*.json": {"id": "nr", "outcomes": "a.b"}}
    records, log = read(path, columns=columns)
    assert [(r.record_id, r.fields["outcomes"]) for r in records] == [
        ("1", ("Home",)),
        ("2", ("Sing",)),
    ]
    assert log.unread == []


def test_c17_a_file_of_a_folder_that_changes_while_it_is_read_is_said(folder):
    rows = "".join(f"{n},Home\n" for n in range(50))
    path = folder(a_csv=f"ID,Outcomes\n{rows}", b_csv=CSV)
    log = ReadLog()
    stream = read_records(path, log=log)
    next(stream)
    (path / "a.csv").write_text(CSV, encoding="utf-8")
    assert [r.source for r in stream][-1] == "b.csv"
    assert "[E211] a.csv changed while it was being read" in log.sources[0].notes[0]


def test_a_fingerprint_of_a_folder_is_that_of_its_files_and_names(folder):
    path = folder(a_csv=CSV, b_csv=CSV)
    before = fingerprint(path)
    assert before == fingerprint(path)
    (path / ".hidden").write_text("x", encoding="utf-8")
    assert before == fingerprint(path)
    (path / "b.csv").rename(path / "c.csv")
    assert before != fingerprint(path)


@pytest.mark.model
def test_the_command_line_audits_a_folder_and_writes_elsewhere(cli, folder, tmp_path):
    path = folder(a_csv=CSV, b_csv=b"")
    code, out, _ = cli("audit", str(path), "--out", str(tmp_path / "report"))
    assert code == 0
    assert "b.csv is empty" in " ".join(out.split())
    for out_folder in (path, path / "report"):
        code, _, err = cli("audit", str(path), "--out", str(out_folder))
        assert code == 3
        assert "E603" in err
    (path / "statements.csv").write_text(CSV, encoding="utf-8")
    code, _, err = cli("audit", str(path / "*.csv"), "--out", str(path), "--force")
    assert code == 3
    assert "E603" in err


@pytest.mark.model
def test_the_command_line_tells_files_left_out_without_a_row(cli, folder):
    code, _, err = cli("check", str(folder(a_csv=CSV, x_doc="x")), "--format", "json")
    assert code == 0
    assert "x.doc: left out (unknown_format)" in err


def test_g6_without_pyarrow_the_extra_is_named_and_the_rest_is_read(folder, monkeypatch):
    path = folder(a_csv=CSV, b_parquet=b"PAR1")
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=r'pip install "outcome-classifier\[parquet\]"'):
        read(path / "b.parquet")
    records, log = read(path)
    assert len(records) == 1
    assert "outcome-classifier[parquet]" in log.sources[1].notes[0]


# All formats


def test_g9_a_name_in_a_file_of_any_kind_is_in_no_error(tmp_path):
    good = {
        "a.docx": word(tmp_path / "w.docx", p(CANARY)).read_bytes(),
        "a.pdf": pdf(tmp_path / "w.pdf", [CANARY] * 40).read_bytes(),
        "a.json": f'{{"id": "{CANARY}", "text": "{CANARY}"}}'.encode(),
        "a.xlsx": (ROOT / "examples" / "care_plans.xlsx").read_bytes(),
    }
    refused = 0
    for name, content in good.items():
        for length in range(1, len(content), max(1, len(content) // 12)):
            (tmp_path / name).write_bytes(content[:length])
            try:
                read(tmp_path / name)
            except FileRefused as error:
                refused += 1
                said = f"{error!r} {error.__cause__!r}"
                if "Quillfeather" in said:
                    raise
    assert refused > 20


def test_every_format_is_named_where_a_reader_looks_for_it():
    from outcome_classifier.cli.records import audit as command

    told = f"{read_records.__doc__} {command.__annotations__['file']}".upper()
    names = {".tab": "TSV", ".xlsm": "XLSX", ".jsonl": "JSON LINES", ".ndjson": "JSON LINES"}
    for suffix in (*FORMATS, ".fhir"):
        name = names.get(suffix, suffix[1:].upper().replace("MD", "TEXT").replace("TXT", "TEXT"))
        assert name in told, suffix


@pytest.mark.model
def test_a_folder_is_audited_and_the_page_says_what_was_left_out(folder):
    from outcome_classifier.reporting import summarise
    from outcome_classifier.reporting.html import render_page

    path = folder(a_csv=CSV, b_csv=b"", x_doc="x", _hidden="x")
    result = audit(path)
    page = render_page(result, summarise(result))
    assert result.records == 1
    assert "b.csv is empty" in page
    assert "a file of no known format" in page
