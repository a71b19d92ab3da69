"""An audit to files: the writer chosen by the suffix, each file whole or not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import output_format
from ..results import Audit
from .compare import Change, Comparison, compare_files
from .comparison import cells, render_comparison
from .files import whole_file, write_whole
from .html import render_page
from .people import without_words, without_workers
from .summary import Summary, summarise
from .tables import table, without_unseen, write_csv, write_json, write_jsonl, write_parquet
from .workbook import write_workbook

__all__ = [
    "FORMATS",
    "TABLES",
    "TABLE_SUFFIXES",
    "Change",
    "Comparison",
    "Summary",
    "cells",
    "compare_files",
    "folder_files",
    "summarise",
    "without_unseen",
    "write",
    "write_comparison",
    "write_folder",
    "write_whole",
]

_TABLES = {".csv": write_csv, ".jsonl": write_jsonl, ".parquet": write_parquet}
TABLE_SUFFIXES = tuple(suffix[1:] for suffix in _TABLES)
FORMATS = (".html", ".xlsx", ".json", *_TABLES)
TABLES = ("statements", "findings", "verdicts")


def write(audit: Audit, path: Path, *, force: bool = False, words: bool = True) -> Path:
    """Write an audit; see `outcome_classifier.write_report`."""
    if path.suffix.lower() not in FORMATS:
        raise output_format(path.name, FORMATS)
    audit, summary = _told(audit, words)
    return _write(audit, summary, path, "statements", force, words)


def folder_files(folder: Path, tables: Iterable[str] = ("csv",)) -> list[Path]:
    """Return the files that `write_folder` writes: the page, the workbook, the numbers, tables."""
    names = [f"{name}.{suffix}" for suffix in tables for name in TABLES]
    return [folder / name for name in ("report.html", "audit.xlsx", "audit.json", *names)]


def write_folder(
    audit: Audit,
    folder: Path,
    *,
    tables: Iterable[str] = ("csv",),
    force: bool = False,
    words: bool = True,
) -> Summary:
    """Write the whole report of an audit to a folder, and return its summary.

    ``tables`` are suffixes of ``statements``, ``findings`` and ``verdicts``: ``csv``, ``jsonl``,
    ``parquet``. Without ``words``, numbers and places alone are written.
    """
    audit, summary = _told(audit, words)
    for path in folder_files(folder, tables):
        _write(audit, summary, path, path.stem, force, words)
    return summary


def _told(audit: Audit, words: bool) -> tuple[Audit, Summary]:
    """What is told of an audit: nothing by worker; the same numbers with the words or without."""
    audit = without_workers(audit)
    summary = summarise(audit)
    return (audit, summary) if words else (without_words(audit), summary.without_words())


def _write(audit: Audit, summary: Summary, path: Path, name: str, force: bool, words: bool) -> Path:
    suffix = path.suffix.lower()
    with whole_file(path, force=force) as file:
        if suffix == ".html":
            file.write(render_page(audit, summary, words=words).encode("utf-8", "replace"))
        elif suffix == ".xlsx":
            write_workbook(audit, summary, file)
        elif suffix == ".json":
            write_json(audit, summary, file)
        else:
            _TABLES[suffix](table(audit, name), file)
    return path


def write_comparison(comparison: Comparison, path: Path, *, force: bool = False) -> Path:
    """Write a comparison of two audits as a page.

    Raises
    ------
    OutputRefused
        The suffix is not ``.html``, the file is there (without ``force``), or cannot be written.
    """
    if path.suffix.lower() != ".html":
        raise output_format(path.name, (".html",))
    return write_whole(path, render_comparison(comparison), force=force)
