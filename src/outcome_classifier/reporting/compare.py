"""What changed between two audits, from the numbers each of them wrote; no record is needed.

Intervals are Newcombe's for a difference of two shares. A share of statements counts as many
statements as it is worth, since those of one record resemble one another (see `Share`).

Source: Newcombe, "Interval estimation for the difference between independent proportions",
*Statistics in Medicine* 17 (1998), method 10.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..datatypes import Value
from ..errors import audit_format, file_missing, file_unreadable, not_an_audit
from .counting import NOT_GIVEN, SMALL_GROUP, Share
from .tables import FORMAT

_MOST_BYTES = 50_000_000
_WHOLE = "all records"
_SHARES = {
    "others": ("In the outcomes field, no outcome", "sure statements of the outcomes field"),
    "elsewhere": ("In other fields, outcomes", "sure statements of other fields"),
    "sure": ("Sure", "labelled statements"),
}
_SAME = {
    "model_version": "The model is another: what changed may be the model, not the writing.",
    "review_below": "The review point is another: what is sure now may not have been sure then.",
    "rules": "Other checks ran: what changed for the principles may be the checks.",
    "library_version": "The version of the library is another.",
}


@dataclass(frozen=True, slots=True)
class Change(Value):
    """One share in two audits, and their difference (now less then, -1 to 1) with its 95 % interval.

    ``group`` is ``all records``, ``team``, ``service``, ``met`` or ``attention`` (verdicts on a
    principle), ``name`` what is counted or whose, ``of`` what it is a share of.
    ``difference``, ``low`` and ``high`` are None where either audit has fewer than 10 records with
    such statements: too few to compare.
    """

    group: str
    name: str
    of: str
    then: Share
    now: Share
    difference: float | None
    low: float | None
    high: float | None

    @property
    def said(self) -> str:
        """What the interval says, in words that praise and blame nobody."""
        if self.low is None or self.high is None:
            return "too few records"
        if self.low <= 0 <= self.high:
            return "may be chance"
        return "more" if self.low > 0 else "fewer"


@dataclass(frozen=True, slots=True)
class Comparison(Value):
    """What changed between two audits, and what to know before believing it.

    ``then`` and ``now`` name the audits: when made, of what, how many records. ``notes`` say where
    the two were not made alike, and what is in one only.
    """

    then: str
    now: str
    notes: tuple[str, ...]
    changes: tuple[Change, ...]


def compare_files(last: Path, this: Path) -> Comparison:
    """Compare two files ``audit.json``.

    Raises
    ------
    FileRefused
        One is missing, holds no numbers of an audit, or was written in another format.
    """
    then, now = _numbers(last), _numbers(this)
    try:
        changes = tuple(_changes(then["summary"], now["summary"]))
        notes = (*_notes(then, now), *_only_in_one(then["summary"], now["summary"]))
        return Comparison(_named(then), _named(now), notes, changes)
    except (KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError) as error:
        raise not_an_audit(f"{last.name} or {this.name}") from error


def _numbers(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        raise file_missing(path.name)
    if path.stat().st_size > _MOST_BYTES:
        raise not_an_audit(path.name)
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise file_unreadable(path.name, error) from error
    except (ValueError, RecursionError) as error:
        raise not_an_audit(path.name) from error
    if not isinstance(data, dict) or not {"format", "summary"} <= data.keys():
        raise not_an_audit(path.name)
    if data["format"] != FORMAT:
        raise audit_format(path.name, data["format"], FORMAT)
    return data


def _named(data: Mapping[str, Any]) -> str:
    names = [source["name"] for source in data["sources"]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{data['made']}, {', '.join(names[:3])}{more}, {data['summary']['records']:,} records"


def _changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for key, (name, of) in _SHARES.items():
        yield change(_WHOLE, name, of, Share(**then[key]), Share(**now[key]))
    of = ", ".join(_SHARES["others"][::-1])
    for group in ("teams", "services"):
        both = then[group].keys() & now[group].keys() - {f"small {group}", NOT_GIVEN}
        for name in sorted(both, key=str.casefold):
            shares = (Share(**summary[group][name]["others"]) for summary in (then, now))
            yield change(group.removesuffix("s"), name, of, *shares)
    before = {p["number"]: p for p in then["principles"]}
    for verdict in ("met", "attention"):
        for principle in now["principles"]:
            if principle["number"] in before:
                shares = (_records(p, verdict) for p in (before[principle["number"]], principle))
                name = f"{principle['number']}. {principle['title']}"
                yield change(verdict, name, "records", *shares)


def _records(principle: Mapping[str, Any], verdict: str) -> Share:
    records = sum(int(principle[v]) for v in ("met", "attention", "cannot_tell"))
    return Share(int(principle[verdict]), records, records, float(records))


def change(group: str, name: str, of: str, then: Share, now: Share) -> Change:
    """Return the difference of two shares with its interval."""
    if min(then.records, now.records) < SMALL_GROUP:
        return Change(group, name, of, then, now, None, None, None)
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        now.value * now.effective, now.effective, then.value * then.effective, then.effective,
        method="newcomb", compare="diff",
    )  # fmt: skip
    return Change(
        group, name, of, then, now, round(now.value - then.value, 4), round(float(low), 4),
        round(float(high), 4),
    )  # fmt: skip


def _notes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for key, said in _SAME.items():
        if then[key] != now[key]:
            yield said
    if then["made"] > now["made"]:
        yield "The first audit was made after the second: are they the right way round?"


def _only_in_one(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for group in ("teams", "services"):
        alone = (then[group].keys() ^ now[group].keys()) - {f"small {group}", NOT_GIVEN}
        names = sorted(alone, key=str.casefold)
        if names:
            shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if names[10:] else "")
            yield f"In one of the two audits only, so not compared: {shown}."
