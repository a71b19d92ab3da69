"""A record's statements: sentences, bullets, lines and cells, exactly as written.

Sentences come from spaCy's blank English pipeline (its tokeniser and sentencizer, no model), with
a few rules for the way care records are written. Runs without a space are masked before the
tokeniser sees them: it is quadratic on runs of punctuation.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from .datatypes import Place, Record, Statement
from .fieldnames import field_named

if TYPE_CHECKING:
    from spacy.language import Language

_MAX_BLOCK = 20_000
_RUN = re.compile(r"\S{80,}")
#: No mark inside at which a sentence could end: what most statements are.
_ONE_SENTENCE = re.compile(r"[\w\s,;:'’\"/()&%£+*=@#–—-]*[.!?]?\s*")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_MARK = re.compile(r"\s*(?:[-*•◦▪■●○‣·–—]+|o(?= )|\(?(?:\d{1,3}|[a-z])[.)](?=\s)|#{1,6}(?=\s))\s*")
_HEADING = re.compile(r"([^.!?:;]{2,60}):\s*")
_LABEL = re.compile(r"[A-Z][^.!?:;\n]{1,60}: ")
_TITLE = re.compile(
    r"(?:(?:adult|annual|care|carer'?s|child'?s|discharge|home|initial|my|one-page|personal|risk|"
    r"social|support|work|and) ){0,4}"
    r"(?:assessment|plan|review|referral form|handover|summary|profile|minutes)",
    re.IGNORECASE,
)
#: What stands at the head of a form: names, dates, numbers. No statement, and not to be shown.
_HEADER_LINE = re.compile(
    r"(?:name|known as|address|phone|tel(?:ephone)?|e-?mail|d\.?o\.?b\.?|date(?: of \w+)?|nhs (?:no|"
    r"number)|ref(?:erence)?|(?:completed|written|reviewed|signed|agreed|prepared|assessed) by|"
    r"author|assessor|(?:social |key |support |care )?worker|allocated to|review date|"
    r"next review|gp)\.?\s*:",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|approx|appt|appts|assess|avail|bal|cont|dept|diff|dr|dtr|e\.g|est|etc|ext|"
    r"freq|hosp|i\.e|incl|indep|info|max|med|meds|min|mins|misc|mob|mr|mrs|ms|no|nos|obs|occ|"
    r"prof|poss|pref|prev|ref|refs|reg|req|rev|sec|st|supp|tel|temp|unst|vs|w\.r\.t|yr|yrs|"
    r"[ap]\.m))\.$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:–—-]\s{1,9}(?=(?:i|we|he|she|they|it|mam|mum|mom|dad|my|his|her|their|but|so|because|"
    r"although|though|yet|which)\b)|(?<=\s)(?=(?:but|so|because|although|though|yet)\b)|;\s",
    re.IGNORECASE,
)
_LOCK = threading.Lock()


@cache
def _pipeline() -> Language:
    import spacy

    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = _MAX_BLOCK + 1
    return pipeline


def split_record(record: Record) -> list[Statement]:
    """Return the statements of a record, in the order written.

    ``record.written(s.place) == s.text`` for each. Headings are not statements; they name the
    ``section`` of what follows.

    Examples
    --------
    >>> [s.text for s in split_record(Record("7", text="Lives alone. Wants to be out more."))]
    ['Lives alone.', 'Wants to be out more.']
    """
    statements = []
    for name, item, text, row in record.items():
        for start, end, section in split_text(text, headings=name == "text"):
            place = Place(field=name, item=item, start=start, end=end, row=row)
            section = name if name != "text" else section or "text"
            statements.append(Statement(record.record_id, text[start:end], place, section))
    return statements


def split_text(text: str, *, headings: bool = True) -> Iterator[tuple[int, int, str | None]]:
    """Yield ``(start, end, section)`` for each statement in one written item.

    A line that ends in a colon is always a heading; others only with ``headings``. A heading on a
    line of its own names what follows; one that shares its line names that paragraph.
    """
    section: str | None = None
    above, last = section, 0
    for start, end, headed in _blocks(text):
        line = text[start:end]
        if text.count("\n", last, start) > 1 or _LABEL.match(line):
            section = above
        last = end
        if _HEADER_LINE.match(line):
            continue
        alone = headings and _stands_alone(text, start, end)
        if headed and (line.endswith(":") or headings) and _is_heading(line, alone=alone):
            section = above = field_named(line) or above
            continue
        for begin, stop in _sentences(text, start, end):
            heading = _HEADING.match(text, begin, stop)
            if heading and (named := field_named(heading[1])) and len(heading[1].split()) <= 4:
                section, begin = named, heading.end()
            if begin < stop:
                yield begin, stop, section


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A line after a blank one (or the first), with text right under it."""
    before, after = text[:start].rstrip(" \t#*"), text[end:].lstrip(" \t*")
    return (not before or before.endswith("\n\n")) and re.match(r"\n[^\n]", after) is not None


