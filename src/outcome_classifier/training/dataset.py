"""Labelled statements: read, checked, and refused where they would mislead.

Columns: ``text`` and ``kind`` are needed; ``split``, ``writing_pass``, ``document``, ``family``,
``alt``, ``disputed`` and others are used where they are there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..cleaning import clean
from ..datatypes import Kind
from ..errors import file_missing, training_data
from ..shipped import shipped_path

if TYPE_CHECKING:
    import pandas as pd

#: Fewer examples of a kind than this cannot train it.
LEAST_OF_A_KIND = 10


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
        A column is missing, a kind is unknown, a text is empty.
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
    unknown = [n + 2 for n, kind in enumerate(table["kind"]) if kind not in set(Kind)]
    if unknown:
        known = ", ".join(Kind)
        raise training_data(path.name, f"row {unknown[0]}: the kind must be one of {known}")
    empty = [n + 2 for n, text in enumerate(table["text"]) if not clean(text)]
    if empty:
        raise training_data(path.name, f"row {empty[0]}: the text is empty")
    digest = hashlib.sha256(content).hexdigest()
    return Dataset(path.name, table, digest, _conflicts(table))


def _conflicts(table: pd.DataFrame) -> tuple[int, ...]:
    normal = table["text"].map(lambda text: clean(text).lower())
    kinds = table["kind"].groupby(normal).transform("nunique")
    return tuple(int(n) + 2 for n in range(len(table)) if kinds.iloc[n] > 1)


def refuse_unfit_for_training(name: str, table: pd.DataFrame) -> None:
    """Refuse one kind only, too few of a kind, and the quiz among the statements."""
    counts = Counter(table["kind"])
    missing = [kind for kind in Kind if counts[kind] == 0]
    if missing:
        raise training_data(name, f"has no statement of the kind {', '.join(missing)}")
    few = [f"{kind} ({counts[kind]})" for kind in Kind if counts[kind] < LEAST_OF_A_KIND]
    if few:
        raise training_data(
            name, f"needs at least {LEAST_OF_A_KIND} of each kind; too few: {', '.join(few)}"
        )
    quiz = {clean(text).lower() for text in load_quiz()["text"]}
    held = sum(clean(text).lower() in quiz for text in table["text"])
    if held:
        raise training_data(name, f"holds {held} statement(s) of the quiz, which is the exam")


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
