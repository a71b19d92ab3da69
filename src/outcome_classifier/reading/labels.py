"""The words of a form that are not its content: headings, prompts, who filled it in."""

from __future__ import annotations

import re

from .columns import identifies, names_people

#: A label with its content behind it, in one line.
LABEL = re.compile(r"([^.!?:;\n]{2,60}):\s+(?=\S)")
#: What sets several labels apart in one line.
GAP = re.compile(r"\t+|\s{3,}")
_SIGNED = re.compile(
    r"(?:completed|written|reviewed|signed|agreed|prepared|assessed|recorded|filled in) (?:by|with)|"
    r"author|assessor|(?:(?:social|key|support|care|named|lead) ?)?worker|allocated to|"
    r"nhs (?:no|number)",
    re.IGNORECASE,
)
#: What a whole document is called; it names no field of it.
TITLE = re.compile(
    r"(?:(?:adult|annual|care|carer'?s|child'?s|discharge|family|home|initial|my|one-page|personal|"
    r"social|support|well-?being|work|and|&) ){1,5}(?:assessment|plan|profile|summary|record)",
    re.IGNORECASE,
)


def is_heading(text: str, bold: bool, *, beside: bool = False) -> bool:
    """Tell whether words are written as a heading, or (``beside``) as a prompt in a form."""
    words = text.split()
    if len(words) > 12 or text.endswith((".", "!", ";")):
        return False
    marked = bold or text.endswith((":", "?")) or text.isupper()
    return marked or len(words) <= 2 or (asks(text) and (beside or len(words) <= 6))


def is_short(text: str) -> bool:
    """Tell whether words could be a prompt by their length and end."""
    return 0 < len(text.split()) <= 6 and not text.endswith((".", "!", ";"))


def asks(label: str) -> bool:
    """Tell whether a label is a question to the person: what matters to me, how to help."""
    words = label.lower().split()
    return len(words) > 2 and words[0] in ("what", "how", "who", "where", "when", "why")


def is_aside(label: str) -> bool:
    """A prompt for who filled the form in, who does something, or who the person is."""
    return identifies(label) or (names_people(label) and not asks(label))


def signs(label: str) -> bool:
    """The same in a line of text, where a longer label may be part of a sentence."""
    return identifies(label) or bool(_SIGNED.fullmatch(label.strip()))
