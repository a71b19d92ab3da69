"""Dates as they are written in records: ISO and UK forms."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

_FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y",
    "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y",
)  # fmt: skip
_TIME = re.compile(r"(?<=\d)[T ](?=\d\d:).*", re.DOTALL)
_ENDING = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|[,]")


@lru_cache(maxsize=4096)
def read_date(written: str) -> date | None:
    """Return the date that an ISO or UK form means; None where it is neither.

    Examples
    --------
    >>> read_date("31/03/2026") == read_date("2026-03-31T09:00") == read_date("31st March 2026")
    True
    """
    words = " ".join(_ENDING.sub(" ", _TIME.sub("", written)).split())
    for form in _FORMS:
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


def month_of(written: str) -> str | None:
    """Return the month of a date as ``2026-03``; None where it cannot be read.

    Examples
    --------
    >>> month_of("31/03/2026"), month_of("2026-03"), month_of("soon")
    ('2026-03', '2026-03', None)
    """
    if re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", written):
        return written
    read = read_date(written)
    return None if read is None else f"{read:%Y-%m}"
