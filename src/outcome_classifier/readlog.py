"""What was read, and what could not be: sources, notes, and places left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .datatypes import Value


@dataclass(frozen=True, slots=True)
class Unread(Value):
    """Something that was there and could not be used: the place and the reason, never the text."""

    source: str
    row: int | None
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceRead(Value):
    """One file or table that was read: how, how much, and what was noticed on the way."""

    name: str
    format: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    columns_left_out: tuple[str, ...] = ()
    rows: int = 0
    records: int = 0
    notes: tuple[str, ...] = ()


class ReadLog:
    """What is being read, filled while a reader runs: sources, notes, and what was left out.

    ``rows`` and ``records`` count the source begun last; ``expected`` is how many rows there are,
    about, where that is known before they are read. ``many``: there are several sources, and
    what one of them expects says nothing of the whole.
    """

    def __init__(self) -> None:
        self._finished: list[SourceRead] = []
        self._facts: dict[str, Any] | None = None
        self._notes: list[str] = []
        self.unread: list[Unread] = []
        self.expected: int | None = None
        self.many = False
        self.rows = 0
        self.records = 0
        self._taken = 0

    def begin(self, name: str, form: str, **facts: str) -> None:
        """Begin a source: its name without folder, its format, encoding, separator, sheet."""
        self._close()
        self._facts = {"name": name, "format": form, **facts}

    def expect(self, rows: int) -> None:
        """Keep how many rows the source has, about."""
        self.expected = None if self.many else rows

    def map(self, used: Mapping[str, str], left_out: tuple[str, ...]) -> None:
        """Keep which column was used for what, and which were not used."""
        if self._facts is not None:
            self._facts.update(columns=dict(used), columns_left_out=left_out)

    def note(self, text: str) -> None:
        """Keep something worth knowing about the source."""
        self._notes.append(text)

    def leave_out(self, source: str, row: int | None, column: str, reason: str) -> None:
        """Keep the place of something that cannot be used, and the reason code."""
        self.unread.append(Unread(source, row, column, reason))

    def refuse(self, name: str, code: str, message: str) -> None:
        """Keep that a file among others could not be read, or not to its end, and why."""
        if self._facts is None or self._facts["name"] != name:
            self.begin(name, "not read")
        before = f" Records before that were read: {self.records}" if self.records else ""
        self.note(f"[{code}] {message}{before}".rstrip("."))
        self.leave_out(name, None, "", "unreadable")

    def _close(self) -> None:
        if self._facts is not None:
            self._finished.append(
                SourceRead(
                    rows=self.rows, records=self.records, notes=tuple(self._notes), **self._facts
                )
            )
        self._taken = self.taken
        self._facts, self._notes, self.rows, self.records = None, [], 0, 0

    @property
    def taken(self) -> int:
        """How many rows (or records, where there are no rows) of all sources were read so far."""
        return self._taken + max(self.rows, self.records)

    @property
    def sources(self) -> tuple[SourceRead, ...]:
        """Every source so far."""
        self._close()
        return tuple(self._finished)
