"""``df.outcomes``: label a column of a DataFrame.

>>> import pandas as pd
>>> import outcome_classifier.integrations.pandas
>>> plans = pd.DataFrame({"goal": ["Home by Easter", None]}, index=[7, 9])
>>> plans.outcomes.classify("goal")["reason"].to_list()
[None, 'empty']
"""

from __future__ import annotations

import pandas as pd

from ..classifier import default_classifier
from ..datatypes import Kind
from ..errors import column_missing, columns_repeated


def classify_series(texts: pd.Series) -> pd.DataFrame:
    """Label a Series of texts.

    Returns a DataFrame with the same index: ``kind`` and ``reason`` (object, None where there is
    none), ``confidence`` (float, 0-1), ``needs_review`` (bool) and ``p_outcome``, ``p_need``,
    ``p_resource``, ``p_output`` (float, NaN without a kind).
    """
    predictions = default_classifier().classify_many(texts)
    columns = {
        "kind": pd.Series([p.kind and str(p.kind) for p in predictions], dtype=object),
        "confidence": pd.Series([p.confidence for p in predictions], dtype=float),
        "needs_review": pd.Series([p.needs_review for p in predictions], dtype=bool),
        "reason": pd.Series([p.reason for p in predictions], dtype=object),
    }
    for kind in Kind:
        column = [p.probabilities.get(kind, float("nan")) for p in predictions]
        columns[f"p_{kind}"] = pd.Series(column, dtype=float)
    return pd.DataFrame(columns).set_axis(texts.index, axis=0)


@pd.api.extensions.register_dataframe_accessor("outcomes")
class OutcomesAccessor:
    """Thin sugar over `classify_series`."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def classify(self, column: str) -> pd.DataFrame:
        """Label one column; see `classify_series`.

        Raises
        ------
        FileRefused
            The column is not there, or stands there twice.
        """
        found = [str(name) for name in self._frame.columns]
        if column not in found:
            raise column_missing("DataFrame", column, found)
        if found.count(column) > 1:
            raise columns_repeated("DataFrame", [column])
        return classify_series(self._frame[column])
