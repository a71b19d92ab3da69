"""What the benchmarks measured: kept in results.json, shown as tables in README.md here.

python benchmarks/results.py    # writes the tables anew
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RESULTS, PAGE = FOLDER / "results.json", FOLDER / "README.md"
_BLOCK = re.compile(r"<!-- (\w+) -->\n.*?<!-- /\1 -->", re.DOTALL)


def kept() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every benchmark."""
    found: dict[str, list[dict[str, Any]]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def keep(name: str, row: Mapping[str, Any], key: Sequence[str]) -> None:
    """Keep a row of a benchmark, in place of one with the same key."""
    rows = kept().get(name, [])
    same = [n for n, old in enumerate(rows) if all(old[k] == row[k] for k in key)]
    if same:
        rows[same[0]] = dict(row)
    else:
        rows.append(dict(row))
    RESULTS.write_text(json.dumps(kept() | {name: rows}, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def line(row: Mapping[str, Any]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(map(_cell, row.values()))} |"


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as a Markdown table."""
    return "\n".join([line({k: k for k in rows[0]}), "|---" * len(rows[0]) + "|", *map(line, rows)])


def page(text: str) -> str:
    """Return a page with the tables between its marks written anew."""
    found = kept()

    def block(match: re.Match[str]) -> str:
        name = match[1]
        rows = f"{table(found[name])}\n" if name in found else ""
        return f"<!-- {name} -->\n{rows}<!-- /{name} -->"

    return _BLOCK.sub(block, text)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
