"""Records to reports: statements labelled together, each record checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..classifier import OutcomeClassifier, default_classifier
from ..datatypes import Prediction, Record
from ..principles import check_principles
from ..results import LabelledStatement, RecordReport
from ..rulebook import Rulebook, load_rulebook
from ..segmenting import split_record


class RecordChecker:
    """Labels a record's statements and checks it against the 12 principles.

    Parameters
    ----------
    classifier
        The shipped model's if None.
    disable, rules, jurisdiction
        As in `outcome_classifier.check_record`.
    """

    def __init__(
        self,
        *,
        classifier: OutcomeClassifier | None = None,
        disable: Sequence[str] = (),
        rules: str | Path | None = None,
        jurisdiction: str = "Wales",
    ) -> None:
        self.rulebook = rules_in_force(disable, rules, jurisdiction)
        self.classifier = classifier or default_classifier()

    def check(self, record: Record | Mapping[str, Any] | str) -> RecordReport:
        """Return the report of one record."""
        return self.check_block([as_record(record)])[0]

    def check_block(self, records: Sequence[Record]) -> list[RecordReport]:
        """Return the reports of several records, their statements labelled together."""
        return check_records(
            records,
            self.rulebook,
            label=self.classifier.classify_many,
            model_version=self.classifier.model_version,
        )


def rules_in_force(disable: Sequence[str], rules: str | Path | None, jurisdiction: str) -> Rulebook:
    """Return the library's rules and an organisation's own, less those switched off."""
    book = load_rulebook(None if rules is None else Path(rules))
    return book.without(disable).within(jurisdiction)


def check_records(
    records: Sequence[Record],
    rulebook: Rulebook,
    *,
    label: Callable[[Sequence[str]], Sequence[Prediction]],
    model_version: str,
) -> list[RecordReport]:
    """Return the reports of several records, their statements labelled together."""
    split = [split_record(record) for record in records]
    texts = [statement.text for statements in split for statement in statements]
    predictions = iter(label(texts))
    return [
        check_principles(
            record,
            [LabelledStatement(statement, next(predictions)) for statement in statements],
            rulebook,
            model_version=model_version,
        )
        for record, statements in zip(records, split, strict=True)
    ]


def as_record(record: Record | Mapping[str, Any] | str) -> Record:
    """Return a record for a record, a mapping or free text."""
    if isinstance(record, Record):
        return record
    if isinstance(record, str):
        return Record(record_id="", text=record)
    return Record.from_dict(record)
