"""Forms as people fill them in: headings, prompts and tables to the fields of one record.

What stands under a heading or beside a prompt that names a field is that field's; what stands
under none is the record's free text. Who filled the form in, and what identifies the person, is
never read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..datatypes import FIELD_NAMES, Record
from ..fieldnames import field_named
from .columns import PLACES, normal, place_named
from .labels import GAP, LABEL, TITLE, asks, is_aside, is_heading, is_short, signs
from .source import Names, Source

#: A longer text is no label, and not looked at as one.
_LONGEST = 200
#: The level of a heading that only looks like one: below every real one.
_LOWEST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its text, the level of its heading style (None for no heading), bold or not.

    ``answer``: what stands behind a label in its line, and is looked at for labels no more.
    """

    text: str
    level: int | None = None
    bold: bool = False
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each with its paragraphs and the tables inside it; merged cells once."""

    rows: tuple[tuple[tuple[Line | Table, ...], ...], ...]


Block = Line | Table


class Form:
    """Collects the blocks of one document into one record."""

    def __init__(self, columns: Names | None = None) -> None:
        self._local = {
            normal(name): place for place, names in (columns or {}).items() for name in names
        }
        self.fields: dict[str, list[str]] = {}
        self.plain: dict[str, str] = {}
        self.used: dict[str, dict[str, None]] = {}
        self.left_out: dict[str, None] = {}
        self._text: list[str] = []
        self._headings: list[tuple[int, str | None]] = []
        self._heading = ""

    def take(self, blocks: Sequence[Block]) -> None:
        """Take paragraphs and tables in their order."""
        for block in blocks:
            if isinstance(block, Table):
                self._table(block)
            elif block.text.strip():
                self._line(block)

    def prompt(self, label: str, blocks: Sequence[Block]) -> None:
        """Take what stands beside a prompt."""
        place = self._place(label)
        value = " ".join(b.text for b in blocks if isinstance(b, Line)).strip()
        if place is None and (is_aside(label) or signs(label)):
            self.left_out.setdefault(_shown(label))
        elif place in FIELD_NAMES:
            self._use(place, label)
            self._under(place, blocks)
        elif place in PLACES and place not in ("text", "field"):
            if value and (place != "id" or re.fullmatch(r"\S*\d\S*", value)):
                self.plain.setdefault(place, value)
                self._use(place, label)
        else:
            self.take(blocks)

    def record(self, source: Source) -> Record:
        """Return the record; its id is the form's own, or the file's name."""
        plain = self.plain
        return Record(
            record_id=plain.get("id", source.path.stem),
            text="".join(self._text).strip("\n"),
            fields={name: tuple(items) for name, items in self.fields.items() if items},
            source=source.name,
            team=plain.get("team", ""),
            service=plain.get("service", ""),
            date=plain.get("date", ""),
            review_date=plain.get("review_date", ""),
        )

    def _place(self, label: str) -> str | None:
        label = label.strip(" :")
        if len(label) > _LONGEST or TITLE.fullmatch(label):
            return None
        local = self._local.get(normal(label).strip(" ?*"))
        return local or place_named(label) or (field_named(label) if asks(label) else None)

    def _use(self, place: str | None, label: str) -> None:
        self.used.setdefault(str(place), {}).setdefault(_shown(label))

    def _line(self, line: Line) -> None:
        text = line.text.strip()
        if line.answer:
            self._write(text)
            return
        labels = [LABEL.match(piece) for piece in GAP.split(text)]
        if line.level is None and len(labels) > 1 and all(labels):
            for piece in GAP.split(text):
                self._line(Line(piece, None, line.bold))
            return
        label = labels[0] if labels else None
        if label and (self._place(label[1]) or signs(label[1])):
            self.prompt(label[1], [Line(text[label.end() :], answer=True)])
            if line.level is not None:
                self._head(line.level, label[1])
        elif line.level is not None:
            self._head(line.level, text)
        elif is_heading(text, line.bold) and self._place(text) in FIELD_NAMES:
            self._head(_LOWEST, text)
        else:
            self._write(line.text)

    def _head(self, level: int, text: str) -> None:
        """Begin a section. A heading that names no field goes on with the one above it."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        place = self._place(text)
        place = place if place in FIELD_NAMES else None
        if place:
            self._use(place, text)
        above = self._section()
        self._headings.append((level, place or above))
        self._heading = "" if place or above else text

    def _write(self, text: str) -> None:
        section = self._section()
        if section:
            self.fields.setdefault(section, []).append(text)
            return
        self._text += [f"\n\n{self._heading}"] if self._heading else []
        self._text.append(f"\n{text}")
        self._heading = ""

    def _section(self) -> str | None:
        return self._headings[-1][1] if self._headings else None

    def _under(self, place: str | None, blocks: Sequence[Block]) -> None:
        """Take blocks as one field's, or (None) where we are; headings in them end with them."""
        before = list(self._headings)
        if place:
            self._headings.append((0, place))
        self.take(blocks)
        self._headings = before

    def _table(self, table: Table) -> None:
        rows = [row for row in table.rows if any(map(_holds, row))]
        if not rows:
            return
        places = [self._place(_words(cell)) for cell in rows[0]]
        if len(rows) > 1 and self._is_header(rows[0], places):
            self._columns(rows[0], places, rows[1:])
            return
        labels = [_words(row[0]) for row in rows if len(row) == 2]
        known = sum(self._is_prompt(row[0]) for row in rows if len(row) == 2)
        before = list(self._headings)
        for row in rows:
            self._row(row, asked=2 * known >= len(labels) > 1)
        if len(rows) > 1:  # a table of one row may be the banner of what follows
            self._headings = before

    def _is_header(self, cells: Sequence[Sequence[Block]], places: Sequence[str | None]) -> bool:
        words = [_words(cell) for cell in cells]
        known = sum(p is not None or is_aside(w) for p, w in zip(places, words, strict=True))
        named = [p for p in places if p in FIELD_NAMES]
        short = all(len(w.split()) <= 8 and not w.endswith(".") for w in words)
        return short and bool(named) and known >= 2 and known * 2 >= len(words)

    def _columns(
        self,
        head: Sequence[Sequence[Block]],
        places: Sequence[str | None],
        rows: Sequence[Sequence[Sequence[Block]]],
    ) -> None:
        """A table with names above its columns."""
        for row in rows:
            if len(row) != len(head):
                self._row(row, asked=False)
                continue
            named = (
                self._place(_words(c)) for p, c in zip(places, row, strict=True) if p == "field"
            )
            section = next((place for place in named if place in FIELD_NAMES), None)
            for label, place, cell in zip(head, places, row, strict=True):
                words = _words(label)
                if place in FIELD_NAMES:
                    self._use(place, words)
                    self._under(place, cell)
                elif place == "text" or (place is None and not is_aside(words)):
                    self._under(section, cell)
                else:
                    self.left_out.setdefault(_shown(words))

    def _row(self, cells: Sequence[Sequence[Block]], *, asked: bool) -> None:
        """Prompts and what stands beside them, a heading over the whole row, or plain cells.

        Where a table has asked for things in its other rows, a short first cell is a prompt too.
        """
        waiting = list(cells)
        if len(waiting) == 1:
            words = _words(waiting[0])
            if self._place(words) in FIELD_NAMES and len(words.split()) <= 8:
                self._head(_LOWEST, words)
            else:
                self._under(None, waiting[0])
            return
        while waiting:
            cell = waiting.pop(0)
            words = _words(cell)
            if waiting and self._is_prompt(cell):
                self.prompt(words, waiting.pop(0))
            elif asked and waiting and not self._section() and is_short(words):
                self._heading = words
                self._under(None, waiting.pop(0))
                self._heading = ""
            else:
                self._under(None, cell)

    def _is_prompt(self, cell: Sequence[Block]) -> bool:
        words = _words(cell)
        place = self._place(words)
        if place in FIELD_NAMES:
            bold = all(line.bold for line in cell if isinstance(line, Line) and line.text.strip())
            return is_heading(words, bold, beside=True)
        return (place is not None or is_aside(words)) and len(words.split()) <= 4


def _words(cell: Sequence[Block]) -> str:
    lines = (block.text for block in cell if isinstance(block, Line))
    return " ".join(" ".join(lines).split())


def _holds(cell: Sequence[Block]) -> bool:
    return any(isinstance(block, Table) or block.text.strip() for block in cell)


def _shown(label: str) -> str:
    return label.strip(" :")
