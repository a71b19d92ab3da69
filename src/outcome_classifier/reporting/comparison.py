"""A comparison of two audits as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import charts
from .compare import Change, Comparison
from .html import fill, markup

_ROWS = 40
_OTHERS = "Sure statements of the outcomes field that are no outcome, with their share of the sure."
_PARTS = {
    "all records": ("All records", "What", "Shares of the statements, with counts."),
    "team": ("By team", "Team", _OTHERS),
    "service": ("By service", "Service", _OTHERS),
    "met": ("Principles met", "Principle", "Records whose text shows the principle."),
    "attention": ("Principles that ask for attention", "Principle", "Records with such a verdict."),
}


def render_comparison(comparison: Comparison) -> str:
    """Return the page of a comparison."""
    parts = []
    for group, (title, heading, caption) in _PARTS.items():
        changes = [change for change in comparison.changes if change.group == group]
        if changes:
            parts.append(_part(changes, group, title, heading, caption))
    return fill("comparison.html.j2", comparison=comparison, parts=parts)


def _part(
    changes: Sequence[Change], group: str, title: str, heading: str, caption: str
) -> dict[str, Any]:
    named = [(change.name, change) for change in changes[:_ROWS]]
    drawn = [
        (label, c.difference, c.low, c.high)
        for label, c in named
        if c.difference is not None and c.low is not None and c.high is not None
    ]
    more = len(changes) - len(named)
    return {
        "title": title,
        "heading": heading,
        "caption": caption,
        "note": f"{more} more are not shown here: see the JSON of the comparison." if more else "",
        "chart": markup(charts.differences(drawn, f"change-{group.split()[0]}", f"{title}."))
        if drawn
        else "",
        "rows": [(label, *cells(change)) for label, change in named],
    }


def cells(change: Change) -> tuple[str, str, str, str]:
    """Return what a table shows of a change: then, now, points with interval, what it says."""
    then, now = (
        f"{100 * s.value:.0f} % ({s.count:,}/{s.total:,})" for s in (change.then, change.now)
    )
    if change.difference is None or change.low is None or change.high is None:
        return then, now, "", change.said
    ends = f"{100 * change.low:+.1f} to {100 * change.high:+.1f}"
    return then, now, f"{100 * change.difference:+.1f} ({ends})", change.said
