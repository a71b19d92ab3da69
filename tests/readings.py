"""Reads files as tests look at them: records with the log, refusals in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import CANARY
from outcome_classifier import FileRefused, Record, read_records
from outcome_classifier.readlog import ReadLog


def read(path: Path, **options: Any) -> tuple[list[Record], ReadLog]:
    """Return the records of a file, and what was written down while it was read."""
    log = ReadLog()
    return list(read_records(path, log=log, **options)), log


def read_one(path: Path, **options: Any) -> tuple[Record, ReadLog]:
    """Return the one record that a document is, and the log."""
    (record,), log = read(path, **options)
    return record, log


def refused(path: Path, **options: Any) -> str:
    """Return the words with which a file is refused; no name stands in them, nor in the cause."""
    with pytest.raises(FileRefused) as caught:
        list(read_records(path, **options))
    assert CANARY not in f"{caught.value} {caught.value.__cause__!r}"
    return str(caught.value)


def refused_when_damaged(path: Path, *, first: int, step: int) -> list[str]:
    """Return the words with which a file is refused, damaged at one place after another.

    Nothing else than a refusal may come of it. The file is left damaged.
    """
    good, told = path.read_bytes(), []
    for place in range(first, len(good), step):
        path.write_bytes(good[:place] + b"\x00\xff" * 4 + good[place + 8 :])
        try:
            read(path)
        except FileRefused as error:
            told.append(str(error))
    return told
