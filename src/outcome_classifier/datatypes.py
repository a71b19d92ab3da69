"""The values that flow through the library; every stage takes and gives these.

All are frozen. Offsets count characters of what was written, start included, end excluded; rows
are numbered as a spreadsheet shows them, the header being row 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

#: Field names a record may have; a column map names local ones.
FIELD_NAMES = (
    "outcomes",
    "needs",
    "strengths",
    "resources",
    "actions",
    "risks",
    "review",
    "communication",
    "story",
    "notes",
)


class Kind(StrEnum):
    """What a recorded statement is.

    The definitions are those of the guidance; "stop at the first yes" rules are in ``GUIDE.md``.

    - ``OUTCOME``: "The well-defined picture the person describes that represents a realistic hope
      for them. The end result or impact the person wants to achieve".
    - ``NEED`` (need/barrier): "Requiring something that is essential rather than just desirable.
      Requiring help. A circumstance or obstacle that keeps people/things apart, or prevents
      communication or progress."
    - ``RESOURCE`` (input): "Things (sometimes called 'inputs') needed for the person to achieve
      their outcome": own strengths, people, money, workers, technology, services, equipment,
      community groups.
    - ``OUTPUT``: "Product or activities": meetings, visits, training, advocacy, personal care.

    Source: Social Care Wales, *Understanding and Using an Outcomes Approach*, "What are personal
    outcomes?", table Term / Definition / Example.
    """

    OUTCOME = "outcome"
    NEED = "need"
    RESOURCE = "resource"
    OUTPUT = "output"


class Value:
    """A frozen value with a stable JSON form."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers, keys in the order of the fields."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


class Shown:
    """A value that people look at: HTML in a notebook, plain text where it is printed.

    IPython looks for ``_repr_pretty_`` in a class before its parents, so each names it again.
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Lines of plain text for a terminal."""
        from .reporting.shown import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from .reporting.shown import as_html

        return as_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))


@dataclass(frozen=True, slots=True)
class Place(Value):
    """Where words stand in a record.

    ``field`` is ``"text"`` or one of `FIELD_NAMES`, ``item`` the position in that field (0 first),
    ``start`` and ``end`` character offsets in that item, ``row`` the row of its source, if any.
    """

    field: str
    item: int
    start: int
    end: int
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Record(Value):
    """One person's record: free text, or fields, or both.

    Parameters
    ----------
    record_id
        The local identifier, kept as text exactly.
    text
        Free text: an assessment, a plan, a note.
    fields
        Field name (one of `FIELD_NAMES`) to its items, in the order written.
    team, service
        Local groups, for an audit. Never a worker's name.
    date, review_date
        As written; ISO dates (``2026-03-31``) and UK dates (``31/03/2026``) are understood.
    source
        The file it came from, without its folder.
    rows
        For each field, the row in the source of each item.
    """

    record_id: str
    text: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    team: str = ""
    service: str = ""
    date: str = ""
    review_date: str = ""
    source: str = ""
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a field that is one string: it would be read letter by letter."""
        from .errors import record_value_not_text

        for name, items in self.fields.items():
            if isinstance(items, str):
                raise record_value_not_text(name)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Record:
        """Build a record from ``{"id": …, "text": …, "fields": {"outcomes": […], …}}``.

        A field may be one string or a list of strings. Raises `ValueRefused` for an unknown key
        or field name, `TypeRefused` for a value that is not text.

        Examples
        --------
        >>> Record.from_dict({"id": "7", "fields": {"outcomes": ["Home by Easter"]}}).record_id
        '7'
        """
        from .errors import record_key_unknown, record_value_not_text

        known = {"id", "record_id", *(f.name for f in fields(cls))}
        if not isinstance(data, Mapping):
            raise record_value_not_text("A record")
        for name in ("fields", "rows"):
            if not isinstance(data.get(name) or {}, Mapping):
                raise record_value_not_text(name)
        for key in data:
            if key not in known:
                raise record_key_unknown(str(key), sorted(known - {"rows"}))
        items: dict[str, tuple[str, ...]] = {}
        for name, value in dict(data.get("fields") or {}).items():
            if name not in FIELD_NAMES:
                raise record_key_unknown(str(name), list(FIELD_NAMES))
            listed = (value,) if isinstance(value, str) else value
            if not isinstance(listed, (list, tuple)):
                raise record_value_not_text(name)
            if not all(isinstance(item, str) for item in listed):
                raise record_value_not_text(name)
            items[name] = tuple(listed)
        plain = {}
        for name in ("text", "team", "service", "date", "review_date", "source"):
            value = data.get(name)
            if not isinstance(value, (str, type(None))):
                raise record_value_not_text(name)
            plain[name] = value or ""
        record_id = data.get("record_id", data.get("id", ""))
        rows = {
            str(name): tuple(numbers)
            for name, numbers in dict(data.get("rows") or {}).items()
            if isinstance(numbers, (list, tuple)) and all(isinstance(n, int) for n in numbers)
        }
        return cls(
            record_id="" if record_id is None else str(record_id), fields=items, rows=rows, **plain
        )

    def items(self) -> Iterator[tuple[str, int, str, int | None]]:
        """Every written item as ``(field, item, text, row)``; the free text first."""
        for name, texts in (("text", (self.text,) if self.text else ()), *self.fields.items()):
            rows = self.rows.get(name, ())
            for number, text in enumerate(texts):
                yield name, number, text, rows[number] if number < len(rows) else None

    def written(self, place: Place) -> str:
        """The words at a place, exactly as written."""
        item = self.text if place.field == "text" else self.fields[place.field][place.item]
        return item[place.start : place.end]


@dataclass(frozen=True, slots=True)
class Statement(Value):
    """A statement exactly as written: ``record.written(statement.place) == statement.text``.

    ``section`` is the field it belongs to: its own, or the one that the heading above it names;
    ``"text"`` where neither says.
    """

    record_id: str
    text: str
    place: Place
    section: str


@dataclass(frozen=True, slots=True)
class Span(Value):
    """Words inside a statement, with character offsets into it and how much they weighed."""

    text: str
    start: int
    end: int
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Part(Value):
    """One clause of a statement that holds more than one kind."""

    text: str
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Evidence(Value):
    """Why a statement was labelled so.

    ``words`` are those whose absence lowers the probability of the kind most, strongest first
    (``weight`` is that fall, 0-1); ``runner_up`` the next likely kind; ``line`` the line of the
    label guide that applies, in plain words; ``ask`` a question worth asking.
    """

    words: tuple[Span, ...]
    runner_up: Kind
    line: str
    ask: str


@dataclass(frozen=True, slots=True)
class Prediction(Value, Shown):
    """What one text was taken to be.

    ``kind`` is None only for a text that cannot be labelled, and then ``reason`` says why in one
    word (``empty``, ``not_text``, ``too_long``, ``no_letters``, ``placeholder``,
    ``not_a_statement``, ``welsh``, ``other_language``, ``unreadable``). ``probabilities`` has one
    entry a kind (0-1, summing to 1), or none without a kind; ``confidence`` is the greatest.
    ``needs_review`` marks a confidence below the model's review point.
    """

    text: str
    kind: Kind | None
    probabilities: Mapping[Kind, float]
    confidence: float
    needs_review: bool
    reason: str | None = None
    evidence: Evidence | None = None
    parts: tuple[Part, ...] = ()
    model_version: str = ""

    _repr_pretty_ = Shown._repr_pretty_
