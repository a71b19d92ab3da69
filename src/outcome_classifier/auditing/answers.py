"""What was labelled in this run, for all its workers: a repeated statement is labelled once.

A small database in a private temporary folder. It holds a keyed hash of each statement and the
answer, no words; the key is never written.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..classifier import OutcomeClassifier
from ..datatypes import Kind, Part, Prediction

#: Statements labelled between two looks at what the others have labelled.
_AT_ONCE = 128
#: Names in one question to the database.
_ASKED = 500
_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True, repr=False)
class AnswerPlace:
    """Where the answers of a run are, and the key of their hashes."""

    path: str
    key: bytes


@contextmanager
def answers_of_a_run() -> Iterator[AnswerPlace]:
    """Make the database; it is removed with the run."""
    with tempfile.TemporaryDirectory(
        prefix="outcome-classifier-", ignore_cleanup_errors=True
    ) as folder:
        place = AnswerPlace(str(Path(folder) / "answers"), os.urandom(32))
        with _opened(place) as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("CREATE TABLE answers (hash BLOB PRIMARY KEY, answer TEXT) WITHOUT ROWID")
        yield place


def label(
    texts: Sequence[str], classifier: OutcomeClassifier, place: AnswerPlace
) -> list[Prediction]:
    """Return the predictions of texts, in their order; label only those that nobody has yet."""
    left = list(dict.fromkeys(texts))
    # In an order of its own, so that workers that begin together do not label the same first.
    random.Random(os.getpid()).shuffle(left)  # noqa: S311
    found: dict[str, Prediction] = {}
    with _opened(place) as base:
        while left:
            found.update(_known(base, left, classifier, place.key))
            left = [text for text in left if text not in found]
            new, left = left[:_AT_ONCE], left[_AT_ONCE:]
            labelled = dict(zip(new, classifier.classify_many(new), strict=True))
            base.executemany(
                "INSERT OR IGNORE INTO answers VALUES (?, ?)",
                [(_hash(text, place.key), _packed(row)) for text, row in labelled.items()],
            )
            base.commit()
            found.update(labelled)
    return [found[text] for text in texts]


def _opened(place: AnswerPlace) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(place.path, timeout=_WAIT_SECONDS))


def _known(
    base: sqlite3.Connection, texts: Sequence[str], classifier: OutcomeClassifier, key: bytes
) -> Iterable[tuple[str, Prediction]]:
    by_hash = {_hash(text, key): text for text in texts}
    names = list(by_hash)
    for start in range(0, len(names), _ASKED):
        asked = names[start : start + _ASKED]
        marks = ",".join("?" * len(asked))
        rows = base.execute(f"SELECT hash, answer FROM answers WHERE hash IN ({marks})", asked)  # noqa: S608
        for name, answer in rows:
            yield by_hash[name], _unpacked(by_hash[name], answer, classifier)


def _hash(text: str, key: bytes) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()


def _packed(row: Prediction) -> str:
    parts = [(part.start, part.end, part.kind) for part in row.parts]
    return json.dumps([row.kind, [row.probabilities.get(k) for k in Kind], row.reason, parts])


def _unpacked(text: str, answer: str, classifier: OutcomeClassifier) -> Prediction:
    kind, shares, reason, parts = json.loads(answer)
    probabilities = dict(zip(Kind, shares, strict=True)) if kind else {}
    confidence = probabilities[Kind(kind)] if kind else 0.0
    return Prediction(
        text=text,
        kind=Kind(kind) if kind else None,
        probabilities=probabilities,
        confidence=confidence,
        needs_review=bool(kind) and confidence < classifier.review_below,
        reason=reason,
        parts=tuple(Part(text[start:end], start, end, Kind(k)) for start, end, k in parts),
        model_version=classifier.model_version,
    )
