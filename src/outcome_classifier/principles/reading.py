"""A record as the checks read it: its items, their statements, and what wording checks spare."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..datatypes import Place, Record
from ..results import LabelledStatement
from ..rulebook import Rule
from .spared import ATTRIBUTED, FIRST_PERSON, Span, attributed, is_inside, quotations


@dataclass(frozen=True, slots=True)
class Item:
    """One written item: its statements in order, its quotations, its attributed lines."""

    field: str
    number: int
    row: int | None
    text: str
    statements: tuple[LabelledStatement, ...]
    starts: tuple[int, ...]
    quotes: tuple[Span, ...]
    told: tuple[Span, ...]

    def around(self, at: int) -> int | None:
        """Return the number of the statement in which a place lies."""
        number = bisect_right(self.starts, at) - 1
        if number < 0 or at >= self.statements[number].statement.place.end:
            return None
        return number

    def place(self, start: int, end: int) -> Place:
        """Return the place of some words, without the spaces round them."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        return Place(self.field, self.number, start, start + len(words.strip()), self.row)


class Reading:
    """A record with its labelled statements, ready for every rule."""

    def __init__(self, record: Record, statements: Sequence[LabelledStatement]) -> None:
        self.record = record
        held: dict[tuple[str, int], list[LabelledStatement]] = {}
        for labelled in statements:
            place = labelled.statement.place
            held.setdefault((place.field, place.item), []).append(labelled)
        self.items = [
            Item(
                name,
                number,
                row,
                text,
                tuple(own := held.get((name, number), [])),
                tuple(labelled.statement.place.start for labelled in own),
                quotations(text),
                attributed(text),
            )
            for name, number, text, row in record.items()
        ]
        self.count = len(statements)
        #: What has been found out about sentences, so that it is found out once a rule.
        self.excused: dict[tuple[str, str, int, int], bool] = {}

    @cached_property
    def whole(self) -> str:
        """Everything written, an item a line."""
        return "\n".join(item.text for item in self.items)

    def within(self, fields: Sequence[str]) -> Iterator[tuple[Item, int, LabelledStatement]]:
        """Every statement of some fields (all if none are named), with its item and number."""
        for item in self.items:
            for number, labelled in enumerate(item.statements):
                if not fields or labelled.statement.section in fields:
                    yield item, number, labelled

    def holds(self, rule: Rule, which: str, fields: Sequence[str]) -> bool:
        """Tell whether a list of patterns matches in a statement of some fields."""
        if not fields:
            return rule.found(which, self.whole)
        return any(rule.found(which, s.statement.text) for _, _, s in self.within(fields))


def is_said_by_somebody(rule: Rule, item: Item, at: int) -> bool:
    """Tell whether a place lies in a quotation, or in lines given to somebody."""
    if "quote" in rule.exempt and is_inside(item.quotes, at):
        return True
    return "attributed" in rule.exempt and is_inside(item.told, at)


def is_own_voice(rule: Rule, sentence: str) -> bool:
    """Tell whether a sentence is in the first person, or names who says it."""
    if "first_person" in rule.exempt and FIRST_PERSON.search(sentence):
        return True
    return "attributed" in rule.exempt and ATTRIBUTED.search(sentence) is not None
