"""An organisation's own file: rules beside the library's, words for a rule, families off.

.. code-block:: toml

    off = ["JOI", "PLN008"]           # codes, names or prefixes

    [words.PLN003]
    extra = ["huddle board"]          # also looked for by this rule
    exempt = ["reablement"]           # left alone by this rule

    [[rule]]
    code = "LOC001"                   # and all that a rule has
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import rule_file
from .loading import add_rules, check_patterns, own_rulebook, parsed
from .rules import Rule, Rulebook, is_named

_MAX_FILE_BYTES = 1_000_000
_KEYS = {"off", "words", "rule"}


def load_rulebook(local: Path | None = None) -> Rulebook:
    """Load the library's rules, and what an organisation's own TOML file changes.

    Raises
    ------
    RuleRefused
        A file is too large, is not TOML, has an unknown key, names a rule that is not there, or
        holds a rule that is incomplete, repeats a code, has an invalid pattern, an unknown field,
        kind or check, or too few examples.
    """
    own = own_rulebook()
    if local is None:
        return own
    try:
        content = local.read_bytes() if local.stat().st_size <= _MAX_FILE_BYTES else None
    except OSError as error:
        raise rule_file(local.name, "file", error.strerror or "cannot be opened") from error
    if content is None:
        raise rule_file(local.name, "file", f"is larger than {_MAX_FILE_BYTES:,} bytes")
    data = parsed(local.name, content)
    if not set(data) <= _KEYS:
        raise rule_file(local.name, "file", f"may hold {', '.join(sorted(_KEYS))} and no more")
    rules = {rule.code: rule for rule in own.rules}
    added = add_rules(rules, local.name, data)
    for number, code in enumerate(added, 1):
        check_patterns(local.name, f"rule {number} ({code})", rules[code])
    changes = [f"{code} added" for code in added]
    changes += _add_words(rules, local.name, data.get("words", {}))
    changes += _switch_off(rules, local.name, data.get("off", []))
    kept = tuple(rules[code] for code in sorted(rules))
    return Rulebook(own.principles, kept, tuple(changes))


def _add_words(rules: dict[str, Rule], name: str, words: Any) -> list[str]:
    if not isinstance(words, Mapping):
        raise rule_file(name, "words", "write [words.CODE] with extra or exempt")
    changes = []
    for code, given in words.items():
        where = f"words.{code}"
        if code not in rules:
            raise rule_file(name, where, "names no rule; see: outcome-classifier rules")
        lists = given if isinstance(given, Mapping) else {"extra": given}
        if not set(lists) <= {"extra", "exempt"} or not all(map(_is_words, lists.values())):
            raise rule_file(name, where, "write lists of words: extra, exempt")
        rules[code] = _with_words(rules[code], lists.get("extra", []), lists.get("exempt", []))
        changes.append(f"{code} words")
    return changes


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(w, str) and w.strip() for w in value)


def _with_words(rule: Rule, extra: list[str], exempt: list[str]) -> Rule:
    """Literal words, never patterns: extra ones are looked for, exempt ones are left alone."""
    spared = (*rule.spared, *(word.casefold() for word in exempt))
    if rule.check == "stock":
        return replace(
            rule, words=(*rule.words, *(word.casefold() for word in extra)), spared=spared
        )
    looked_for = tuple(rf"(?<!\w){re.escape(word)}(?!\w)" for word in extra)
    if rule.check == "missing" and rule.when:
        return replace(rule, spared=spared, when=(*rule.when, *looked_for))
    return replace(rule, spared=spared, patterns=(*rule.patterns, *looked_for))


def _switch_off(rules: dict[str, Rule], name: str, off: Any) -> list[str]:
    if not _is_words(off):
        raise rule_file(name, "off", "must be a list of codes, names or prefixes")
    for word in off:
        named = [code for code, rule in rules.items() if is_named(rule, word)]
        if not named:
            raise rule_file(name, "off", "names a rule that is not there")
        for code in named:
            del rules[code]
    return [f"{word} off" for word in off]
