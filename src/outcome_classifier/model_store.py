"""Model folders: save, verify, load.

A model is a folder of named parts beside ``manifest.json``: format number, version, kinds, the
hash of every part, library versions, review point, scores, and a few statements that the model
must still label the same way. Parts are read only after their hash agrees, by skops, against a
literal list of types. Nothing is unpickled.

Changing the format: raise `FORMAT`, say in CHANGELOG what a user does, keep no reader for the old.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .datatypes import Kind
from .encoder import Encoder
from .errors import (
    model_damaged,
    model_format,
    model_kinds,
    model_not_a_folder,
    model_self_test,
    model_types,
)
from .languages import LanguageHead

FORMAT = 2
ENCODER, TOKENIZER = "encoder.onnx", "tokenizer.json"
KIND_HEAD, LANGUAGE_HEAD = "heads/kind.skops", "heads/language.skops"
_NEEDED = (ENCODER, TOKENIZER, KIND_HEAD)
#: Types beyond skops' own trusted ones that a part may hold.
ALLOWED_TYPES: frozenset[str] = frozenset()
_MAX_PART_BYTES = 200_000_000
_TOLERANCE = 0.02
_LIBRARIES = ("numpy", "scikit-learn", "scipy", "skops")


@dataclass(frozen=True)
class Model:
    """A loaded model: the encoder, the heads, and what its manifest says."""

    name: str
    version: str
    encoder: Encoder
    head: Any
    review_below: float
    manifest: Mapping[str, Any]
    languages: LanguageHead | None = None

    def probabilities(self, texts: Sequence[str]) -> list[dict[Kind, float]]:
        """Return one probability a kind for each cleaned text, in the order of `Kind`."""
        return self.probabilities_of(self.encoder.encode(texts)) if texts else []

    def probabilities_of(self, vectors: Any) -> list[dict[Kind, float]]:
        """Return the same for texts that are encoded already, ``(n_texts, width)``."""
        return by_kind(self.head.classes_, self.head.predict_proba(vectors))


def by_kind(classes: Sequence[Any], matrix: Any) -> list[dict[Kind, float]]:
    """Return rows of probabilities, whose columns are ``classes``, in the order of `Kind`."""
    columns = {Kind(str(name)): i for i, name in enumerate(classes)}
    return [{kind: float(row[columns[kind]]) for kind in Kind} for row in matrix]


def save_model(
    folder: Path,
    *,
    encoder_parts: Mapping[str, bytes],
    encoder: Encoder,
    head: Any,
    review_below: float,
    self_test: Sequence[str],
    facts: Mapping[str, Any],
    languages: LanguageHead | None = None,
) -> None:
    """Write a model folder; ``facts`` go into the manifest, ``version`` among them.

    ``encoder_parts`` are the files of ``encoder``, by `ENCODER` and `TOKENIZER`. ``self_test``
    holds cleaned statements with wide margins; their answers are recorded.
    """
    import platform
    from importlib.metadata import version

    (folder / "heads").mkdir(parents=True, exist_ok=True)
    parts = dict(encoder_parts)
    if languages is not None:
        parts[LANGUAGE_HEAD] = _packed(languages.parts)
    parts[KIND_HEAD] = _packed(head)
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    model = Model(folder.name, facts["version"], encoder, head, review_below, {}, languages)
    answers = []
    for text, row in zip(self_test, model.probabilities(self_test), strict=True):
        kind = max(row, key=row.__getitem__)
        answers.append({"text": text, "kind": kind, "probability": round(row[kind], 6)})
    manifest = {
        "format": FORMAT,
        "version": facts["version"],
        "kinds": list(Kind),
        "review_below": review_below,
        "files": {name: _digest(content) for name, content in parts.items()},
        "libraries": {name: version(name) for name in _LIBRARIES},
        "python": platform.python_version(),
        **facts,
        "self_test": answers,
    }
    temporary = folder / "manifest.json.tmp"
    temporary.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    temporary.replace(folder / "manifest.json")


def _packed(part: Any) -> bytes:
    import zipfile

    from skops.io import dumps

    return bytes(dumps(part, compression=zipfile.ZIP_DEFLATED))


def load_model(folder: Path, *, threads: int | None = None) -> Model:
    """Load a model folder after checking every part of it.

    Parameters
    ----------
    folder
        The model folder.
    threads
        Threads of the encoder; all processors if None.

    Raises
    ------
    ModelRefused
        Not a folder with a manifest; another format; a part that is missing, damaged or too
        large; a type that is not on the list; other kinds; a failed self-test.
    """
    manifest = _manifest(folder)
    parts = {name: _verified(folder, name, manifest) for name in _part_names(folder, manifest)}
    import onnxruntime  # noqa: F401  # first, as two threads must not import numpy at a time
    import tokenizers  # noqa: F401

    with ThreadPoolExecutor(1) as beside:  # the encoder is made ready while skops is imported
        encoder = beside.submit(Encoder, parts[ENCODER], parts[TOKENIZER], threads=threads)
        head = _unpacked(folder, parts[KIND_HEAD])
        classes = sorted(map(str, getattr(head, "classes_", ())))
        if classes != sorted(Kind):
            raise model_kinds(classes, list(Kind))
        languages = None
        if LANGUAGE_HEAD in parts:
            languages = _language_head(folder, parts[LANGUAGE_HEAD])
    model = Model(
        name=folder.name,
        version=str(manifest["version"]),
        encoder=encoder.result(),
        head=head,
        review_below=float(manifest["review_below"]),
        manifest=manifest,
        languages=languages,
    )
    _self_test(model)
    return model


def parts_of_encoder(folder: Path) -> dict[str, bytes]:
    """Return the files of a model's encoder, verified, for another model that rests on it.

    Raises
    ------
    ModelRefused
        As in `load_model`.
    """
    manifest = _manifest(folder)
    return {name: _verified(folder, name, manifest) for name in (ENCODER, TOKENIZER)}


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not folder.is_dir() or not path.is_file():
        raise model_not_a_folder(folder.name)
    try:
        manifest = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise model_damaged(folder.name, "manifest.json") from error
    if not isinstance(manifest, dict):
        raise model_damaged(folder.name, "manifest.json")
    if manifest.get("format") != FORMAT:
        raise model_format(folder.name, manifest.get("format"), FORMAT)
    if not {"version", "review_below", "files", "self_test"} <= manifest.keys():
        raise model_damaged(folder.name, "manifest.json")
    point = manifest["review_below"]
    well_formed = (
        isinstance(point, (int, float))
        and 0 <= point <= 1
        and isinstance(manifest["files"], dict)
        and all(_is_answer(answer) for answer in manifest["self_test"])
    )
    if not well_formed:
        raise model_damaged(folder.name, "manifest.json")
    return manifest


def _is_answer(answer: Any) -> bool:
    """A self-test entry: a text, one of the kinds, a probability."""
    return (
        isinstance(answer, dict)
        and isinstance(answer.get("text"), str)
        and answer.get("kind") in set(Kind)
        and isinstance(answer.get("probability"), float)
        and 0 <= answer["probability"] <= 1
    )


def _part_names(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return the parts to read: those known and named; refuse a folder that lacks what it needs."""
    for name in _NEEDED:
        if name not in manifest["files"]:
            raise model_damaged(folder.name, name)
    return [name for name in (*_NEEDED, LANGUAGE_HEAD) if name in manifest["files"]]


