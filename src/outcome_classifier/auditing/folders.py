"""Finished parts in a folder, which a later run can go on from.

A part is a folder of Parquet files, written under another name and renamed when it is whole, so
that what is there is finished. Folders are private (0700), files too (0600): they hold text.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import output_failed, part_damaged, parts_there, resume_refused
from .parquet import Row, facts_in, from_parquet
from .parts import TABLES, Part, PartFacts, PartTables

#: Changing what is in the folder: raise this; parts of another format are not gone on from.
FORMAT = 1
_MANIFEST = "manifest.json"
_WRITING = ".writing-"
_OURS = re.compile(r"\d{6,}|\.writing-.*|manifest\.json")


class PartFolder:
    """Parts as files in a folder.

    Parameters
    ----------
    folder
        Made when the first part comes.
    about
        What the parts belong to: input, model, rules, settings. It goes into the manifest, and
        must be the same to go on.
    resume, force
        Go on with the parts that are there; take them out.

    Raises
    ------
    RunRefused
        Parts are there and neither was asked for, or they belong to another audit.
    OutputRefused
        The folder cannot be written, or holds something else.
    """

    def __init__(
        self, folder: Path, about: Mapping[str, Any], *, resume: bool = False, force: bool = False
    ) -> None:
        self.folder, self._begun, self._kept = folder, False, False
        self._made = False
        self._about = {"format": FORMAT, **json.loads(json.dumps(about, default=str))}
        others = _names(folder)
        there = _MANIFEST in others
        if not there and others:
            raise output_failed(str(folder), "it holds other files")
        if there and resume:
            self._same_or_refused()
            self._kept = True
        elif there and not force:
            raise parts_there(str(folder))

    def _same_or_refused(self) -> None:
        try:
            found = json.loads((self.folder / _MANIFEST).read_bytes())
        except (OSError, ValueError) as error:
            raise resume_refused(str(self.folder), [_MANIFEST]) from error
        differ = [name for name, value in self._about.items() if found.get(name) != value]
        if differ:
            raise resume_refused(str(self.folder), differ)

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._made = not self.folder.exists()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            _clear(self.folder, keep_parts=self._kept)
            self._write_manifest({})
        except OSError as error:
            raise output_failed(str(self.folder), error) from error

    def _write_manifest(self, more: Mapping[str, Any]) -> None:
        text = json.dumps({**self._about, **more}, indent=1, ensure_ascii=True)
        temporary = self.folder / f"{_WRITING}manifest"
        _write(temporary, text.encode())
        temporary.replace(self.folder / _MANIFEST)
        _sync_folder(self.folder)

    def find(self, part: Part) -> PartFacts | None:
        """Return the facts of a part that is there and whole; a damaged one is not there."""
        self._begin()
        if not self._kept:
            return None
        try:
            found = [facts_in(self._path(part.number, name)) for name in TABLES]
            facts = PartFacts(**found[0])
        except (OSError, ValueError, TypeError):
            return None
        if facts.key != part.key:
            raise resume_refused(str(self.folder), ["input"])
        return facts

    def keep(self, tables: PartTables) -> None:
        """Write a part: whole or not at all, and on the disk when this returns."""
        self._begin()
        place = self.folder / f"{tables.number:06d}"
        try:
            temporary = Path(tempfile.mkdtemp(dir=self.folder, prefix=_WRITING))
            try:
                for name, content in tables.files.items():
                    _write(temporary / f"{name}.parquet", content)
                _sync_folder(temporary)
                shutil.rmtree(place, ignore_errors=True)
                temporary.rename(place)
                _sync_folder(self.folder)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
        except OSError as error:
            raise output_failed(str(self.folder), error) from error

    def finish(self, count: int) -> None:
        """Write into the manifest how many parts there are; refuse parts of a longer source."""
        self._begin()
        if any(name.isdigit() and int(name) >= count for name in _names(self.folder)):
            raise resume_refused(str(self.folder), ["input"])
        try:
            self._write_manifest({"parts": count})
        except OSError as error:
            raise output_failed(str(self.folder), error) from error

    def rows(self, number: int, table: str, kind: type[Row]) -> Iterator[Row]:
        """Yield the rows of one table of one part."""
        try:
            yield from from_parquet(self._path(number, table), kind)
        except (OSError, ValueError) as error:
            raise part_damaged(str(self.folder), number) from error

    def discard(self) -> None:
        """Take out what this run has written, and the folder if it made it; found parts stay."""
        if self._begun and not self._kept:
            _clear(self.folder, keep_parts=False)
            if self._made:
                with contextlib.suppress(OSError):  # one that holds something else stays
                    self.folder.rmdir()

    def close(self) -> None:
        """Nothing: the files are the user's."""

    def _path(self, number: int, table: str) -> Path:
        return self.folder / f"{number:06d}" / f"{table}.parquet"


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise output_failed(str(folder), error) from error


def _clear(folder: Path, *, keep_parts: bool) -> None:
    """Take out what a run writes, or only what it left unfinished; nothing else."""
    for name in _names(folder):
        if name.startswith(_WRITING) or (not keep_parts and _OURS.fullmatch(name)):
            path = folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make names last through a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
