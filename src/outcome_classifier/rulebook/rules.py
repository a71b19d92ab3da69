"""A rule as data: what it looks for, what excuses it, what it tells the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from ..datatypes import FIELD_NAMES, Kind, Value
from ..errors import RuleRefused, bare_string, rule_timeout, rule_unknown, setting_out_of_range
from ..results import Verdict
from .patterns import PATTERN_SECONDS, prepared

CHECKS = ("phrase", "missing", "stock", "bare", "link", "kind", "ratio", "date")
SEVERITIES = ("info", "advice", "gap")
EXEMPTIONS = ("quote", "first_person", "attributed")
JURISDICTIONS = ("England", "Northern Ireland", "Scotland", "Wales")
STATUSES = ("stable", "preview")
FIELDS = ("text", *FIELD_NAMES)
PATTERN_LISTS = ("patterns", "unless", "when", "excused", "elsewhere")


@dataclass(frozen=True, slots=True)
class Rule(Value):
    """One check, as data. How each kind of check reads the lists is told in `principles.checks`.

    ``gives`` is ``attention`` (a finding) or ``met`` (evidence that a principle is followed).
    ``flag`` and ``passes`` hold examples: texts, or records as mappings. ``status`` is
    ``preview`` for a rule that rests on few independent records: it runs, and is marked as such.
    ``seen`` counts development records in which it spoke, and in how many it was right.
    """

    code: str
    name: str
    title: str
    principle: int
    source: str
    why: str
    check: str
    gives: Verdict
    severity: str
    tier: int
    message: str
    ask: str
    since: str
    flag: tuple[Any, ...]
    passes: tuple[Any, ...]
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    when_fields: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    exempt: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    jurisdiction: tuple[str, ...] = ()
    status: str = "stable"
    seen: Mapping[str, int] = field(default_factory=dict)
    case: bool = False
    known_problems: str = ""

    def find(self, which: str, text: str) -> Sequence[tuple[int, int]]:
        """Return offsets where a list of patterns matches; bounded in time.

        Raises
        ------
        RuleRefused
            The patterns took longer than `PATTERN_SECONDS`.
        """
        try:
            return prepared(getattr(self, which), self.case).find(text)
        except TimeoutError:
            raise self._too_slow() from None

    def found(self, which: str, text: str) -> bool:
        """Tell whether a list of patterns matches; bounded in time as `find` is."""
        try:
            return prepared(getattr(self, which), self.case).found(text)
        except TimeoutError:
            raise self._too_slow() from None

    def told_elsewhere(self, words: str, whole: str) -> bool:
        """Tell whether ``elsewhere`` matches, with some words in the place of ``{words}``."""
        flags = regex.V1 if self.case else regex.V1 | regex.IGNORECASE
        told = (p.replace("{words}", regex.escape(words)) for p in self.elsewhere)
        try:
            return any(regex.compile(p, flags).search(whole, timeout=PATTERN_SECONDS) for p in told)
        except TimeoutError:
            raise self._too_slow() from None

    def _too_slow(self) -> RuleRefused:
        return rule_timeout(self.code, PATTERN_SECONDS)


@dataclass(frozen=True, slots=True)
class Principle(Value):
    """One of the 12 principles, in the guidance's words.

    ``silent`` is the reason given for ``cannot_tell``; ``never`` is what no text can show.
    """

    number: int
    title: str
    group: str
    source: str
    silent: str
    never: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The 12 principles and the rules that are switched on.

    ``local`` names what an organisation's own file changed.
    """

    principles: Mapping[int, Principle]
    rules: tuple[Rule, ...]
    local: tuple[str, ...] = ()

    def without(self, disable: Sequence[str]) -> Rulebook:
        """Leave out rules by code, name or prefix; refuse a word that names none."""
        if isinstance(disable, str):
            raise bare_string()
        for word in disable:
            if not any(is_named(rule, word) for rule in self.rules):
                raise rule_unknown(word)
        return self._keep(r for r in self.rules if not any(is_named(r, word) for word in disable))

    def within(self, jurisdiction: str) -> Rulebook:
        """Leave out the rules that rest on another nation's law."""
        if jurisdiction not in JURISDICTIONS:
            raise setting_out_of_range("jurisdiction", f"one of {', '.join(JURISDICTIONS)}")
        return self._keep(
            r for r in self.rules if not r.jurisdiction or jurisdiction in r.jurisdiction
        )

    def _keep(self, rules: Any) -> Rulebook:
        return replace(self, rules=tuple(rules))


def is_named(rule: Rule, word: str) -> bool:
    """Tell whether a word is a rule's code, its name, or the beginning of its code."""
    return bool(word) and (rule.code.startswith(word.upper()) or rule.name == word)
