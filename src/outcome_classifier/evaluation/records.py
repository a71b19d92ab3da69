"""How well whole records are checked: verdicts and evidence against two independent marks.

A record and one of the 12 principles make a pair. Only pairs count on which both marks agree, but
for false attention, which counts wherever neither mark asks for attention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..datatypes import Place, Record, Value
from ..results import PrincipleResult, RecordReport, Verdict
from .scores import Score, wilson

Checker = Callable[[Record], RecordReport]
_RECORD_KEYS = ("id", "text", "fields", "date", "review_date")

#: What each score is called where people read it.
RECORD_SCORE_NAMES = {
    "attention_precision": "attention, right where given",
    "attention_recall": "attention, given where due",
    "met_precision": "met, right where given",
    "met_recall": "met, given where due",
    "cannot_tell_right": "cannot tell, where both marks say so",
    "attention_overlap": "findings that stand where a mark stands",
    "met_overlap": "evidence for met that stands where a mark stands",
}


@dataclass(frozen=True, slots=True)
class RecordEvaluation(Value):
    """Scores of a checker on marked records.

    ``overall`` and ``principles[number]`` hold the scores of `RECORD_SCORE_NAMES` (0-1, with
    95 % Wilson interval and the number of pairs); a score without a pair is left out.
    ``false_attention`` is the mean number of principles, a good record, that get attention which
    neither mark asks for (its interval that of the share of pairs). ``counter_met`` is the share of
    counter-examples, where a cue of good practice stands without the practice, that were taken for
    it. ``counts[number][marked][given]``
    counts agreed pairs, ``rules[code][marked]`` records of agreed pairs in which a rule spoke, and
    ``passes[code]`` the writing passes these are from.
    """

    records: int
    pairs: int
    agreed: int
    overall: dict[str, Score]
    principles: dict[int, dict[str, Score]]
    false_attention: Score | None
    counter_met: Score | None
    counts: dict[int, dict[str, dict[str, int]]]
    rules: dict[str, dict[str, int]]
    passes: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One record on one principle."""

    number: int
    writing_pass: str
    good: bool
    counter: bool
    marks: tuple[str, str]
    given: str
    spoke: frozenset[str]
    overlaps: bool

    @property
    def agreed(self) -> bool:
        return self.marks[0] == self.marks[1]


def evaluate_records(
    rows: Iterable[Mapping[str, Any]], check: Checker, *, split: str | None = None
) -> RecordEvaluation:
    """Score a checker on marked records, of one split if named.

    Parameters
    ----------
    rows
        Records as in ``data/records.jsonl``: those of a `Record`, ``split``, ``quality``,
        ``writing_pass``, ``counter`` (numbers of principles) and ``marks[number]["first" | "second"]`` with ``verdict`` and ``evidence``.
    check
        Gives the report of a record, as `RecordChecker.check` does.
    """
    chosen = [row for row in rows if split is None or row["split"] == split]
    pairs = [pair for row in chosen for pair in _pairs(row, check)]
    agreed = [pair for pair in pairs if pair.agreed]
    numbers = sorted({pair.number for pair in pairs})
    by_number = {n: [pair for pair in agreed if pair.number == n] for n in numbers}
    rules, passes = _rules(agreed)
    return RecordEvaluation(
        records=len(chosen),
        pairs=len(pairs),
        agreed=len(agreed),
        overall=_scores(agreed),
        principles={n: _scores(own) for n, own in by_number.items()},
        false_attention=_false_attention(pairs, sum(row["quality"] == "good" for row in chosen)),
        counter_met=_counter_met(pairs),
        counts={n: _counts(own) for n, own in by_number.items()},
        rules=rules,
        passes=passes,
    )


