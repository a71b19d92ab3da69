"""Workbooks are loaded in a process of their own, which may end without ending this one.

A workbook of a kilobyte can be made so that loading it takes all memory, or ends the process that
does it: one cell in the far corner, a number of strings that is not true, one text repeated a
million times.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

from .loading import READY, lines_of

#: Bytes that loading a workbook may take.
_MEMORY = 4 << 30


class LoadingFailed(Exception):
    """The process ended before it had told the whole sheet."""


def lines_apart(path: Path, wanted: str, most_cells: int) -> Generator[str]:
    """Yield the lines of `loading.lines_of`, from another process where one can be begun.

    Raises
    ------
    LoadingFailed
        The file ended the process, or took more memory than is allowed.
    """
    child = _begun(str(path), wanted, str(most_cells), str(_MEMORY))
    if child is None:
        yield from lines_of(str(path), wanted, most_cells)
        return
    with child:
        try:
            yield from child.stdout or ()
            child.wait()
        finally:
            child.kill()
    if child.returncode:
        raise LoadingFailed


def _begun(*arguments: str) -> subprocess.Popen[str] | None:
    """A process that is ready; None where the program that runs here cannot be run so again."""
    program = sys.executable or ""
    if "py" not in Path(program).name.lower() or getattr(sys, "frozen", False):
        return None
    script = Path(__file__).with_name("loading.py")
    try:
        child = subprocess.Popen(  # noqa: S603 (this Python, and a file of this package)
            [program, "-P", script, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote the file
            encoding="ascii",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    if child.stdout is not None and child.stdout.readline() == f"{READY}\n":
        return child
    child.kill()
    child.communicate()
    return None
