"""Which language a text is in: English, Welsh or another, so that no other is labelled as English.

A small head over character n-grams in the model folder decides; what is not written in Latin
letters is another language without asking it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_REASONS = {"welsh": "welsh", "other": "other_language"}
#: Below this probability of another language a text is taken for English.
_LEAST = 0.6


class LanguageHead:
    """Gives the reason code of texts that are not in English.

    Parameters
    ----------
    pipeline
        A fitted scikit-learn pipeline over texts with the classes english, other, welsh.
    """

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline

    def reasons(self, texts: Sequence[str]) -> list[str | None]:
        """Return ``welsh``, ``other_language`` or None (English) for each cleaned text."""
        if not texts:
            return []
        names = [str(name) for name in self.pipeline.classes_]
        rows = self.pipeline.predict_proba([as_head_sees(text) for text in texts])
        return [
            "other_language"
            if _is_not_latin(text)
            else _reason(names[row.argmax()], float(row.max()))
            for text, row in zip(texts, rows, strict=True)
        ]


def as_head_sees(text: str) -> str:
    """Return a text with its words without a capital once more, marked.

    So names of people and places weigh less than the words between them.
    """
    words = (text.lower() if text.isupper() else text).split()
    return " ".join([text, *(f"{word}~" for word in words if not word[:1].isupper())])


def _reason(name: str, probability: float) -> str | None:
    return _REASONS.get(name) if probability >= _LEAST else None


def _is_not_latin(text: str) -> bool:
    """Tell whether more than half of the letters are of another script."""
    letters = [c for c in text if c.isalpha()]
    return sum(c > "\u024f" and not "\u1e00" <= c <= "\u1eff" for c in letters) * 2 > len(letters)
