"""The wire form: JSON Schema of a record and of every result, generated from the data classes.

``python -m outcome_classifier.schema`` writes the files into ``docs/schema``.

Changing the form: a field that is added raises the second number of `VERSION`; one that is taken
out, renamed or given another type raises the first. A reader ignores what it does not know; only a
record may hold nothing unknown, since none would be read.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from .datatypes import FIELD_NAMES, Prediction, Record
from .evaluation import Capability, Evaluation, RecordEvaluation, Swap
from .reporting import Comparison, Summary, write_whole
from .reporting.tables import FORMAT
from .results import Audit, FindingRow, PrincipleRow, RecordReport, StatementRow
from .rulebook import Principle, Rule

VERSION = "1.0"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
#: What goes in and comes out; every other value stands inside one of these.
_ROOTS: Mapping[str, type] = {
    "audit": Audit,
    "capability": Capability,
    "comparison": Comparison,
    "evaluation": Evaluation,
    "finding_row": FindingRow,
    "prediction": Prediction,
    "principle": Principle,
    "principle_row": PrincipleRow,
    "record": Record,
    "record_evaluation": RecordEvaluation,
    "record_report": RecordReport,
    "rule": Rule,
    "statement_row": StatementRow,
    "summary": Summary,
    "swap": Swap,
}
#: Fields of an `Audit` that its JSON holds as they are.
_WRITTEN = frozenset(
    {
        "sources",
        "unread",
        "rules",
        "local",
        "privacy",
        "model_version",
        "library_version",
        "review_below",
    }
)
_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}
_Schema = dict[str, Any]


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by its name, draft 2020-12.

    Examples
    --------
    >>> schemas()["prediction"]["$id"]
    'urn:outcome-classifier:schema:prediction:1.0'
    """
    return {name: _root(name, cls) for name, cls in _ROOTS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema as ``NAME.schema.json``; return the paths.

    Raises
    ------
    OutputRefused
        The system would not take a file.
    """
    return [
        write_whole(folder / f"{name}.schema.json", rendered(schema), force=True)
        for name, schema in schemas().items()
    ]


def rendered(schema: Mapping[str, Any]) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _root(name: str, cls: type) -> _Schema:
    definitions: dict[str, _Schema] = {}
    body = _object(cls, definitions)
    if cls is Audit:
        _as_written(body)
        definitions = {n: d for n, d in definitions.items() if n in ("SourceRead", "Unread")}
    if cls is Record:
        _as_read(body)
    head = {"$schema": _DRAFT, "$id": f"urn:outcome-classifier:schema:{name}:{VERSION}"}
    return {**head, **body, **({"$defs": definitions} if definitions else {})}


def _object(cls: type, definitions: dict[str, _Schema]) -> _Schema:
    """The schema of one data class; those inside it go to the definitions."""
    hints = get_type_hints(cls)
    named: tuple[Field[Any], ...] = fields(cls)
    return {
        "title": cls.__name__,
        "description": inspect.cleandoc(cls.__doc__ or ""),
        "type": "object",
        "properties": {f.name: _value(hints[f.name], definitions) for f in named},
        "required": [f.name for f in named],
    }


def _value(hint: Any, definitions: dict[str, _Schema]) -> _Schema:
    origin, inside = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if hint is Any:
        return {}
    if origin in (Union, UnionType):
        return {"anyOf": [_value(option, definitions) for option in inside]}
    if hint is NoneType:
        return {"type": "null"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(member) for member in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is None:
        raise TypeError(f"no schema for {hint}")
    if issubclass(origin, Mapping):
        key, item = inside
        return {"type": "object", **_keys(key), "additionalProperties": _value(item, definitions)}
    return {"type": "array", "items": _value(inside[0], definitions)}


def _keys(key: Any) -> _Schema:
    """What the keys of a mapping must be; JSON writes numbers as text."""
    if key is int:
        return {"propertyNames": {"pattern": "^-?[0-9]+$"}}
    return {} if key is str else {"propertyNames": _value(key, {})}


def _as_written(audit: _Schema) -> None:
    """An audit's file: its format and day first, the numbers of the report; its rows are tables."""
    kept = {n: v for n, v in audit["properties"].items() if n in _WRITTEN}
    first = {"format": {"const": FORMAT}, "made": {"type": "string"}}
    audit["properties"] = {**first, **kept, "summary": {"type": "object"}}
    audit["required"] = list(audit["properties"])


def _as_read(record: _Schema) -> None:
    """A record as `Record.from_dict` takes it: ``id`` for short, one text for a list of one."""
    text = {"type": ["string", "null"]}
    texts = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    several = {"propertyNames": {"enum": list(FIELD_NAMES)}, "additionalProperties": texts}
    whole = record["properties"]
    for f in fields(Record):
        if f.default is not MISSING:
            whole[f.name] = text
    whole["record_id"] = {"type": ["string", "number", "null"]}
    whole["fields"] = {"type": ["object", "null"], **several}
    record["properties"] = {"id": whole["record_id"], **whole}
    record["required"] = []
    record["additionalProperties"] = False


if __name__ == "__main__":
    target = Path(*sys.argv[1:2] or ["docs", "schema"])
    target.mkdir(parents=True, exist_ok=True)
    write_schemas(target)