def _verified(folder: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    path = folder / name
    if not path.is_file() or path.stat().st_size > _MAX_PART_BYTES:
        raise model_damaged(folder.name, name)
    content = path.read_bytes()
    if _digest(content) != manifest["files"][name]:
        raise model_damaged(folder.name, name)
    return content


def _unpacked(folder: Path, content: bytes) -> Any:
    from zipfile import BadZipFile

    from skops.io import get_untrusted_types, loads
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return loads(content, trusted=sorted(ALLOWED_TYPES))
    except UntrustedTypesFoundException as error:
        raise model_types(folder.name, sorted(get_untrusted_types(data=content))) from error
    except (ValueError, KeyError, TypeError, BadZipFile) as error:
        raise model_damaged(folder.name, "a part") from error


def _language_head(folder: Path, content: bytes) -> LanguageHead:
    parts = _unpacked(folder, content)
    try:
        return LanguageHead(parts)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise model_damaged(folder.name, LANGUAGE_HEAD) from error


def _self_test(model: Model) -> None:
    answers = model.manifest["self_test"]
    rows = model.probabilities([answer["text"] for answer in answers])
    failed = sum(
        max(row, key=row.__getitem__) != answer["kind"]
        or abs(row[Kind(answer["kind"])] - answer["probability"]) > _TOLERANCE
        for row, answer in zip(rows, answers, strict=True)
    )
    if failed or not answers:
        raise model_self_test(model.name, failed, len(answers))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
