"""Files that are whole or not there: written under a private name, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import output_exists, output_failed


@contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """Give a file to write to, private to its owner, that takes its name when all went well.

    Raises
    ------
    OutputRefused
        The file is there and ``force`` is not given, or the system refuses.
    """
    if path.is_dir():
        raise output_failed(path.name, "a folder of that name is there")
    if path.exists() and not force:
        raise output_exists(path.name)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise output_failed(path.name, error) from error


def write_whole(path: Path, whole: str | bytes, *, force: bool = False) -> Path:
    """Write text or bytes as `whole_file` does, and return the path."""
    with whole_file(path, force=force) as file:
        file.write(whole if isinstance(whole, bytes) else whole.encode("utf-8", "replace"))
    return path
