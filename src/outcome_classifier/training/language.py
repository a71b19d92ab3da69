"""The language head: English, Welsh or another, over characters and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..cleaning import clean
from ..errors import file_missing
from ..features import with_plain_vocabulary
from ..languages import LanguageHead, as_head_sees

SEED = 20260
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
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion, make_pipeline

    if not path.is_file():
        raise file_missing(path.name)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows = table[(table["split"] == "train") & (table["language"] != "mixed")]
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(1, 5), min_df=2, sublinear_tf=True, max_features=20_000
    )
    words = TfidfVectorizer(
        min_df=2,
        max_features=12_000,
        sublinear_tf=True,
        token_pattern=r"(?u)\b\w+~?",  # noqa: S106
    )
    pipeline = make_pipeline(
        FeatureUnion([("characters", characters), ("words", words)]),
        LogisticRegression(C=30.0, max_iter=2000, random_state=SEED),
    )
    more = [*english, *_names((*rows["text"], *english))]
    texts = [as_head_sees(clean(text)) for text in (*rows["text"], *more)]
    pipeline.fit(texts, [*rows["language"], *["english"] * len(more)])
    with_plain_vocabulary(pipeline[0])
    return LanguageHead(pipeline)


def _names(texts: Iterable[str]) -> list[str]:
    """Names inside texts: words with a capital that do not begin a sentence."""
    return sorted({found for text in texts for found in _NAME.findall(text)})
