"""``df.outcomes``: label a column of a DataFrame, check its rows against the 12 principles.

>>> import pandas as pd
>>> import outcome_classifier.integrations.pandas
>>> plans = pd.DataFrame({"goal": ["Home by Easter", None]}, index=[7, 9])
>>> plans.outcomes.classify("goal")["reason"].to_list()
[nan, 'empty']
>>> plans.outcomes.check({"outcomes": "goal"})["principle_12"].to_list()
['cannot_tell', 'cannot_tell']
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ..auditing import RecordChecker
from ..classifier import OutcomeClassifier, default_classifier
from ..datatypes import Kind, Record
from ..errors import column_missing, columns_repeated
from ..reading import read_frame
from ..readlog import ReadLog

_PRINCIPLES = range(1, 13)


def classify_series(
    texts: pd.Series, *, classifier: OutcomeClassifier | None = None
) -> pd.DataFrame:
    """Label a Series of texts; the shipped model's classifier if None.

    Returns a DataFrame with the same index: ``kind`` and ``reason`` (str, missing where there is
    none), ``confidence`` (float, 0-1, missing without a kind), ``needs_review`` (bool) and
    ``p_outcome``, ``p_need``, ``p_resource``, ``p_output`` (float, missing without a kind).

    Raises
    ------
    TypeRefused
        A DataFrame was passed.
    """
    predictions = (classifier or default_classifier()).classify_many(texts)
    none = float("nan")
    columns = {
        "kind": pd.Series([p.kind and str(p.kind) for p in predictions], dtype="str"),
        "confidence": pd.Series(
            [p.confidence if p.kind else none for p in predictions], dtype=float
        ),
        "needs_review": pd.Series([p.needs_review for p in predictions], dtype=bool),
        "reason": pd.Series([p.reason for p in predictions], dtype="str"),
    }
    for kind in Kind:
        shares = [p.probabilities.get(kind, none) for p in predictions]
        columns[f"p_{kind}"] = pd.Series(shares, dtype=float)
    return pd.DataFrame(columns).set_axis(texts.index, axis=0)


def check_frame(
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    *,
    disable: Sequence[str] = (),
    rules: str | Path | None = None,
    jurisdiction: str = "Wales",
    classifier: OutcomeClassifier | None = None,
) -> pd.DataFrame:
    """Check a DataFrame that has one person's record in each row.

    ``columns`` maps fields to columns as in `outcome_classifier.read_records`; known names are
    found without it. Where one record takes several rows, use `outcome_classifier.audit`.

    Returns a DataFrame with the same index: ``principle_1`` to ``principle_12`` (str: ``met``,
    ``attention``, ``cannot_tell``), ``findings`` (int), their ``codes`` (str, with commas between)
    and ``unread`` (int: cells left out because they hold no text).

    Raises
    ------
    FileRefused
        A column is not there, stands there twice, or none is known to hold statements.
    RuleRefused, ValueRefused
        As in `outcome_classifier.check_record`.
    """
    checker = RecordChecker(
        classifier=classifier, disable=disable, rules=rules, jurisdiction=jurisdiction
    )
    records: list[Record] = []
    unread: list[int] = []
    for row in range(len(frame)):
        log = ReadLog()
        records += read_frame(frame.iloc[[row]], columns, log)
        unread.append(len(log.unread))
    if not records:
        list(read_frame(frame, columns, ReadLog()))  # refuses columns as it does where rows are
    reports = checker.check_block(records)
    found: dict[str, pd.Series] = {
        f"principle_{number}": pd.Series(
            [str(report.principles[number].verdict) for report in reports], dtype="str"
        )
        for number in _PRINCIPLES
    }
    found["findings"] = pd.Series([len(report.findings) for report in reports], dtype="int64")
    codes = [", ".join(dict.fromkeys(f.code for f in report.findings)) for report in reports]
    found["codes"] = pd.Series(codes, dtype="str")
    found["unread"] = pd.Series(unread, dtype="int64")
    return pd.DataFrame(found).set_axis(frame.index, axis=0)


@pd.api.extensions.register_dataframe_accessor("outcomes")
class OutcomesAccessor:
    """Thin sugar over `classify_series` and `check_frame`."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def classify(
        self, column: Hashable, *, classifier: OutcomeClassifier | None = None
    ) -> pd.DataFrame:
        """Label one column; see `classify_series`.

        Raises
        ------
        FileRefused
            The column is not there, or stands there twice.
        """
        found = list(self._frame.columns)
        if column not in found:
            raise column_missing("DataFrame", str(column), [str(name) for name in found])
        if found.count(column) > 1:
            raise columns_repeated("DataFrame", [str(column)])
        return classify_series(self._frame[column], classifier=classifier)

    def check(
        self,
        columns: Mapping[str, str] | None = None,
        *,
        disable: Sequence[str] = (),
        rules: str | Path | None = None,
        jurisdiction: str = "Wales",
        classifier: OutcomeClassifier | None = None,
    ) -> pd.DataFrame:
        """Check every row as one record; see `check_frame`."""
        return check_frame(
            self._frame,
            columns,
            disable=disable,
            rules=rules,
            jurisdiction=jurisdiction,
            classifier=classifier,
        )
