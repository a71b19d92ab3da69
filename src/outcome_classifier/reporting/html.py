"""An audit as one HTML page: no script, nothing loaded, everything escaped."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from ..datatypes import Kind
from ..results import Audit
from .summary import NOT_SURE, Summary, summarise
from .tables import without_unseen

if TYPE_CHECKING:
    from jinja2 import Template

_FEW = 50
_REASONS = {
    "empty": "nothing was written",
    "not_text": "the cell holds a number, date or yes/no",
    "too_long": "too long to be one statement",
    "no_letters": "no words",
    "placeholder": "a placeholder such as N/A",
    "not_a_statement": "a heading, name or date",
    "welsh": "written in Welsh",
    "other_language": "written in another language",
    "unreadable": "the line, page or file could not be read",
    "hidden": "a hidden, lock or system file",
    "unknown_format": "a file of no known format",
}


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("outcome_classifier", "reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seen"] = without_unseen
    environment.filters["quoted"] = lambda text: without_unseen(text).strip(' "“”')
    return environment.get_template("report.html.j2")


def render_html(audit: Audit) -> str:
    """Return the page."""
    summary = summarise(audit)
    return _template().render(
        audit=audit,
        summary=summary,
        kinds=[*Kind, NOT_SURE],
        made=date.today().strftime("%-d %B %Y"),
        sections=_sections(summary),
        headline=_headline(summary),
        reasons=_REASONS,
        few=_FEW,
    )


def _sections(summary: Summary) -> list[dict[str, Any]]:
    """Kinds by section, with shares in percent, the outcomes field first."""
    names = sorted(summary.kinds, key=lambda name: (name != "outcomes", name))
    rows = []
    for name in names:
        counts = summary.kinds[name]
        total = sum(counts.values())
        shares = {name: 100 * count / total for name, count in counts.items()}
        rows.append({"name": name, "counts": counts, "shares": shares, "total": total})
    return rows


def _headline(summary: Summary) -> dict[str, int]:
    field = summary.outcomes_field
    return {
        "outcome": field["outcome"],
        "other": field["other"],
        "not_sure": field[NOT_SURE],
        "sure": field["outcome"] + field["other"],
        "all": sum(field.values()),
    }
