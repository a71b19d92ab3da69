"""A name planted in every input appears in no message, log, warning or file left behind."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path

import pytest

from conftest import CANARY
from making import RULE, toml
from outcome_classifier import OutcomeClassifierError, audit, check_record, classify_many

pytestmark = pytest.mark.model
TEXT = f"{CANARY} wants to be home by Easter (((((("


@pytest.fixture(autouse=True)
def no_trace(caplog, capfd, tmp_path, monkeypatch):
    """Whatever a test does, the name stays where it was put."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    out, err = capfd.readouterr()
    assert "Quillfeather" not in out + err + caplog.text + "".join(str(w.message) for w in caught)
    assert list((tmp_path / "temporary").rglob("*")) == []


def messages(error: BaseException | None) -> str:
    words = ""
    while error is not None:
        words += repr(error) + str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return words


def test_g9_labelling_and_checking_leave_no_trace():
    classify_many([TEXT, TEXT * 90, None, f"{CANARY}:"], explain=True)
    check_record({"id": CANARY, "text": TEXT, "fields": {"outcomes": [TEXT]}})


@pytest.mark.parametrize(
    "content, options",
    [
        (f"{TEXT},{TEXT}\n1,2", {}),
        (f"ID,Outcomes\n1,{TEXT}\n2,{TEXT},{TEXT}\n", {}),
        (f'ID,Outcomes\n1,"{TEXT}\n', {}),
        (f"ID,Outcomes\n{CANARY},{TEXT}\n", {"columns": {"outcomes": "Hopes"}}),
        (f"ID,Shape\n{CANARY},{TEXT}\n", {}),
        (f"ID,Outcomes\n{CANARY},{TEXT}\n", {"encoding": "ascii-of-old"}),
    ],
)
def test_g9_an_error_about_a_file_shows_no_text(tmp_path, content, options):
    path = tmp_path / "plans.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(OutcomeClassifierError) as caught:
        audit(path, **options)
    assert "Quillfeather" not in messages(caught.value)


@pytest.mark.parametrize(
    "record",
    [
        {"id": "1", "fields": {"outcomes": TEXT, "needs": [TEXT, 7]}},
        {"id": "1", "text": [TEXT]},
        {"id": "1", "fields": {"outcomes": {CANARY: TEXT}}},
    ],
)
def test_g9_an_error_about_a_record_shows_no_text(record):
    with pytest.raises(OutcomeClassifierError) as caught:
        check_record(record)
    assert "Quillfeather" not in messages(caught.value)


def test_g9_a_rule_that_is_stopped_shows_no_text(cli, tmp_path):
    path = tmp_path / "slow.toml"
    path.write_text(toml({**RULE, "patterns": [r"(a|aa)+$"]}), encoding="utf-8")
    record = tmp_path / "record.txt"
    record.write_text(f"{CANARY} " + "a" * 80 + " !", encoding="utf-8")
    code, _, err = cli("check", str(record), "--rules", str(path), "--format", "csv")
    assert code == 0
    assert "LOC001 took too long" in err
    assert "Quillfeather" not in err


def test_g9_reports_leave_no_trace_beside_themselves(tmp_path):
    from outcome_classifier.reporting import write_folder

    (tmp_path / "r").mkdir()
    write_folder(audit([{"id": CANARY, "fields": {"outcomes": [TEXT]}}]), tmp_path / "r")
    assert not list((tmp_path / "r").glob(".*"))


def test_g9_no_author_is_read_into_a_report(tmp_path):
    from outcome_classifier.reporting import write_folder

    (tmp_path / "r").mkdir()
    path = tmp_path / "plans.csv"
    rows = [f"{n},Home by Easter,{CANARY},{CANARY}" for n in range(12)]
    path.write_text("\n".join(["ID,Outcomes,Completed by,Author", *rows]), encoding="utf-8")
    write_folder(audit(path), tmp_path / "r", tables=("csv", "jsonl"))
    for file in (tmp_path / "r").iterdir():
        content = file.read_bytes()
        if file.suffix == ".xlsx":
            import zipfile

            with zipfile.ZipFile(file) as archive:
                content = b"".join(map(archive.read, archive.namelist()))
        assert b"Quillfeather" not in content


def test_g7_the_runtime_of_the_encoder_has_nothing_to_report_with():
    """Native code is not stopped by a blocked socket: versions that report are not used."""
    import onnxruntime

    libraries = list(Path(onnxruntime.__file__).parent.glob("capi/*.so*"))
    assert libraries
    assert not any(b"events.data.microsoft.com" in path.read_bytes() for path in libraries)
