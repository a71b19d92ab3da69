"""The recording principles and their rules: TOML data, checked when loaded, and their matches.

A rule says what it looks for (`patterns`, `kinds`, `when`), where (`fields`), what excuses it
(`unless`, `exempt`), and what it tells the worker (`message`, `ask`). Five examples that it flags
and ten that it passes stand beside it. How a rule is carried out is in `principles`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import regex

from .datatypes import FIELD_NAMES, Kind, Value
from .errors import bare_string, rule_file, rule_timeout, rule_unknown
from .results import Verdict

CHECKS = ("phrase", "missing", "kind", "ratio", "date")
SEVERITIES = ("info", "advice", "gap")
EXEMPTIONS = ("quote", "first_person", "attributed")
LEAST_FLAGGED, LEAST_PASSED = 5, 10
#: Seconds that the patterns of one rule may take on one written item.
PATTERN_SECONDS = 2.0
_MAX_FILE_BYTES = 1_000_000
_LISTS = ("patterns", "unless", "when", "fields", "kinds", "exempt", "flag", "pass")
#: Settings without which a kind of check has no meaning.
_NEEDED = {"ratio": ("share", "least_statements"), "date": ("days",)}


@dataclass(frozen=True, slots=True)
class Rule(Value):
    """One check, as data. See `docs/rules` for every field in use.

    ``gives`` is ``attention`` (a finding) or ``met`` (evidence that a principle is followed).
    ``flag`` and ``passes`` hold examples: texts, or records as mappings.
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
    fields: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    exempt: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    case: bool = False
    known_problems: str = ""

    def find(self, which: str, text: str) -> list[tuple[int, int]]:
        """Return offsets where ``patterns``, ``unless`` or ``when`` match; bounded in time."""
        pattern = _compiled(getattr(self, which), self.case)
        if pattern is None:
            return []
        try:
            # All at once: the limit counts the processor time until the last match is fetched.
            return [match.span() for match in pattern.finditer(text, timeout=PATTERN_SECONDS)]
        except TimeoutError:
            raise rule_timeout(self.code, PATTERN_SECONDS) from None


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
    """The 12 principles and the rules that are switched on."""

    principles: Mapping[int, Principle]
    rules: tuple[Rule, ...]

    def without(self, disable: Sequence[str]) -> Rulebook:
        """Leave out rules by code, name or prefix; refuse a word that names none."""
        if isinstance(disable, str):
            raise bare_string()
        for word in disable:
            if not any(_named(rule, word) for rule in self.rules):
                raise rule_unknown(word)
        kept = tuple(r for r in self.rules if not any(_named(r, word) for word in disable))
        return Rulebook(self.principles, kept)


def _named(rule: Rule, word: str) -> bool:
    return bool(word) and (rule.code.startswith(word.upper()) or rule.name == word)


@cache
def _compiled(patterns: tuple[str, ...], case: bool) -> Any:
    if not patterns:
        return None
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return regex.compile(joined, regex.V1 if case else regex.V1 | regex.IGNORECASE)


def load_rulebook(local: Path | None = None) -> Rulebook:
    """Load the library's rules, and an organisation's own from a TOML file.

    Raises
    ------
    RuleRefused
        A file is too large, is not TOML, or holds a rule that is incomplete, repeats a code, has
        an invalid pattern, an unknown field, kind or check, or too few examples.
    """
    own = _own_rulebook()
    if local is None:
        return own
    try:
        content = local.read_bytes() if local.stat().st_size <= _MAX_FILE_BYTES else None
    except OSError as error:
        raise rule_file(local.name, "file", error.strerror or "cannot be opened") from error
    if content is None:
        raise rule_file(local.name, "file", f"is larger than {_MAX_FILE_BYTES:,} bytes")
    rules = {rule.code: rule for rule in own.rules}
    _add(rules, local.name, _parsed(local.name, content))
    return Rulebook(own.principles, tuple(rules[code] for code in sorted(rules)))


