"""Faults that a review found, each with the case that shows it."""

from __future__ import annotations

import json
import shutil
import threading
import time

import pandas as pd
import pytest

from conftest import ROOT
from making import RULE, toml
from outcome_classifier import (
    FileRefused,
    ModelRefused,
    OutcomeClassifier,
    Record,
    RuleRefused,
    TrainingRefused,
    TypeRefused,
    ValueRefused,
    audit,
    check_record,
    classify,
    read_records,
)
from outcome_classifier.rulebook import load_rulebook
from outcome_classifier.segmenting import clauses, split_text
from readings import read, refused_when_damaged

pytestmark = pytest.mark.model


def write(tmp_path, content, name="plans.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_eight_threads_check_records_as_one_does():
    text = "Dementia sufferer, settled shift, no concerns. OT to visit. " * 40
    expected = check_record(text)
    answers, errors = [], []

    def work():
        try:
            answers.append(check_record(text))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert all(answer == expected for answer in answers)


def test_a_long_record_is_checked():
    assert check_record("Dementia sufferer, settled shift, no concerns. " * 2000).findings


def test_many_short_notes_cost_no_more_each():
    def seconds(n):
        notes = tuple(f"Sang with Mair on day {k} of {n}, ate well" for k in range(n))
        start = time.process_time()
        check_record(Record("1", fields={"notes": notes}))
        return time.process_time() - start

    seconds(50)
    assert seconds(800) < 12 * seconds(200)


@pytest.mark.parametrize(
    "column", ["Reviewed by", "Action owner", "Support worker", "Lead for goals"]
)
def test_a_column_that_names_people_is_left_out(tmp_path, column):
    path = write(tmp_path, f"ID,Outcomes,{column}\n1,Home,Zephaniah Quillfeather\n")
    records, log = read(path)
    assert dict(records[0].fields) == {"outcomes": ("Home",)}
    assert log.sources[0].columns_left_out == (column,)


@pytest.mark.parametrize(
    "content", ["7,Zephaniah Quillfeather wants home\n", "1,She hopes to go home\n2,x\n"]
)
def test_a_file_without_header_is_refused_and_shows_no_text(tmp_path, content):
    with pytest.raises(FileRefused, match="does not look like a header") as caught:
        read(write(tmp_path, content))
    assert "home" not in str(caught.value)


def test_a_long_column_name_is_told_by_its_place(tmp_path):
    path = write(tmp_path, "Shape,Zephaniah Quillfeather would so like to be home\na,b\n")
    with pytest.raises(FileRefused, match='Columns: "Shape", "column 2"'):
        read(path)


@pytest.mark.parametrize("record", [["text"], 7, {"fields": [["a", "b"]]}, {"rows": 5}])
def test_what_is_no_record_is_refused(record):
    with pytest.raises(TypeRefused, match="must be text"):
        check_record(record)


def test_a_string_is_never_read_letter_by_letter():
    with pytest.raises(TypeRefused, match='"outcomes" of a record must be text, or a list'):
        Record("1", fields={"outcomes": "I want to go home"})
    with pytest.raises(TypeRefused, match="Pass a list"):
        check_record("Home", disable="PER")
    with pytest.raises(TypeRefused, match="One record was passed"):
        audit({"id": "1", "text": "Home"})
    with pytest.raises(ValueRefused, match="used with a file or a frame"):
        audit([{"id": "1", "text": "Home"}], sheet="x")


def test_check_tells_what_it_left_out(cli, tmp_path):
    path = write(tmp_path, '{"id": "1", "text": "Home"}\n{oops\n', "plans.jsonl")
    code, _, err = cli("check", str(path), "--format", "json")
    assert code == 0
    assert "plans.jsonl, row 2: left out (unreadable)" in err


def test_our_own_statements_can_be_read_again(cli, tmp_path):
    path = write(tmp_path, "ID,Outcomes\n1,N/A\n2,Home by Easter\n")
    cli("audit", str(path), "--out", str(tmp_path / "r"))
    records, _ = read(tmp_path / "r" / "statements.csv", columns={"text": "text"})
    assert len(records) == 2


def test_the_kinds_table_adds_up_with_the_unsure_apart():
    from outcome_classifier.reporting import summarise

    frame = pd.DataFrame({"ID": ["1", "2"], "Outcomes": ["Home by Easter", "Hmm, perhaps, well"]})
    result = audit(frame)
    summary = summarise(result)
    labelled = sum(row.kind is not None for row in result.statements)
    assert sum(sum(counts.values()) for counts in summary.kinds.values()) == labelled
    assert sum(counts["not sure"] for counts in summary.kinds.values()) == summary.to_review


def test_white_space_costs_no_time():
    start = time.process_time()
    clauses("I want to go" + " " * 50_000 + "home")
    classify("I want to go" + " " * 50_000 + "home")
    assert time.process_time() - start < 2


@pytest.mark.parametrize("record_id", ["[/Zephaniah]", "[red]x"])
def test_a_record_id_is_never_markup(cli, tmp_path, record_id):
    code, out, _ = cli("check", str(write(tmp_path, f"ID,Outcomes\n{record_id},Home\n")))
    assert code == 0
    assert record_id in out


@pytest.mark.parametrize("line", ['{"id": "2", "fields": 5}', '{"id": "2", "fields": ["x"]}', "[]"])
def test_one_odd_json_line_does_not_stop_the_file(tmp_path, line):
    records, log = read(write(tmp_path, f'{{"id": "1", "text": "a"}}\n{line}\n', "p.jsonl"))
    assert len(records) == 1
    assert [u.row for u in log.unread] == [2]


def test_a_json_map_keeps_the_id_and_counts_lines_where_nothing_stands(tmp_path):
    path = write(tmp_path, '{"id": "A7", "story": {"now": "Home"}}\n{"id": "A8"}\n', "p.jsonl")
    records, log = read(path, columns={"text": "story.now"})
    assert [(r.record_id, r.text) for r in records] == [("A7", "Home")]
    assert [u.row for u in log.unread] == [2]


@pytest.mark.parametrize(
    "content, name",
    [("\nID;Outcomes\n1;Home\n", "a.csv"), ('"Outcomes, goals, aims";"ID"\nHome;1\n', "b.csv"),
     ("Outcomes, hopes\tID\nHome\t1\n", "c.tsv"), ("sep=;\nID;Outcomes\n1;Home\n", "d.csv")],
)  # fmt: skip
def test_the_separator_is_read_off_the_header_line(tmp_path, content, name):
    records, _ = read(write(tmp_path, content, name))
    assert [(r.record_id, r.fields["outcomes"]) for r in records] == [("1", ("Home",))]


def test_a_bad_quote_is_left_out_where_asked(tmp_path):
    content = 'ID,Outcomes\n1,"He said "home" today"\n2,Choir\n'
    records, log = read(write(tmp_path, content), skip_bad_lines=True)
    assert "2" in [r.record_id for r in records]
    assert log.unread


def test_two_files_are_read_side_by_side_and_pythons_own_limit_stays(tmp_path):
    import csv

    before = csv.field_size_limit()
    long = "x" * 200_000
    first = read_records(write(tmp_path, "ID,Outcomes\n1,a\n2,b\n", "a.csv"))
    second = read_records(write(tmp_path, f"ID,Outcomes\n1,a\n2,{long}\n", "b.csv"))
    next(first), next(second)
    list(first)
    assert next(second).fields["outcomes"] == (long,)
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("missing", [pd.NA, pd.NaT, None, float("nan")])
def test_a_frame_with_missing_cells_is_audited(missing):
    frame = pd.DataFrame({"ID": ["1", missing], "Outcomes": [missing, "Home"]}, dtype="object")
    assert [s.text for s in audit(frame).statements] == ["Home"]
    assert audit(frame.astype("string")).unread == ()


def test_blank_lines_count_as_a_spreadsheet_counts_them(tmp_path):
    records, _ = read(write(tmp_path, "ID,Outcomes\n\n1,Home\n\n\n2,Choir\n"))
    assert [r.rows["outcomes"] for r in records] == [(3,), (6,)]


def test_a_damaged_workbook_is_one_sentence(tmp_path):
    path = write(tmp_path, (ROOT / "examples" / "care_plans.xlsx").read_bytes(), "x.xlsx")
    refused = refused_when_damaged(path, first=40, step=path.stat().st_size // 25)
    assert len(refused) > 3
    assert all("x.xlsx" in message for message in refused)


def test_the_encoding_asked_for(tmp_path):
    path = write(tmp_path, "ID,Outcomes\n7,don’t fall\n".encode("utf-8-sig"))
    assert read(path, encoding="utf-8")[0][0].record_id == "7"
    for wrong in ("hex", "rot13", "nope", "a\x00b"):
        with pytest.raises(FileRefused, match="E202"):
            read(path, encoding=wrong)
    bare = write(tmp_path, "ID,Outcomes\n7,don’t fall\n".encode("utf-16-le"), "u.csv")
    assert read(bare)[0][0].fields["outcomes"] == ("don’t fall",)


@pytest.mark.parametrize(
    "content, expected",
    [("[rule]\ncode = 'X'\n", "two brackets"), ("[[rule]]\npatterns = 'doss'\n", "must be lists")],
)
def test_a_rule_file_of_another_shape_says_so(tmp_path, content, expected):
    with pytest.raises(RuleRefused, match=expected):
        load_rulebook(write(tmp_path, content, "local.toml"))


@pytest.mark.parametrize(
    "change, expected",
    [({"check": "date"}, "settings must give days"), ({"code": "loc001"}, "three capitals"),
     ({"patterns": [" "]}, "empty pattern"), ({"principle": 0}, "principle must be one of")],
)  # fmt: skip
def test_a_rule_that_cannot_work_does_not_load(tmp_path, change, expected):
    path = write(tmp_path, toml({**RULE, **change}), "local.toml")
    with pytest.raises(RuleRefused, match=expected):
        load_rulebook(path)


@pytest.mark.parametrize("content", [b"", b"text,kind\n\x92,need\n", b'text,kind\n"a,b\n'])
def test_training_data_that_is_no_csv_is_one_sentence(cli, tmp_path, content):
    path = write(tmp_path, content, "own.csv")
    code, _, err = cli("train", str(path), "--out", str(tmp_path / "m"))
    assert code == 3
    assert "E501" in err


def test_statements_of_one_document_cannot_train(tmp_path):
    from outcome_classifier.training.dataset import load_dataset
    from outcome_classifier.training.recipe import train
    from test_training import WORDS

    rows = [f'"{WORDS[k].format(n)}",{k},d1' for k in WORDS for n in range(12)]
    path = write(tmp_path, "\n".join(["text,kind,document", *rows]), "own.csv")
    with pytest.raises(TrainingRefused, match="of one document or pass"):
        train(load_dataset(path), tmp_path / "m", version_name="x")


@pytest.mark.parametrize(
    "change", [{"review_below": "x"}, {"review_below": 7}, {"files": []}, {"self_test": [{}]}]
)
def test_a_manifest_with_wrong_values_is_refused(tmp_path, change):
    from outcome_classifier.shipped import shipped_model

    folder = shutil.copytree(shipped_model(), tmp_path / "model")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, **change}), encoding="utf-8")
    with pytest.raises(ModelRefused, match="E302"):
        OutcomeClassifier(folder)


