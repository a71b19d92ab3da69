"""What changed between two audits: shares with intervals, and what makes two audits unlike."""

from __future__ import annotations

import json
import re

import pytest

from audits import audit_of, many, said
from outcome_classifier import FileRefused, OutputRefused, compare_audits, write_report
from outcome_classifier.reporting import write_comparison
from outcome_classifier.reporting.compare import change
from outcome_classifier.reporting.counting import Share


def share(count: int, total: int) -> Share:
    return Share(count, total, total, float(total))


def field(outcomes: int, others: int, **more):
    """One statement a record: so many outcomes, then so many of another kind."""
    return many(outcomes, **more) + many(others, first=1000, kind="output", **more)


@pytest.fixture
def numbers(tmp_path):
    def write(name, rows, **changes):
        return write_report(audit_of(rows, **changes), tmp_path / name)

    return write


@pytest.mark.parametrize(
    "now, then, low, high",
    [  # Newcombe 1998, Table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_interval_is_newcombes(now, then, low, high):
    told = change("all records", "x", "y", share(*then), share(*now))
    assert (told.low, told.high) == pytest.approx((low, high), abs=2e-4)


def test_training_shows(numbers):
    told = compare_audits(numbers("a.json", field(40, 60)), numbers("b.json", field(80, 20)))
    whole = next(c for c in told.changes if c.name == "In the outcomes field, no outcome")
    assert (whole.then.count, whole.now.count, whole.difference) == (60, 20, -0.4)
    assert whole.high < 0
    assert whole.said == "fewer"


def test_two_audits_of_the_same_records_show_no_change(numbers):
    rows = field(40, 60, team="North", service="Home care")
    told = compare_audits(numbers("a.json", rows), numbers("b.json", rows))
    assert told.notes == ()
    assert {c.said for c in told.changes} <= {"may be chance", "too few records"}
    assert all(c.difference in (0, None) for c in told.changes)


def test_statements_of_one_record_count_for_less_than_those_of_many(numbers):
    def lumped(kind):
        return [said(kind=kind, record=f"{kind}{r}") for r in range(10) for _ in range(10)]

    spread = compare_audits(numbers("a.json", field(100, 100)), numbers("b.json", field(120, 80)))
    lump = compare_audits(
        numbers("c.json", lumped("outcome") + lumped("output")),
        numbers("d.json", lumped("outcome") + lumped("output")[:80]),
    )
    assert lump.changes[0].now.effective < 20
    widths = [told.changes[0].high - told.changes[0].low for told in (lump, spread)]
    assert widths[0] > 2 * widths[1]


def test_fewer_than_ten_records_are_not_compared(numbers):
    told = compare_audits(numbers("a.json", field(4, 5)), numbers("b.json", field(40, 50)))
    assert told.changes[0].difference is None
    assert told.changes[0].said == "too few records"


def test_teams_in_both_are_compared_in_alphabetical_order_and_others_named(numbers):
    def rows(*teams):
        return [said(record=f"{t}{n}", team=t) for t in teams for n in range(12)] + [
            said(record=f"s{n}", team=f"Small {n % 2}") for n in range(10)
        ]

    told = compare_audits(
        numbers("a.json", rows("brook", "Ash", "Elm")), numbers("b.json", rows("Ash", "brook"))
    )
    assert [c.name for c in told.changes if c.group == "team"] == ["Ash", "brook"]
    assert told.notes == ("In one of the two audits only, so not compared: Elm.",)


def test_audits_made_otherwise_come_with_a_note(numbers):
    told = compare_audits(
        numbers("a.json", many(12), model_version="1"), numbers("b.json", many(12), rules=("X",))
    )
    assert [note[:17] for note in told.notes] == ["The model is anot", "Other checks ran:"]


def test_principles_are_compared_by_record(numbers):
    told = compare_audits(
        numbers("a.json", many(40), attention=(4,)), numbers("b.json", many(40), attention=())
    )
    fourth = next(c for c in told.changes if c.group == "attention" and c.name.startswith("4."))
    assert (fourth.then.count, fourth.now.count, fourth.said) == (40, 0, "fewer")
    assert len([c for c in told.changes if c.group in ("met", "attention")]) == 24


@pytest.mark.parametrize(
    "content, error",
    [
        ("", "E221"), ("[]", "E221"), ("{", "E221"), ('{"format": 2}', "E221"), ("[" * 100_000, "E221"),
        ('{"format": 1, "summary": {}}', "E222"), ('{"format": 2, "summary": {"teams": 7}}', "E221"),
        ('{"format": 2, "summary": []}', "E221"),
    ],
)  # fmt: skip
def test_e7_a_file_that_is_no_audit_is_refused_in_one_sentence(numbers, tmp_path, content, error):
    other = tmp_path / "other.json"
    other.write_text(content, "utf-8")
    with pytest.raises(FileRefused, match=rf"\[{error}\] .*other\.json"):
        compare_audits(other, numbers("a.json", many(12)))


def test_a_missing_file_is_named(numbers, tmp_path):
    with pytest.raises(FileRefused, match=r"\[E201\] none\.json is not there"):
        compare_audits(numbers("a.json", many(12)), tmp_path / "none.json")


def test_the_page_shows_what_the_comparison_holds(numbers, tmp_path):
    name = "<b>Ash</b>"
    rows = field(40, 60, team=name), field(80, 20, team=name)
    told = compare_audits(numbers("a.json", rows[0]), numbers("b.json", rows[1]))
    page = write_comparison(told, tmp_path / "c.html").read_text("utf-8")
    assert "60 % (60/100)" in page
    assert "-40.0 (" in page
    assert name not in page
    assert "&lt;b&gt;Ash" in page
    assert not re.search(r"<script|\sstyle=", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    with pytest.raises(OutputRefused, match=r"suffix must be one of \.html"):
        write_comparison(told, tmp_path / "c.pdf")


def test_the_command_prints_what_the_library_gives(cli, numbers, tmp_path):
    last, this = numbers("a.json", field(40, 60)), numbers("b.json", field(80, 20))
    code, out, err = cli("compare", str(last), str(this), "--format", "json")
    expected = json.loads(json.dumps(compare_audits(last, this).to_dict()))
    assert (code, json.loads(out), err) == (0, expected, "")
    code, out, err = cli("compare", str(last), str(this), "--out", str(tmp_path / "c.html"))
    assert code == 0
    assert "60 % (60/100)" in out
    assert "fewer" in out
    assert (tmp_path / "c.html").is_file()
    code, out, _ = cli("compare", str(last), str(this), "--format", "csv")
    assert out.splitlines()[1].startswith('all records,"In the outcomes field, no outcome",')
    assert cli("compare", str(last), str(tmp_path / "none.json"))[0] == 3