def _is_heading(line: str, *, alone: bool) -> bool:
    """A short line of its own, without a sentence in it, that names a field or a document."""
    if line.endswith(":"):
        return _HEADING.fullmatch(line) is not None
    words = line.split()
    if len(words) > 6 or line.endswith((".", "!", "?", ",", ";")):
        return False
    if _TITLE.fullmatch(line) or (alone and line[0].isupper()):
        return True
    return field_named(line) is not None and (line.isupper() or line.istitle() or len(words) <= 2)


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Lines without their bullets, wrapped lines joined; True where a heading may stand."""
    pending: tuple[int, int, bool] | None = None
    for line in _LINE.finditer(text):
        start, end = line.span()
        mark = _MARK.match(text, start, end)
        if mark:
            start = mark.end()
        start, end = _trim(text, start, end)
        if start >= end:
            if pending:
                yield pending
            pending = None
            continue
        wrapped = (
            pending is not None
            and not mark
            and text[start].islower()
            and text[pending[1] - 1] not in ".!?:;"
            and text.count("\n", pending[1], start) <= 1
        )
        if pending and wrapped and end - pending[0] <= _MAX_BLOCK:
            pending = (pending[0], end, pending[2])
            continue
        if pending:
            yield pending
        pending = (start, end, not mark or "#" in mark[0])
    if pending:
        yield pending


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = min(end, start + _MAX_BLOCK)
        if stop < end:
            space = text.rfind(" ", start, stop)
            stop = space if space > start else stop
        yield from _sentences_of_block(text, start, stop)
        start = stop


def _sentences_of_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if _ONE_SENTENCE.fullmatch(text, start, end):
        yield from _at_semicolons(text, start, end)
        return
    masked = _RUN.sub(lambda run: "x" * len(run[0]), text[start:end])
    masked = _SURROGATE.sub("\ufffd", masked)
    with _LOCK, _pipeline().memory_zone():
        ends = [sentence.end_char for sentence in _pipeline()(masked).sents]
    begin = start
    for position, offset in enumerate(ends):
        stop = start + offset
        if stop - begin > 2 and text[stop - 1] in "“‘\"'" and text[stop - 2].isspace():
            stop -= 1  # an opening quote belongs to what follows
        following = text[stop:end].lstrip()[:1] if position + 1 < len(ends) else ""
        if following and (following.islower() or _ABBREVIATED.search(text, begin, stop)):
            continue
        yield from _at_semicolons(text, begin, stop)
        begin = stop


def _at_semicolons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for piece in re.finditer(r"[^;]+", text[start:end]):
        begin, stop = _trim(text, start + piece.start(), start + piece.end())
        if any(c.isalnum() for c in text[begin:stop]):
            yield begin, stop


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the clauses of a statement as character offsets; one pair where it has one clause.

    Examples
    --------
    >>> text = "I want to see my sister so I need a taxi on Fridays"
    >>> [text[start:end] for start, end in clauses(text)]
    ['I want to see my sister', 'so I need a taxi on Fridays']
    """
    pieces: list[tuple[int, int]] = []
    begin = 0
    for cut in (*_CLAUSE.finditer(text), None):
        stop = cut.start() if cut else len(text)
        following = text[cut.end() :] if cut else "x x x"
        if len(text[begin:stop].split()) < 2 or len(following.split()) < 3:
            continue
        pieces.append(_trim(text, begin, stop))
        begin = cut.end() if cut else len(text)
    if begin < len(text):
        pieces.append(_trim(text, begin, len(text)))
    return pieces
