"""Commands on models: train and evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import errors
from .options import ForceOption, Format, FormatOption, ModelOption, print_json, show

if TYPE_CHECKING:
    from ..model_store import Model
    from ..training.dataset import Dataset


def train(
    data: Annotated[Path, typer.Argument(help="CSV with the columns text and kind")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the model")],
    version_name: Annotated[str, typer.Option("--version-name", help="Name it")] = "local",
    languages: Annotated[
        Path | None, typer.Option(help="CSV of texts by language; else the shipped head is kept")
    ] = None,
    encoder: Annotated[
        Path | None,
        typer.Option(help="Folder of the encoders' packages: train an encoder too (extra train)"),
    ] = None,
    work: Annotated[
        Path, typer.Option(help="Where a half-trained encoder is kept, to go on from")
    ] = Path(".training"),
    force: ForceOption = False,
) -> None:
    """Train a model on labelled statements and write a model folder, with its scores and card.

    Only the head is trained, on the shipped encoder: that takes seconds. With --encoder an encoder
    is trained too, for hours.

    Example: `outcome-classifier train my-statements.csv --out my-model`
    """
    from ..training import load_dataset
    from ..training.publishing import published_evaluations

    if out.exists() and not force:
        raise errors.output_exists(str(out))
    dataset = load_dataset(data)
    if dataset.conflicts:
        rows = ", ".join(map(str, dataset.conflicts[:20]))
        typer.echo(f"The same text has two kinds in rows: {rows}", err=True)
    model = _trained(dataset, out, version_name, languages, encoder, work)
    show(f"Trained on {model.manifest['data']['rows']:,} statements. Model and card: {out}")
    for evaluation in published_evaluations(out):
        score = evaluation.scores["accuracy"]
        show(
            f"Right, {evaluation.name}: {score.value:.3f} ({score.low:.3f} to {score.high:.3f}, "
            f"n {score.n:,})"
        )


def _trained(
    dataset: Dataset,
    out: Path,
    version_name: str,
    languages: Path | None,
    encoder: Path | None,
    work: Path,
) -> Model:
    if encoder is None:
        from ..training import train as run

        return run(dataset, out, version_name=version_name, languages=languages)
    try:
        from ..training.encoder_recipe import train_with_encoder
    except ModuleNotFoundError as error:
        raise errors.extra_missing("train", str(error.name)) from error
    return train_with_encoder(
        dataset,
        out,
        version_name=version_name,
        packages=encoder,
        work=work,
        languages=languages,
    )


def evaluate(
    model: ModelOption = None,
    data: Annotated[Path | None, typer.Option(help="CSV of labelled statements")] = None,
    split: Annotated[
        list[str], typer.Option(help="Which rows, where there are splits; may be repeated")
    ] = ["validation"],  # noqa: B006
    format: FormatOption = Format.table,  # noqa: A002
    publish: Annotated[bool, typer.Option(help="Write metrics, model card, README")] = False,
) -> None:
    """Score a model on labelled statements, the quiz and the guidance's examples.

    Example: `outcome-classifier evaluate --data data/statements.csv`
    """
    from ..classifier import OutcomeClassifier
    from ..training.scoring import publish_scores, score_model
    from .tables import evaluation_tables

    classifier = OutcomeClassifier(model)
    evaluations = score_model(classifier, data, split)
    if format is Format.json:
        print_json([evaluation.to_dict() for evaluation in evaluations])
    else:
        for evaluation in evaluations:
            show(*evaluation_tables(evaluation))
    if publish:
        show(*(f"Wrote {path}" for path in publish_scores(classifier, evaluations, model)))
