"""The public functions: conveniences over one object each, imported when called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .datatypes import Kind, Prediction, Record
from .errors import NoKind
from .results import Audit, RecordReport

if TYPE_CHECKING:
    import pandas as pd

    from .results import ReadLog


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


def read_records(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    header: bool = True,
    skip_bad_lines: bool = False,
    log: ReadLog | None = None,
) -> Iterator[Record]:
    """Read the records of a file, one by one.

    Parameters
    ----------
    path
        CSV, TSV, XLSX, XLS, ODS, JSON Lines or plain text.
    columns
        Field to local column name: ``{"id": "Client ref", "outcomes": "What matters"}``. Keys are
        ``id, text, field, team, service, date, review_date`` and the field names of a record.
        Known names are found without it.
    sheet, encoding, header
        Which sheet; which encoding (UTF-8, UTF-16 and Windows-1252 are tried); whether the first
        row is a header.
    skip_bad_lines
        Count lines that do not fit the table instead of stopping at the first.
    log
        Filled with what was read and what was not.

    Raises
    ------
    FileRefused
        The file is missing, empty, of another format, or its columns are not clear.
    """
    from .reading import read

    return read(
        Path(path),
        columns=columns,
        sheet=sheet,
        encoding=encoding,
        header=header,
        skip_bad_lines=skip_bad_lines,
        log=log,
    )


def audit(
    source: str | Path | Iterable[Record | Mapping[str, Any]] | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    disable: Sequence[str] = (),
    rules: str | Path | None = None,
    jurisdiction: str = "Wales",
    **reading: Any,
) -> Audit:
    """Read, segment, classify and check everything in a source.

    Parameters
    ----------
    source
        A path, records (or mappings for `Record.from_dict`), or a DataFrame.
    columns, reading
        As in `read_records`.
    disable, rules, jurisdiction
        As in `check_record`.

    Raises
    ------
    FileRefused
        A file cannot be read.
    RuleRefused, ValueRefused
        As in `check_record`.
    """
    from .auditing import run_audit

    return run_audit(
        source,
        columns=columns,
        disable=disable,
        rules=rules,
        jurisdiction=jurisdiction,
        **reading,
    )


def write_report(audit: Audit, path: str | Path, *, force: bool = False) -> Path:
    """Write an audit as ``.html``, ``.xlsx``, ``.json`` or ``.csv`` (statements), by the suffix.

    Raises
    ------
    OutputRefused
        The suffix is unknown, the file is there (without ``force``), or cannot be written.
    """
    from .reporting import write

    return write(audit, Path(path), force=force)
