"""What a text is reduced to before it is labelled, and which texts cannot be labelled at all.

Only the labelling looks at cleaned text; offsets and reports keep what was written.
"""

from __future__ import annotations

import html
import re
import unicodedata

#: A longer statement is not one statement; see `reason_without_kind`.
MAX_CHARACTERS = 2_000
#: Beyond this nothing is even cleaned, so that the work on one text stays bounded.
_MAX_RAW = 60_000

_MARKS = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_SPACE = re.compile(r"\s+")
_SPACES = frozenset(" \t\n\r\v\f\x85")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Sk"})
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]{0,200}>")
_RTF = re.compile(r"\\(?:[a-z]{1,32}-?\d{0,10} ?|'[0-9a-f]{2})|[{}]")
_MARKDOWN = re.compile(r"(?<!\w)[*_`~]{1,3}|[*_`~]{1,3}(?!\w)|^#{1,6} ")
_BULLET = re.compile(
    r"^(?:[-*•◦▪■●○‣·>–—]|o(?= [A-Za-z])|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=\s))\s*"
)
_SAME = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "ʼ": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "…": "...", "\u2028": " ", "\u2029": " ",
    }
)  # fmt: skip
_MOJIBAKE = re.compile(r"â€[™œ\u009d\u0099“”¦˜]|Ã[©¨¢´¶¼±§]|Â[£ °]|Å[µ·]")
_PLACEHOLDERS = frozenset(
    "n/a|na|n a|none|nil|null|nan|tbc|tba|tbd|unknown|not known|not applicable|not recorded|"
    "not stated|not discussed|no|yes|y|n|x|xx|xxx|ditto|as above|see above|see below|see attached|"
    "see risk assessment|see care plan|see notes|as per care plan|as per plan|to be confirmed|"
    "to be completed|to be discussed|to follow|blank|test|asdf|lorem ipsum|nad|none identified|"
    "none noted|none known|none recorded|none reported|nil noted|nil identified|no issues|"
    "no issues identified|no issues noted|nothing noted|nothing recorded|no needs|"
    "no needs identified|no change".split("|")
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
_DATE = re.compile(
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
    rf"(?:the )?\d{{0,4}}(?:st|nd|rd|th)?[ /.-]?(?:of )?(?:{_MONTHS})[a-z]*[ /.-]?\d{{0,4}}"
    rf"(?:,? (?:at )?\d{{1,2}}[:.]?\d{{0,2}} ?(?:am|pm|hrs)?)?",
    re.IGNORECASE,
)
_TITLED_NAME = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Mx|Prof)\.?(?: [A-ZŴŶÂÊÎÔÛ][\w'’-]*){1,4}")
_HEADING = re.compile(r"(?:[\w'’/&,-]+ ){0,7}[\w'’/&,-]+ ?:")


def strip_markup(text: str) -> str:
    """Take out HTML tags and entities, RTF codes and markdown marks that a system left in."""
    if text.lstrip().startswith("{\\rtf"):
        text = _RTF.sub(" ", text)
    text = html.unescape(_TAG.sub(" ", text))
    return _MARKDOWN.sub("", text.strip())


def clean(text: str) -> str:
    r"""Return the text as the classifier sees it.

    Composed, without control, invisible, direction-changing characters and pictures; plain quotes
    and dashes; single spaces; no bullet in front and no full stop behind. Letters keep their case.
    Longer texts than 60,000 characters are cut there.

    Examples
    --------
    >>> clean("•  I w\u200bant to go\u00a0home.")
    'I want to go home'
    """
    text = text[:_MAX_RAW].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFKC", _MARKS.sub(r"\1", text)).translate(_SAME)
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_visible, text))
    text = _SPACE.sub(" ", text).strip()
    text = _BULLET.sub("", text).strip(' "')
    return text.rstrip(".;, \"'") if not text.endswith("...") else text


def _visible(character: str) -> str:
    """Keep letters, marks of writing and spaces; drop the unseen; a picture leaves a space."""
    if character in _SPACES or character == "\ufffd":
        return character
    category = unicodedata.category(character)
    if category == "So":
        return " "
    return "" if category in _UNSEEN else character


def reason_without_kind(value: object) -> tuple[str, str | None]:
    """Clean a value, or say why it cannot be labelled.

    Returns the cleaned text and None, or an empty text and a reason code: ``empty``, ``not_text``,
    ``too_long``, ``no_letters``, ``placeholder`` or ``not_a_statement``.
    """
    if not isinstance(value, str):
        return "", "empty" if is_missing(value) else "not_text"
    if len(value) > _MAX_RAW:
        return "", "too_long"
    if not value or value.isspace():
        return "", "empty"
    text = clean(value)
    if len(text) > MAX_CHARACTERS:
        return "", "too_long"
    if not text and not any(c.isprintable() and not c.isspace() for c in value):
        return "", "empty"
    lowered = text.lower().strip(" .-")
    if lowered in _PLACEHOLDERS or (text.startswith("#") and text[1:].rstrip("!?").isupper()):
        return "", "placeholder"
    if not any(c.isalpha() for c in text):
        return "", "no_letters"
    if _DATE.fullmatch(lowered) or _TITLED_NAME.fullmatch(text) or _HEADING.fullmatch(text):
        return "", "not_a_statement"
    return text, None


def is_missing(value: object) -> bool:
    """Tell whether a value stands for nothing: None, NaN, NaT, pandas' NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value


def looks_wrongly_decoded(text: str) -> bool:
    """Tell whether a text shows the marks of UTF-8 read as Windows-1252 (``donâ€™t``)."""
    return _MOJIBAKE.search(text) is not None
