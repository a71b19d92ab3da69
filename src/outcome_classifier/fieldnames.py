"""Which field of a record a local heading or column name means."""

from __future__ import annotations

import re

_WORDS = {
    "review": r"review|progress|update since|what (?:has )?changed|what (?:we|i) (?:have )?learn",
    "communication": r"communicat|language|how (?:i|we) (?:talk|tell)|how to talk",
    "risks": r"\brisks?\b|\bsafety\b|keep(?:ing)? (?:me )?safe|safeguard",
    "needs": r"\bneeds?\b|barrier|difficult|problem|what is hard|what'?s hard|in the way|concern",
    "outcomes": r"outcome|\bgoals?\b|\baims?\b|\btargets?\b|\bobjectives?\b|aspiration|hopes?\b|what matters|"
    r"what (?:i|we|they|he|she|the person) (?:wants?|would like)|important to",
    "strengths": r"strength|what is strong|what'?s strong|what i can do|can do (?:for|by)|"
    r"likes? and admires?|good at|assets?\b|abilit",
    "resources": r"resource|network|who (?:is|else|can|will) (?:there|help)|who helps|equipment|"
    r"services? (?:in place|involved)|support (?:in place|available|network)|family and (?:friends|network)",
    "actions": r"action|\bagreed\b|what we will do|what will (?:happen|be done)|\bsupport (?:to be )?"
    r"(?:provided|given|plan(?:ned)?)|\btasks?\b|provision|intervention|\bsteps\b|how (?:we|to)",
    "story": r"\bstory\b|background|about me|history|life so far|who i am|situation",
    "notes": r"\bnotes?\b|\blog\b|contact record|daily record|entry|observation|comments?",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _WORDS.items()}


def field_named(heading: str) -> str | None:
    """Return the record field that a heading or column name means, or None.

    Examples
    --------
    >>> field_named("What matters to me"), field_named("Sparkle")
    ('outcomes', None)
    """
    words = re.sub(r"[_\s\u00a0-]+", " ", heading).strip()
    return next((name for name, pattern in _PATTERNS.items() if pattern.search(words)), None)
