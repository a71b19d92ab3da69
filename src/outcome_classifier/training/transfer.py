"""Unlabelled texts on which a small encoder learns from a large one.

Made from the training passes' statements alone: clauses recombined, details swapped, register
changed, words lost or mistyped. They carry no label of their own; the teacher gives one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from ..segmenting import clauses
from .variants import mistyped

_JOINS = (" and ", " but ", " so ", " because ", ", ", "; ", ". ", " so that ", " - ", ", though ")
_PEOPLE = tuple(
    "Mr Evans|Mrs Llewellyn|Gwen|Ifor|Aisha|Tomasz|Siân|Mohammed|Mei|Callum|Niamh|Mr Okafor|"
    "Mrs Begum|Dewi|Roisin|Jack|Priya|Ms Hughes|Kofi|Elin|Dad|Mam|Mum|Nan|Taid|J|Mrs P|Mr T".split(
        "|"
    )
)
_DAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tues Weds Fri".split())
_NAME = re.compile(
    r"(?<![.!?:] )(?<!^)\b(?!I\b|I'|OT\b|GP\b|NHS\b)[A-ZŴŶ][a-zâêîôûŵŷäëïöüáéíóú]+\b"
)
_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_NUMBER = re.compile(r"\b\d{1,2}\b")
_FIRST = re.compile(r"^(?:I|We) (?=[a-z])|^I'(?:d|m|ve|ll) ")
_WISH = re.compile(
    r"^(?:I|we|he|she|they|[A-Z][a-z]+) (?:would like|wants?|needs?|hopes?|wishes|wish|want|need|"
    r"hope) (?=\w)|^(?:I'd|he'd|she'd) like (?=\w)",
    re.IGNORECASE,
)
_WISHES = (
    "I want ", "wants ", "I need ", "needs ", "I'd like ", "would like ", "She hopes ", "Hoping ",
    "He needs ", "They want ", "We'd like ", "Mum wants ",
)  # fmt: skip
_FRONTS = (
    "Outcome: ", "Goal: ", "Action: ", "Need: ", "Support: ", "says ", "Told me ", "What matters: ",
    "Plan - ", "Note: ", "Who helps: ", "Desired outcome: ", "Task - ", "Problem: ", "- ",
)  # fmt: skip
_BACKS = (" - In progress", " - Active", " (ongoing)", ", as before", " by June", " this year",
          " every week", " please", " - Met", " again", ", she says", " at home")  # fmt: skip
_ARTICLE = re.compile(r"\b(?:the|a|an|my|his|her|their|is|are|to be|of)\b ", re.IGNORECASE)


def transfer_texts(texts: Sequence[str], count: int, seed: int = 20260) -> list[str]:
    """Return ``count`` distinct texts made from ``texts``, none of them among these."""
    chance = random.Random(seed)  # noqa: S311
    pieces = [text[a:b] for text in texts for a, b in clauses(text) if len(text[a:b].split()) > 1]
    ways: list[Callable[[str], str]] = [
        lambda text: _joined(text, chance.choice(pieces), chance),
        lambda text: _joined(chance.choice(pieces), chance.choice(pieces), chance),
        lambda text: _swapped(text, chance),
        lambda text: _swapped(_reworded(text, chance), chance),
        lambda text: _reworded(text, chance),
        lambda text: _framed(text, chance),
        lambda text: _clipped(text, chance),
        lambda text: mistyped(text, chance),
    ]
    held = {text.lower() for text in texts}
    made: dict[str, str] = {}
    for _ in range(20 * count):
        if len(made) >= count:
            break
        text = chance.choice(ways)(chance.choice(texts)).strip()
        if text and text.lower() not in held and len(text.split()) <= 60:
            made.setdefault(text.lower(), text)
    return list(made.values())


def _joined(first: str, second: str, chance: random.Random) -> str:
    join = chance.choice(_JOINS)
    second = second if join == ". " else second[:1].lower() + second[1:]
    return first.rstrip(".;,") + join + second


def _swapped(text: str, chance: random.Random) -> str:
    text = _DAY.sub(lambda _: chance.choice(_DAYS), text)
    text = _NUMBER.sub(lambda _: str(chance.randint(1, 30)), text)
    return _NAME.sub(lambda m: chance.choice(_PEOPLE) if chance.random() < 0.7 else m[0], text)


def _reworded(text: str, chance: random.Random) -> str:
    """Another person, another wish word, or none."""
    if _WISH.match(text):
        front = chance.choice((*_WISHES, "To ", ""))
        rest = _WISH.sub("", text)
        rest = rest.removeprefix("to ") if front in ("To ", "") else rest
        return (front + rest) if front else rest[:1].upper() + rest[1:]
    if _FIRST.match(text):
        person = chance.choice((*_PEOPLE, "He", "She", "They", "We"))
        return f"{person} {_FIRST.sub('', text)}"
    return _framed(text, chance)


def _framed(text: str, chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(_FRONTS) + text
    return text.rstrip(".") + chance.choice(_BACKS)


def _clipped(text: str, chance: random.Random) -> str:
    """A note in haste: words left out, or only the beginning or the end."""
    if chance.random() < 0.5:
        return _ARTICLE.sub("", text)
    words = text.split()
    if len(words) < 4:
        return text
    size = chance.randint(2, len(words) - 1)
    return " ".join(words[:size] if chance.random() < 0.6 else words[-size:])
