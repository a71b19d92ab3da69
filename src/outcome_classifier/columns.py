"""What is handed over as many texts: one column, and nothing that only looks like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .errors import a_frame, bare_string, wrong_shape

_TEXT_DTYPES = frozenset({"object", "str", "string", "category", "string[pyarrow]"})


def one_column(texts: Iterable[object]) -> Iterator[object]:
    """Return an iterator over one column of texts.

    Raises
    ------
    TypeRefused
        A bare string, or a frame: its text columns are named.
    ValueRefused
        More than one dimension.
    """
    if isinstance(texts, (str, bytes)):
        raise bare_string()
    columns = getattr(texts, "columns", None)
    if columns is not None and hasattr(texts, "dtypes"):
        named = [str(n) for n, kind in texts.dtypes.items() if str(kind) in _TEXT_DTYPES]
        raise a_frame(named)
    shape = getattr(texts, "shape", None)
    if isinstance(shape, tuple) and len(shape) != 1:
        raise wrong_shape(shape)
    return iter(texts)
