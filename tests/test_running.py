"""Audits in parts: the same tables however they are carried out, and nothing finished is lost."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits import PLANS_HEADER, plans, tables
from making import RULE, ods, toml
from outcome_classifier import (
    FileRefused,
    OutputRefused,
    Record,
    RunRefused,
    ValueRefused,
    audit,
)
from outcome_classifier.auditing import (
    Part,
    as_they_come,
    check_part,
    folders,
    running,
    stores,
    workers,
)
from outcome_classifier.auditing.parquet import from_parquet, to_parquet
from outcome_classifier.auditing.parts import part_settings
from outcome_classifier.classifier import default_classifier
from outcome_classifier.model_store import Model
from outcome_classifier.results import Finding, FindingRow, StatementRow
from outcome_classifier.rulebook import load_rulebook

pytestmark = pytest.mark.model


@pytest.fixture
def done(monkeypatch) -> list[int]:
    """The numbers of the parts that are carried out in this process."""
    numbers: list[int] = []

    def noted(part, settings):
        numbers.append(part.number)
        return check_part(part, settings)

    monkeypatch.setattr(workers, "check_part", noted)
    return numbers


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """An empty folder for temporary files, where parts go at once."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(stores, "_MOST_IN_MEMORY", 0)
    return folder


# The same tables


@pytest.mark.parametrize("size", [1, 5, 7, 1000])
def test_tables_and_their_order_do_not_depend_on_the_size_of_a_part(size):
    result = audit(plans(), part_size=size)
    assert tables(result) == tables(audit(plans()))
    assert list(dict.fromkeys(s.record_id for s in result.statements)) == [
        f"P{n}" for n in range(12)
    ]


@pytest.mark.slow
def test_two_workers_give_the_tables_of_one(plans_csv, tmp_path):
    one = audit(plans_csv, workers=1, part_size=5)
    two = audit(plans_csv, workers=2, part_size=3, out=tmp_path / "out")
    assert tables(one) == tables(two)
    assert (one.records, one.sources, one.unread) == (two.records, two.sources, two.unread)


def test_rows_can_be_gone_through_again_and_side_by_side(plans_csv):
    result = audit(plans_csv, part_size=3)
    pairs = list(zip(result.statements, result.statements, strict=True))
    assert all(one == other for one, other in pairs)
    assert len(pairs) == len(list(result.statements)) == 24


def test_a_record_is_never_divided(done):
    record = Record("P1", text="She wants to be out more. " * 30)
    result = audit([record, record], part_size=2)
    assert done == [0, 1]
    assert len(list(result.statements)) == 60


def test_a_repeated_statement_is_encoded_once(monkeypatch):
    scored: list[str] = []
    probabilities = Model.probabilities

    def noted(self, texts):
        scored.extend(texts)
        return probabilities(self, texts)

    default_classifier()  # its self-test is no part of this
    monkeypatch.setattr(Model, "probabilities", noted)
    text = "Ifor wants to paint the shed with his nephew before the clocks go back"
    audit([Record(str(n), fields={"outcomes": (text,)}) for n in range(9)], part_size=2)
    assert scored == [text]


def test_an_empty_source_gives_an_empty_audit(write_csv, tmp_path):
    result = audit(write_csv([PLANS_HEADER]), out=tmp_path / "out")
    assert tables(result) == [[], [], []]
    assert result.records == 0


def test_b7_a_lone_surrogate_becomes_the_mark_for_it():
    result = audit([Record("P1", fields={"notes": ("Wants \ud800 to be home. He kicked off.",)})])
    assert [s.text for s in result.statements] == ["Wants \ufffd to be home.", "He kicked off."]


def test_b6_b17_what_was_left_out_or_looks_wrongly_decoded_is_counted(write_csv):
    told = ["Home by Easter", "Home \x07by Easter", "Home \u202eby Easter", "I donâ€™t feel safe"]
    result = audit(
        write_csv([["ID", "Outcomes"], *([str(n), text] for n, text in enumerate(told))])
    )
    assert result.sources[0].notes == (
        "1 texts look wrongly decoded; see --encoding",
        "2 texts hold characters that cannot be shown, left out where written",
    )


