"""Texts to predictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from .cleaning import clean, reason_without_kind, strip_markup
from .columns import one_column
from .datatypes import Kind, Part, Prediction
from .errors import not_a_text, setting_out_of_range
from .explaining import explain
from .model_store import Model, load_model
from .segmenting import clauses, split_text
from .shipped import shipped_model


class OutcomeClassifier:
    """Labels statements as outcome, need, resource or output.

    Parameters
    ----------
    model
        A model folder; the shipped one if None. Loaded and verified here.
    review_below
        Confidence (0-1) under which `Prediction.needs_review` is set; the model's own if None.
    markup
        Take out HTML, RTF and markdown marks before labelling.
    threads
        Threads of the encoder; all processors if None.

    Raises
    ------
    ModelRefused
        The model folder is not as it should be.
    ValueRefused
        ``review_below`` is not between 0 and 1.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        review_below: float | None = None,
        markup: bool = False,
        threads: int | None = None,
    ) -> None:
        if review_below is not None and (
            isinstance(review_below, bool)
            or not isinstance(review_below, (int, float))
            or not 0 <= review_below <= 1
        ):
            raise setting_out_of_range("review_below", "a number from 0 to 1")
        self._folder = Path(model) if model is not None else shipped_model()
        self._model: Model = load_model(self._folder, threads=threads)
        self._review = self._model.review_below if review_below is None else review_below
        self._markup = markup
        self._threads = threads
        self._known = _Known()

    def __reduce__(self) -> tuple[Any, ...]:
        """Carried to another process by its folder, which is verified there again."""
        return _classifier, (self._folder, self._review, self._markup, self._threads)

    @property
    def model_version(self) -> str:
        """The version that the model folder gives."""
        return self._model.version

    @property
    def review_below(self) -> float:
        """Confidence (0-1) below which a prediction asks for review."""
        return self._review

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the model folder says of itself."""
        return self._model.manifest

    def classify(self, text: object, *, explain: bool = False) -> Prediction:
        """Label one text. See `outcome_classifier.classify`."""
        if isinstance(text, (list, tuple, set, dict)) or (
            hasattr(text, "__array__") and not isinstance(text, str)
        ):
            raise not_a_text(type(text).__name__)
        return self._batch([text], explain)[0]

    def classify_many(self, texts: Iterable[object], *, explain: bool = False) -> list[Prediction]:
        """Label many texts. See `outcome_classifier.classify_many`."""
        return list(self.classify_iter(texts, explain=explain))

    def classify_iter(
        self, texts: Iterable[object], *, explain: bool = False, batch_size: int = 512
    ) -> Iterator[Prediction]:
        """Label a stream of texts. See `outcome_classifier.classify_iter`."""
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size < 1:
            raise setting_out_of_range("batch_size", "a whole number from 1")
        return self._stream(one_column(texts), explain, batch_size)

    def _stream(
        self, texts: Iterator[object], explained: bool, batch_size: int
    ) -> Iterator[Prediction]:
        while batch := list(islice(texts, batch_size)):
            yield from self._batch(batch, explained)

    def _batch(self, values: Sequence[object], explained: bool) -> list[Prediction]:
        """Label each distinct text once, and none that is remembered."""
        if explained:
            return self._labelled(values, explained=True)
        texts = dict.fromkeys(value for value in values if isinstance(value, str))
        found = self._known.among(texts)
        new = [text for text in texts if text not in found]
        labelled = dict(zip(new, self._labelled(new), strict=True))
        self._known.keep(labelled)
        found.update(labelled)
        return [
            replace(found[value], probabilities=dict(found[value].probabilities))
            if isinstance(value, str)
            else self._labelled([value])[0]
            for value in values
        ]

    def _labelled(self, values: Sequence[object], *, explained: bool = False) -> list[Prediction]:
        cleaned = [reason_without_kind(self._stripped(value)) for value in values]
        prepared = self._in_english(cleaned)
        spans = [
            clauses(str(value)) if reason is None and whole == (text, reason) else []
            for value, whole, (text, reason) in zip(values, cleaned, prepared, strict=True)
        ]
        texts = [text for text, reason in prepared if reason is None]
        pieces = [
            clean(str(value)[start:end])
            for value, several in zip(values, spans, strict=True)
            if len(several) > 1
            for start, end in several
        ]
        rows = self._scored([*texts, *pieces])
        whole, parts = iter(rows[: len(texts)]), iter(rows[len(texts) :])
        return [
            self._prediction(str(value), next(whole), _parts(str(value), several, parts), explained)
            if reason is None
            else self._without_kind(value, reason)
            for value, several, (_, reason) in zip(values, spans, prepared, strict=True)
        ]

    def _in_english(self, prepared: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        """Give texts in another language its reason; keep the English sentences of mixed ones."""
        head = self._model.languages
        if head is None:
            return prepared
        sentences = [
            [text[start:end] for start, end, _ in split_text(text, headings=False)] or [text]
            if reason is None
            else []
            for text, reason in prepared
        ]
        found = iter(head.reasons([clean(piece) for pieces in sentences for piece in pieces]))
        result = []
        for (text, reason), pieces in zip(prepared, sentences, strict=True):
            reasons = [next(found) for _ in pieces]
            english = [piece for piece, other in zip(pieces, reasons, strict=True) if not other]
            if reasons and not english:
                result.append(("", max(reasons, key=reasons.count)))
            elif len(english) < len(pieces):
                result.append((clean(" ".join(english)), None))
            else:
                result.append((text, reason))
        return result

    def _stripped(self, value: object) -> object:
        return strip_markup(value) if self._markup and isinstance(value, str) else value

    def _scored(self, texts: Sequence[str]) -> list[dict[Kind, float]]:
        """Probabilities for cleaned texts; a repeated text is scored once."""
        distinct = list(dict.fromkeys(texts))
        rows = dict(zip(distinct, self._model.probabilities(distinct), strict=True))
        return [rows[text] for text in texts]

    def _prediction(
        self,
        text: str,
        probabilities: dict[Kind, float],
        parts: tuple[Part, ...],
        explained: bool,
    ) -> Prediction:
        kind = max(probabilities, key=probabilities.__getitem__)
        confidence = probabilities[kind]
        return Prediction(
            text=text,
            kind=kind,
            probabilities=probabilities,
            confidence=confidence,
            needs_review=confidence < self._review,
            evidence=explain(text, probabilities, self._raw_scores) if explained else None,
            parts=parts,
            model_version=self.model_version,
        )

    def _without_kind(self, value: object, reason: str) -> Prediction:
        return Prediction(
            text=value if isinstance(value, str) else "",
            kind=None,
            probabilities={},
            confidence=0.0,
            needs_review=False,
            reason=reason,
            model_version=self.model_version,
        )

    def _raw_scores(self, texts: Sequence[str]) -> list[dict[Kind, float]]:
        """Score variants of a text as the text itself was: stripped, cleaned, English only."""
        cleaned: list[tuple[str, str | None]] = [
            (clean(str(self._stripped(text))), None) for text in texts
        ]
        english = self._in_english(cleaned)
        return self._scored(
            [text or whole for (text, _), (whole, _) in zip(english, cleaned, strict=True)]
        )


def _classifier(
    folder: Path, review_below: float, markup: bool, threads: int | None
) -> OutcomeClassifier:
    return OutcomeClassifier(folder, review_below=review_below, markup=markup, threads=threads)


class _Known:
    """The predictions of the texts met last: repeated statements are labelled once.

    Safe between threads. Long texts are not kept, so that the memory stays bounded.
    """

    MOST, LONGEST = 20_000, 400

    def __init__(self) -> None:
        self._rows: dict[str, Prediction] = {}
        self._lock = Lock()

    def among(self, texts: Iterable[str]) -> dict[str, Prediction]:
        with self._lock:
            return {text: self._rows[text] for text in texts if text in self._rows}

    def keep(self, rows: Mapping[str, Prediction]) -> None:
        with self._lock:
            self._rows.update((t, row) for t, row in rows.items() if len(t) <= self.LONGEST)
            for text in list(islice(self._rows, max(0, len(self._rows) - self.MOST))):
                del self._rows[text]


def _parts(
    text: str, spans: list[tuple[int, int]], rows: Iterator[dict[Kind, float]]
) -> tuple[Part, ...]:
    """The clauses with their kinds, where there is more than one kind among them."""
    if len(spans) < 2:
        return ()
    parts = []
    for start, end in spans:
        row = next(rows)
        parts.append(Part(text[start:end], start, end, max(row, key=row.__getitem__)))
    return tuple(parts) if len({part.kind for part in parts}) > 1 else ()


@cache
def default_classifier() -> OutcomeClassifier:
    """Return the classifier with the shipped model, loaded once a process."""
    return OutcomeClassifier()
