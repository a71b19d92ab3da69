"""An audit as one HTML page: no script, nothing loaded, everything escaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ..results import Audit
from . import charts
from .counting import KINDS, NOT_GIVEN, OUTCOMES, SMALL_GROUP, Group, by_kind
from .scores import FEW, published
from .summary import Summary
from .tables import without_unseen
from .templates import policy_hash, template

#: Rows of a table of groups or sources on the page.
_ROWS = 40
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
_CONTENTS = {
    "read": "What was read, and what was not",
    "headline": "What is written in the outcomes field that is not an outcome",
    "kinds": "Kinds of statement",
    "hidden": "Outcomes written in other fields",
    "principles": "The 12 principles for recording personal outcomes",
    "same": "The same outcome across people",
    "first": "Look at these first",
    "review": "To review",
    "limits": "What this cannot tell",
    "made": "How it was made",
}
_LEFT_OUT = {
    "team": "that name no team, or stand in teams of fewer than 10 records",
    "service": "that name no service, or stand in services of fewer than 10 records",
    "period": "without a date that can be read, or in a period of fewer than 10 records",
}


def fill(name: str, **values: Any) -> str:
    """Return a page: a template filled, with the date, without what no page should hold."""
    day, style = date.today(), _style()
    page = template(name).render(
        made=f"{day.day} {day:%B %Y}",
        style=markup(style),
        style_hash=policy_hash(style),
        **values,
    )
    return without_unseen(page)


@cache
def _style() -> str:
    return (files(__package__) / "page.css").read_text(encoding="utf-8")


def render_page(audit: Audit, summary: Summary, *, words: bool = True) -> str:
    """Return the page of an audit; ``words`` says whether it shows words of the records."""
    known = published(audit.model_version)
    services = _services(summary)
    drawn = _drawn(summary, services)
    return fill(
        "report.html.j2",
        audit=audit,
        summary=summary,
        sources=audit.sources,
        words=words,
        contents=_CONTENTS.items(),
        known=known,
        few=FEW,
        small=SMALL_GROUP,
        field=summary.kinds.get(OUTCOMES, by_kind({})),
        charts={name: markup(svg) for name, svg in drawn.items()},
        kind_columns=_kind_columns,
        kind_rows=[(name, *counts.values()) for name, counts in _fields(summary).items()],
        groups=_groups(summary),
        source_rows=_source_rows(audit),
        unread_rows=_unread_rows(summary),
        principle_rows=[
            (f"{p.number}. {p.title}", p.met, p.attention, p.cannot_tell, p.findings, p.notes,
             p.commonest)
            for p in summary.principles
        ],
        heat_columns=[("Service", False), *((str(n), True) for n in audit.titles)],
        heat_rows=[
            (name, *(f"{100 * counts[n] / records:.0f}" for n in audit.titles))
            for name, (records, counts) in services.items()
        ],
        repeat_rows=[(repeat.text, repeat.records) for repeat in summary.repeats],
        score_rows=[
            (s.scored_on, s.what, f"{s.value:.2f}", f"{s.low:.2f}", f"{s.high:.2f}", s.n)
            for s in (known.scores if known else ())
        ],
    )  # fmt: skip


def _fields(summary: Summary) -> dict[str, Mapping[str, int]]:
    """Kinds by section, the outcomes field first."""
    names = sorted(summary.kinds, key=lambda name: (name != OUTCOMES, name))
    return {name: summary.kinds[name] for name in names}


def _kind_columns(heading: str, *, records: bool = False) -> list[tuple[str, bool]]:
    more = ["Records"] if records else []
    return [(heading, False), *((name.capitalize(), True) for name in (*more, *KINDS))]


def _services(summary: Summary) -> dict[str, tuple[int, Mapping[int, int]]]:
    """The first services with their records and counts; the whole where none is named."""
    by_service = summary.principles_by_service
    only = set(by_service) == {NOT_GIVEN}
    return {
        "all records" if only else name: (count.records, count.attention)
        for name, count in list(by_service.items())[:_ROWS]
    }


def _group_kinds(summary: Summary, group: Group) -> Mapping[str, int]:
    """What a group is told by: its outcomes field, or all where there is no such field."""
    return group.in_outcomes if OUTCOMES in summary.kinds else group.kinds


def _groups(summary: Summary) -> list[dict[str, Any]]:
    """The breakdowns by team, service and time: rows, chart, and what is left out."""
    where = "in the outcomes field" if OUTCOMES in summary.kinds else "among all statements"
    told = []
    for name, title, sheet, groups in (
        ("team", "By team", "By team", summary.teams),
        ("service", "By service", "By service", summary.services),
        ("period", "Over time", "Over time", summary.periods),
    ):
        shown = dict(list(groups.items())[:_ROWS])
        kinds = {label: _group_kinds(summary, group) for label, group in shown.items()}
        caption = f"Labelled statements {where}, the unsure apart."
        if name != "period":
            caption += " In alphabetical order: no ranking, as each writes about different people."
        told.append(
            {
                "title": title,
                "heading": name.capitalize(),
                "where": where,
                "sheet": sheet,
                "caption": caption,
                "all": len(groups),
                "rows": [(label, group.records, *kinds[label].values())
                         for label, group in shown.items()],
                "chart": markup(charts.bars(kinds, f"by-{name}", f"{title}, {where}."))
                if shown else "",
                "note": _left_out(name, summary.left_out[name], bool(groups)),
            }
        )  # fmt: skip
    return told


def _left_out(name: str, count: int, some: bool) -> str:
    if not some:
        return f"Not shown: no {name} is named in 10 records or more."
    return f"Left out: {count:,} records {_LEFT_OUT[name]}." if count else ""


def _drawn(
    summary: Summary, services: Mapping[str, tuple[int, Mapping[int, int]]]
) -> dict[str, str]:
    """The charts of the page, by name."""
    head = summary.headline
    fields = _fields(summary)
    numbers = [p.number for p in summary.principles]
    return {
        "key": charts.key(KINDS, "key"),
        "kinds": charts.bars(fields, "by-field", "Kinds by field.") if fields else "",
        "span": charts.span(head.outcome, head.other, head.low, head.high, "span")
        if head.sure
        else "",
        "heat": charts.heat(
            services, numbers, "heat", "Records in 100 that ask for attention, by principle."
        )
        if services
        else "",
    }


def _source_rows(audit: Audit) -> list[tuple[Any, ...]]:
    rows = []
    for source in audit.sources[:_ROWS]:
        sheet = f"sheet {source.sheet}" if source.sheet else ""
        read_as = ", ".join(filter(None, (source.format, source.encoding, sheet)))
        used = "; ".join(f"{place}: {name}" for place, name in source.columns.items())
        rows.append(
            (source.name, read_as, source.rows, source.records, used,
             ", ".join(source.columns_left_out), "; ".join(source.notes[:_ROWS]))
        )  # fmt: skip
    return rows


def _unread_rows(summary: Summary) -> list[tuple[str, int]]:
    told = [(reason, count, "") for reason, count in summary.unlabelled.items()]
    told += [(reason, n, " (left out while reading)") for reason, n in summary.unread.items()]
    return [(_REASONS.get(reason, reason) + where, count) for reason, count, where in told]


def markup(own: str) -> Any:
    """Return a drawing or a file of this package that a page takes as it is."""
    from markupsafe import Markup

    return Markup(own)  # noqa: S704 (charts escape every name that they draw)