def test_what_is_said_of_a_folder_is_not_said_of_its_last_file_alone(tmp_path):
    (tmp_path / "a.txt").write_text("I donâ€™t feel safe.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Home by Easter.", encoding="utf-8")
    assert audit(tmp_path).sources[-1].notes == (
        "of all files: 1 texts look wrongly decoded; see --encoding",
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=20, deadline=None)
@given(texts, texts, st.none() | st.integers(1, 9), st.lists(st.floats(0, 1), max_size=4))
def test_rows_come_back_from_a_file_as_they_were(name, text, row, probabilities):
    statement = StatementRow(
        name, "s", row, "notes", "notes", 0, len(text), text, None, 0.5, True, None,
        tuple(probabilities), "", "", "",
    )  # fmt: skip
    finding = FindingRow(name, "s", "", "", text, Finding("A", "b", 1, "gap", "m", "a", None, None))
    for one in (statement, finding):
        assert list(from_parquet(to_parquet([one] * 2, type(one), {}), type(one))) == [one] * 2


def test_at_most_so_many_parts_are_out_at_a_time():
    out: list[int] = []
    most = 0

    class Future:
        def __init__(self, number):
            self.number = number

        def result(self):
            return self.number

    def give(number):
        nonlocal most
        out.append(number)
        most = max(most, len(out))
        return Future(number)

    def wait(waiting):
        last = max(waiting, key=lambda future: future.number)
        out.remove(last.number)
        return {last}, waiting - {last}

    finished = list(as_they_come(iter(range(20)), give=give, wait=wait, ahead=4))
    assert sorted(finished) == list(range(20))
    assert most == 4


# Resuming


def is_gone(session: int) -> bool:
    """Whether every process of a session ends within some seconds."""
    for _ in range(600):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


STOPPED = """
import os, signal, sys
from outcome_classifier import audit
def stop(progress):
    if progress.parts == 3:
        os.kill(os.getpid(), signal.SIGKILL)
audit(sys.argv[1], out=sys.argv[2], part_size=3, workers=int(sys.argv[3]), progress=stop)
"""


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_f10_killed_half_way_and_resumed_the_tables_are_those_of_an_unbroken_run(
    plans_csv, tmp_path, done, count
):
    out = tmp_path / "out"
    command = [sys.executable, "-c", STOPPED, plans_csv, out, str(count)]
    killed = subprocess.Popen(command, start_new_session=True)
    assert killed.wait() == -signal.SIGKILL
    assert len(list((out / "parts").glob("00*"))) == 3
    resumed = audit(plans_csv, out=out, part_size=3, resume=True)
    assert len(done) == 3
    assert tables(resumed) == tables(audit(plans_csv))
    assert not list((out / "parts").glob(".*"))
    assert is_gone(killed.pid)


def test_resume_redoes_only_what_is_missing_or_damaged(plans_csv, tmp_path, done):
    whole = audit(plans_csv, out=tmp_path, part_size=3)
    expected = tables(whole)
    done.clear()
    parts = tmp_path / "parts"
    (parts / "000001" / "findings.parquet").unlink()
    cut = parts / "000004" / "statements.parquet"
    cut.write_bytes(cut.read_bytes()[:-9])
    changed = bytearray((parts / "000005" / "principles.parquet").read_bytes())
    changed[40] ^= 255
    (parts / "000005" / "principles.parquet").write_bytes(changed)
    resumed = audit(plans_csv, out=tmp_path, part_size=3, resume=True)
    assert done == [1, 4, 5]
    assert tables(resumed) == expected
    assert resumed.sources == whole.sources


def test_c17_resume_is_refused_when_the_input_has_changed(plans_csv, tmp_path):
    audit(plans_csv, out=tmp_path, part_size=3)
    plans_csv.write_text(plans_csv.read_text(encoding="utf-8") + "P99,Home,,\n", encoding="utf-8")
    with pytest.raises(RunRefused, match=r"\[E902\].* not the same are input\."):
        audit(plans_csv, out=tmp_path, part_size=3, resume=True)


