"""The model card's plots as SVG files: reliability, and risk against coverage."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from ..evaluation import Evaluation
from ..reporting import write_whole

_SIZE = (4.6, 3.6)
_COLOUR = "#005ea5"
#: The plots of an evaluation, and what each shows.
PLOTS = {
    "reliability": "Confidence against share right",
    "risk-coverage": "Share labelled against share wrong",
}


def plot_file(plot: str, evaluation: Evaluation) -> str:
    """Return the name of the file of one of `PLOTS`."""
    return f"{plot}-{evaluation.name.replace(', ', '-').replace(' ', '-')}.svg"


def write_plots(evaluations: Sequence[Evaluation], folder: Path) -> list[Path]:
    """Write both plots for each evaluation that has curves; return the files."""
    written = []
    for evaluation in evaluations:
        if not evaluation.curves:
            continue
        folder.mkdir(exist_ok=True)
        for plot, draw in zip(PLOTS, (reliability_svg, risk_svg), strict=True):
            path = folder / plot_file(plot, evaluation)
            written.append(write_whole(path, draw(evaluation), force=True))
    return written


def reliability_svg(evaluation: Evaluation) -> str:
    """Return confidence against the share right, one point a bin, its area the statements in it."""
    bins = evaluation.curves["reliability"]
    most = max(b["n"] for b in bins)
    return _drawn(
        [b["confidence"] for b in bins],
        [b["right"] for b in bins],
        [10 + 190 * b["n"] / most for b in bins],
        f"Is the confidence worth its number? ({evaluation.name})",
        ("confidence", "share right"),
        diagonal=True,
    )


def risk_svg(evaluation: Evaluation) -> str:
    """Return the share of statements labelled, the surest first, against the share wrong."""
    points = evaluation.curves["risk_coverage"]
    return _drawn(
        [p["coverage"] for p in points],
        [p["risk"] for p in points],
        [16.0] * len(points),
        f"How many are wrong, the surest first ({evaluation.name})",
        ("share of statements, the surest first", "share wrong"),
        diagonal=False,
    )


def _drawn(
    x: Sequence[float],
    y: Sequence[float],
    sizes: Sequence[float],
    title: str,
    axes: tuple[str, str],
    *,
    diagonal: bool,
) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": title, "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axis = figure.subplots()
        if diagonal:
            axis.plot([0, 1], [0, 1], color="#888888", linewidth=1, linestyle="--")
            axis.set(xlim=(0, 1.02), ylim=(0, 1.02))
        else:
            axis.plot(x, y, color=_COLOUR, linewidth=1.5)
            axis.set(xlim=(0, 1.02), ylim=(0, max(0.05, *y) * 1.1))
        axis.scatter(x, y, s=sizes, color=_COLOUR, alpha=0.8)
        axis.set(xlabel=axes[0], ylabel=axes[1])
        axis.set_title(title, fontsize=9, loc="left")
        axis.spines[["top", "right"]].set_visible(False)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Title": title})
    return out.getvalue()
