"""Which resources a FHIR file holds, whom each is about, and which references lead nowhere."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .paths import flat, values_at

_SUBJECTS = ("subject", "patient", "for", "beneficiary")
#: Types whose ``display`` is, or may be, the name of a person.
_PEOPLE = frozenset(
    {"Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Person", "Group", "CareTeam",
     "Organization"}
)  # fmt: skip
_ABOVE = ("basedOn", "partOf", "replaces")
_RELATIVE = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/.*)?")


@dataclass(frozen=True)
class Resource:
    """A resource: its type, the number of its entry or line, its key, and what contains it."""

    kind: str
    node: Mapping[str, Any]
    number: int
    key: str
    parent: Resource | None = None


class Resources:
    """The resources of a file in their order, those inside Bundles and resources among them.

    Of two with one type and id the first is kept (a history begins with the latest).
    """

    def __init__(self, numbered: Iterable[tuple[int, Any]]) -> None:
        self.form = "resources"
        self._found: dict[str, Resource] = {}
        self._urls: dict[str, str] = {}
        self._subjects: dict[str, int] = {}
        self._repeated = self._strange = 0
        self._gather([(number, value, "", None) for number, value in numbered])
        for resource in self:
            if own := self._own_subject(resource):
                self._subjects.setdefault(own, len(self._subjects) + 1)

    def __iter__(self) -> Iterator[Resource]:
        """Yield the resources."""
        return iter(self._found.values())

    def _gather(self, waiting: list[tuple[int, Any, str, Resource | None]]) -> None:
        alone = len(waiting) == 1
        waiting.reverse()
        while waiting:
            number, node, url, parent = waiting.pop()
            if isinstance(node, list):
                waiting += [(n, v, "", None) for n, v in _numbered(node, number, alone)]
                alone = False
                continue
            kind = node.get("resourceType") if isinstance(node, Mapping) else None
            if not isinstance(kind, str) or not kind.isalnum():
                self._strange += 1
                continue
            if alone and not self._found:
                self.form = kind
            if kind == "Bundle":
                entries = [e for e in flat([node.get("entry")]) if isinstance(e, Mapping)]
                waiting += [
                    (n, e.get("resource"), str(e.get("fullUrl") or ""), None)
                    for n, e in _numbered(entries, number, alone)
                    if e.get("resource") is not None
                ]
                alone = False
                continue
            resource = self._add(kind, node, number, url, parent)
            if resource is not None:
                inside = reversed(flat([node.get("contained")]))
                waiting += [(number, value, "", resource) for value in inside]

    def _add(
        self, kind: str, node: Mapping[str, Any], number: int, url: str, parent: Resource | None
    ) -> Resource | None:
        own = str(node.get("id") or "").removeprefix("#")
        key = f"{kind}/{own}" if own else url or f"{kind} {len(self._found) + 1}"
        if parent is not None:
            key = f"{parent.key}#{own}"
        if key in self._found:
            self._repeated += 1
            return None
        self._found[key] = resource = Resource(kind, node, number, key, parent)
        if url:
            self._urls[url] = key
        return resource

    def target(self, reference: str, holder: Resource) -> str:
        """Return the key that a reference leads to, whether or not something is there."""
        if reference in self._urls:
            return self._urls[reference]
        if reference.startswith("#"):
            return f"{(holder.parent or holder).key}{reference}"
        relative = _RELATIVE.fullmatch(reference)
        return relative[1] if relative else reference

    def subject(self, resource: Resource) -> str:
        """Return the key of whom a resource is about; the only subject where it does not say."""
        own = self._own_subject(resource)
        return own or (next(iter(self._subjects)) if len(self._subjects) == 1 else "")

    def _own_subject(self, resource: Resource) -> str:
        holder: Resource | None = resource
        while holder is not None:
            for value in (v for name in _SUBJECTS for v in values_at(holder.node, name)):
                if not isinstance(value, Mapping):
                    continue
                if isinstance(value.get("reference"), str):
                    return self.target(value["reference"], holder)
                identifiers = [v for v in values_at(value, "identifier.value") if v]
                if identifiers or value.get("display"):
                    return f"|{identifiers[0]}" if identifiers else f"?{value['display']}"
            holder = holder.parent
        return ""

    def name_of(self, subject: str) -> str:
        """Return the record id for a subject's key: an identifier, never a name."""
        if subject.startswith("|"):
            return subject[1:]
        if not subject:
            return "no subject"
        if subject.startswith("?") or "#" in subject:
            return f"subject {self._subjects[subject]}"
        return re.split(r"[/:]", subject)[-1]

    def display(self, value: Any) -> str:
        """Return what a reference calls something that is not in the file; never a person."""
        if isinstance(value, Mapping) and isinstance(value.get("reference"), Mapping):
            value = value["reference"]
        if not isinstance(value, Mapping) or not isinstance(value.get("display"), str):
            return ""
        reference = value.get("reference")
        key = self._urls.get(reference, reference) if isinstance(reference, str) else ""
        relative = _RELATIVE.fullmatch(key)
        key = relative[1] if relative else key
        kinds = {key.split("/")[0], str(value.get("type"))}
        known = key in self._found or key.startswith("#")
        return "" if known or kinds & _PEOPLE else str(value["display"])

    def oddities(self, known: frozenset[str]) -> Iterator[str]:
        """Yield notes on what is odd: references to nothing or in circles, things that are twice.

        A reference to nothing counts where it should lead to one of the ``known`` types.
        """
        nowhere = set()
        above: dict[str, set[str]] = {}
        for resource in self:
            for reference in _references(resource.node):
                key = self.target(reference, resource)
                if key not in self._found and ("#" in key or key.split("/")[0] in known):
                    nowhere.add(key)
            links = (f"{name}.reference" for name in _ABOVE)
            over = [v for path in links for v in values_at(resource.node, path)]
            above[resource.key] = {self.target(v, resource) for v in over if isinstance(v, str)}
        if nowhere:
            yield f"references to resources that are not in the file: {len(nowhere)}"
        try:
            graphlib.TopologicalSorter(above).prepare()
        except graphlib.CycleError:
            yield "references that go in a circle (basedOn, partOf or replaces), not followed"
        if self._repeated:
            yield f"resources that stand twice, read once: {self._repeated}"
        if self._strange:
            yield f"entries that are no resource, left out: {self._strange}"


def _numbered(values: list[Any], number: int, alone: bool) -> Iterator[tuple[int, Any]]:
    """Values last first, with their own numbers where the file is one list of them."""
    for n in range(len(values), 0, -1):
        yield (n if alone else number), values[n - 1]


def _references(node: Any) -> Iterator[str]:
    waiting = [node]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            if isinstance(value.get("reference"), str):
                yield value["reference"]
            waiting.extend(v for key, v in value.items() if key != "contained")
        elif isinstance(value, list):
            waiting.extend(value)
