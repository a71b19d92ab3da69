"""Labelled statements: read, checked, and refused where they would mislead.

Columns: ``text`` and ``kind`` are needed; ``split``, ``writing_pass``, ``document``, ``family``,
``alt``, ``disputed`` and others are used where they are there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..cleaning import clean
from ..datatypes import Kind
from ..errors import file_missing, training_data
from ..shipped import shipped_path

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: How sure a target is where a second kind could be defended, and where two labels differed.
_DEFENSIBLE, _DISPUTED = 0.1, 0.3


@dataclass(frozen=True)
class Dataset:
    """A checked table of labelled statements, one row a statement, and its hash.

    ``conflicts`` lists the rows (header = row 1) whose text stands there with another kind too.
    """

    name: str
    table: pd.DataFrame
    sha256: str
    conflicts: tuple[int, ...]

    def part(self, *splits: str) -> pd.DataFrame:
        """Return the rows of the named splits; every row where the table has no ``split``."""
        if "split" not in self.table.columns:
            return self.table
        return self.table[self.table["split"].isin(splits)]


def load_dataset(path: Path) -> Dataset:
    """Read and check a CSV of labelled statements.

    Raises
    ------
    FileRefused
        The file is not there.
    TrainingRefused
        A column is missing, a kind (or second kind) is unknown, a text is empty.
    """
    import pandas as pd

    if not path.is_file():
        raise file_missing(path.name)
    content = path.read_bytes()
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise training_data(path.name, "is no CSV in UTF-8 with a header") from error
    for column in ("text", "kind"):
        if column not in table.columns:
            found = ", ".join(map(str, table.columns))
            raise training_data(path.name, f'no column "{column}"; columns: {found}')
    known = ", ".join(Kind)
    for column, more in (("kind", ""), ("alt", " or nothing")):
        allowed = {*Kind, ""} if more else set(Kind)
        values = enumerate(table.get(column, ()))
        unknown = [n + 2 for n, kind in values if kind not in allowed]
        if unknown:
            what = f"row {unknown[0]}: {column} must be one of {known}{more}"
            raise training_data(path.name, what)
    empty = [n + 2 for n, text in enumerate(table["text"]) if not clean(text)]
    if empty:
        raise training_data(path.name, f"row {empty[0]}: the text is empty")
    digest = hashlib.sha256(content).hexdigest()
    return Dataset(path.name, table, digest, _conflicts(table))


def _conflicts(table: pd.DataFrame) -> tuple[int, ...]:
    normal = table["text"].map(lambda text: clean(text).lower())
    kinds = table["kind"].groupby(normal).transform("nunique")
    return tuple(int(n) + 2 for n in range(len(table)) if kinds.iloc[n] > 1)


def targets(table: pd.DataFrame) -> np.ndarray:
    """Return target probabilities, ``(n_rows, 4)`` in the order of `Kind`.

    All on the kind, but for a share on the second kind where one could be defended (column
    ``alt``), a larger one where the two labels differed (column ``disputed``).
    """
    import numpy as np

    kinds, blank = list(Kind), [""] * len(table)
    wanted = np.zeros((len(table), len(kinds)))
    alts, disputes = table.get("alt", blank), table.get("disputed", blank)
    for row, (kind, alt, disputed) in enumerate(zip(table["kind"], alts, disputes, strict=True)):
        share = (_DISPUTED if disputed else _DEFENSIBLE) if alt else 0.0
        wanted[row, kinds.index(kind)] += 1 - share
        if alt:
            wanted[row, kinds.index(alt)] += share
    return wanted


def load_quiz() -> pd.DataFrame:
    """Return the guidance's quiz: number, text, kind, second_kind, source_line."""
    return load_table("quiz.csv")


def load_guidance_examples() -> pd.DataFrame:
    """Return the guidance's example statements: text, role, level, where, source_line."""
    return load_table("guidance_examples.csv")


def load_language_tests(path: Path) -> pd.DataFrame:
    """Return the test rows of a table of texts by language: text, language."""
    table = load_table(path.name, path.parent)
    return table[table["split"] == "test"]


def load_table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Return a CSV of a data folder (the shipped one if None) with every cell as text.

    Raises
    ------
    FileRefused
        It is not there: a wheel carries the quiz and the guidance's examples alone.
    """
    import pandas as pd

    path = (folder or shipped_path("data")) / name
    if not path.is_file():
        raise file_missing(name)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def groups_of(table: pd.DataFrame) -> Sequence[str]:
    """Return what must stay together when rows are split.

    The writing pass where there are several, else the document or family, else the row itself.
    """
    passes = table.get("writing_pass")
    if passes is not None and passes.nunique() > 2:
        return list(passes)
    return clusters_of(table)


def clusters_of(table: pd.DataFrame) -> list[str]:
    """Return the document, else the family, else the row: what one hand wrote in one go."""
    blank = [""] * len(table)
    documents = list(table.get("document", blank))
    families = list(table.get("family", blank))
    return [d or f or f"row {n}" for n, (d, f) in enumerate(zip(documents, families, strict=True))]
