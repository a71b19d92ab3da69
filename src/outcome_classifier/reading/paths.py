"""Values inside JSON: a path such as ``plan.goals.text``, through objects and lists alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

#: Where the words of an object stand: ``{"goals": [{"description": "…"}]}``.
_WORDS = ("text", "description", "statement", "wording", "narrative", "value", "content")


def parse_json(text: str) -> Any:
    """Return the value of a JSON text.

    Raises
    ------
    ValueError
        A fault of syntax, a key that stands twice, NaN or Infinity, or a number without end.
    RecursionError
        Nested too deep.
    """
    return json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)


def values_at(data: Any, path: str) -> list[Any]:
    """Return every value that stands at a path; a list on the way, or at its end, gives each item.

    Examples
    --------
    >>> values_at({"goals": [{"text": "Home"}, {"text": "Choir"}]}, "goals.text")
    ['Home', 'Choir']
    """
    found = [data]
    keys = path.split(".")
    if isinstance(data, Mapping) and path in data:
        keys = [path]
    for key in keys:
        found = [item[key] for item in flat(found) if isinstance(item, Mapping) and key in item]
    return flat(found)


def words_of(value: Any) -> list[Any]:
    """Return a value itself, or what an object says in words, in a list; an object may say nothing.

    Examples
    --------
    >>> words_of({"description": "Home", "status": "active"}), words_of("Home")
    (['Home'], ['Home'])
    """
    if not isinstance(value, Mapping):
        return [value]
    key = next((key for word in _WORDS for key in value if key.lower() == word), None)
    return [] if key is None else [v for v in flat([value[key]]) if not isinstance(v, Mapping)]


def spaced(key: str) -> str:
    """Return a key with its words apart: ``whatMatters`` is ``what Matters``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key)


def flat(values: list[Any]) -> list[Any]:
    """Return the items of lists in place of the lists, however deep, in order; no nulls."""
    items: list[Any] = []
    waiting = list(reversed(values))
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif value is not None:
            items.append(value)
    return items


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
