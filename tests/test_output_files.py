"""Files are whole or not there, with one sentence where the system refuses."""

from __future__ import annotations

import csv
import errno
import os
import stat

import pytest

from audits import audit_of, many, said
from outcome_classifier import OutputRefused, write_report
from outcome_classifier.reporting import FORMATS, files, write_folder
from outcome_classifier.reporting.tables import safe_cell

AUDIT = audit_of(many(3))


@pytest.mark.parametrize("suffix", FORMATS)
def test_f8_what_is_there_is_kept_unless_forced(tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    path.write_text("before", "utf-8")
    with pytest.raises(OutputRefused, match="is already there"):
        write_report(AUDIT, path)
    assert path.read_text("utf-8") == "before"
    write_report(AUDIT, path, force=True)
    assert path.read_bytes() != b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("force", [False, True])
def test_f8_a_folder_in_its_place_is_named(tmp_path, force):
    (tmp_path / "r.html").mkdir()
    with pytest.raises(OutputRefused, match=r"\[E602\] r\.html .* a folder of that name is there"):
        write_report(AUDIT, tmp_path / "r.html", force=force)


def test_f8_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(OutputRefused, match=r"r\.html could not be written: No such file"):
        write_report(AUDIT, tmp_path / "none" / "r.html")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("suffix", FORMATS)
def test_f8_a_full_or_closed_disk_leaves_no_half_file(tmp_path, monkeypatch, number, suffix):
    def refuse(self, target):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.Path, "replace", refuse)
    with pytest.raises(OutputRefused, match=os.strerror(number)):
        write_report(AUDIT, tmp_path / f"r{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".csv", ".jsonl", ".parquet"])
def test_f10_interrupted_in_the_middle_leaves_nothing(tmp_path, suffix):
    class Stopped:
        """Rows that are stopped by the user at the second."""

        def __iter__(self):
            yield said()
            raise KeyboardInterrupt

    audit = audit_of([], statements=Stopped())
    with pytest.raises(KeyboardInterrupt):
        write_report(audit, tmp_path / f"r{suffix}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["a plan.html", "cynllun gofal ŷ.html", "🙂.html", "-r.html", "x" * 250 + ".html"]
)
def test_f11_names_with_spaces_accents_pictures_and_255_bytes_work(tmp_path, name):
    assert write_report(AUDIT, tmp_path / name).name == name


def test_reports_are_private_to_who_wrote_them(tmp_path):
    write_folder(AUDIT, tmp_path)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "text", ["=1+1", "+2", "-3", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\u00a0=1"]
)
def test_f1_a_cell_that_could_be_a_formula_begins_with_a_quote_in_csv(tmp_path, text):
    path = write_report(audit_of([said(text, record=text, team=text)]), tmp_path / "r.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["text"] == row["record_id"] == row["team"] == safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["https://a.example", "mailto:a@b.example", "\\\\server\\share"])
def test_f2_a_link_is_plain_text_in_every_form(tmp_path, text):
    path = write_report(audit_of(many(12, text=text, team=text)), tmp_path / "r.html")
    assert '<a href="http' not in path.read_text("utf-8")
    assert 'href="mailto' not in path.read_text("utf-8")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".json", ".html"])
def test_b6_b7_b9_unseen_and_broken_characters_are_in_no_form(tmp_path, suffix):
    text = "a\x00b\x07c\ud800d\u202ee\u2066f"
    audit = audit_of(many(12, text=text, team=text, kind="need", sure=False))
    told = write_report(audit, tmp_path / f"r{suffix}").read_text("utf-8")
    assert not [c for c in "\x00\x07\u202e\u2066" if c in told]
    assert "abc\ufffddef" in told


def test_f8_on_the_command_line_code_3_and_nothing_written(cli, write_csv, tmp_path):
    path = write_csv([["ID", "Outcomes"], ["1", "Home by Easter"]])
    (tmp_path / "blocked").write_text("a file, no folder", "utf-8")
    code, out, err = cli("audit", str(path), "--out", str(tmp_path / "blocked"))
    assert (code, out) == (3, "")
    assert "E602" in err
