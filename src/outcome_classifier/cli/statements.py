"""Commands on single statements: classify and quiz."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ..datatypes import Kind, Prediction
from .options import ForceOption, Format, FormatOption, ModelOption, print_json, show


def classify(
    texts: Annotated[list[str], typer.Argument(help="Statements, or - for lines of stdin")],
    explain: Annotated[bool, typer.Option(help="Say why")] = False,
    format: FormatOption = Format.table,  # noqa: A002
    model: ModelOption = None,
) -> None:
    """Label statements as outcome, need, resource or output.

    Example: `outcome-classifier classify "Home by Easter" --explain`
    """
    from ..classifier import OutcomeClassifier
    from ..reporting.shown import explanation_lines
    from .tables import predictions_table

    lines: Iterable[str] = (line.rstrip("\r\n") for line in sys.stdin) if texts == ["-"] else texts
    predictions = OutcomeClassifier(model).classify_iter(lines, explain=explain)
    if format is Format.json:
        print_json([p.to_dict() for p in predictions])
    elif format is Format.csv:
        _predictions_csv(predictions)
    else:
        held = list(predictions)
        show(predictions_table(held))
        for prediction in held:
            show(*explanation_lines(prediction))


def _predictions_csv(predictions: Iterable[Prediction]) -> None:
    from ..reporting.tables import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(
        ["text", "kind", "confidence", "needs_review", "reason", *(f"p_{k}" for k in Kind)]
    )
    for p in predictions:
        probabilities = [round(p.probabilities[k], 4) for k in Kind] if p.kind else [""] * 4
        writer.writerow(
            [safe_cell(p.text), p.kind or "", p.confidence, p.needs_review, p.reason or "",
             *probabilities]
        )  # fmt: skip


def quiz(
    html: Annotated[
        Path | None, typer.Option("--html", help="Write it as a page that marks itself and prints")
    ] = None,
    force: ForceOption = False,
) -> None:
    """Play the guidance's quiz: is this a personal outcome? Marked and explained.

    Example: `outcome-classifier quiz --html quiz.html`
    """
    from ..quiz import ask, load_questions

    if html is not None:
        from ..quiz.page import write_quiz

        show(f"Quiz: {write_quiz(html, force=force)}")
        return
    asked = right = 0
    for question in load_questions():
        show(f"{question.number}. {question.text}")
        answer = ask(sys.stdin.readline, show)
        if answer is None:
            break
        asked, right = asked + 1, right + (answer == question.is_outcome)
        show(*question.mark(answer))
    show(f"{right} of {asked} right. The guidance prints no key: this is its definitions applied.")
