"""An audit to a file: the writer chosen by the suffix, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import output_exists, output_failed, output_format
from ..results import Audit
from .html import render_html
from .summary import Summary, summarise
from .tables import render_csv, render_findings, render_json
from .workbook import render_workbook

__all__ = ["FORMATS", "Summary", "summarise", "write", "write_findings", "write_whole"]

_WRITERS: dict[str, Callable[[Audit], str | bytes]] = {
    ".html": render_html,
    ".xlsx": render_workbook,
    ".json": render_json,
    ".csv": render_csv,
}
FORMATS = tuple(_WRITERS)


def write(audit: Audit, path: Path, *, force: bool = False) -> Path:
    """Write an audit; see `outcome_classifier.write_report`."""
    render = _WRITERS.get(path.suffix.lower())
    if render is None:
        raise output_format(path.name, FORMATS)
    return write_whole(path, render(audit), force=force)


def write_findings(audit: Audit, path: Path, *, force: bool = False) -> Path:
    """Write the findings of an audit as CSV."""
    return write_whole(path, render_findings(audit), force=force)


def write_whole(path: Path, whole: str | bytes, *, force: bool = False) -> Path:
    """Write text or bytes under a private temporary name beside ``path``, then rename it.

    Raises
    ------
    OutputRefused
        The file is there and ``force`` is not given, or the system refuses.
    """
    if path.exists() and not force:
        raise output_exists(path.name)
    content = whole if isinstance(whole, bytes) else whole.encode("utf-8", "replace")
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise output_failed(path.name, error.strerror or type(error).__name__) from error
    return path
