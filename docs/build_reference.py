"""Write docs/reference.md from the docstrings of the public names: ``python docs/build_reference.py``."""

from __future__ import annotations

import inspect
import re
from enum import Enum
from pathlib import Path
from typing import Any

from docstring_parser import DocstringStyle, parse

import outcome_classifier

PAGE = Path(__file__).parent / "reference.md"


def page() -> str:
    """The whole page."""
    names = [name for name in outcome_classifier.__all__ if not name.startswith("_")]
    objects = {name: getattr(outcome_classifier, name) for name in names}
    functions = {n: o for n, o in objects.items() if inspect.isfunction(o)}
    classes = {n: o for n, o in objects.items() if inspect.isclass(o)}
    errors = {n: o for n, o in classes.items() if issubclass(o, Exception)}
    values = {n: o for n, o in classes.items() if n not in errors}
    parts = ["# Reference\n\nMade from the docstrings; `from outcome_classifier import …`."]
    for title, group in (("Functions", functions), ("Classes", values), ("Errors", errors)):
        parts.append(f"## {title}")
        parts += [entry(name, thing) for name, thing in group.items()]
    return "\n\n".join(parts) + "\n"


def entry(name: str, thing: Any) -> str:
    """One public name: signature, docstring, and the methods of a class."""
    lines = [f"### {name}"]
    if not (inspect.isclass(thing) and issubclass(thing, (Enum, Exception))):
        lines.append(f"```\n{name}{_signature(thing)}\n```")
    lines.append(_text(thing))
    if inspect.isclass(thing) and not issubclass(thing, (Enum, Exception)):
        for method, function in vars(thing).items():
            if method.startswith("_"):
                continue
            if isinstance(function, property):
                lines.append(f"**{method}**: {_text(function)}")
            elif inspect.isfunction(function):
                lines.append(f"**{method}{_signature(function)}**: {_text(function)}")
    return "\n\n".join(lines)


def _signature(thing: Any) -> str:
    shown = str(inspect.signature(thing)).replace("'", "")
    return re.sub(r"\(self(?:, )?", "(", shown)


def _text(thing: Any) -> str:
    """A docstring as Markdown: what it gives, then parameters and errors as lists, examples."""
    found = parse(inspect.getdoc(thing) or "", style=DocstringStyle.NUMPYDOC)
    parts = [found.short_description or "", found.long_description or ""]
    for title, items in (
        ("Parameters", [(p.arg_name, p.description) for p in found.params]),
        ("Raises", [(r.type_name, r.description) for r in found.raises]),
    ):
        if items:
            listed = [f"- `{name}`: {' '.join((text or '').split())}" for name, text in items]
            parts.append("\n".join([f"{title}:", "", *listed]))
    for example in found.examples:
        parts.append(f"```python\n{example.snippet}\n{example.description or ''}\n\n```")
    return re.sub("`{2}(?!`)([^`]+)`{2}(?!`)", r"`\1`", "\n\n".join(filter(None, parts)))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
