"""PDF with a text layer, and what is filled in its form fields."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from ..datatypes import Record
from ..errors import FileRefused, file_not_understood
from ..readlog import ReadLog
from .decoding import seems_to_be
from .documents import MAX_CHARACTERS
from .forms import Form, Line
from .printed import Printed, paragraphs, printed_lines, without_repeats
from .source import Source

_MAX_BYTES, _MAX_PAGES = 50 << 20, 500
_LOCK = Lock()


def read_pdf(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the one record that a PDF is: its text layer, and what is filled in its form fields.

    Lines repeated at the edges of pages are left out, words cut at a line's end are joined. Pages
    that show pictures and hold no text are named in the log; a file without text is refused.
    """
    if source.path.stat().st_size > _MAX_BYTES:
        raise _too_long(source)
    with source.path.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            what = seems_to_be(source.path) or "it is no PDF"
            raise file_not_understood(source.name, what, "Give the file its right suffix.")
    with _quiet():
        pages, unread, filled = _contents(source)
    if not any(pages) and not filled:
        raise file_not_understood(
            source.name,
            "it has no text layer (is it a scan?)",
            "Have its text recognised first, or use the document it was made from.",
        )
    log.begin(source.name, "PDF")
    log.rows, log.records = len(pages), 1
    for number in unread:
        log.leave_out(source.name, number, "page", "unreadable")
    if unread:
        log.note(f"pages that are pictures without a text layer, not read: {len(unread)}")
    lines, dropped = without_repeats(pages)
    if dropped:
        log.note(f"lines repeated at the edges of pages, left out: {dropped}")
    form = Form(source.columns)
    for name, value in filled.items():
        form.prompt(name, [Line(value, answer=True)])
    form.take(paragraphs(lines))
    log.map({place: ", ".join(names) for place, names in form.used.items()}, tuple(form.left_out))
    yield form.record(source)


def _contents(source: Source) -> tuple[list[list[Printed]], list[int], dict[str, str]]:
    """The lines of each page, the numbers of pages with pictures alone, the filled form fields."""
    import pypdf
    import pypdf.errors

    try:
        reader = pypdf.PdfReader(source.path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _protected(source)
        if len(reader.pages) > _MAX_PAGES:
            raise _too_long(source)
        pages: list[list[Printed]] = []
        unread, length = [], 0
        for number, page in enumerate(reader.pages, 1):
            pages.append(printed_lines(page))
            length += sum(len(line.text) for line in pages[-1])
            if length > MAX_CHARACTERS:
                raise _too_long(source)
            if not pages[-1] and _has_pictures(page):
                unread.append(number)
        fields = (reader.get_form_text_fields() or {}) if "/AcroForm" in reader.root_object else {}
    except FileRefused:
        raise
    except (pypdf.errors.FileNotDecryptedError, pypdf.errors.DependencyError):
        raise _protected(source) from None
    except Exception:  # a damaged file can raise anything there, and quote its text in it
        raise file_not_understood(
            source.name, "it is damaged or too complex", "Open it and save it anew, or as text."
        ) from None
    filled = {
        re.sub(r"\[\d+\]", "", name).rsplit(".", 1)[-1]: value
        for name, value in fields.items()
        if isinstance(value, str) and value.strip()
    }
    return pages, unread, filled


def _has_pictures(page: Any) -> bool:
    resources = page.get("/Resources")
    found = resources.get_object().get("/XObject") if resources is not None else None
    return found is not None and len(found.get_object()) > 0


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back what pypdf would log meanwhile: it may quote the document."""
    logger = logging.getLogger("pypdf")
    with _LOCK:
        before = logger.level
        logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            logger.setLevel(before)


def _protected(source: Source) -> FileRefused:
    return file_not_understood(
        source.name, "it is protected with a password", "Save a copy without one."
    )


def _too_long(source: Source) -> FileRefused:
    return file_not_understood(
        source.name, "it is too long for one person's record", "Split it, one record a file."
    )
