"""The spaCy component ``outcome_classifier``: labels the sentences of a Doc.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("sentencizer")
>>> _ = nlp.add_pipe("outcome_classifier")
>>> doc = nlp("She wants to be home by Easter. Referral to the falls clinic.")
>>> [span._.outcome_kind for span in doc.spans["statements"]]
['outcome', 'output']
"""

# No postponed annotations here: spaCy reads those of the component to check a config.
import json
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Self

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..classifier import OutcomeClassifier, default_classifier
from ..datatypes import Prediction
from ..errors import model_other

# Here, not in the component: a process that is handed a component must know them too.
for _extension in ("kind", "probabilities", "needs_review", "reason"):
    if not Span.has_extension(f"outcome_{_extension}"):
        Span.set_extension(f"outcome_{_extension}", default=None)


@Language.factory(
    "outcome_classifier",
    assigns=["doc.spans", "span._.outcome_kind", "span._.outcome_probabilities",
             "span._.outcome_needs_review", "span._.outcome_reason"],
    default_config={"model": None, "spans_key": "statements"},
)  # fmt: skip
class OutcomeComponent:
    """Write ``doc.spans[spans_key]`` and, on each span, ``_.outcome_kind``,
    ``_.outcome_probabilities`` (by kind, 0-1), ``_.outcome_needs_review`` and, where there is no
    kind, ``_.outcome_reason``.

    Sentences are those of the pipeline (a ``sentencizer`` or a parser before it); without any, the
    Doc is one statement. ``model`` is a model folder; the shipped one if None.

    Raises
    ------
    ModelRefused
        The model folder is not as it should be.
    """

    def __init__(self, nlp: Language, name: str, model: str | None, spans_key: str) -> None:
        self.name = name
        self.model = model
        self.spans_key = spans_key
        self._process = os.getpid()
        self._classifier = OutcomeClassifier(model) if model else default_classifier()

    def __call__(self, doc: Doc) -> Doc:
        """Label the sentences of one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Label the sentences of a stream of Docs, those of a batch together."""
        waiting = iter(stream)
        while batch := list(islice(waiting, batch_size)):
            docs = [(doc, _statements(doc)) for doc in batch]
            texts = [span.text for _, spans in docs for span in spans]
            predictions = iter(self._own().classify_many(texts))
            for doc, spans in docs:
                for span in spans:
                    _write(span, next(predictions))
                doc.spans[self.spans_key] = spans
                yield doc

    def _own(self) -> OutcomeClassifier:
        """The classifier of this process: an encoder's threads do not live on in a forked one."""
        if self._process != os.getpid():
            self._classifier = OutcomeClassifier(self.model)
        self._process = os.getpid()
        return self._classifier

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return which model labels: its version and the hash of each part."""
        manifest = self._classifier.manifest
        return json.dumps({name: manifest[name] for name in ("version", "files")}).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Make sure that the model is the one that the pipeline was saved with.

        Raises
        ------
        ModelRefused
            It is another one, which may label otherwise.
        """
        saved = json.loads(data)
        if saved["files"] != self._classifier.manifest["files"]:
            raise model_other(str(saved["version"]), self._classifier.model_version)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write `to_bytes`; the model stays in its folder, which the pipeline's config names."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Read what `to_disk` wrote; see `from_bytes`."""
        return self.from_bytes((Path(path) / "model.json").read_bytes())


def _statements(doc: Doc) -> list[Span]:
    if not len(doc):
        return []
    return list(doc.sents) if doc.has_annotation("SENT_START") else [doc[:]]


def _write(span: Span, prediction: Prediction) -> None:
    span._.outcome_kind = prediction.kind and str(prediction.kind)
    span._.outcome_probabilities = {str(k): share for k, share in prediction.probabilities.items()}
    span._.outcome_needs_review = prediction.needs_review
    span._.outcome_reason = prediction.reason
