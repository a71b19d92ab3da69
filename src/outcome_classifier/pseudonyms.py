"""What points at a person, replaced by keyed tokens: the same token for the same thing.

Replaced are NHS numbers (with a check digit that agrees), National Insurance numbers, postcodes,
telephone numbers, e-mail addresses, dates, and the names in a given list; of a record's date the
month is kept; its identifier becomes a token too. A token is an HMAC with a key that the user gives,
or with a fresh one that nobody keeps.

What this does not promise is in `NO_PROMISE`, which every report of such an audit shows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from .dates import month_of, read_date
from .errors import key_too_short
from .results import Audit, FindingRow, PrincipleRow, StatementRow

NO_PROMISE = (
    "Names in the list given, NHS and National Insurance numbers, postcodes, telephone numbers, "
    "e-mail addresses, dates and record identifiers are replaced by tokens. This does not make the "
    "words anonymous: names that are not in the list, nicknames, misspellings, places, and a life "
    "told in detail can still point at a person, and whoever has the key or the source can go back. "
    "It is still personal information."
)
_SHORTEST_KEY = 16
_SHORTEST_ID = 4
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_GAP = r"[ .‐‑–-]"
#: In order: where two overlap, the earlier counts. Wide rather than close: what is replaced
#: without need costs a word, what is missed shows a person.
_PATTERNS = {
    "email": r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    "NHS number": rf"(?<![\d-])\d{{3}}{_GAP}?\d{{3}}{_GAP}?\d{{4}}(?![\d-])",
    "date": rf"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}|\b\d{{1,2}}([/.-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})\b"
    rf"|{_DAY}/(?:0[1-9]|1[0-2])\b"
    rf"|{_DAY}(?: of)? {_MONTHS}(?:,? (?:\d{{4}}|['’]\d\d)\b)?"
    rf"|\b{_MONTHS} {_DAY}\b(?:,? \d{{4}}\b)?|\b{_MONTHS},? \d{{4}}\b",
    "phone": rf"(?<![\d-])(?:(?:\+44|0044)(?: ?\(0\))?|\(?0)(?:[()]|{_GAP}){{0,2}}(?:\d(?:[()]|{_GAP}){{0,2}}){{8,9}}"
    r"\d(?!\d)",
    "National Insurance number": r"\b[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b",
    # The last two letters of a postcode are never C, I, K, M, O or V: "B12 5mg" is none.
    "postcode": r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b",
}
_FOUND = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_SAYS_NHS = re.compile(r"\bNHS\b.{0,15}$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")


def is_nhs_number(digits: str) -> bool:
    """Tell whether ten digits end with the check digit of an NHS number.

    Source: NHS Data Dictionary, "NHS NUMBER": modulus 11, weights 10 to 2.

    Examples
    --------
    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    weighted = sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - weighted % 11) % 11 == int(digits[9])