@pytest.mark.parametrize(
    "change, name",
    [
        ({"disable": ["PLN005"]}, "rules"),
        ({"part_size": 4}, "settings"),
        ({"columns": {"outcomes": "Notes"}}, "settings"),
        ({"encoding": "cp1252"}, "settings"),
    ],
)
def test_c17_resume_is_refused_when_a_setting_has_changed(plans_csv, tmp_path, change, name, done):
    audit(plans_csv, out=tmp_path, part_size=3)
    done.clear()
    with pytest.raises(RunRefused, match=rf"not the same are {name}\. Begin again with --force"):
        audit(plans_csv, out=tmp_path, resume=True, **{"part_size": 3, **change})
    assert done == []


@pytest.mark.parametrize("name", ["library", "model", "format"])
def test_c17_resume_is_refused_when_the_library_or_its_model_has_changed(plans_csv, tmp_path, name):
    audit(plans_csv, out=tmp_path)
    manifest = tmp_path / "parts" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), name: "another"}))
    with pytest.raises(RunRefused, match=f"not the same are {name}"):
        audit(plans_csv, out=tmp_path, resume=True)


@pytest.mark.parametrize(
    "other", [[*plans(11), replace(plans()[11], team="South")], plans(6)], ids=["other", "fewer"]
)
def test_c17_resume_is_refused_when_the_records_have_changed(tmp_path, other):
    audit(plans(), out=tmp_path, part_size=3)
    with pytest.raises(RunRefused, match="not the same are input"):
        audit(other, out=tmp_path, part_size=3, resume=True)


def test_parts_that_are_there_are_kept_unless_told_otherwise(plans_csv, tmp_path, done):
    audit(plans_csv, out=tmp_path, part_size=3)
    with pytest.raises(RunRefused, match=r"\[E901\].*Go on with --resume, or begin again with"):
        audit(plans_csv, out=tmp_path)
    done.clear()
    audit(plans_csv, out=tmp_path, force=True)
    assert done == [0]
    assert [p.name for p in (tmp_path / "parts").glob("0*")] == ["000000"]


def test_a_folder_of_other_files_is_left_alone(plans_csv, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "000000").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputRefused, match="it holds other files"):
        audit(plans_csv, out=tmp_path, force=True)
    assert (tmp_path / "parts" / "000000").read_text(encoding="utf-8") == "mine"


def test_a_part_damaged_afterwards_is_named(plans_csv, tmp_path):
    result = audit(plans_csv, out=tmp_path, part_size=3)
    (tmp_path / "parts" / "000002" / "statements.parquet").write_bytes(b"PAR1")
    with pytest.raises(RunRefused, match=r"\[E903\] Part 2 in "):
        list(result.statements)


# What is left behind


def test_parts_are_private_and_no_temporary_file_is_left(plans_csv, tmp_path):
    before = os.umask(0)
    try:
        audit(plans_csv, out=tmp_path / "new" / "out", part_size=12)
    finally:
        os.umask(before)
    parts = tmp_path / "new" / "out" / "parts"
    found = {
        p.relative_to(parts).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in parts.rglob("*")
    }
    assert found == {
        "manifest.json": 0o600,
        **{f"00000{n}": 0o700 for n in range(2)},
        **{
            f"00000{n}/{name}.parquet": 0o600
            for n in range(2)
            for name in ("statements", "findings", "principles")
        },
    }
    assert stat.S_IMODE(parts.stat().st_mode) == 0o700


def test_without_an_output_folder_parts_are_private_and_removed_when_closed(temporary):
    with audit(plans(), part_size=3) as result:
        (folder,) = temporary.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert tables(result) == tables(audit(plans(), part_size=1000))
    gc.collect()
    assert list(temporary.iterdir()) == []
    with pytest.raises(RunRefused, match=r"\[E904\] This audit was closed"):
        list(result.statements)


def test_without_an_output_folder_parts_go_when_the_audit_does(temporary):
    rows = audit(plans(), part_size=3).statements
    assert list(temporary.iterdir()) != []
    assert len(list(rows)) == 24
    del rows
    gc.collect()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("kept", [True, False], ids=["folder", "temporary"])
def test_c8_a_file_broken_half_way_leaves_nothing(plans_csv, tmp_path, temporary, kept):
    plans_csv.write_text(plans_csv.read_text(encoding="utf-8") + "P99,Home\n", encoding="utf-8")
    out = tmp_path / "new" / "out" if kept else None
    with pytest.raises(FileRefused, match=r"\[E208\] plans.csv, line 14"):
        audit(plans_csv, out=out, part_size=3)
    assert not (tmp_path / "new").exists()
    assert list(temporary.iterdir()) == []


