"""The figures of a model folder in one place: ``metrics.json``, and the model card written from it.

``python -m outcome_classifier.training.publishing [FOLDER]`` writes the card again; nothing is
scored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..evaluation import Capability, Evaluation, Score, Swap
from ..reporting import write_whole
from ..shipped import shipped_model, shipped_path
from .documents import model_card

#: What the scores on statements that were held out while training are called.
HELD_OUT = "held-out"


def write_metrics(
    folder: Path,
    evaluations: Sequence[Evaluation],
    behaviour: Sequence[Capability] = (),
    swaps: Sequence[Swap] = (),
) -> Path:
    """Write ``metrics.json`` beside the model: which model it is, and every figure of it."""
    content = (folder / "manifest.json").read_bytes()
    metrics = {
        "model_version": json.loads(content)["version"],
        "manifest_sha256": sha256(content).hexdigest(),
        "evaluations": {e.name: e.to_dict() for e in evaluations},
        "behaviour": [capability.to_dict() for capability in behaviour],
        "swaps": [swap.to_dict() for swap in swaps],
    }
    whole = json.dumps(metrics, indent=1, ensure_ascii=False) + "\n"
    return write_whole(folder / "metrics.json", whole, force=True)


def published(folder: Path) -> dict[str, Any]:
    """Return the metrics of the very model that is in a folder; an empty mapping if none are."""
    path = folder / "metrics.json"
    if not path.is_file():
        return {}
    metrics: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    digest = sha256((folder / "manifest.json").read_bytes()).hexdigest()
    return metrics if metrics.get("manifest_sha256") == digest else {}


def published_evaluations(folder: Path) -> list[Evaluation]:
    """Return the evaluations in `published`."""
    return [
        Evaluation.from_dict(entry) for entry in published(folder).get("evaluations", {}).values()
    ]


def write_model_card(folder: Path) -> Path:
    """Write the model card from the manifest and the metrics beside it."""
    return write_whole(folder / "MODEL_CARD.md", card_of(folder), force=True)


def card_of(folder: Path) -> str:
    """Return the model card of a folder.

    Only the shipped model's says how our statements were made, and what was tried on the way.
    """
    metrics = published(folder)
    ours = is_shipped(folder)
    return model_card(
        json.loads((folder / "manifest.json").read_text(encoding="utf-8")),
        published_evaluations(folder),
        [
            Capability(c["name"], c["type"], Score(**c["passed"]), tuple(c["failed"]))
            for c in metrics.get("behaviour", ())
        ],
        [
            Swap(s["attribute"], Score(**s["flips"]), s["change"], s["tilt"])
            for s in metrics.get("swaps", ())
        ],
        _trials() if ours else (),
        plots=[path.name for path in (folder / "plots").glob("*.svg")],
        ours=ours,
    )


def is_shipped(folder: Path) -> bool:
    """Tell whether a folder is the shipped model's."""
    return folder.resolve() == shipped_model().resolve()


def _trials() -> list[dict[str, Any]]:
    """What was tried on the way, in the order of trying; kept beside the models."""
    path = shipped_path("models") / "trials.json"
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return found


if __name__ == "__main__":
    write_model_card(Path(sys.argv[1]) if sys.argv[1:] else shipped_model())