def test_an_explanation_looks_at_what_was_labelled():
    plain = classify("Day centre twice a week", explain=True)
    written = "<p>Day centre twice a week</p>"
    marked = OutcomeClassifier(markup=True).classify(written, explain=True)
    strip = [span.text.replace("<p>", "").replace("</p>", "") for span in marked.evidence.words]
    assert strip == [span.text for span in plain.evidence.words]


def test_a_statement_table_without_outcomes_hides_none():
    from outcome_classifier.reporting import summarise

    frame = pd.DataFrame({"ID": ["1"], "Statement": ["I want to dance at the wedding"]})
    assert summarise(audit(frame)).outcomes_elsewhere == 0


def test_one_record_never_stands_alone_as_small_teams():
    from outcome_classifier.reporting import summarise

    teams = ["North"] * 12 + ["Jane Smith"]
    frame = pd.DataFrame({"ID": range(13), "Outcomes": ["Home by Easter"] * 13, "Team": teams})
    assert set(summarise(audit(frame.astype(str))).teams) == {"North"}


def test_surrogate_pairs_do_not_shift_boundaries():
    text = "\ud83d\ude00 I want to go home. Then more text here."
    assert [text[a:b] for a, b, _ in split_text(text)][-1] == "Then more text here."


@pytest.mark.parametrize(
    "written", ["1 AUGUST 2026", "1 Aug 2026", "2026-08-01 09:00", "01/08/2026"]
)
def test_dates_as_people_write_them(written):
    from outcome_classifier.dates import read_date

    assert str(read_date(written)) == "2026-08-01"


@pytest.mark.parametrize("text", ["Aphasia", "Monosyllabic", "Non verbal", "Hypo", "Agitated"])
def test_a_clinical_word_alone_is_not_taken_for_another_language(text):
    assert classify(text).reason not in ("welsh", "other_language")


def test_a_quote_keeps_its_opening_mark():
    text = 'He likes to talk. "I fixed every boiler on this coast." Joan died in May.'
    assert '"I fixed every boiler on this coast.' in [
        text[a:b].rstrip('"') for a, b, _ in split_text(text)
    ]


def test_form_headers_and_names_are_no_statements():
    text = "SOCIAL WORK ASSESSMENT\nCompleted by: Heledd Marchant\n\nWhat we agreed\nOT to visit.\n"
    assert [(text[a:b], s) for a, b, s in split_text(text)] == [("OT to visit.", "actions")]