class Pseudonymiser:
    """Replaces what points at a person in texts.

    Parameters
    ----------
    key
        At least 16 bytes; a fresh one if None, and then no later run gives the same tokens.
    names
        Names of people, one each: "Gwen", "Gwen Pritchard". Each word of a name is looked for, in
        any case, so a name that is also a word ("Will") takes the word with it.

    Raises
    ------
    ValueRefused
        The key is too short to keep anything secret.
    """

    def __init__(self, key: bytes | None = None, names: Iterable[str] = ()) -> None:
        if key is not None and len(key) < _SHORTEST_KEY:
            raise key_too_short(_SHORTEST_KEY)
        self._key = secrets.token_bytes(32) if key is None else key
        words = (word for name in names for word in _WORD.findall(_plain(_seen(name))))
        self._names = frozenset(word.casefold() for word in words if len(word) > 1)
        self.token = lru_cache(maxsize=100_000)(self._token)

    def _token(self, kind: str, value: str) -> str:
        digest = hmac.new(
            self._key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256
        ).digest()
        return f"[{kind} {base64.b32encode(digest[:6]).decode('ascii').lower().rstrip('=')}]"

    def __call__(self, text: str, record_id: str = "") -> str:
        """Return a text with tokens in the place of what points at a person.

        Invisible characters are taken out first, since they can stand inside a name.
        ``record_id`` is the identifier of its record, which may stand in the text too.
        """
        text = _seen(text)
        taken: list[tuple[int, int, str]] = []
        for start, end, token in self._finds(text, record_id):
            if all(end <= other or start >= stop for other, stop, _ in taken):
                taken.append((start, end, token))
        for start, end, token in sorted(taken, reverse=True):
            text = text[:start] + token + text[end:]
        return text

    def _finds(self, text: str, record_id: str) -> Iterator[tuple[int, int, str]]:
        if len(record_id) >= _SHORTEST_ID:
            for match in re.finditer(re.escape(record_id), text):
                yield match.start(), match.end(), self.token("record", record_id)
        for kind, pattern in _FOUND.items():
            for match in pattern.finditer(text):
                value = _same(kind, match[0])
                before = text[: match.start()]
                if kind != "NHS number" or is_nhs_number(value) or _SAYS_NHS.search(before):
                    yield match.start(), match.end(), self.token(kind, value)
        for match in _WORD.finditer(_plain(text)):
            word, end = match[0].casefold(), match.end()
            if word.endswith("'s") and word not in self._names:
                word, end = word[:-2], end - 2
            if word in self._names:
                yield match.start(), end, self.token("name", word)


def _plain(text: str) -> str:
    """The same with one sort of apostrophe, every letter in its place."""
    return text.replace("’", "'")


def _seen(text: str) -> str:
    """Composed text with plain spaces and without what cannot be seen."""
    words = unicodedata.normalize("NFC", text).translate(_SPACES)
    return "".join(c for c in words if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))


def _same(kind: str, found: str) -> str:
    """One form for the ways of writing the same thing, so that it gets the same token."""
    if kind in ("NHS number", "phone"):
        digits = "".join(str(int(c)) for c in found if c.isdigit())
        return re.sub(r"^(?:00)?440?", "0", digits) if kind == "phone" else digits
    if kind == "date":
        return str(read_date(found) or " ".join(found.casefold().split()))
    return re.sub(r"\s+", "", found).casefold()


def pseudonymise(audit: Audit, *, key: bytes | None = None, names: Iterable[str] = ()) -> Audit:
    """Return an audit whose words, identifiers and dates are pseudonyms; see `Pseudonymiser`.

    Rows are changed when they are gone through; nothing is kept. It is not made anonymous: see
    `NO_PROMISE`.

    Raises
    ------
    ValueRefused
        The key is shorter than 16 bytes.
    """
    clear = Pseudonymiser(key, names)

    def groups(row: Any) -> dict[str, Any]:
        return {
            "record_id": clear.token("record", row.record_id),
            "source": clear(row.source),
            "team": clear(row.team),
            "service": clear(row.service),
        }

    def statement(row: StatementRow) -> StatementRow:
        text = clear(row.text, row.record_id)
        return replace(row, text=text, date=month_of(row.date) or "", **groups(row))

    def finding(row: FindingRow) -> FindingRow:
        text = row.finding.text and clear(row.finding.text, row.record_id)
        found = replace(row.finding, text=text)
        return replace(
            row, sentence=clear(row.sentence, row.record_id), finding=found, **groups(row)
        )

    def principle(row: PrincipleRow) -> PrincipleRow:
        evidence = clear(row.evidence, row.record_id)
        review = month_of(row.review_date) or ""
        return replace(row, evidence=evidence, review_date=review, **groups(row))

    return audit.changed(
        statements=statement,
        findings=finding,
        principles=principle,
        sources=tuple(
            replace(s, name=clear(s.name), sheet=clear(s.sheet), notes=tuple(map(clear, s.notes)))
            for s in audit.sources
        ),
        unread=tuple(replace(u, source=clear(u.source)) for u in audit.unread),
        privacy=(*audit.privacy, NO_PROMISE),
    )