@cache
def _own_rulebook() -> Rulebook:
    principles: dict[int, Principle] = {}
    rules: dict[str, Rule] = {}
    own = sorted(
        (f for f in files(__package__).joinpath("rules").iterdir() if f.name.endswith(".toml")),
        key=lambda f: f.name,
    )
    for file in own:
        data = _parsed(file.name, file.read_bytes())
        if "principle" in data:
            head = Principle(**data["principle"])
            principles[head.number] = head
        _add(rules, file.name, data)
    return Rulebook(principles, tuple(rules[code] for code in sorted(rules)))


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise rule_file(name, f"byte {error.start}", "is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise rule_file(name, "TOML", str(error)) from error


def _add(rules: dict[str, Rule], name: str, data: Mapping[str, Any]) -> None:
    entries = data.get("rule", [])
    if not isinstance(entries, list):
        raise rule_file(name, "rule", "write [[rule]], with two brackets")
    for number, entry in enumerate(entries, 1):
        rule = _rule(name, f"rule {number} ({entry.get('code', 'no code')})", dict(entry))
        if rule.code in rules:
            raise rule_file(name, f"rule {number} ({rule.code})", "repeats a code in use")
        rules[rule.code] = rule


def _rule(name: str, where: str, entry: dict[str, Any]) -> Rule:
    if not all(isinstance(entry.get(key, []), list) for key in _LISTS):
        raise rule_file(name, where, f"these must be lists: {', '.join(_LISTS)}")
    entry["passes"] = entry.pop("pass", ())
    entry.setdefault("gives", Verdict.ATTENTION)
    for key, value in entry.items():
        if isinstance(value, list):
            entry[key] = tuple(value)
    for key in ("code", "name", "title", "source", "why", "message", "ask", "since"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise rule_file(name, where, f"needs {key}")
    choices = {
        "check": CHECKS,
        "severity": SEVERITIES,
        "gives": (Verdict.ATTENTION, Verdict.MET),
        "tier": (1, 2, 3),
        "principle": range(1, 13),
    }
    for key, allowed in choices.items():
        if entry.get(key) not in allowed:
            raise rule_file(name, where, f"{key} must be one of {', '.join(map(str, allowed))}")
    if not re.fullmatch(r"[A-Z]{3}\d{3}", entry["code"]):
        raise rule_file(name, where, "the code must be three capitals and three digits")
    if any(not p.strip() for k in ("patterns", "unless", "when") for p in entry.get(k, ()) or ()):
        raise rule_file(name, where, "has an empty pattern")
    needed = _NEEDED.get(entry["check"], ())
    given = entry.get("settings") or {}
    if not all(isinstance(given.get(n), (int, float)) and given[n] > 0 for n in needed):
        raise rule_file(name, where, f"settings must give {', '.join(needed)}, above 0")
    lists = {"fields": ("text", *FIELD_NAMES), "kinds": tuple(Kind), "exempt": EXEMPTIONS}
    for key, known in lists.items():
        for value in entry.get(key, ()):
            if value not in known:
                raise rule_file(
                    name, where, f"{key} has an unknown word, known: {', '.join(known)}"
                )
    entry["gives"] = Verdict(entry["gives"])
    entry["kinds"] = tuple(Kind(kind) for kind in entry.get("kinds", ()))
    if len(entry.get("flag", ())) < LEAST_FLAGGED or len(entry["passes"]) < LEAST_PASSED:
        raise rule_file(
            name, where, f"needs {LEAST_FLAGGED} examples to flag and {LEAST_PASSED} to pass"
        )
    for which in ("patterns", "unless", "when"):
        try:
            _compiled(entry.get(which, ()), bool(entry.get("case")))
        except (regex.error, TypeError) as error:
            raise rule_file(name, where, f"has an invalid pattern in {which} ({error})") from error
    try:
        return Rule(**entry)
    except TypeError as error:
        raise rule_file(name, where, "has an unknown key or lacks one") from error
