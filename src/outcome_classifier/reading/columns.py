"""Which column holds what: the map a user gives, or names that are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..datatypes import FIELD_NAMES
from ..errors import (
    column_missing,
    columns_repeated,
    columns_unclear,
    header_looks_like_data,
)
from ..fieldnames import field_named
from .source import Names

#: What a column may be mapped to beside a record's fields.
PLACES = ("id", "text", "field", "team", "service", "date", "review_date")
#: In a map for JSON alone: the path to the list that holds the records.
RECORDS = "records"
#: A column that tells who wrote or does something is never taken for a field by itself.
_PEOPLE = re.compile(
    r"\b(?:by|owner|author|officer|lead|assessor|reviewer|names?|worker|staff|manager|signature|"
    r"key ?worker|allocated|initials)\b"
)
#: Who the record is about, who does something and when: never read from a form.
_IDENTITY = re.compile(
    r"who|by whom|who by|who will do (?:this|it)|when|by when|time ?scales?|deadline|due|"
    r"(?:full |first |last |preferred )?(?:names?|surname|title|known as|(?:home )?address|post ?code|"
    r"(?:tele)?phone|mobile|tel|e ?mail|d ?o ?b|date of birth|age|gender|sex|ethnicity|religion|gp|"
    r"next of kin|emergency contact|relationship|signed|signatures?|present)(?: no| number)?|"
    r"(?:person )?responsible(?: person)?"
)
_KNOWN = {
    "id": r"(?:record |person |client |service user |patient |case |plan )?"
    r"(?:id|ref|reference|no|number|identifier)|nhs number|person|record",
    "text": r"(?:statement|text|narrative|wording|description|free text|statement text|content)s?",
    "field": r"(?:field|section|heading|type|category|plan section|part|domain)",
    "team": r"(?:team|locality|patch|area|branch|hub)(?: name)?",
    "service": r"(?:service|service type|setting|provider|home|directorate)(?: name)?",
    "date": r"(?:date|date (?:written|recorded|of plan|completed)|plan date|start date|written)",
    "review_date": r"(?:(?:next )?review (?:date|due)|date of (?:next )?review|review due date)",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _KNOWN.items()}


@dataclass(frozen=True)
class ColumnMap:
    """Positions of the columns in use, and the names of those left out."""

    places: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    used: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def normal(name: object) -> str:
    """Return a column name as it is compared: lower case, single spaces, no marks."""
    return re.sub(r"[\s\u00a0_./\\:-]+", " ", str(name)).strip().lower()


def place_named(name: str) -> str | None:
    """Return the place or record field that a local name means, or None.

    A name that tells who wrote or does something means none.
    """
    words = normal(name).strip(" ?*")
    for place, pattern in _PATTERNS.items():
        if pattern.fullmatch(words):
            return place
    return None if names_people(words) else field_named(words)


def names_people(name: str) -> bool:
    """Tell whether a local name is that of a worker, or of what identifies the person."""
    return identifies(name) or bool(_PEOPLE.search(normal(name)))


def identifies(name: str) -> bool:
    """Tell whether a local name is of what says who the person is, or who does it and when."""
    return bool(_IDENTITY.fullmatch(normal(name).strip(" ?*")))


def map_columns(
    source: str,
    header: Sequence[str],
    wanted: Names | None,
    *,
    header_found: bool = True,
) -> ColumnMap:
    """Find the columns that hold ids, statements, fields and groups.

    ``wanted`` maps a place or a field to local names, compared without case, spaces and marks;
    the rest is found by known names unless ``wanted`` says where the statements are.
    ``header_found`` is False where the user said which row is the header, or that there is none.

    Raises
    ------
    FileRefused
        A column is missing, a name stands twice, or no column is known to hold statements.
    """
    names = [normal(name) for name in header]
    if header_found and _looks_like_data(header):
        raise header_looks_like_data(source, len(header))
    chosen: dict[str, list[int]] = {}
    for wish, local in (wanted or {}).items():
        for one in local if wish != RECORDS else ():
            for name in (one,) if normal(one) in names else one.split(","):
                chosen.setdefault(wish, []).append(_position(source, header, names, name))
    said_where = "text" in chosen or any(name in chosen for name in FIELD_NAMES)
    taken = {n for found in chosen.values() for n in found}
    for n, name in enumerate(names):
        if n in taken or not name:
            continue
        known = (p for p, pattern in _PATTERNS.items() if pattern.fullmatch(name))
        place = next((p for p in known if p not in chosen), None)
        if place is None and not names_people(name):
            place = field_named(name)
        if place is None or (said_where and place in ("text", *FIELD_NAMES)):
            continue
        chosen.setdefault(place, []).append(n)
    _refuse_repeated(source, header, names, chosen)
    fields = {name: tuple(chosen[name]) for name in FIELD_NAMES if name in chosen}
    if "text" not in chosen and not fields:
        raise columns_unclear(source, _speakable(header))
    places = {name: chosen[name][0] for name in PLACES if name in chosen}
    used = {p: ", ".join(str(header[n]) for n in found) for p, found in chosen.items()}
    taken = {n for found in chosen.values() for n in found}
    left = tuple(str(h) for n, h in enumerate(header) if n not in taken and str(h).strip())
    return ColumnMap(places, fields, used, left)


def _position(source: str, header: Sequence[str], names: Sequence[str], local: str) -> int:
    wanted = normal(local)
    found = [n for n, name in enumerate(names) if name == wanted]
    if not found:
        raise column_missing(source, local, _speakable(header))
    if len(found) > 1:
        raise columns_repeated(source, [local])
    return found[0]


def _refuse_repeated(
    source: str, header: Sequence[str], names: Sequence[str], chosen: Mapping[str, list[int]]
) -> None:
    repeated = [
        str(header[n]) for found in chosen.values() for n in found if names.count(names[n]) > 1
    ]
    if repeated:
        raise columns_repeated(source, sorted(set(repeated)))


def _looks_like_data(header: Sequence[str]) -> bool:
    """A cell with a sentence in it, a bare number or a date is no column name."""
    return any(
        len(str(cell).split()) > 12
        or str(cell).strip().endswith(".")
        or re.fullmatch(r"\d{1,3}|\d{5,}|[\d./:-]*\d[./:-][\d./:-]*", str(cell).strip())
        for cell in header
    )


def _speakable(header: Sequence[str]) -> list[str]:
    """Column names for a message; a long one, which may be a record's text, by its position."""
    return [
        str(name) if len(str(name).split()) <= 4 else f"column {n}"
        for n, name in enumerate(header, 1)
        if str(name).strip()
    ]
