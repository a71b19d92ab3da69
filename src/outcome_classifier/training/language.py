"""The language head: English, Welsh or another, over characters and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..cleaning import clean
from ..errors import file_missing
from ..languages import GRAMS, LanguageHead, as_head_sees, vectorizer

SEED = 20260
#: Terms of each kind that are counted, the commonest.
_MOST = {"characters": 20_000, "words": 12_000}
_CAPITAL = r"[A-ZŴŶÂÊÎÔÛ][\w'’-]*"
_NAME = re.compile(rf"(?<=[a-z,] ){_CAPITAL}(?: {_CAPITAL}){{0,3}}")


def train_languages(path: Path, english: Sequence[str]) -> LanguageHead:
    """Train on the rows of split ``train`` of a CSV with ``text`` and ``language``.

    ``english`` adds English statements: what the head must never take for another language. So do
    the names in all texts, alone: "Ystradgynlais" is no Welsh statement. Texts of two languages
    (``mixed``) are for trying the head and train nothing.

    Raises
    ------
    FileRefused
        The file is not there.
    """
    import pandas as pd
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    if not path.is_file():
        raise file_missing(path.name)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows = table[(table["split"] == "train") & (table["language"] != "mixed")]
    more = [*english, *_names((*rows["text"], *english))]
    texts = [as_head_sees(clean(text)) for text in (*rows["text"], *more)]
    grams = {name: vectorizer(name, min_df=2, max_features=_MOST[name]) for name in GRAMS}
    matrix = hstack([fitted.fit_transform(texts) for fitted in grams.values()], format="csr")
    head = LogisticRegression(C=30.0, max_iter=2000, random_state=SEED)
    head.fit(matrix, [*rows["language"], *["english"] * len(more)])
    counted = {
        name: {"terms": fitted.get_feature_names_out().astype(str), "idf": fitted.idf_}
        for name, fitted in grams.items()
    }
    return LanguageHead({"head": head, **counted})


def _names(texts: Iterable[str]) -> list[str]:
    """Names inside texts: words with a capital that do not begin a sentence."""
    return sorted({found for text in texts for found in _NAME.findall(text)})
