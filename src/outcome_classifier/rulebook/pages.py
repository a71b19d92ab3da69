"""A page for each rule, written from the rule itself: nothing is typed twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from .local import load_rulebook
from .rules import Principle, Rule

_HEAD = "<!-- Written by: python -m outcome_classifier.rulebook docs/rules -->\n\n"


def example_words(example: object) -> str:
    """Return an example as a person reads it: its words, with the field where it has one."""
    if not isinstance(example, Mapping):
        return str(example)
    parts = [(k, v if isinstance(v, list) else [v]) for k, v in example.items() if k != "kinds"]
    return "; ".join(f"in {name}: {' / '.join(map(str, values))}" for name, values in parts)


def seen_words(rule: Rule) -> str:
    """Return a rule's status and what it rests on, in words."""
    if not rule.seen:
        return rule.status
    records, right = rule.seen["records"], rule.seen["right"]
    return f"{rule.status} (spoke in {records} development records, in {right} as marked)"


def rule_page(rule: Rule, principle: Principle) -> str:
    """Return the page of one rule as Markdown."""
    says = "Says yes to" if rule.gives == "met" else "Flags"
    lines = [
        f"# {rule.code} {rule.name}",
        f"**{rule.title}.**",
        f"Principle {principle.number}: {principle.title}.",
        f"{rule.gives}, {rule.severity}, since {rule.since}; {seen_words(rule)}.",
    ]
    if rule.jurisdiction:
        lines.append(f"Only for: {', '.join(rule.jurisdiction)}.")
    if rule.fields:
        lines.append(f"Looks in: {', '.join(rule.fields)}.")
    lines += [
        f"Why: {rule.why}",
        f"Source: {rule.source}.",
        f"It says: “{rule.message}”",
        f"It asks: “{rule.ask}”",
        f"## {says}",
        _listed(rule.flag),
        "## Leaves alone",
        _listed(rule.passes),
    ]
    if rule.known_problems:
        lines += ["## Known problems", rule.known_problems]
    lines.append("What no text can show: " + principle.never)
    return _HEAD + "\n\n".join(lines) + "\n"


def _listed(examples: Iterable[object]) -> str:
    return "\n".join(f"- {example_words(e)}".replace("\n", " / ") for e in examples)


def index_page(rules: Iterable[Rule], principles: Mapping[int, Principle]) -> str:
    """Return the list of all rules by principle as Markdown."""
    lines = [
        "# Rules",
        "Each rule points at words and asks a question; none rewrites a record, and none judges a "
        "person. A rule marked preview rests on fewer than 20 development records, or was wrong more "
        "than once in ordinary notes.",
    ]
    chosen = list(rules)
    for number, principle in sorted(principles.items()):
        lines.append(f"## {number}. {principle.title}")
        rows = [
            f"| [{r.code}]({r.code}.md) | {r.title} | {r.gives} | {r.severity} | {r.status} |"
            for r in chosen
            if r.principle == number
        ]
        lines.append(
            "\n".join(["| code | title | gives | severity | status |", "|---" * 5 + "|", *rows])
        )
    return _HEAD + "\n\n".join(lines) + "\n"


def rule_pages() -> dict[str, str]:
    """Return every page by its file name."""
    book = load_rulebook()
    pages = {f"{r.code}.md": rule_page(r, book.principles[r.principle]) for r in book.rules}
    return {**pages, "README.md": index_page(book.rules, book.principles)}


def write_pages(folder: Path) -> None:
    """Write every page into a folder, and take away pages of rules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = rule_pages()
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
