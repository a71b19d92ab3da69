"""An output folder is written by one audit at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import folder_in_use, output_failed

#: Stands in the folder while it is written.
_LOCK = ".audit.lock"


@contextlib.contextmanager
def output_locked(folder: Path) -> Iterator[None]:
    """Keep other audits out of a folder, which is made; taken out again if nothing came into it.

    The lock is the system's: it ends with its process, however that ends. The thread that has it
    may take it again.

    Raises
    ------
    RunRefused
        Another audit is writing there.
    OutputRefused
        The folder cannot be written.
    """
    from filelock import FileLock, Timeout

    if folder.exists() and not folder.is_dir():
        raise output_failed(str(folder), "a file of that name is there")
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    lock = FileLock(folder / _LOCK, timeout=0, is_singleton=True)
    try:
        lock.acquire()  # makes the folder
    except Timeout as error:
        raise folder_in_use(str(folder)) from error
    except OSError as error:
        raise output_failed(str(folder), error) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # while it is locked: who waits for it sees that it went
            if lock.lock_counter == 1:
                (folder / _LOCK).unlink()
        lock.release()
        with contextlib.suppress(OSError):  # a folder with something in it stays
            for place in made:
                place.rmdir()
