"""The examples of rules as records, with the kinds they state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outcome_classifier import Kind, LabelledStatement, Prediction, Record
from outcome_classifier.datatypes import FIELD_NAMES
from outcome_classifier.segmenting import split_record


def example_record(example: str | Mapping[str, Any]) -> Record:
    """A text is a record's free text; a table has fields, and text, date, review_date, kinds."""
    if isinstance(example, str):
        return Record("example", text=example)
    fields = {name: example[name] for name in FIELD_NAMES if name in example}
    plain = {k: v for k, v in example.items() if k not in (*FIELD_NAMES, "kinds")}
    return Record.from_dict({"id": "example", "fields": fields, **plain})


def example_statements(record: Record, example: str | Mapping[str, Any]) -> list[LabelledStatement]:
    """Statements labelled with the kinds that the example states, in order; else with none."""
    statements = split_record(record)
    kinds = [] if isinstance(example, str) else list(example.get("kinds", ()))
    assert not kinds or len(kinds) == len(statements), "one kind a statement"
    labelled = []
    for number, statement in enumerate(statements):
        kind = Kind(kinds[number]) if kinds else None
        probabilities = {k: float(k is kind) for k in Kind} if kind else {}
        prediction = Prediction(
            statement.text, kind, probabilities, 1.0 if kind else 0.0, False, None if kind else "x"
        )
        labelled.append(LabelledStatement(statement, prediction))
    return labelled
