"""Variants of a statement that keep its kind: another person, another age, a slip of the finger.

Whoever a statement is about, it says the same. Where the encoders learn from a statement they also
learn from such variants, with the same answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

NAMES = (
    "Gwen Ifor Siân Dewi Elin Rhodri Emyr Nerys Dilys Megan Rhys Gareth Carys Eleri Gethin Bronwen "
    "Aled Ffion Aisha Yusuf Fatima Hodan Mohammed Amina Khalid Layla Hassan Tomasz Agnieszka "
    "Zofia Piotr Mei Jian Wei Lan Priya Harpreet Imran Sunita Anil Gurdip Kofi Abena Delroy Marcia "
    "Ayo Winston Niamh Callum Roisin Declan Aoife Siobhan Morag Hamish Isla Fraser Jack Emily "
    "Keith Susan Margaret John Mary Peter Josh Chloe Liam Ellie Tom Sarah Kyle Rosie Jean Stan"
).split()
_TITLED = (
    "Mr Evans|Mrs Llewellyn|Mr Okafor|Mrs Begum|Ms Hughes|Mr Kowalski|Mrs Chen|Mr Singh|Miss Jones"
).split("|")
_NAME = re.compile(rf"\b(?:{'|'.join(NAMES)})\b")
_PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss) [A-Z]\w*|^(?:He|She)\b|^[A-Z][a-z]{2,}(?= (?:is|has|was|wants|needs|"
    r"would|can|will|gets|goes|hopes|likes|feels|says|enjoys|struggles|attends|uses|lives)\b)"
)
_AGE = re.compile(r"\b(?:1[6-9]|[2-9]\d)(?=\)| years?\b|-year|,)")
_PAIRS = (
    "he she|his her|him her|himself herself|mr mrs|dad mum|father mother|brother sister|son "
    "daughter|husband wife|grandson granddaughter|uncle aunt|grandad nan|grandfather grandmother|"
    "nephew niece|boyfriend girlfriend|stepdad stepmum|man woman|boy girl"
)
_TO_FEMALE = dict(pair.split() for pair in _PAIRS.split("|"))
_TO_MALE = {other: one for one, other in _TO_FEMALE.items()} | {"her": "his", "mam": "dad"}
_GENDERED = re.compile(rf"\b(?:{'|'.join({*_TO_FEMALE, *_TO_MALE})})\b", re.IGNORECASE)
_ROLES = (
    "mother father sister brother son daughter aunt uncle grandson granddaughter grandmother "
    "grandfather nephew niece cousin stepdad stepmother stepson stepdaughter mum dad gran grandad "
    "partner wife husband girlfriend boyfriend twin mother-in-law son-in-law"
).split()
_ROLE = re.compile(rf"\b(my|his|her|our|their|your) (?:{'|'.join(_ROLES)})\b(?!-)", re.IGNORECASE)
_PLACES = "chapel|mosque|temple|gurdwara|synagogue|parish church|Quaker meeting|church".split("|")
_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACES)})\b")
_CONDITIONS = (
    "is autistic|is Deaf|is blind|has dementia|has a learning disability|uses a wheelchair|has "
    "epilepsy|has schizophrenia|had a stroke|has Parkinson's|has depression|is partially sighted|"
    "lives with chronic pain|has ADHD|has MS|is hard of hearing"
).split("|")
_FAITHS = "a Muslim|a Catholic|a Sikh|a Hindu|Jewish|chapel-going|a Buddhist|not religious".split(
    "|"
)
_SELVES = "who is gay|who is bisexual|a trans man|a trans woman|a lesbian|non-binary".split("|")


#: Variants in spelling where the person could be varied too.
_SPELLED = 0.5


def same_kind(text: str, chance: random.Random) -> str:
    """Return a variant of a statement that is the same kind; itself where nothing can be varied."""
    ways = chance.sample(_PEOPLE, len(_PEOPLE)) + chance.sample(_SPELLING, len(_SPELLING))
    if chance.random() < _SPELLED:
        ways.reverse()
    return next((varied for way in ways if (varied := way(text, chance)) != text), text)


def _named(text: str, chance: random.Random) -> str:
    """Other names, the same one throughout."""
    given: dict[str, str] = {}
    return _NAME.sub(lambda m: given.setdefault(m[0], chance.choice(NAMES)), text)


def _titled(text: str, chance: random.Random) -> str:
    return re.sub(r"\b(?:Mr|Mrs|Ms|Miss) [A-Z]\w*", chance.choice(_TITLED), text)


def _other_gender(text: str, chance: random.Random) -> str:
    words = {word.lower() for word in _GENDERED.findall(text)}
    table = _TO_FEMALE if words & {"he", "his", "him", "mr"} else _TO_MALE

    def other(match: re.Match[str]) -> str:
        found = match[0].lower()
        if found == "her" and not re.match(r" [a-z]{3,}", text[match.end() :]):
            new = "him"
        else:
            new = table.get(found, found)
        return new.capitalize() if match[0][0].isupper() else new

    return _GENDERED.sub(other, text)


def _other_role(text: str, chance: random.Random) -> str:
    return _ROLE.sub(lambda found: f"{found[1]} {chance.choice(_ROLES)}", text)


def _other_age(text: str, chance: random.Random) -> str:
    return _AGE.sub(lambda _: str(chance.randint(18, 96)), text)


def _other_faith(text: str, chance: random.Random) -> str:
    return _PLACE.sub(lambda _: chance.choice(_PLACES), text)


def _aside(text: str, chance: random.Random) -> str:
    """Who the person is, told by the way."""
    person = _PERSON.search(text)
    if person is None:
        return text
    said = chance.choice(
        (
            f"who {chance.choice(_CONDITIONS)}",
            f"who {chance.choice(_CONDITIONS)}",
            f"who is {chance.choice(_FAITHS)}",
            chance.choice(_SELVES),
            f"aged {chance.randint(18, 96)}",
            f"{chance.randint(18, 96)}",
        )
    )
    return f"{text[: person.end()]}, {said},{text[person.end() :]}"


def mistyped(text: str, chance: random.Random) -> str:
    """One or two slips: letters the wrong way round, lost or doubled."""
    letters = list(text)
    for _ in range(chance.randint(1, 2)):
        n = chance.randrange(max(1, len(letters) - 1))
        way = chance.random()
        if way < 0.5 and n + 1 < len(letters):
            letters[n], letters[n + 1] = letters[n + 1], letters[n]
        elif way < 0.75:
            letters.pop(n) if len(letters) > 3 else None
        else:
            letters.insert(n, letters[n])
    return "".join(letters)


def _written_otherwise(text: str, chance: random.Random) -> str:
    """No capitals, no full stop, or one more."""
    return chance.choice((text.lower(), text.rstrip("."), text.rstrip(".") + "."))


_Way = Callable[[str, random.Random], str]
_PEOPLE: tuple[_Way, ...] = (
    _named, _titled, _other_gender, _other_role, _other_age, _other_faith, _aside,
)  # fmt: skip
#: Slips twice as often as the rest: they mislead more.
_SPELLING: tuple[_Way, ...] = (mistyped, mistyped, _written_otherwise)
_TRIED: dict[str, _Way] = {
    "another_name": _named,
    "another_gender": _other_gender,
    "another_family_member": _other_role,
    "who_the_person_is": _aside,
    "capitals_and_full_stop": _written_otherwise,
    "typing_fault": mistyped,
}


def pairs(texts: Sequence[str], seed: int = 20260) -> list[tuple[str, str, str]]:
    """Return ``(what was varied, text, variant)`` for every text that can be varied so."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    for name, way in _TRIED.items():
        found += [(name, text, other) for text in texts if (other := way(text, chance)) != text]
    return found
