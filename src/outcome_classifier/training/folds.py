"""Which statements train a head, and which try it: never both at once, never of one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..cleaning import clean
from ..datatypes import Kind
from ..errors import training_data
from .dataset import Dataset, groups_of, load_quiz

if TYPE_CHECKING:
    import pandas as pd

SEED = 20260
#: Fewer examples of a kind than this cannot train it.
LEAST_OF_A_KIND = 10
#: Fewer statements than this say nothing of a head that is tried on them.
LEAST_HELD_OUT = 20
_FOLDS = 6


@dataclass(frozen=True)
class Folds:
    """Rows of a table in turns: positions that train, and positions that are held out meanwhile.

    ``how`` says in words what is held out.
    """

    table: pd.DataFrame
    turns: tuple[tuple[list[int], list[int]], ...]
    how: str

    @property
    def trained(self) -> list[int]:
        """Positions that train in any turn: what the head that is kept learns from."""
        return sorted({n for train, _ in self.turns for n in train})

    @property
    def held_out(self) -> list[int]:
        """Positions that are held out, in the order of the turns."""
        return [n for _, held_out in self.turns for n in held_out]


def folds_of(dataset: Dataset, *, once: bool = False) -> Folds:
    """Return what trains and what is held out; refuse what would mislead.

    Where there are splits: ``train`` trains, and the last by name of the passes of ``validation``
    is held out (the others choose between recipes). Else whole groups (see `groups_of`) are held
    out in six turns, or in the first of them, if the training is to run ``once``. A statement
    whose words train is not held out.

    Raises
    ------
    TrainingRefused
        A kind is missing, too rare, or of one group alone; all statements are of one group; the
        quiz is among them; too few are held out.
    """
    validation = dataset.part("validation")
    train = dataset.part("train")
    _refuse_too_few(dataset.name, train)
    if "split" in dataset.table and not validation.empty:
        folds = _by_split(train, validation)
    else:
        folds = _by_group(dataset.name, train, once=once)
    _refuse_the_quiz(dataset.name, list(folds.table["text"]))
    folds = _without_repeats(folds)
    for positions, _ in folds.turns:
        kinds = set(folds.table["kind"].iloc[positions])
        missing = [kind for kind in Kind if kind not in kinds]
        if missing:
            what = f"of too few documents or passes to hold one back: {', '.join(missing)}"
            raise training_data(dataset.name, what)
    if len(folds.held_out) < LEAST_HELD_OUT:
        what = (
            f"{len(folds.held_out)} statement(s) are left to try the head on; at least "
            f"{LEAST_HELD_OUT} are needed, with words that do not train"
        )
        raise training_data(dataset.name, what)
    return folds


def _by_split(train: pd.DataFrame, validation: pd.DataFrame) -> Folds:
    import pandas as pd

    names = validation.get("writing_pass", validation["split"])
    last = max(names)
    table = pd.concat([train, validation[names == last]], ignore_index=True)
    turn = list(range(len(train))), list(range(len(train), len(table)))
    return Folds(table, (turn,), f"those of `{last}` in split validation, which trained nothing")


def _by_group(name: str, table: pd.DataFrame, *, once: bool) -> Folds:
    from sklearn.model_selection import StratifiedGroupKFold

    groups = groups_of(table)
    count = len(set(groups))
    if count < 2:
        raise training_data(name, "all statements are of one document or pass")
    folds = StratifiedGroupKFold(min(_FOLDS, count), shuffle=True, random_state=SEED)
    turns = [
        (train.tolist(), held_out.tolist())
        for train, held_out in folds.split(table["text"], table["kind"], groups)
    ]
    if once:
        how = "of documents or passes that trained nothing"
        return Folds(table, tuple(turns[:1]), how)
    how = "each labelled by a head that had not learnt from its document or pass"
    if not {"writing_pass", "document", "family"} & set(table.columns):
        how = (
            "each labelled by a head that had not learnt from it; no column says which document it "
            "is from, so others of its document may have trained it: expect less elsewhere"
        )
    return Folds(table, tuple(turns), how)


def _without_repeats(folds: Folds) -> Folds:
    words = [clean(text).lower() for text in folds.table["text"]]
    turns = []
    for train, held_out in folds.turns:
        trained = {words[n] for n in train}
        turns.append((train, [n for n in held_out if words[n] not in trained]))
    return replace(folds, turns=tuple(turns))


def _refuse_too_few(name: str, table: pd.DataFrame) -> None:
    """Refuse one kind only, and too few of a kind."""
    counts = Counter(table["kind"])
    missing = [kind for kind in Kind if counts[kind] == 0]
    if missing:
        raise training_data(name, f"has no statement of the kind {', '.join(missing)} to train on")
    few = [f"{kind} ({counts[kind]})" for kind in Kind if counts[kind] < LEAST_OF_A_KIND]
    if few:
        raise training_data(
            name, f"needs at least {LEAST_OF_A_KIND} of each kind; too few: {', '.join(few)}"
        )


def _refuse_the_quiz(name: str, texts: Sequence[str]) -> None:
    """Refuse the quiz among statements that train or set anything."""
    quiz = {clean(text).lower() for text in load_quiz()["text"]}
    held = sum(clean(text).lower() in quiz for text in texts)
    if held:
        raise training_data(name, f"holds {held} statement(s) of the quiz, which is the exam")
