"""The places a report names: a few of many, chosen while an audit goes by, each with its reason."""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..datatypes import Kind, Value
from ..results import FindingRow, PrincipleRow, StatementRow

#: How many places a list of the report names.
SHOWN = 20
_SEVERITY = {"gap": 0, "advice": 1}
#: What rests on the classifier alone comes after what words show.
_BY_KIND = frozenset({"PER001", "WHY001", "CPL001"})
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Look(Value):
    """One place to look at: why, and what to ask. ``row`` is the row of the source, if any."""

    record_id: str
    source: str
    row: int | None
    section: str
    text: str
    reason: str
    ask: str


class Top(Generic[_Item]):
    """Keeps the items with the greatest scores, the earlier first among equals."""

    def __init__(self, size: int = SHOWN) -> None:
        self._size = size
        self._heap: list[tuple[float, int, _Item]] = []
        self.offered = 0

    def offer(self, score: float, item: _Item) -> None:
        """Take an item in, if there is room or it beats one that is there."""
        self.offered += 1
        entry = (score, -self.offered, item)
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, entry)
        elif entry > self._heap[0]:
            heapq.heapreplace(self._heap, entry)

    def best(self) -> list[_Item]:
        """Return what was kept, the greatest score first."""
        return [item for _, _, item in sorted(self._heap, reverse=True)]


class InTurn(Generic[_Item]):
    """Keeps the first items of each sort; gives one of each sort in turn, one a record."""

    def __init__(self, size: int = SHOWN) -> None:
        self._size = size
        self._sorts: dict[tuple[int, ...], dict[str, list[tuple[Hashable, _Item]]]] = {}

    def offer(self, rank: tuple[int, ...], sort: str, record: Hashable, item: _Item) -> None:
        """Take an item in, if its sort has room and its record does not stand there already."""
        kept = self._sorts.setdefault(rank, {}).setdefault(sort, [])
        if len(kept) < self._size and all(record != other for other, _ in kept):
            kept.append((record, item))

    def best(self) -> list[_Item]:
        """Return at most ``size`` items, the least rank first."""
        queues = [list(q) for rank in sorted(self._sorts) for q in self._sorts[rank].values()]
        chosen: dict[Hashable, _Item] = {}
        while any(queues) and len(chosen) < self._size:
            for queue in queues:
                while queue and queue[0][0] in chosen:
                    queue.pop(0)
                if queue:
                    record, item = queue.pop(0)
                    chosen[record] = item
        return list(chosen.values())[: self._size]


class LookFirst:
    """Places to look at: one a record, as many sorts of finding as there are, the gravest first."""

    def __init__(self) -> None:
        self._chosen: InTurn[Look] = InTurn()
        self.offered = 0

    def offer(self, row: FindingRow) -> None:
        """Take a finding in, if it asks for attention and stands somewhere."""
        finding, place = row.finding, row.finding.place
        if finding.severity not in _SEVERITY:
            return
        self.offered += 1
        if place is not None:
            rank = (int(finding.code in _BY_KIND), _SEVERITY[finding.severity])
            text = row.sentence or finding.text or ""
            look = Look(
                row.record_id, row.source, place.row, place.field, text, finding.message,
                finding.ask,
            )  # fmt: skip
            self._chosen.offer(rank, finding.code, (row.source, row.record_id), look)

    def best(self) -> tuple[Look, ...]:
        """Return the places."""
        return tuple(self._chosen.best())


class WorthKeeping:
    """Sentences that earn a principle its ``met``, each principle in turn, one a record."""

    def __init__(self) -> None:
        self._chosen: InTurn[Look] = InTurn(SHOWN // 2)

    def offer(self, row: PrincipleRow) -> None:
        """Take the sentence of a verdict in, if there is one."""
        if row.verdict == "met" and row.evidence:
            look = Look(row.record_id, row.source, None, "", row.evidence, row.reason, "")
            record = (row.source, row.record_id)
            self._chosen.offer((row.principle,), str(row.principle), record, look)

    def best(self) -> tuple[Look, ...]:
        """Return the sentences."""
        return tuple(self._chosen.best())


def hidden_look(row: StatementRow) -> Look:
    """Return the place of an outcome that stands in another field."""
    return Look(row.record_id, row.source, row.row, row.section, row.text, "", "")


def review_look(row: StatementRow) -> Look:
    """Return the place of a statement that the classifier is not sure about, with its two guesses."""
    likely = sorted(zip(row.probabilities, Kind, strict=True), key=lambda pair: -pair[0])[:2]
    (first, kind), (second, other) = likely
    reason = f"Likeliest {kind} ({first:.2f}), then {other} ({second:.2f})."
    return Look(
        row.record_id, row.source, row.row, row.section, row.text, reason, "Which would you say?"
    )
