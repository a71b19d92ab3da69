"""A report in every form: the same numbers, people first, lists that end, words kept or left out."""

from __future__ import annotations

import csv
import json
import re
import tracemalloc
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest

from audits import audit_of, found, many, said, verdicts
from outcome_classifier import (
    Kind,
    SourceRead,
    Unread,
    Verdict,
    pseudonymise,
    write_report,
)
from outcome_classifier.reporting import summarise, write_folder
from outcome_classifier.reporting.people import without_words
from outcome_classifier.results import PrincipleRow

CANARY = "Zephaniah Quillfeather"


def page_of(audit, tmp_path, **options) -> str:
    return write_report(audit, tmp_path / "r.html", force=True, **options).read_text("utf-8")


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page)).split())


@pytest.fixture(scope="module")
def mixed():
    """Three kinds of sure statements, two unsure, one hidden, one without a kind; two findings."""
    statements = [
        said("I want to be home", record="1"),
        said("Day centre x2", "output", record="1"),
        said("Hoist", "resource", record="2"),
        said("Hmm, well", "need", record="2", sure=False, confidence=0.4),
        said("She hopes to sing again", record="2", section="notes"),
        said("Bus to town", "resource", record="3", section="actions", sure=False, confidence=0.5),
        said("N/A", None, record="3", reason="placeholder"),
    ]
    findings = [found(record="1"), found("OK", record="2", severity="info")]
    unread = (Unread("plans.csv", 9, "", "unreadable"),)
    rows = verdicts(statements)
    rows[0] = replace(rows[0], verdict=Verdict.MET, evidence="I want to be home")
    return audit_of(statements, findings, unread=unread, principles=rows)


def test_the_numbers_are_those_of_the_rows(mixed):
    summary = summarise(mixed)
    assert (summary.records, summary.statements, summary.to_review) == (3, 7, 2)
    assert summary.kinds["outcomes"] == {
        "outcome": 1, "need": 0, "resource": 1, "output": 1, "not sure": 1,
    }  # fmt: skip
    assert (summary.headline.outcome, summary.headline.other, summary.headline.not_sure) == (
        1,
        2,
        1,
    )
    assert (summary.outcomes_elsewhere, summary.findings) == (1, 1)
    assert (summary.unlabelled, summary.unread) == ({"placeholder": 1}, {"unreadable": 1})


