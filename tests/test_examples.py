"""The main job on real files: the examples are read, labelled, checked and reported, end to end."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess

import pytest

from conftest import ROOT
from outcome_classifier import audit, read_records
from outcome_classifier.readlog import ReadLog

pytestmark = pytest.mark.model
EXAMPLES = ROOT / "examples"
PLANS = EXAMPLES / "care_plans.csv"


@pytest.fixture(scope="module")
def plans():
    return audit(PLANS)


def test_the_workbook_and_the_csv_hold_the_same_records():
    def read(name):
        return [{**record.to_dict(), "source": ""} for record in read_records(EXAMPLES / name)]

    assert read("care_plans.xlsx") == read("care_plans.csv")


def test_local_columns_are_found_and_the_worker_is_left_out():
    log = ReadLog()
    list(read_records(PLANS, log=log))
    source = log.sources[0]
    assert source.columns_left_out == ("Completed by",)
    assert source.columns["outcomes"] == "What matters to me"
    assert source.columns["team"] == "Locality"


def test_an_audit_of_the_examples_is_worth_reading(plans):
    statements = list(plans.statements)
    assert plans.records >= 60
    assert len(statements) >= 600
    assert {f.finding.principle for f in plans.findings} >= {1, 3, 4, 7, 8}
    met = {p.principle for p in plans.principles if p.verdict == "met"}
    assert len(met) >= 6


def test_no_workers_name_reaches_a_report(cli, tmp_path):
    code, out, _ = cli("audit", str(EXAMPLES / "care_plans.xlsx"), "--out", str(tmp_path / "r"))
    assert code == 0
    with PLANS.open(encoding="utf-8", newline="") as file:
        workers = {row["Completed by"] for row in csv.DictReader(file)}
    assert len(workers) >= 5
    for path in (tmp_path / "r").rglob("*"):
        if path.suffix in ("", ".xlsx", ".parquet"):
            continue
        text = path.read_text(encoding="utf-8")
        assert not [worker for worker in workers if worker and worker in text]
    assert "Report:" in out


def test_the_page_is_one_file_that_loads_nothing(cli, tmp_path):
    cli("audit", str(PLANS), "--out", str(tmp_path / "r"))
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=[\"'](?!#)", page)
    for heading in ("Look at these first", "What was read", "What this cannot tell", "How it was"):
        assert heading in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("name", ["family_plans.jsonl", "assessment.txt"])
def test_plans_in_json_lines_and_free_text_are_checked(cli, name):
    code, out, _ = cli("check", str(EXAMPLES / name), "--format", "json")
    reports = json.loads(out)
    assert code == 0
    assert len(reports) == (20 if name.endswith("jsonl") else 1)
    assert all(len(report["principles"]) == 12 for report in reports)
    assert all(report["statements"] for report in reports)


def test_free_text_keeps_its_sections():
    from outcome_classifier import check_record

    record = next(iter(read_records(EXAMPLES / "assessment.txt")))
    sections = {s.statement.section for s in check_record(record).statements}
    assert len(sections) >= 4


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits_a_phone_and_a_desk(cli, tmp_path, width):
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed; .ci/run installs it")
    cli("audit", str(PLANS), "--out", str(tmp_path / "r"))
    page = tmp_path / "r" / "report.html"
    probe = tmp_path / "probe.html"
    script = (
        "<script>onload=()=>{const d=document.querySelector('iframe').contentDocument."
        "documentElement;document.title='';document.body.dataset.wide=d.scrollWidth}</script>"
    )
    text = page.read_text(encoding="utf-8")
    probe.write_text(
        f"<body><iframe width={width} height=900 src='report.html'></iframe>{script}", "utf-8"
    )
    probe.rename(tmp_path / "r" / "probe.html")
    assert text.startswith("<!DOCTYPE html>")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'u'}",
         "--virtual-time-budget=4000", "--dump-dom", f"file://{tmp_path}/r/probe.html"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    found = re.search(r'data-wide="(\d+)"', done.stdout)
    assert found, done.stdout[-300:]
    assert int(found[1]) <= width


EXAMPLES_READ = {
    "assessment.txt": ("plain text", 1),
    "care_plans.csv": ("delimited text", 64),
    "care_plans.xlsx": ("workbook", 64),
    "day_centre_notes.parquet": ("Parquet", 8),
    "family_plans.jsonl": ("JSON Lines", 20),
    "housing_review.pdf": ("PDF", 1),
    "reablement_fhir_r4.json": ("FHIR Bundle", 1),
    "support_plan.docx": ("Word document", 1),
    "supported_living.json": ("JSON", 3),
    "young_carer_fhir_r5.json": ("FHIR Bundle", 2),
}


@pytest.fixture(scope="module")
def folder():
    return audit(EXAMPLES)


def test_the_folder_of_examples_is_audited_whole(folder):
    assert {s.name: (s.format, s.records) for s in folder.sources} == EXAMPLES_READ
    assert folder.records == sum(count for _, count in EXAMPLES_READ.values())
    assert {u.reason for u in folder.unread} <= {"not_text"}
    for name in EXAMPLES_READ:
        statements = [row for row in folder.statements if row.source == name]
        assert sum(row.kind is not None for row in statements) >= 10, name


@pytest.mark.parametrize("name", [n for n in EXAMPLES_READ if n not in ("assessment.txt",)])
def test_every_example_has_outcomes_where_they_belong(folder, name):
    fields = {row.section for row in folder.statements if row.source == name}
    assert {"outcomes", "needs", "actions"} <= fields


WHO = {
    "support_plan.docx": ("Aldridge", "Beti Wyn Harries", "1941", "In confidence", "version 4"),
    "housing_review.pdf": ("Adeyemi", "In confidence", "Review form"),
    "reablement_fhir_r4.json": ("Castell", "Rowlands", "Benn", "Tate"),
    "young_carer_fhir_r5.json": ("Oyelaran", "Slade", "Okafor"),
    "supported_living.json": ("Prosser", "Achebe"),
    "day_centre_notes.parquet": ("Staff 4",),
}


@pytest.mark.parametrize("name", WHO)
def test_who_wrote_an_example_and_whom_it_is_about_are_not_read(name):
    read = str([record.to_dict() for record in read_records(EXAMPLES / name)])
    assert not [words for words in WHO[name] if words in read]
