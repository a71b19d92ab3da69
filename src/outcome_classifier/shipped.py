"""Where the files that come with the library are: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

#: The version of the model that ships.
MODEL_VERSION = "0.4.0"

_PACKAGED = Path(__file__).parent / "shipped"
_CHECKOUT = Path(__file__).parents[2]


def shipped_path(name: str) -> Path:
    """Return the path of a shipped file or folder, such as ``data/quiz.csv``.

    A wheel holds them inside the package; an editable install reads them from the checkout.
    """
    root = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return root / name


def shipped_model() -> Path:
    """Return the folder of the model that ships."""
    return shipped_path(f"models/{MODEL_VERSION}")
