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

import numpy as np
from scipy.special import softmax

from ..cleaning import clean
from ..encoder import Encoder
from ..model_store import ENCODER, TOKENIZER, Model
from .dataset import Dataset, targets
from .encoder import TrainableEncoder, fine_tune, run_batches
from .export import keep_as_bytes, to_onnx
from .folds import folds_of
from .recipe import finish, language_head
from .transfer import transfer_texts
from .weights import unpack_encoder


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


def train_with_encoder(
    dataset: Dataset,
    folder: Path,
    *,
    version_name: str = "local",
    packages: Path,
    work: Path,
    languages: Path | None = None,
    recipe: EncoderRecipe | None = None,
) -> Model:
    """Train an encoder and a head on it, write a model folder and return it loaded.

    ``packages`` holds the encoders' packages (see `weights`); ``work`` keeps what is half done.
    Else as in `recipe.train`; a table without splits holds a sixth of its groups out.

    Raises
    ------
    TrainingRefused
        As in `folds_of`, or a package is missing, or its weights are not those named.
    """
    recipe = recipe or EncoderRecipe()
    folds = folds_of(dataset, once=True)
    table = folds.table.iloc[folds.trained]
    texts = [clean(text) for text in table["text"]]
    student = _student(recipe, texts, targets(table), packages, work / dataset.sha256[:12])
    parts = {
        ENCODER: keep_as_bytes(to_onnx(student)),
        TOKENIZER: student.tokenizer.to_str().encode(),
    }
    return finish(
        dataset,
        folds,
        folder,
        encoder=Encoder(parts[ENCODER], parts[TOKENIZER]),
        encoder_parts=parts,
        languages=language_head(languages, folds),
        facts={
            "version": version_name,
            "recipe": (
                f"{recipe.teacher} fine-tuned; {len(recipe.layers)} of its layers and "
                f"{recipe.words:,} of its words kept and taught on, also from its answers to "
                f"{recipe.transfer:,} recombined texts; logistic regression, temperature"
            ),
        },
    )


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
    probabilities = softmax(run_batches(teacher, teacher, texts, quick=True), axis=1)
    np.savez(path, probabilities=probabilities)
    return np.asarray(probabilities)
