"""The recipe with an encoder (extra ``train``): a teacher, a student, a head, a model folder.

1. The teacher: all-mpnet-base-v2, fine-tuned on the training statements, in part on variants of
   them that keep the kind (another name, another age, a slip).
2. The student: layers and words cut from the teacher, then taught on the same statements and on
   the teacher's answers to recombined texts.
3. The student as ONNX, its weights kept as 8-bit numbers; a logistic regression on its vectors;
   temperature and review point from the calibrating pass.

Everything is kept in a working folder: a run that is stopped goes on from the last epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupShuffleSplit

from ..cleaning import clean
from ..datatypes import Kind
from ..encoder import Encoder
from ..errors import training_data
from ..features import Features
from ..model_store import ENCODER, TOKENIZER, Model, load_model, save_model
from ..shipped import shipped_model
from .dataset import Dataset, groups_of, refuse_unfit_for_training
from .encoder import TrainableEncoder, fine_tune, run_batches
from .export import keep_as_bytes, to_onnx
from .language import train_languages
from .recipe import SEED, fit_temperature, review_point, widest
from .transfer import transfer_texts
from .weights import unpack_encoder

if TYPE_CHECKING:
    import pandas as pd

_KINDS = [str(kind) for kind in Kind]
#: How sure a target is where a second kind could be defended, and where two labels differed.
_DEFENSIBLE, _DISPUTED = 0.1, 0.3


@dataclass(frozen=True)
class EncoderRecipe:
    """What is chosen on the choosing pass, and nowhere else."""

    teacher: str = "mpnet"
    teacher_epochs: int = 4
    teacher_rate: float = 3e-5
    varied: float = 0.3
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11)
    words: int = 16_000
    transfer: int = 8_000
    student_epochs: int = 1
    student_rate: float = 1e-5
    head_c: float = 0.1


def train_with_encoder(
    dataset: Dataset,
    folder: Path,
    *,
    version_name: str,
    packages: Path,
    work: Path,
    languages: Path | None = None,
    recipe: EncoderRecipe | None = None,
) -> Model:
    """Train on split ``train``, calibrate on the second validation pass, write a model folder.

    A table without splits is split here: a sixth of its groups (see `groups_of`) calibrates.
    ``packages`` holds the encoders' packages (see `weights`); ``work`` keeps what is half done.
    Without ``languages`` the shipped model's language head is taken over.

    Raises
    ------
    TrainingRefused
        As in `recipe.train`, or a package is missing, or its weights are not those named.
    """
    recipe = recipe or EncoderRecipe()
    table, held_out = training_and_calibrating(dataset)
    refuse_unfit_for_training(dataset.name, table)
    texts = [clean(text) for text in table["text"]]
    work = work / dataset.sha256[:12]
    student = _student(recipe, texts, targets(table), packages, work)
    parts = {
        ENCODER: keep_as_bytes(to_onnx(student)),
        TOKENIZER: student.tokenizer.to_str().encode(),
    }
    features = Features(encoder=Encoder(parts[ENCODER], parts[TOKENIZER]))
    matrix = features.transform(texts)
    head = LogisticRegression(C=recipe.head_c, max_iter=2000, random_state=SEED)
    head.fit(matrix, list(table["kind"]))
    columns = [list(head.classes_).index(kind) for kind in held_out["kind"]]
    scores = head.decision_function(features.transform([clean(t) for t in held_out["text"]]))
    temperature = fit_temperature(scores, columns)
    head.coef_, head.intercept_ = head.coef_ / temperature, head.intercept_ / temperature
    save_model(
        folder,
        version_name=version_name,
        features=features,
        head=head,
        review_below=review_point(scores / temperature, columns),
        self_test=widest(texts, list(table["kind"]), head, matrix),
        facts={
            "seed": SEED,
            "temperature": round(temperature, 4),
            "data": {"file": dataset.name, "sha256": dataset.sha256, "rows": len(table)},
            "recipe": (
                f"{recipe.teacher} fine-tuned; {len(recipe.layers)} of its layers and "
                f"{recipe.words:,} of its words kept and taught on, also from its answers to "
                f"{recipe.transfer:,} recombined texts; logistic regression, temperature"
            ),
        },
        languages=train_languages(languages, texts)
        if languages
        else load_model(shipped_model()).languages,
        encoder_parts=parts,
    )
    return load_model(folder)


def targets(table: pd.DataFrame) -> np.ndarray:
    """Return target probabilities, ``(n_rows, 4)`` in the order of `Kind`.

    All on the kind, but for a share on the second kind where one could be defended.
    """
    wanted = np.zeros((len(table), len(_KINDS)))
    for row, (kind, alt, disputed) in enumerate(
        zip(table["kind"], table["alt"], table["disputed"], strict=True)
    ):
        share = (_DISPUTED if disputed else _DEFENSIBLE) if alt else 0.0
        wanted[row, _KINDS.index(kind)] += 1 - share
        if alt:
            wanted[row, _KINDS.index(alt)] += share
    return wanted


def training_and_calibrating(dataset: Dataset) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that train and those that calibrate, of different hands.

    Where there are splits: ``train``, and the last by name of the passes of ``validation`` (the
    others choose between recipes). Else whole groups, five sixths and one.

    Raises
    ------
    TrainingRefused
        All statements are of one document or pass.
    """
    validation = dataset.part("validation")
    if "split" in dataset.table and not validation.empty:
        names = validation.get("writing_pass", validation["split"])
        return dataset.part("train"), validation[names == max(names)]
    table = dataset.part("train")
    groups = groups_of(table)
    if len(set(groups)) < 2:
        raise training_data(dataset.name, "all statements are of one document or pass")
    splitter = GroupShuffleSplit(1, test_size=1 / 6, random_state=SEED)
    train, held_out = next(splitter.split(table, groups=groups))
    return table.iloc[train], table.iloc[held_out]


def _student(
    recipe: EncoderRecipe, texts: list[str], wanted: np.ndarray, packages: Path, work: Path
) -> TrainableEncoder:
    """The taught student; the teacher and its answers are taken from the working folder."""
    weights = unpack_encoder(recipe.teacher, packages, work.parent / "weights")
    teacher = TrainableEncoder.load(weights)
    fine_tune(
        teacher,
        texts,
        wanted,
        folder=work / "teacher",
        epochs=recipe.teacher_epochs,
        rate=recipe.teacher_rate,
        varied=recipe.varied,
    )
    recombined = [t for t in map(clean, transfer_texts(texts, recipe.transfer)) if t]
    answers = _answers(teacher, recombined, work / "answers.npz")
    teacher.keep_layers(recipe.layers)
    teacher.keep_words(texts, recipe.words)
    fine_tune(
        teacher,
        [*texts, *recombined],
        np.concatenate([wanted, answers]),
        folder=work / "student",
        epochs=recipe.student_epochs,
        rate=recipe.student_rate,
        varied=recipe.varied,
    )
    return teacher


def _answers(teacher: TrainableEncoder, texts: list[str], path: Path) -> np.ndarray:
    """The teacher's probabilities, ``(n_texts, 4)``, worked out once."""
    if path.is_file():
        with np.load(path) as kept:
            if len(kept["probabilities"]) == len(texts):
                return np.asarray(kept["probabilities"])
    probabilities = softmax(run_batches(teacher, texts, quick=True)[1], axis=1)
    np.savez(path, probabilities=probabilities)
    return np.asarray(probabilities)
