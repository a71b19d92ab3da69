"""Which language a text is in: English, Welsh or another, so that no other is labelled as English.

A small head over n-grams of characters and words in the model folder decides; what is not written
in Latin letters is another language without asking it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: What the head counts in a text; its columns stand in this order.
GRAMS: Mapping[str, Mapping[str, Any]] = {
    "characters": {"analyzer": "char_wb", "ngram_range": (1, 5)},
    "words": {"token_pattern": r"(?u)\b\w+~?"},
}
_REASONS = {"welsh": "welsh", "other": "other_language"}
#: Below this probability of another language a text is taken for English.
_LEAST = 0.6
#: The same for a word that stands alone.
_LEAST_ALONE = 0.75


class LanguageHead:
    """Gives the reason code of texts that are not in English.

    Parameters
    ----------
    parts
        What a model folder holds: under ``head`` a fitted logistic regression with the classes
        english, other, welsh; under each name of `GRAMS` the ``terms`` it counts, in the order of
        its columns, and the ``idf`` of each. Arrays load at once; a fitted vectorizer would be read
        term by term.
    """

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self.parts = parts
        self._head = parts["head"]
        self._vectorizers = [fitted_vectorizer(name, **parts[name]) for name in GRAMS]

    def probabilities(self, texts: Sequence[str]) -> Any:
        """Return one row a cleaned text, its columns the head's classes in their order."""
        from scipy.sparse import hstack

        seen = [as_head_sees(text) for text in texts]
        columns = [vectorizer.transform(seen) for vectorizer in self._vectorizers]
        return self._head.predict_proba(hstack(columns, format="csr"))

    def reasons(self, texts: Sequence[str]) -> list[str | None]:
        """Return ``welsh``, ``other_language`` or None (English) for each cleaned text."""
        if not texts:
            return []
        names = [str(name) for name in self._head.classes_]
        rows = self.probabilities(texts)
        return [
            "other_language"
            if _is_not_latin(text)
            else _reason(text, names[row.argmax()], float(row.max()))
            for text, row in zip(texts, rows, strict=True)
        ]


def vectorizer(name: str, **more: Any) -> Any:
    """Return an unfitted vectorizer of `GRAMS`; ``more`` are further settings of it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, **GRAMS[name], **more)


def fitted_vectorizer(name: str, *, terms: Any, idf: Any) -> Any:
    """Return a vectorizer as it was fitted, from its terms in order and the idf of each."""
    rebuilt = vectorizer(name, vocabulary=terms.tolist())
    rebuilt.idf_ = idf
    return rebuilt


def as_head_sees(text: str) -> str:
    """Return a text with its words without a capital once more, marked.

    So names of people and places weigh less than the words between them.
    """
    words = (text.lower() if text.isupper() else text).split()
    return " ".join([text, *(f"{word}~" for word in words if not word[:1].isupper())])


def _reason(text: str, name: str, probability: float) -> str | None:
    least = _LEAST if len(text.split()) > 1 else _LEAST_ALONE
    return _REASONS.get(name) if probability >= least else None


def _is_not_latin(text: str) -> bool:
    """Tell whether more than half of the letters are of another script."""
    letters = [c for c in text if c.isalpha()]
    return sum(c > "\u024f" and not "\u1e00" <= c <= "\u1eff" for c in letters) * 2 > len(letters)
