"""Where finished parts are kept, and their rows gone through: part by part, in order."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, Protocol

from ..errors import audit_closed
from .folders import PartFolder
from .parquet import Row, from_parquet
from .parts import Part, PartFacts, PartTables

_MOST_IN_MEMORY = 16 << 20


class PartStore(Protocol):
    """Where finished parts are kept."""

    def find(self, part: Part) -> PartFacts | None:
        """Return the facts of a part that is there already."""

    def keep(self, tables: PartTables) -> None:
        """Keep a finished part."""

    def finish(self, count: int) -> None:
        """Close the list: there are ``count`` parts."""

    def rows(self, number: int, table: str, kind: type[Row]) -> Iterator[Row]:
        """Yield the rows of one table of one part."""

    def discard(self) -> None:
        """Take out what this run has written."""

    def close(self) -> None:
        """Give up what is kept for this process alone."""


class PartRows(Generic[Row]):
    """The rows of one table of an audit, part by part, as often as they are gone through."""

    def __init__(self, store: PartStore, parts: int, table: str, kind: type[Row]) -> None:
        self._store, self._parts, self._table, self._kind = store, parts, table, kind

    def __iter__(self) -> Iterator[Row]:
        """Yield rows in the order of the source; one part is in memory at a time."""
        for number in range(self._parts):
            yield from self._store.rows(number, self._table, self._kind)


class PartMemory:
    """Parts in memory while they are few, then in a private temporary folder until `close`."""

    def __init__(self) -> None:
        self._held: dict[int, PartTables] = {}
        self._bytes = 0
        self._folder: PartFolder | None = None
        self._closed = False
        self._remove: Any = lambda: None

    def find(self, part: Part) -> None:
        """Nothing is there from before."""

    def keep(self, tables: PartTables) -> None:
        """Keep a part in memory, or all in the folder when they become many."""
        if self._folder is not None:
            self._folder.keep(tables)
            return
        self._held[tables.number] = tables
        self._bytes += sum(map(len, tables.files.values()))
        if self._bytes > _MOST_IN_MEMORY:
            place = tempfile.mkdtemp(prefix="outcome-classifier-")
            self._remove = weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
            self._folder = PartFolder(Path(place), {})
            for one in self._held.values():
                self._folder.keep(one)
            self._held.clear()

    def finish(self, count: int) -> None:
        """Nothing to write down."""

    def rows(self, number: int, table: str, kind: type[Row]) -> Iterator[Row]:
        """Yield the rows of one table of one part."""
        if self._closed:
            raise audit_closed()
        if self._folder is not None:
            yield from self._folder.rows(number, table, kind)
        else:
            yield from from_parquet(self._held[number].files[table], kind)

    def discard(self) -> None:
        """Let everything go."""
        self.close()

    def close(self) -> None:
        """Let everything go, the temporary folder too."""
        self._closed = True
        self._held.clear()
        self._remove()
