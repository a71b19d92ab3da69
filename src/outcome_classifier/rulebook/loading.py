"""Rules from TOML, checked as they are read: a rule that lacks something does not load."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from ..datatypes import Kind
from ..errors import rule_file
from ..results import Verdict
from .patterns import compiled
from .rules import (
    CHECKS,
    EXEMPTIONS,
    FIELDS,
    JURISDICTIONS,
    PATTERN_LISTS,
    SEVERITIES,
    STATUSES,
    Principle,
    Rule,
    Rulebook,
)

LEAST_FLAGGED, LEAST_PASSED = 5, 10
#: Independent development records below which a rule is a preview.
STABLE_FROM = 20
_VOCABULARY = "vocabulary.toml"
#: Codes that were in use once; they are never given again.
RETIRED = ("PER007", "PER009")
_WORDS = ("code", "name", "title", "source", "why", "message", "ask", "since")
_LISTS = {
    "fields": FIELDS,
    "when_fields": FIELDS,
    "linked": FIELDS,
    "kinds": tuple(Kind),
    "exempt": EXEMPTIONS,
    "jurisdiction": JURISDICTIONS,
}
_PLAIN_LISTS = (*PATTERN_LISTS, "words", "spared", "flag", "pass")
_CHOICES: dict[str, Any] = {
    "check": CHECKS,
    "severity": SEVERITIES,
    "gives": (Verdict.ATTENTION, Verdict.MET),
    "status": STATUSES,
    "tier": (1, 2, 3),
    "principle": range(1, 13),
}
#: Settings without which a kind of check has no meaning.
_NEEDED = {
    "ratio": ("share", "least_statements"),
    "date": ("days",),
    "stock": ("share", "least_words"),
    "bare": ("most_words",),
}


@cache
def own_rulebook() -> Rulebook:
    """Return the library's own rules and the 12 principles."""
    principles: dict[int, Principle] = {}
    rules: dict[str, Rule] = {}
    own = sorted(
        (
            file
            for file in files("outcome_classifier").joinpath("rules").iterdir()
            if file.name.endswith(".toml") and file.name != _VOCABULARY
        ),
        key=lambda file: file.name,
    )
    for file in own:
        data = parsed(file.name, file.read_bytes())
        if "principle" in data:
            head = Principle(**data["principle"])
            principles[head.number] = head
        add_rules(rules, file.name, data)
    return Rulebook(principles, tuple(rules[code] for code in sorted(rules)))


def parsed(name: str, content: bytes) -> dict[str, Any]:
    """Return a TOML file as a mapping; refuse one that is none."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise rule_file(name, f"byte {error.start}", "is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise rule_file(name, "TOML", str(error)) from error


def add_rules(rules: dict[str, Rule], name: str, data: Mapping[str, Any]) -> list[str]:
    """Add the rules of one file by their codes; return the codes."""
    entries = data.get("rule", [])
    if not isinstance(entries, list):
        raise rule_file(name, "rule", "write [[rule]], with two brackets")
    added = []
    for number, entry in enumerate(entries, 1):
        rule = _rule(name, f"rule {number} ({entry.get('code', 'no code')})", dict(entry))
        if rule.code in (*rules, *RETIRED):
            raise rule_file(
                name, f"rule {number} ({rule.code})", "repeats a code that is or was in use"
            )
        rules[rule.code] = rule
        added.append(rule.code)
    return added


def _rule(name: str, where: str, entry: dict[str, Any]) -> Rule:
    _check_lists(name, where, entry)
    entry["passes"] = entry.pop("pass", ())
    entry.setdefault("gives", Verdict.ATTENTION)
    entry.setdefault("status", "stable")
    for key, value in entry.items():
        if isinstance(value, list):
            entry[key] = tuple(value)
    for key in _WORDS:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise rule_file(name, where, f"needs {key}")
    for key, allowed in _CHOICES.items():
        if entry.get(key) not in allowed:
            raise rule_file(name, where, f"{key} must be one of {', '.join(map(str, allowed))}")
    if not re.fullmatch(r"[A-Z]{3}\d{3}", entry["code"]):
        raise rule_file(name, where, "the code must be three capitals and three digits")
    needed = _NEEDED.get(entry["check"], ())
    given = entry.get("settings") or {}
    if not all(isinstance(given.get(n), (int, float)) and given[n] > 0 for n in needed):
        raise rule_file(name, where, f"settings must give {', '.join(needed)}, above 0")
    entry["gives"] = Verdict(entry["gives"])
    entry["kinds"] = tuple(Kind(kind) for kind in entry.get("kinds", ()))
    if len(entry.get("flag", ())) < LEAST_FLAGGED or len(entry["passes"]) < LEAST_PASSED:
        raise rule_file(
            name, where, f"needs {LEAST_FLAGGED} examples to flag and {LEAST_PASSED} to pass"
        )
    try:
        return Rule(**entry)
    except TypeError as error:
        raise rule_file(name, where, "has an unknown key or lacks one") from error


def _check_lists(name: str, where: str, entry: Mapping[str, Any]) -> None:
    listed = (*_LISTS, *_PLAIN_LISTS)
    if not all(isinstance(entry.get(key, []), list) for key in listed):
        raise rule_file(name, where, f"these must be lists: {', '.join(listed)}")
    for key, known in _LISTS.items():
        for value in entry.get(key, ()):
            if value not in known:
                raise rule_file(
                    name, where, f"{key} has an unknown word, known: {', '.join(known)}"
                )


def check_patterns(name: str, where: str, rule: Rule) -> None:
    """Refuse a rule with a pattern that is empty or wrong; the library's own are tried in tests.

    To compile them all takes a second, so that each is compiled when it is first needed.
    """
    for which in PATTERN_LISTS:
        for pattern in getattr(rule, which):
            if not isinstance(pattern, str) or not pattern.strip():
                raise rule_file(name, where, "has an empty pattern")
            try:
                compiled(pattern.replace("{words}", "words"), rule.case)
            except regex.error as error:
                raise rule_file(
                    name, where, f"has an invalid pattern in {which} ({error})"
                ) from error
