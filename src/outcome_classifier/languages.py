"""Which language a text is in: English, Welsh or another, so that no other is labelled as English.

A small head over character n-grams in the model folder decides; what is not written in Latin
letters is another language without asking it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: Below this a text is taken for English: names and single words decide nothing.
SURE = 0.5
_REASONS = {"welsh": "welsh", "other": "other_language"}


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
        rows = self.pipeline.predict_proba(list(texts))
        return [
            "other_language"
            if _is_not_latin(text)
            else _REASONS.get(names[row.argmax()])
            if row.max() >= SURE
            else None
            for text, row in zip(texts, rows, strict=True)
        ]


def _is_not_latin(text: str) -> bool:
    """Tell whether more than half of the letters are of another script."""
    letters = [c for c in text if c.isalpha()]
    return sum(c > "\u024f" and not "\u1e00" <= c <= "\u1eff" for c in letters) * 2 > len(letters)
