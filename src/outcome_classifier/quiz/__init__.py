"""The guidance's quiz as a game: 25 statements, each marked and explained.

Source: Social Care Wales, *Understanding and Using an Outcomes Approach*, "Try this quiz".
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from ..datatypes import Kind
from ..shipped import shipped_path

_YES, _NO = ("y", "yes"), ("n", "no")


@dataclass(frozen=True, slots=True)
class Question:
    """One statement of the quiz, its kind by the guidance's definitions, a second kind that could
    be defended, why it is so, and a question that may lead to the outcome where it is none.
    """

    number: int
    text: str
    kind: Kind
    second_kind: Kind | None
    why: str
    ask: str = ""

    @property
    def is_outcome(self) -> bool:
        """The quiz's own question."""
        return self.kind is Kind.OUTCOME

    def reasons(self) -> list[str]:
        """Say what the statement is, and why; ask what may lead to the outcome."""
        lines = [f"This is {_article(self.kind)}. {self.why}"]
        if self.second_kind:
            lines.append(f"{_article(self.second_kind).capitalize()} could be defended, too.")
        if self.ask:
            lines.append(f"To find the outcome, ask: {self.ask}")
        return lines

    def mark(self, answer: bool) -> list[str]:
        """Say whether an answer is right, what the statement is, and why."""
        right = "Yes, that is right." if answer == self.is_outcome else "Not quite."
        first, *others = self.reasons()
        return [f"   {line}" for line in (f"{right} {first}", *others)]


def load_questions() -> list[Question]:
    """Return the 25 questions in the guidance's order."""
    text = resources.files(__package__).joinpath("reasons.toml").read_text(encoding="utf-8")
    reasons = {entry.pop("number"): entry for entry in tomllib.loads(text)["reason"]}
    with shipped_path("data/quiz.csv").open(encoding="utf-8", newline="") as file:
        return [
            Question(
                int(row["number"]),
                row["text"],
                Kind(row["kind"]),
                Kind(row["second_kind"]) if row["second_kind"] else None,
                **reasons[int(row["number"])],
            )
            for row in csv.DictReader(file)
        ]


def ask(read: Callable[[], str], say: Callable[[str], None]) -> bool | None:
    """Ask until there is a yes or a no; None at the end of the input or for ``q``."""
    while True:
        say("   Is this a personal outcome? (y/n, q to stop)")
        line = read()
        word = line.strip().lower()
        if not line or word in ("q", "quit"):
            return None
        if word in (*_YES, *_NO):
            return word in _YES
        say("   Please type y, n or q.")


def _article(kind: Kind) -> str:
    return f"{'an' if kind in (Kind.OUTCOME, Kind.OUTPUT) else 'a'} {kind}"
