"""Where rules ask for attention in ordinary notes: what a change of rules newly hits is seen.

``python -m outcome_classifier.training.background`` writes ``data/background_hits.csv`` from the
notes in ``data/background.csv`` and prints what came and what went. Notes are read without kinds:
rules that look at kinds stay silent here.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from ..datatypes import Prediction, Record
from ..principles import check_principles
from ..reporting import write_whole
from ..results import LabelledStatement
from ..rulebook import load_rulebook
from ..segmenting import split_record
from ..shipped import shipped_path

COLUMNS = ("id", "code", "text")
Hit = tuple[str, str, str]


def background_hits(notes: Path) -> Iterator[Hit]:
    """Yield note, rule and words for each finding that asks for attention."""
    book = load_rulebook()
    with notes.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            record = Record(row["id"], text=row["text"])
            statements = [
                LabelledStatement(s, Prediction(s.text, None, {}, 0.0, False, "empty"))
                for s in split_record(record)
            ]
            for finding in check_principles(record, statements, book).findings:
                if finding.severity != "info":
                    yield row["id"], finding.code, finding.text or ""


def kept_hits(path: Path) -> list[Hit]:
    """Return the hits as they were frozen."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["id"], row["code"], row["text"]) for row in csv.DictReader(file)]


def main() -> None:
    """Freeze the hits of today's rules; print those that came and those that went."""
    data = shipped_path("data")
    path = data / "background_hits.csv"
    before = kept_hits(path) if path.is_file() else []
    now = list(background_hits(data / "background.csv"))
    for sign, hits in (("+", set(now) - set(before)), ("-", set(before) - set(now))):
        for hit in sorted(hits, key=lambda h: (h[1], h[0])):
            sys.stdout.write(f"{sign} {' | '.join(hit)}\n")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, *now])
    write_whole(path, out.getvalue(), force=True)


if __name__ == "__main__":
    main()
