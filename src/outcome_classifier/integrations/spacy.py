"""The spaCy component ``outcome_classifier``: labels the sentences of a Doc.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("sentencizer")
>>> _ = nlp.add_pipe("outcome_classifier")
>>> doc = nlp("She wants to be home by Easter. Referral to the falls clinic.")
>>> [str(span._.outcome_kind) for span in doc.spans["statements"]]
['outcome', 'output']
"""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..classifier import OutcomeClassifier, default_classifier


@Language.factory("outcome_classifier", default_config={"model": None, "spans_key": "statements"})
class OutcomeComponent:
    """Write ``doc.spans[spans_key]`` and, on each span, ``_.outcome_kind``,
    ``_.outcome_probabilities`` and ``_.outcome_needs_review``.

    Sentences are those of the pipeline (a ``sentencizer`` or a parser before it); without any, the
    Doc is one statement. ``model`` is a model folder; the shipped one if None.
    """

    def __init__(self, nlp: Language, name: str, model: str | None, spans_key: str) -> None:
        for extension in ("outcome_kind", "outcome_probabilities", "outcome_needs_review"):
            if not Span.has_extension(extension):
                Span.set_extension(extension, default=None)
        self.name = name
        self.spans_key = spans_key
        self._classifier = OutcomeClassifier(model) if model else default_classifier()

    def __call__(self, doc: Doc) -> Doc:
        """Label the sentences of one Doc."""
        spans = list(doc.sents) if doc.has_annotation("SENT_START") else [doc[:]]
        for span, prediction in zip(
            spans, self._classifier.classify_many([s.text for s in spans]), strict=True
        ):
            span._.outcome_kind = prediction.kind and str(prediction.kind)
            span._.outcome_probabilities = {
                str(kind): value for kind, value in prediction.probabilities.items()
            }
            span._.outcome_needs_review = prediction.needs_review
        doc.spans[self.spans_key] = spans
        return doc

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Nothing to write: the model folder is named in the pipeline's config."""

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> OutcomeComponent:
        """Nothing to read; see `to_disk`."""
        return self