def test_the_same_numbers_stand_in_every_form(mixed, tmp_path):
    summary = write_folder(mixed, tmp_path, tables=("csv", "jsonl", "parquet"))
    data = json.loads((tmp_path / "audit.json").read_text("utf-8"))["summary"]
    with (tmp_path / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    lines = [json.loads(x) for x in (tmp_path / "statements.jsonl").read_text("utf-8").splitlines()]
    book = openpyxl.load_workbook(tmp_path / "audit.xlsx")
    header, *sheet = book["Statements"].iter_rows(values_only=True)
    shown = {
        (about, what): number
        for about, what, number, *_ in book["Summary"].iter_rows(values_only=True)
    }
    page = text_of((tmp_path / "report.html").read_text("utf-8"))

    assert data["statements"] == summary.statements == len(table) == len(lines) == len(sheet) == 7
    assert shown["read", "statements"] == 7
    kinds = Counter(row.kind for row in mixed.statements)
    assert Counter(row["kind"] or None for row in table) == kinds
    assert Counter(line["kind"] for line in lines) == kinds
    assert Counter(row[header.index("kind")] for row in sheet) == kinds
    for section, counts in summary.kinds.items():
        assert data["kinds"][section] == counts
        for kind, count in counts.items():
            assert shown[f"kinds in {section}", kind] == count
        assert f"{section} {' '.join(map(str, counts.values()))}" in page
    head = summary.headline
    assert f"{head.other} of {head.sure}" in page
    assert f"{head.low} to {head.high}" in page
    field = [
        row for row in book["Summary"].iter_rows(values_only=True) if row[0] == "outcomes field"
    ]
    assert field[0][2:] == (head.other, head.low, head.high)
    review = [line for line in lines if line["needs_review"]]
    assert len(review) == book["To review"].max_row - 1 == data["to_review"] == 2
    assert book["Not read"].max_row - 1 == 1


def test_parquet_holds_what_json_lines_hold(mixed, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    for name in ("statements", "findings", "verdicts"):
        write_folder(mixed, tmp_path, tables=("jsonl", "parquet"), force=True)
        lines = (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()
        assert parquet.read_table(tmp_path / f"{name}.parquet").to_pylist() == list(
            map(json.loads, lines)
        )


def test_g6_parquet_without_its_extra_names_it(mixed, tmp_path, monkeypatch):
    import sys

    from outcome_classifier import ExtraMissing

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing, match=r'pip install "outcome-classifier\[parquet\]"'):
        write_report(mixed, tmp_path / "r.parquet")
    assert list(tmp_path.iterdir()) == []


def test_verdicts_stand_one_a_record_and_principle(mixed, tmp_path):
    write_folder(mixed, tmp_path)
    with (tmp_path / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * 12
    assert [row["verdict"] for row in rows] == ["met", *["cannot_tell"] * 35]
    assert rows[0]["evidence"] == "I want to be home"


def test_the_page_has_every_section_and_says_what_it_describes(mixed, tmp_path):
    page = page_of(mixed, tmp_path)
    headings = re.findall(r'<h2 id="(\w+)">', page)
    assert headings == [
        "read", "headline", "kinds", "hidden", "principles", "same", "first", "review", "limits",
        "made",
    ]  # fmt: skip
    assert all(f'href="#{name}"' in page for name in headings)
    assert "describes writing, not people, workers or teams" in page
    assert "Who says so?" in page
    assert "Likeliest need (0.40)" in page


def test_the_page_runs_and_loads_nothing_and_its_ids_are_its_own(mixed, tmp_path):
    page = page_of(mixed, tmp_path)
    assert "default-src 'none'; style-src 'sha256-" in page
    assert not re.search(r"<script|\son\w+=|\sstyle=|javascript:", page)
    assert not re.search(r'(?:src|href)="(?!#)', page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'(?:url\(|href=")#([^)"]+)', page):
        assert reference in ids
    charts = re.findall(r"<svg [^>]*>", page)
    assert len(charts) >= 3
    assert all('role="img" aria-label="' in chart for chart in charts)


def test_the_hash_of_the_policy_is_that_of_the_style(mixed, tmp_path):
    import base64
    import hashlib

    page = page_of(mixed, tmp_path)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>bold",
    "</svg><script>1</script>",
    "{{7*7}} and {% raw %}",
    "javascript:alert(1)",
    "$\\frac{a}{b}$ and $",
    "\u202egnp.exe \ud800 \x07 我 🙂",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_f3_e11_hostile_text_is_shown_as_text_everywhere(tmp_path, text):
    statements = many(12, text=text, section="outcomes", team=text, service=text, source=text)
    statements += many(12, first=20, text=text, kind="need", sure=False, section=text, team="Z")
    source = SourceRead(
        text, text, sheet=text, columns={"text": text}, columns_left_out=(text,), notes=(text,)
    )
    audit = audit_of(
        statements, [found(text, record=text)], sources=(source,),
        principles=[
            PrincipleRow(r.record_id, r.source, r.team, r.service, n, "met", "Good.", text)
            for r in statements for n in range(1, 13)
        ],
    )  # fmt: skip
    page = page_of(audit, tmp_path)
    inside = page.split("</style>", 1)[1]
    assert not re.search(r"<script|<img|<b>|</style>", inside)
    assert "49 and" not in inside
    assert not re.search(r"[\u202a-\u202e\ud800-\udfff\x00-\x08]", inside)


def test_few_sure_statements_come_with_a_warning(tmp_path):
    assert "fewer than 50" in page_of(audit_of(many(49)), tmp_path)
    assert "fewer than 50" not in page_of(audit_of(many(50)), tmp_path)


def test_without_an_outcomes_field_nothing_is_counted_there(tmp_path):
    audit = audit_of(many(12, section="text"))
    page = page_of(audit, tmp_path)
    assert "have no outcomes field" in page
    assert summarise(audit).outcomes_elsewhere == 0


def test_unsure_statements_alone_give_no_count(tmp_path):
    page = page_of(audit_of(many(3, sure=False)), tmp_path)
    assert "not sure about any of the 3 statements" in page


def test_an_audit_of_nothing_still_gives_every_form(tmp_path):
    summary = write_folder(audit_of([]), tmp_path, tables=("csv", "jsonl", "parquet"))
    assert (summary.records, summary.statements) == (0, 0)
    assert "There is nothing to review" in (tmp_path / "report.html").read_text("utf-8")


def test_a_model_without_published_scores_gets_no_interval(tmp_path):
    audit = audit_of(many(60), model_version="own")
    head = summarise(audit).headline
    assert (head.low, head.high) == (None, None)
    assert "No scores are published for the model own" in page_of(audit, tmp_path)


def test_small_teams_are_joined_and_the_rest_stand_in_alphabetical_order():
    teams = {"North": 12, "brook": 11, "Dale": 6, "Ash": 5}
    statements = [
        said(record=f"{team}{number}", team=team)
        for team, n in teams.items()
        for number in range(n)
    ]
    told = summarise(audit_of(statements)).teams
    assert {name: group.records for name, group in told.items()} == {
        "brook": 11, "North": 12, "small teams": 11,
    }  # fmt: skip
    assert list(told) == ["brook", "North", "small teams"]


def test_small_teams_that_are_few_even_together_are_left_out_and_counted(tmp_path):
    statements = (
        many(12, team="North") + many(2, first=50, team="Ash") + many(1, first=60, team="B")
    )
    audit = audit_of(statements)
    summary = summarise(audit)
    assert list(summary.teams) == ["North"]
    assert summary.left_out["team"] == 3
    page = text_of(page_of(audit, tmp_path))
    assert "Left out: 3 records" in page
    assert "Ash" not in page


def test_no_team_given_gives_no_breakdown(tmp_path):
    assert summarise(audit_of(many(12))).teams == {}
    assert "no team is named in 10 records or more" in page_of(audit_of(many(12)), tmp_path)


@pytest.mark.parametrize("heading", ["Key worker", "Completed_by", "Allocated to", "Staff name"])
def test_nothing_is_told_by_worker_even_if_a_column_of_workers_is_named_as_team(tmp_path, heading):
    source = SourceRead("plans.csv", "delimited text", columns={"team": heading, "service": "Type"})
    audit = audit_of(
        many(12, team=CANARY, service="Home care"), [found(team=CANARY)], sources=(source,)
    )
    summary = write_folder(audit, tmp_path)
    assert summary.teams == {}
    assert list(summary.services) == ["Home care"]
    for path in tmp_path.iterdir():
        if path.suffix != ".xlsx":
            assert "Quillfeather" not in path.read_text("utf-8")
    cells = [
        c for s in openpyxl.load_workbook(tmp_path / "audit.xlsx") for r in s.values for c in r
    ]
    assert CANARY not in cells
    assert f'"{heading}" seems to name workers' in (tmp_path / "audit.json").read_text().replace(
        '\\"', '"'
    )


def test_periods_are_the_finest_that_leave_enough_in_each():
    by_month = [
        said(record=f"{m}{n}", date=f"{n + 1:02}/{m:02}/2026") for m in (1, 2, 3) for n in range(10)
    ]
    assert list(summarise(audit_of(by_month)).periods) == ["2026-01", "2026-02", "2026-03"]
    by_quarter = [
        said(record=f"{m}{n}", date=f"2026-{m:02}-0{n}") for m in range(1, 7) for n in range(1, 5)
    ]
    assert list(summarise(audit_of(by_quarter)).periods) == ["2026 Q1", "2026 Q2"]
    undated = summarise(audit_of(many(12, date="soon")))
    assert undated.periods == {}
    assert undated.left_out["period"] == 12


def test_principles_by_service_count_records_that_ask_for_attention():
    statements = many(10, service="Home care") + many(15, first=30, service="Day care")
    told = summarise(audit_of(statements, attention=(4,))).principles_by_service
    assert list(told) == ["Day care", "Home care"]
    assert (told["Day care"].records, told["Day care"].attention[4]) == (15, 15)
    assert told["Home care"].attention[1] == 0


def test_the_same_outcome_is_seen_across_people_names_aside(tmp_path):
    texts = [
        "Gwen wants to stay safe at home.",
        "I want to stay safe at home",
        "He wants to stay safe at home!",
    ]
    statements = [said(text, record=str(n)) for n, text in enumerate(texts)]
    statements += [said(texts[0], record="2"), said("To sing in the choir", record="8")]
    audit = audit_of(statements)
    summary = summarise(audit)
    assert (summary.repeated, [r.records for r in summary.repeats]) == (1, [3])
    assert "stay safe at home" in page_of(audit, tmp_path)


def test_lists_end_and_say_what_they_leave_out(tmp_path):
    statements = many(90, kind="need", sure=False, confidence=0.4)
    statements += [said(f"Hope {n}", record=f"h{n}", section="notes") for n in range(70)]
    findings = [found(f"Word {n}", record=str(n)) for n in range(1, 61)]
    page = text_of(page_of(audit_of(statements, findings), tmp_path))
    assert "70 more are not shown here. All 90 stand in audit.xlsx (To review)" in page
    assert "50 more are not shown here. All 70 stand in" in page
    assert "40 more are not shown here. All 60 stand in audit.xlsx (Findings)" in page


def test_more_teams_than_a_page_takes_are_in_the_workbook(tmp_path):
    statements = [
        said(record=f"{t}-{n}", team=f"Team {t:02}") for t in range(45) for n in range(10)
    ]
    page = text_of(page_of(audit_of(statements), tmp_path))
    assert "5 more are not shown here. All 45 stand in audit.xlsx (By team)" in page


def test_look_first_takes_sorts_in_turn_one_a_record_and_the_gravest_first():
    findings = [found(f"A {n}", record=str(n), code="PLN001") for n in range(30)]
    findings += [found("B", record="7", code="REV001", severity="gap")]
    findings += [found("C", record="99", code="WHY001")]
    looks = summarise(audit_of(many(3), findings)).look_first
    assert len(looks) == 20
    assert len({look.record_id for look in looks}) == 20
    assert looks[0].text == "B"
    assert "C" in {look.text for look in looks[:3]}


def test_without_words_numbers_and_places_stay(mixed, tmp_path):
    words = {row.text for row in mixed.statements}
    kept = summarise(mixed)
    told = write_folder(mixed, tmp_path, tables=("csv", "jsonl", "parquet"), words=False)
    assert told.numbers() == kept.numbers()
    for path in tmp_path.iterdir():
        if path.suffix in (".html", ".json", ".csv", ".jsonl"):
            content = path.read_text("utf-8")
            assert not [text for text in words if len(text) > 5 and text in content]
    cells = [
        c for s in openpyxl.load_workbook(tmp_path / "audit.xlsx") for r in s.values for c in r
    ]
    assert not words & set(map(str, cells))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "numbers and places only" in page
    assert "Record 1, outcomes, row 2" in page


def test_the_json_holds_no_words_of_a_record(tmp_path):
    audit = audit_of(many(4, text=f"{CANARY} hopes to sing"), [found(CANARY)])
    assert "Quillfeather" not in write_report(audit, tmp_path / "a.json").read_text("utf-8")


class Lazy:
    """Rows made anew whenever they are gone through."""

    def __init__(self, make):
        self.make = make

    def __iter__(self):
        return self.make()


def lazy_audit(count):
    """An audit whose rows are held nowhere."""
    number = range(count)
    return audit_of(
        [],
        statements=Lazy(lambda: (said(text=f"Hope {n % 50}", record=str(n)) for n in number)),
        principles=Lazy(lambda: iter(verdicts([said(record=str(n))])[0] for n in number)),
        findings=Lazy(lambda: (found(record=str(n)) for n in number)),
        records=count,
    )


def test_rows_are_gone_through_and_never_held():
    def peak(count):
        audit = lazy_audit(count)
        tracemalloc.start()
        summary = summarise(audit)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert summary.statements == summary.findings == count
        return most

    peak(100)
    assert peak(4000) < peak(400) + 200_000


def test_kinds_may_be_plain_text_as_they_are_when_read_back():
    plain = audit_of(many(3))
    again = replace(plain, statements=[replace(s, kind=str(s.kind)) for s in plain.statements])
    assert summarise(again).numbers() == summarise(plain).numbers()
    assert str(Kind.OUTCOME) == "outcome"


def test_strengths_and_review_dates_are_counted_by_record(tmp_path):
    rows = [said("I want to be home", record=str(n)) for n in range(4)]
    told = verdicts(rows)
    dates = {"0": "2020-01-31", "1": "31/01/2020", "2": "2999-01-01", "3": "soon"}
    told = [
        replace(
            row, review_date=dates[row.record_id], earned=row.principle + int(row.record_id) == 3
        )
        for row in told
    ]
    audit = audit_of(rows, principles=told, local=("PLN off",))
    summary = summarise(audit)
    assert (summary.without_strength, summary.review_passed, summary.review_unread) == (3, 2, 1)
    page = text_of(page_of(audit, tmp_path))
    assert "3 of 4 records show no strength" in page
    assert "In 2 records the month of the review is over; 1 give no review date" in page
    assert "Changed by rules of your own: PLN off." in page
    assert summarise(pseudonymise(audit)).review_passed == 2
    assert summarise(without_words(audit)).without_strength == 3
