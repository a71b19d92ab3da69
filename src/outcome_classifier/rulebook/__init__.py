"""The recording principles and their rules: TOML data, checked when loaded.

A rule says what it looks for, where, what excuses it, and what it tells the worker. Five examples
that it flags and ten that it passes stand beside it. How rules are carried out is in
`principles`. ``python -m outcome_classifier.rulebook FOLDER`` writes a page for each rule.
"""

from .local import load_rulebook
from .patterns import PATTERN_SECONDS
from .rules import JURISDICTIONS, Principle, Rule, Rulebook
from .vocabulary import Vocabulary, linked, vocabulary

__all__ = [
    "JURISDICTIONS",
    "PATTERN_SECONDS",
    "Principle",
    "Rule",
    "Rulebook",
    "Vocabulary",
    "linked",
    "load_rulebook",
    "vocabulary",
]