def test_f8_a_full_disk_is_one_sentence_and_finished_parts_stay(plans_csv, tmp_path, monkeypatch):
    written: list[str] = []
    write = folders._write

    def full(path, content):
        written.append(path.name)
        if len(written) == 6:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr(folders, "_write", full)
    with pytest.raises(OutputRefused, match="could not be written: No space left"):
        audit(plans_csv, out=tmp_path, part_size=3)
    assert sorted(p.name for p in (tmp_path / "parts").iterdir()) == ["000000", "manifest.json"]
    monkeypatch.undo()
    resumed = audit(plans_csv, out=tmp_path, part_size=3, resume=True)
    assert tables(resumed) == tables(audit(plans_csv))


def test_f8_an_output_folder_that_cannot_be_made_is_one_sentence(plans_csv, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputRefused, match="could not be written: a file of that name is there"):
        audit(plans_csv, out=tmp_path / "file")


def test_g9_a_part_shows_no_text_when_it_is_printed():
    settings = part_settings(load_rulebook(), None)
    part = Part(0, tuple(plans()), 12, "")
    shown = f"{part!r} {check_part(part, settings)!r} {settings!r}"
    assert "kicked" not in shown


# Workers


@pytest.mark.slow
def test_a_worker_that_is_ended_stops_the_run_and_finished_parts_stay(plans_csv, tmp_path):
    code = """
import os, signal, sys
from pathlib import Path
from outcome_classifier import audit
def end_a_worker(progress):
    if progress.parts == 2:
        for worker in Path("/proc/self/task").glob("*/children"):
            for child in worker.read_text().split():
                os.kill(int(child), signal.SIGKILL)
audit(sys.argv[1], out=sys.argv[2], part_size=2, workers=2, progress=end_a_worker)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code, plans_csv, tmp_path], capture_output=True, text=True
    )
    assert "[E905] A worker ended before its part was done" in ended.stderr
    assert "kicked" not in ended.stderr
    assert tables(audit(plans_csv, out=tmp_path, part_size=2, resume=True)) == tables(
        audit(plans_csv)
    )


@pytest.mark.slow
def test_what_a_worker_refuses_is_raised_here(tmp_path, monkeypatch):
    other = replace(part_settings(load_rulebook(), 1), model="another")
    monkeypatch.setattr(running, "part_settings", lambda *_: other)
    with pytest.raises(RunRefused, match=r"\[E906\]"):
        audit(plans(3), workers=2, out=tmp_path / "out")
    assert list(tmp_path.glob("out/parts/0*")) == []


@pytest.mark.parametrize("name", ["library", "model"])
def test_a_worker_with_another_version_is_refused(name):
    settings = replace(part_settings(load_rulebook(), None), **{name: "another"})
    with pytest.raises(RunRefused, match=f"another version of the {name}"):
        check_part(Part(0, tuple(plans(1)), 1, ""), settings)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"workers": 0}, "workers must be a whole number from 1"),
        ({"workers": True}, "workers must be a whole number from 1"),
        ({"part_size": "2"}, "part_size must be a whole number from 1"),
        ({"resume": True}, "resume must be used with an output folder"),
        ({"workers": 2, "backend": workers.in_this_process}, "workers must be left out with"),
    ],
)
def test_a_setting_out_of_range_is_refused(options, message):
    with pytest.raises(ValueRefused, match=message):
        audit(plans(1), **options)


# Progress


def test_progress_counts_parts_and_tells_the_share(plans_csv, tmp_path):
    seen = []
    audit(plans_csv, out=tmp_path, part_size=6, progress=seen.append)
    assert [p.parts for p in seen] == [1, 2, 3, 4]
    assert [p.records for p in seen] == [3, 6, 9, 12]
    shares = [p.share for p in seen]
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1
    seen.clear()
    audit(plans_csv, out=tmp_path, part_size=6, resume=True, progress=seen.append)
    assert seen[-1].reused == seen[-1].parts == 4


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ods", "parquet", "json", "jsonl"])
def test_progress_tells_the_share_of_a_file_of_any_form(tmp_path, suffix):
    rows = [{"ID": r.record_id, "Outcomes": r.fields["outcomes"][0]} for r in plans()]
    path, frame, seen = tmp_path / f"plans.{suffix}", pd.DataFrame(rows), []
    if suffix == "xlsx":
        frame.to_excel(path, index=False)
    elif suffix == "ods":
        ods(path, list(frame), *frame.itertuples(index=False))
    elif suffix.startswith("json"):
        frame.to_json(path, orient="records", lines=suffix == "jsonl")
    else:
        getattr(frame, f"to_{suffix}")(path, index=False)
    audit(path, part_size=3, progress=seen.append)
    assert [p.share for p in seen] == pytest.approx([0.25, 0.5, 0.75, 1], abs=0.1)
    assert seen[-1].rows == 12


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_progress_counts_lines_whatever_ends_them(tmp_path, end):
    path, seen = tmp_path / "plans.csv", []
    path.write_bytes(end.join(["ID,Outcomes", *(f"{n},Home {n}" for n in range(12))]).encode())
    audit(path, part_size=3, progress=seen.append)
    assert [p.share for p in seen] == pytest.approx([0.25, 0.5, 0.75, 1], abs=0.1)


def test_progress_over_a_folder_counts_all_rows_and_has_no_share(tmp_path):
    seen = []
    for name, count in (("a.csv", 9), ("b.csv", 2), ("c.csv", 4)):
        rows = "".join(f"{name}{n},Home {n}\n" for n in range(count))
        (tmp_path / name).write_text(f"ID,Outcomes\n{rows}", encoding="utf-8")
    audit(tmp_path, part_size=4, progress=seen.append)
    assert [p.rows for p in seen] == sorted(p.rows for p in seen)
    assert (seen[-1].rows, seen[-1].share) == (15, None)


def test_progress_has_no_share_where_the_rows_are_not_known():
    seen = []
    audit((plan for plan in plans()), progress=seen.append)
    assert [p.share for p in seen] == [None]
    audit(plans(), progress=seen.append)
    assert seen[-1].share == 1


# The command


def test_f10_ctrl_c_says_how_to_go_on_and_is_code_130(cli, plans_csv, tmp_path, monkeypatch):
    from outcome_classifier.cli import progress

    class Interrupted:
        def __init__(self, name):
            pass

        def __enter__(self):
            def stop(progress):
                raise KeyboardInterrupt

            return stop

        def __exit__(self, *_):
            pass

    out = tmp_path / "out"
    monkeypatch.setattr(progress, "shown_progress", Interrupted)
    code, _, err = cli("audit", str(plans_csv), "--out", str(out))
    assert code == 130
    assert "Stopped. What was finished is kept in" in err
    assert [p.name for p in (out / "parts").glob("0*")] == ["000000"]
    monkeypatch.undo()
    assert cli("audit", str(plans_csv), "--out", str(out))[0] == 3
    code, _, err = cli("audit", str(plans_csv), "--out", str(out), "--resume")
    assert (code, err) == (0, "")


@pytest.mark.slow
def test_f10_ctrl_c_in_a_terminal_ends_the_workers_without_a_traceback(write_csv, tmp_path):
    path = write_csv(
        [PLANS_HEADER, *([f"P{n}", f"Home by week {n}", "", ""] for n in range(20_000))]
    )
    command = [sys.executable, "-m", "outcome_classifier.cli", "audit", path, "--out"]
    run = subprocess.Popen(
        [*command, tmp_path / "out", "--workers", "2"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while run.poll() is None and not list((tmp_path / "out").glob("parts/0*")):
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.startswith("Stopped. What was finished is kept in")
    assert "Traceback" not in err
    assert is_gone(run.pid)


def test_a_rule_that_takes_too_long_is_left_out_there_and_counted(tmp_path):
    path = tmp_path / "slow.toml"
    path.write_text(toml({**RULE, "patterns": [r"(a|aa)+$"]}), encoding="utf-8")
    slow = {"id": "1", "text": "a" * 80 + " !"}
    with audit([slow, {"id": "2", "text": "Home by Easter"}], rules=path) as result:
        assert result.sources[0].notes == (
            "Rule LOC001 took too long on 1 records and was left out there",
        )
        assert result.records == 2
        assert result.local == ("LOC001 added",)
