"""FHIR R4 and R5 resources to records: one record a subject, roles kept as fields.

A tolerant walker over plain JSON: what is known is read, the rest is counted by type. Who wrote,
asked for or does something is never read, nor is the person's name. No reference is followed: each
resource is read once, where it stands.

Source: HL7 FHIR R4 (4.0.1) and R5 (5.0.0), the pages of the resources below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..datatypes import Record
from ..errors import file_not_understood
from ..readlog import ReadLog
from .fhir_references import Resource, Resources
from .markup import text_of_xhtml
from .paths import flat, values_at
from .source import Source
from .tables import MAX_CELL

_ACTIVITY = "CarePlan.activity"
#: For each type, where words stand and which field of a record they are. R4 and R5 side by side.
_WORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Goal": (
        ("description", "outcomes"),
        ("addresses", "needs"),
        ("outcomeCode", "review"),
        ("outcome", "review"),
        ("statusReason", "review"),
        ("note", "notes"),
    ),
    "Condition": (("code", "needs"), ("note", "notes")),
    "CarePlan": (("description", "story"), ("addresses", "needs"), ("note", "notes")),
    _ACTIVITY: (
        ("detail.description", "actions"),
        ("reference", "actions"),
        ("plannedActivityReference", "actions"),
        ("performedActivity", "actions"),
        ("outcomeCodeableConcept", "review"),
        ("progress", "review"),
        ("detail.statusReason", "review"),
    ),
    "CareTeam": (
        ("participant.role", "resources"),
        ("reasonCode", "needs"),
        ("reason", "needs"),
        ("note", "notes"),
    ),
    "ServiceRequest": (
        ("code", "actions"),
        ("patientInstruction", "actions"),
        ("reasonCode", "needs"),
        ("reason", "needs"),
        ("note", "notes"),
    ),
    "Task": (
        ("description", "actions"),
        ("reasonCode", "needs"),
        ("reason", "needs"),
        ("statusReason", "review"),
        ("note", "notes"),
    ),
    "DeviceRequest": (
        ("codeCodeableConcept", "resources"),
        ("codeReference", "resources"),
        ("code", "resources"),
        ("reasonCode", "needs"),
        ("reason", "needs"),
        ("note", "notes"),
    ),
}
#: What is read where the first words of a type are missing.
_INSTEAD = {_ACTIVITY: ("detail.code", "actions"), "Task": ("code", "actions")}
#: Types whose first words are what they are for; missing ones are named in the log.
_MAIN = ("Goal", "Condition")
_STATUS = ("status", "lifecycleStatus", "verificationStatus.coding.code")
_WRONG = "entered-in-error"


@dataclass
class _Person:
    """What the resources of one subject say."""

    fields: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    date: str = ""
    shown: set[tuple[str, str]] = field(default_factory=set)


def is_fhir(data: Any) -> bool:
    """Tell whether a JSON value is a FHIR resource, or a list that begins with one."""
    first = data[0] if isinstance(data, list) and data else data
    return isinstance(first, Mapping) and isinstance(first.get("resourceType"), str)


def read_resources(
    source: Source, numbered: Iterable[tuple[int, Any]], encoding: str, log: ReadLog
) -> Iterator[Record]:
    """Yield one record for each subject of some resources, in the order they first stand.

    ``numbered`` are resources, Bundles or lists of them, each with its line (or 1 for a file). The
    rows of a record are the numbers of entries in a Bundle, or of lines.
    """
    everything = Resources(numbered)
    log.begin(source.name, f"FHIR {everything.form}", encoding=encoding)
    walk = _Walk(source, log, everything)
    for resource in everything:
        log.rows += 1
        walk.read(resource)
    walk.tell()
    for record in walk.records():
        log.records += 1
        yield record
    if not log.records:
        raise file_not_understood(
            source.name,
            "its FHIR resources hold no words of a care plan",
            f"Read are: {', '.join(t for t in _WORDS if t != _ACTIVITY)}.",
        )


class _Walk:
    """Goes through resources once, and keeps what they say by subject."""

    def __init__(self, source: Source, log: ReadLog, everything: Resources) -> None:
        self._source, self._log, self._everything = source, log, everything
        self._people: dict[str, _Person] = {}
        self._used: dict[str, dict[str, None]] = {}
        self._unread: Counter[str] = Counter()
        self._wrong = 0

    def read(self, resource: Resource) -> None:
        """Take the words of one resource, or count it."""
        kind, node = resource.kind, resource.node
        if kind not in _WORDS or kind == _ACTIVITY:
            self._unread[kind] += 1
            return
        if any(_WRONG in values_at(node, path) for path in _STATUS):
            self._wrong += 1
            return
        person = self._people.setdefault(self._everything.subject(resource), _Person())
        said = self._words(kind, node, resource.number, person)
        for activity in values_at(node, "activity") if kind == "CarePlan" else ():
            said += self._words(_ACTIVITY, activity, resource.number, person)
        if kind == "CarePlan":
            dates = [*values_at(node, "created"), *values_at(node, "period.start")]
            person.date = person.date or next((d[:10] for d in dates if isinstance(d, str)), "")
        for markup in values_at(node, "text.div") if not said else ():
            short = isinstance(markup, str) and len(markup) <= MAX_CELL
            words = text_of_xhtml(markup) if short else ""
            person.text.append(words)
            if not words:
                reason = "empty" if short else "too_long"
                self._log.leave_out(self._source.name, resource.number, f"{kind}.text", reason)

    def _words(self, kind: str, node: Any, number: int, person: _Person) -> int:
        """Keep what stands in one resource or activity; returns how much it was."""
        said = 0
        for position, (path, name) in enumerate(_WORDS[kind]):
            found = self._keep(kind, path, name, node, number, person)
            if not found and not position and kind in _INSTEAD:
                found = self._keep(kind, *_INSTEAD[kind], node, number, person)
            if not found and not position and kind in _MAIN:
                self._log.leave_out(self._source.name, number, f"{kind}.{path}", "empty")
            said += found
        return said

    def _keep(
        self, kind: str, path: str, name: str, node: Any, number: int, person: _Person
    ) -> int:
        kept = 0
        items = person.fields.setdefault(name, [])
        for value in values_at(node, path):
            words = _said(value)
            if not words:
                words = self._everything.display(value)
                if (name, words) in person.shown:
                    continue
                person.shown.add((name, words))
            if len(words) > MAX_CELL:
                self._log.leave_out(self._source.name, number, f"{kind}.{path}", "too_long")
            elif words.strip():
                items.append((words, number))
                self._used.setdefault(name, {})[f"{kind}.{path}"] = None
                kept += 1
        return kept

    def tell(self) -> None:
        """Say in the log what was used, what was not, and what is odd."""
        log = self._log
        log.map({name: ", ".join(paths) for name, paths in self._used.items()}, ())
        if self._unread:
            types = (f"{kind} {count}" for kind, count in sorted(self._unread.items()))
            log.note(f"resources of other types, not read: {', '.join(types)}")
        if self._wrong:
            log.note(f"resources marked as entered in error, left out: {self._wrong}")
        for note in self._everything.oddities(frozenset(_WORDS)):
            log.note(note)

    def records(self) -> Iterator[Record]:
        """Yield a record for each subject of whom something is said."""
        for key, person in self._people.items():
            fields = {name: items for name, items in person.fields.items() if items}
            text = "\n\n".join(filter(None, person.text))
            if fields or text:
                yield Record(
                    record_id=self._everything.name_of(key),
                    text=text,
                    fields={name: tuple(w for w, _ in items) for name, items in fields.items()},
                    date=person.date,
                    source=self._source.name,
                    rows={name: tuple(n for _, n in items) for name, items in fields.items()},
                )


def _said(value: Any) -> str:
    """The words of a string, CodeableConcept, Annotation, CodeableReference or instruction."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        return ""
    if isinstance(value.get("concept"), Mapping):
        value = value["concept"]
    for key in ("text", "instructionMarkdown"):
        if isinstance(value.get(key), str) and value[key].strip():
            return str(value[key])
    displays = (c.get("display") for c in flat([value.get("coding")]) if isinstance(c, Mapping))
    return next((words for words in displays if isinstance(words, str) and words.strip()), "")
