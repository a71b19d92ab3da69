"""Shares of statements that stand in records, groups and periods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcome_classifier.dates import month_of, read_date
from outcome_classifier.reporting.charts import bars
from outcome_classifier.reporting.choosing import Top
from outcome_classifier.reporting.counting import Tally, names_of_groups, names_of_periods
from outcome_classifier.reporting.repeats import Repeats, outline


def tally(records: list[list[bool]]) -> Tally:
    result = Tally()
    for key, hits in enumerate(records):
        for hit in hits:
            result.add(key, hit)
    return result


def test_statements_of_unlike_records_count_as_many_as_they_are():
    share = tally([[True, False]] * 50).share()
    assert (share.count, share.total, share.records, share.effective) == (50, 100, 50, 100)


def test_statements_that_agree_within_a_record_count_as_one():
    share = tally([[True] * 4, [False] * 4] * 25).share()
    assert share.total == 200
    assert share.effective == pytest.approx(49, abs=0.1)  # 50 records, one degree of freedom less


def test_a_share_of_none_or_all_counts_records():
    assert tally([[True] * 4] * 25).share().effective == 25
    assert tally([[False]] * 25).share().effective == 25


def test_one_record_tells_as_much_as_one_statement():
    assert tally([[True, False, True]]).share().effective == 1
    assert tally([]).share().value == 0


@given(st.lists(st.lists(st.booleans(), max_size=6), max_size=12), st.integers(0, 12))
def test_joined_tallies_are_one(records, cut):
    whole, first, second = tally(records), tally(records[:cut]), tally(records[cut:])
    first.join(second)
    share = first.share()
    assert share == whole.share()
    assert share.count == sum(sum(hits) for hits in records)
    assert share.total == sum(map(len, records))
    assert 0 <= share.effective <= share.total or share.records < 2


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 30), max_size=8))
def test_no_group_is_shown_with_fewer_than_ten_records(records):
    names = names_of_groups(records, "small teams")
    sizes: dict[str, int] = {}
    for name, shown in names.items():
        sizes[shown] = sizes.get(shown, 0) + records[name]
    assert all(size >= 10 for size in sizes.values())
    left = sum(count for name, count in records.items() if name not in names)
    assert left < 10


def test_periods_become_quarters_and_years_where_months_are_thin():
    assert set(names_of_periods({"2026-01": 10, "2026-02": 12}).values()) == {"2026-01", "2026-02"}
    assert set(names_of_periods({"2026-01": 5, "2026-02": 6}).values()) == {"2026 Q1"}
    assert set(names_of_periods({"2025-01": 6, "2025-12": 6}).values()) == {"2025"}
    assert names_of_periods({"2025-01": 6, "not given": 90}) == {}
    many = {f"{2000 + n // 12}-{n % 12 + 1:02}": 10 for n in range(60)}
    assert len(set(names_of_periods(many).values())) == 20


@pytest.mark.parametrize(
    "written, month",
    [("31/03/2026", "2026-03"), ("2026-03-31T09:00", "2026-03"), ("31.3.2026", "2026-03"), ("31/3/26", "2026-03"),
     ("31st of March 2026", "2026-03"), ("March 31, 2026", "2026-03"), ("2026-03", "2026-03"),
     ("", None), ("next spring", None), ("32/03/2026", None)],
)  # fmt: skip
def test_dates_are_read_in_the_ways_they_are_written(written, month):
    assert month_of(written) == month
    assert (read_date(written) is None) == (month is None or written == "2026-03")


@pytest.mark.parametrize(
    "text, same",
    [
        ("Gwen wants to stay safe at home.", True),
        ("He would like to stay safe at home", False),
        ("Mrs Pugh wants to stay safe at home", True),
        ("I want to stay safe at home!", True),
        ("I want to stay safe at Home Farm with Alun", False),
    ],
)
def test_outlines_agree_where_only_the_person_differs(text, same):
    assert (outline(text) == outline("I want to stay safe at home")) is same


def test_repeats_count_records_not_lines_and_forget_single_ones_when_full(monkeypatch):
    from outcome_classifier.reporting import repeats

    monkeypatch.setattr(repeats, "_MOST", 5)
    counted = Repeats()
    for record in range(4):
        counted.add(record, "To stay safe")
        counted.add(record, "To stay safe")
        for other in range(4):
            counted.add(record, f"Hope {record} {other}")
    number, found = counted.found()
    assert (number, [(r.text, r.records) for r in found]) == (1, [("To stay safe", 4)])


def test_one_word_is_no_repeated_outcome():
    counted = Repeats()
    for record in range(5):
        counted.add(record, "Home")
    assert counted.found() == (0, ())


@given(st.lists(st.integers(0, 5), max_size=40))
def test_top_keeps_the_greatest_and_the_first_of_equals(scores):
    top: Top[int] = Top(5)
    for place, score in enumerate(scores):
        top.offer(score, place)
    expected = sorted(range(len(scores)), key=lambda n: (-scores[n], n))[:5]
    assert top.best() == expected


def test_charts_leave_the_settings_of_matplotlib_as_they_are():
    import matplotlib

    before = dict(matplotlib.rcParams)
    matplotlib.rcParams["font.size"] = 37
    try:
        first = bars({"a": {"outcome": 1}}, "x", "X.")
        assert matplotlib.rcParams["font.size"] == 37
    finally:
        matplotlib.rcParams["font.size"] = before["font.size"]
    assert dict(matplotlib.rcParams) == before
    assert bars({"a": {"outcome": 1}}, "x", "X.") == first


def test_charts_keep_text_as_text_and_say_their_numbers():
    drawn = bars({"Day <care> $x$": {"outcome": 3, "need": 1}}, "x", "By team.")
    assert ">Day &lt;care&gt; $x$</text>" in drawn
    assert ">75 %</text>" in drawn
    assert 'aria-label="By team. Day &lt;care&gt; $x$: outcome 75 %, need 25 %."' in drawn
    assert "style=" not in drawn