def _pairs(row: Mapping[str, Any], check: Checker) -> Iterator[_Pair]:
    record = Record.from_dict({key: row[key] for key in _RECORD_KEYS if key in row})
    report = check(record)
    sentences = [labelled.statement.place for labelled in report.statements]
    for name, marks in row["marks"].items():
        both = (marks["first"], marks["second"])
        result = report.principles[int(name)]
        yield _Pair(
            number=int(name),
            writing_pass=str(row.get("writing_pass", "")),
            good=row["quality"] == "good",
            counter=int(name) in row.get("counter", ()),
            marks=(both[0]["verdict"], both[1]["verdict"]),
            given=result.verdict.value,
            spoke=frozenset(code for code, _ in _grounds(result)),
            overlaps=_overlaps(
                [place for _, place in _grounds(result) if place],
                [p for mark in both for p in _where(record, mark["evidence"])],
                sentences,
            ),
        )


def _grounds(result: PrincipleResult) -> list[tuple[str, Place | None]]:
    """The rules on which a verdict rests, with their places."""
    if result.verdict is Verdict.ATTENTION:
        return [(f.code, f.place) for f in result.findings if f.severity != "info"]
    return [(quote.code, quote.place) for quote in result.evidence]


def _where(record: Record, words: str) -> Iterator[Place]:
    """Every place where marked words stand in a record."""
    for name, number, text, _ in record.items():
        start = text.find(words) if words else -1
        while start >= 0:
            yield Place(name, number, start, start + len(words))
            start = text.find(words, start + 1)


def _overlaps(found: Sequence[Place], marked: Sequence[Place], sentences: Sequence[Place]) -> bool:
    """Tell whether a sentence in which a rule spoke shares characters with marked words."""
    around = [next((s for s in sentences if _touch(s, place)), place) for place in found]
    return any(_touch(place, other) for place in (*found, *around) for other in marked)


def _touch(one: Place, other: Place) -> bool:
    same = (one.field, one.item) == (other.field, other.item)
    return same and one.start < other.end and other.start < one.end


def _scores(pairs: Sequence[_Pair]) -> dict[str, Score]:
    found: dict[str, Score | None] = {}
    for verdict in (Verdict.ATTENTION, Verdict.MET):
        hits = [p for p in pairs if p.given == verdict == p.marks[0]]
        given = sum(pair.given == verdict for pair in pairs)
        due = sum(pair.marks[0] == verdict for pair in pairs)
        found[f"{verdict}_precision"] = _share(len(hits), given)
        found[f"{verdict}_recall"] = _share(len(hits), due)
        found[f"{verdict}_overlap"] = _share(sum(pair.overlaps for pair in hits), len(hits))
    silent = [pair for pair in pairs if pair.marks[0] == Verdict.CANNOT_TELL]
    right = sum(pair.given == Verdict.CANNOT_TELL for pair in silent)
    found["cannot_tell_right"] = _share(right, len(silent))
    return {name: score for name in RECORD_SCORE_NAMES if (score := found[name])}


def _share(right: int, n: int) -> Score | None:
    return wilson(right, n) if n else None


def _false_attention(pairs: Sequence[_Pair], records: int) -> Score | None:
    """Mean number a good record; the interval of the share of pairs, made as long."""
    own = [p for p in pairs if p.good and Verdict.ATTENTION not in p.marks]
    share = _share(sum(pair.given == Verdict.ATTENTION for pair in own), len(own))
    if share is None:
        return None
    a_record = len(own) / records
    value, low, high = (round(x * a_record, 4) for x in (share.value, share.low, share.high))
    return Score(value, low, high, records)


def _counter_met(pairs: Sequence[_Pair]) -> Score | None:
    own = [pair for pair in pairs if pair.counter and Verdict.MET not in pair.marks]
    return _share(sum(pair.given == Verdict.MET for pair in own), len(own))


def _counts(pairs: Sequence[_Pair]) -> dict[str, dict[str, int]]:
    counted = Counter((pair.marks[0], pair.given) for pair in pairs)
    return {m.value: {g.value: counted[m, g] for g in Verdict} for m in Verdict}


def _rules(pairs: Sequence[_Pair]) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    marked = Counter((code, pair.marks[0]) for pair in pairs for code in pair.spoke)
    passes = Counter((code, pair.writing_pass) for pair in pairs for code in pair.spoke)
    return _nested(marked), _nested(passes)


def _nested(counted: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (code, name), n in sorted(counted.items()):
        nested.setdefault(code, {})[name] = n
    return nested
