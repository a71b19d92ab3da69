"""The public functions: conveniences over one object each, imported when called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .datatypes import Kind, Prediction, Record
from .errors import NoKind
from .results import RecordReport


def classify(text: object, *, explain: bool = False) -> Prediction:
    """Tell whether one statement is an outcome, a need, a resource or an output.

    Never raises for a text: ``kind`` is None only for what cannot be labelled, with the reason.

    Parameters
    ----------
    text
        One statement, up to 2,000 characters.
    explain
        Also find the words that decided (`Prediction.evidence`).

    Raises
    ------
    TypeRefused
        A list or array was passed; use `classify_many`.
    ModelRefused
        The shipped model is damaged.

    Examples
    --------
    >>> classify("Referral to the falls clinic").kind.value
    'output'
    >>> classify("N/A").reason
    'placeholder'
    """
    from .classifier import default_classifier

    return default_classifier().classify(text, explain=explain)


def classify_iter(
    texts: Iterable[object], *, explain: bool = False, batch_size: int = 512
) -> Iterator[Prediction]:
    """Label a stream of texts in flat memory; one prediction a text, in order.

    Raises
    ------
    TypeRefused
        A bare string or a DataFrame was passed.
    ValueRefused
        An array of more than one dimension, or a ``batch_size`` below 1.
    """
    from .classifier import default_classifier

    return default_classifier().classify_iter(texts, explain=explain, batch_size=batch_size)


def classify_many(texts: Iterable[object], *, explain: bool = False) -> list[Prediction]:
    """Label many texts: a list of the same length and order.

    Values that are no text keep their place with ``reason="not_text"`` or ``"empty"``.

    Raises
    ------
    TypeRefused
        A bare string or a DataFrame was passed.
    ValueRefused
        An array of more than one dimension.

    Examples
    --------
    >>> [p.reason for p in classify_many([None, 7])]
    ['empty', 'not_text']
    """
    from .classifier import default_classifier

    return default_classifier().classify_many(texts, explain=explain)


def is_outcome(text: object) -> bool:
    """Tell whether one statement is a personal outcome.

    Raises
    ------
    NoKind
        The text cannot be labelled: silence is not a no.
    """
    prediction = classify(text)
    if prediction.kind is None:
        raise NoKind(str(prediction.reason))
    return prediction.kind is Kind.OUTCOME


def check_record(
    record: Record | Mapping[str, Any] | str,
    *,
    disable: Sequence[str] = (),
    rules: str | Path | None = None,
    jurisdiction: str = "Wales",
) -> RecordReport:
    """Check one record against the 12 principles for recording personal outcomes.

    Parameters
    ----------
    record
        A `Record`, a mapping for `Record.from_dict`, or free text.
    disable
        Codes, names or prefixes of rules to leave out.
    rules
        An organisation's own TOML file: rules beside the library's, words for a rule, families
        switched off. `RecordReport.local` names what it changed.
    jurisdiction
        Whose law the checks of review dates rest on: Wales, England, Scotland, Northern Ireland.

    Raises
    ------
    ValueRefused
        ``disable`` names no rule, ``jurisdiction`` is unknown, or the mapping has an unknown key.
    RuleRefused
        The rule file cannot be used.

    Examples
    --------
    >>> report = check_record("Gwen wants to be back in the choir. Rail fitted so she can bathe.")
    >>> len(report.principles)
    12
    """
    from .auditing import RecordChecker

    return RecordChecker(disable=disable, rules=rules, jurisdiction=jurisdiction).check(record)
