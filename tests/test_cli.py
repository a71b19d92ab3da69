"""The command line does what the library does, says so briefly, and ends with the right code."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from outcome_classifier import audit as run_audit
from outcome_classifier import check_record, classify_many, read_records

pytestmark = pytest.mark.model
COMMANDS = ("classify", "check", "audit", "compare", "rules", "quiz", "train", "evaluate")
TEXTS = ["Home by Easter", "Referral to OT", "N/A"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(cli, command):
    code, out, _ = cli(command, "--help")
    assert code == 0
    assert f"outcome-classifier {command}" in " ".join(out.split())


def test_classify_gives_what_the_library_gives(cli):
    code, out, _ = cli("classify", *TEXTS, "--format", "json", "--explain")
    expected = [p.to_dict() for p in classify_many(TEXTS, explain=True)]
    assert (code, json.loads(out)) == (0, expected)


def test_classify_reads_lines_of_stdin_and_writes_csv(cli):
    code, out, _ = cli("classify", "-", "--format", "csv", stdin="\n".join(TEXTS))
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [row["kind"] for row in rows] == [str(p.kind or "") for p in classify_many(TEXTS)]


def test_classify_explains_in_words(cli):
    _, out, _ = cli("classify", "Home by Easter", "--explain")
    assert "Why:" in out
    assert "Ask:" in out


def test_check_gives_what_the_library_gives(cli, write_csv):
    path = write_csv([["ID", "Outcomes"], ["1", "Day centre twice a week"]])
    code, out, _ = cli("check", str(path), "--format", "json")
    expected = [check_record(record).to_dict() for record in read_records(path)]
    assert (code, json.loads(out)) == (0, json.loads(json.dumps(expected)))


def test_check_fails_only_where_asked(cli, write_csv):
    path = write_csv([["ID", "Notes"], ["1", "Dementia sufferer, settled shift, no concerns."]])
    assert cli("check", str(path))[0] == 0
    assert cli("check", str(path), "--fail-on", "advice")[0] == 1
    assert cli("check", str(path), "--fail-on", "much")[0] == 2


def test_audit_writes_its_files_and_a_summary(cli, write_csv, tmp_path):
    path = write_csv([["ID", "Outcomes", "Shape"], ["1", "Home by Easter", "x"]])
    out_folder = tmp_path / "report"
    code, out, _ = cli("audit", str(path), "--out", str(out_folder))
    assert code == 0
    assert sorted(p.name for p in out_folder.iterdir()) == [
        "audit.json", "audit.xlsx", "findings.csv", "parts", "report.html", "statements.csv",
        "verdicts.csv",
    ]  # fmt: skip
    data = json.loads((out_folder / "audit.json").read_text(encoding="utf-8"))
    assert data["summary"]["statements"] == len(list(run_audit(path).statements))
    for words in (
        "Kinds by field",
        "Records and findings by principle",
        "What was not read",
        "Shape",
    ):
        assert words in out
    assert cli("audit", str(path), "--out", str(out_folder))[0] == 3
    assert cli("audit", str(path), "--out", str(out_folder), "--force")[0] == 0


def test_audit_leaves_words_out_or_replaces_what_points_at_a_person(cli, write_csv, tmp_path):
    path = write_csv([["ID", "Outcomes"], ["CA-01", "Gwen hopes to be home by 12/03/2027"]])
    (tmp_path / "names.txt").write_text("Gwen\n", encoding="utf-8")
    (tmp_path / "key").write_bytes(b"k" * 32)
    out = tmp_path / "r"
    words = ["audit", str(path), "--out", str(out), "--force"]
    assert cli(*words, "--no-text")[0] == 0
    assert "hopes to be home" not in (out / "statements.csv").read_text("utf-8")
    secret = ["--pseudonymise", "--names", str(tmp_path / "names.txt")]
    key = ["--key-file", str(tmp_path / "key")]
    tables = []
    for _ in range(2):
        assert cli(*words, *secret, *key)[0] == 0
        tables.append((out / "statements.csv").read_text("utf-8"))
    assert tables[0] == tables[1]
    assert "hopes to be home by [date " in tables[0]
    for told in ("Gwen", "CA-01", "12/03"):
        assert told not in tables[0]
    assert "does not make the words anonymous" in (out / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    "options, code, error",
    [
        (["--names", "none.txt"], 2, "E107"),
        (["--pseudonymise", "--names", "none.txt"], 3, "E201"),
        (["--pseudonymise", "--key-file", "weak"], 2, "E121"),
        (["--table", "docx"], 2, "E107"),
    ],
)
def test_audit_refuses_what_it_cannot_use_before_it_reads(
    cli, write_csv, tmp_path, monkeypatch, options, code, error
):
    path = write_csv([["ID", "Outcomes"], ["1", "Home by Easter"]])
    (tmp_path / "weak").write_bytes(b"weak")
    monkeypatch.chdir(tmp_path)
    given, out, err = cli("audit", str(path), "--out", "r", *options)
    assert (given, out) == (code, "")
    assert error in err
    assert not (tmp_path / "r").exists()


def test_audit_writes_the_tables_asked_for(cli, write_csv, tmp_path):
    path = write_csv([["ID", "Outcomes"], ["1", "Home by Easter"]])
    out = tmp_path / "r"
    assert cli("audit", str(path), "--out", str(out), "--table", "jsonl")[0] == 0
    assert sorted(p.name for p in out.glob("*.*l")) == [
        "findings.jsonl", "report.html", "statements.jsonl", "verdicts.jsonl",
    ]  # fmt: skip
    assert not list(out.glob("*.csv"))


def test_a_bad_file_is_one_sentence_code_3_and_nothing_written(cli, tmp_path):
    path = tmp_path / "broken.csv"
    path.write_bytes(b"")
    code, out, err = cli("audit", str(path), "--out", str(tmp_path / "report"))
    assert (code, out) == (3, "")
    assert err.strip().endswith("[E207] broken.csv is empty.")
    assert not (tmp_path / "report").exists()


def test_f9_writing_over_what_is_read_is_refused(cli, tmp_path):
    (tmp_path / "statements.csv").write_text("ID,Outcomes\n1,Home\n", encoding="utf-8")
    code, _, err = cli("audit", str(tmp_path / "statements.csv"), "--out", str(tmp_path), "--force")
    assert code == 3
    assert "E603" in err


def test_a_wrong_option_is_code_2(cli, write_csv):
    path = write_csv([["ID", "Outcomes"], ["1", "Home"]])
    assert cli("check", str(path), "--column", "outcomes")[0] == 2
    assert cli("check", str(path), "--disable", "NOPE")[0] == 2
    assert cli("classify")[0] == 2


def test_rules_lists_all_and_shows_one(cli):
    from outcome_classifier.rulebook import load_rulebook

    code, out, _ = cli("rules")
    assert code == 0
    assert all(rule.code in out for rule in load_rulebook().rules)
    code, out, _ = cli("rules", "PLN001")
    assert "Source:" in out
    assert out.count("Flags:") >= 5
    assert cli("rules", "NOPE")[0] == 2


def test_the_quiz_plays_marks_and_explains_25_statements(cli):
    code, out, _ = cli("quiz", stdin="y\n" * 25)
    assert code == 0
    assert "12 of 25 right" in out
    assert out.count("Is this a personal outcome?") == 25
    assert out.count("Not quite.") == 13


def test_the_quiz_asks_again_and_stops(cli):
    _, out, _ = cli("quiz", stdin="perhaps\nn\nq\n")
    assert "1 of 1 right" in out


def test_evaluate_prints_quiz_and_guidance_with_the_wrong_ones(cli):
    code, out, _ = cli("evaluate")
    assert code == 0
    for words in ("outcome or not", "outcome / need / input", "four kinds", "guidance examples"):
        assert words in out
    assert "Labelled otherwise than the key" in out


def test_train_writes_a_model_that_classify_uses(cli, tmp_path):
    from test_training import WORDS

    path = tmp_path / "own.csv"
    rows = [f'"{WORDS[k].format(n)}",{k}' for k in WORDS for n in range(12)]
    path.write_text("\n".join(["text,kind", *rows]), encoding="utf-8")
    model = tmp_path / "model"
    code, out, _ = cli("train", str(path), "--out", str(model))
    assert code == 0
    assert "Trained on 48 statements" in out
    metrics = json.loads((model / "metrics.json").read_text(encoding="utf-8"))
    for name, evaluation in metrics["evaluations"].items():
        right = evaluation["scores"]["accuracy"]
        shown = f"{right['value']:.3f} ({right['low']:.3f} to {right['high']:.3f}, n 48)"
        assert f"\nRight, {name}: {shown}\n" in out
    assert len(metrics["evaluations"]) == 2
    code, out, _ = cli("classify", "A folding ramp", "--model", str(model), "--format", "json")
    assert (code, json.loads(out)[0]["model_version"]) == (0, "local")
    assert cli("train", str(path), "--out", str(model))[0] == 3


@pytest.mark.slow
def test_f12_output_cut_short_or_without_unicode_ends_quietly(blocked_environment):
    command = [sys.executable, "-m", "outcome_classifier.cli", "rules"]
    environment = {**blocked_environment, "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    done = subprocess.run(
        f"{' '.join(command)} | head -1", shell=True, capture_output=True, env=environment
    )
    assert b"Traceback" not in done.stderr
    whole = subprocess.run(command, capture_output=True, env=environment)
    assert whole.returncode == 0
    assert b"\x1b[" not in whole.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "cy_GB.UTF-8"},
        {"TZ": "Pacific/Auckland"},
        {"LANG": "C"},
    ],
    ids=str,
)
def test_g7_no_network_no_home_another_place_and_the_same_labels(blocked_environment, changes):
    words = ["classify", *TEXTS, "INITIAL VISIT", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "outcome_classifier.cli", *words],
        capture_output=True,
        env={**blocked_environment, **changes},
        check=True,
    )
    expected = [p.to_dict() for p in classify_many([*TEXTS, "INITIAL VISIT"])]
    given = json.loads(done.stdout)
    for one, other in zip(given, expected, strict=True):
        for prediction in (one, other):
            shares = prediction.pop("probabilities")
            prediction["shares"] = pytest.approx(shares, abs=1e-4)
            prediction["confidence"] = round(prediction["confidence"], 3)
        one["shares"] = one["shares"].expected
    assert given == expected


def test_the_blocked_environment_blocks(blocked_environment):
    code = "import socket; socket.create_connection(('192.0.2.1', 9), 0.1)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=blocked_environment
    )
    assert "reached for the network" in done.stderr


CHECKED = (
    "Outcomes\nTo maintain independence.\nTo be safe and well at home.\n\n"
    "Review: Goals met, continue.\n\nRisks: Falls. Choking. Fire. Burns. Water.\n"
)


@pytest.mark.model
def test_check_shows_a_rule_once_with_a_count_and_no_words_twice(cli, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(CHECKED, encoding="utf-8")
    code, out, _ = cli("check", str(path))
    assert code == 0
    assert "PER005 x2" in out
    assert out.count("PER005") == 1
    assert "STR005 x5" in out
    assert "and 2 more" in out
    assert "REV004" in out
    assert "REV006" not in out


@pytest.mark.model
def test_check_shows_the_five_qualities_and_marks_previews(cli, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(CHECKED, encoding="utf-8")
    _, out, _ = cli("check", str(path))
    assert "no verdict" in out
    assert "none of them" in out
    _, out, _ = cli("check", str(path), "--format", "json")
    report = json.loads(out)[0]
    assert {f["status"] for f in report["findings"]} == {"stable", "preview"}
    assert len(report["qualities"][0]["qualities"]) == 5


@pytest.mark.model
def test_check_and_audit_take_a_jurisdiction(cli, tmp_path):
    path = tmp_path / "plans.jsonl"
    path.write_text(
        '{"id": "1", "text": "Home", "date": "2026-01-01", "review_date": "2027-06-01"}\n',
        encoding="utf-8",
    )
    _, out, _ = cli("check", str(path), "--format", "csv", "--jurisdiction", "England")
    assert "REV008" in out
    assert "REV001" not in out
    code, _, err = cli("check", str(path), "--jurisdiction", "Gwent")
    assert code == 2
    assert "jurisdiction must be one of" in err
    code, _, _ = cli("audit", str(path), "--out", str(tmp_path / "r"), "--jurisdiction", "Scotland")
    assert code == 0
    assert "REV0" not in (tmp_path / "r" / "findings.csv").read_text(encoding="utf-8")


def test_rules_show_their_status_and_whose_law_they_rest_on(cli):
    _, out, _ = cli("rules", "REV")
    assert "preview" in out
    _, out, _ = cli("rules", "REV008")
    assert "For: England" in out
    assert "development records" in out
