"""Word documents: paragraphs and tables in reading order, as they stand with changes accepted."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..datatypes import Record
from ..errors import FileRefused, file_empty, file_not_understood
from ..readlog import ReadLog
from .archives import refuse_hostile
from .decoding import looks_like
from .documents import MAX_CHARACTERS
from .forms import Block, Form, Line, Table
from .source import Source

_MAX_UNPACKED, _MAX_XML = 200 << 20, 30 << 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Elements that stand round others and change nothing about what is read.
_AROUND = frozenset(
    _W + name
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple",
                 "customXml", "dir", "bdo")
)  # fmt: skip
_AS_TEXT = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOT_READ = {
    "del": "tracked deletions",
    "moveFrom": "tracked deletions",
    "altChunk": "embedded documents",
}
_PARTS = {
    "header": "headers",
    "footer": "footers",
    "comments": "comments",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
}


def read_word(source: Source, log: ReadLog) -> Iterator[Record]:
    """Yield the one record that a Word document is.

    Headings, and prompts in tables, name the field of what follows. Inserted text is read, deleted
    and hidden text is not; nor are text boxes, headers, footers, notes and comments: the log says
    what was there. Links and templates are never followed.
    """
    import docx
    import docx.opc.exceptions
    from lxml.etree import LxmlError

    what = looks_like(source.path)
    if what and not zipfile.is_zipfile(source.path):
        raise file_not_understood(source.name, what, "Save it as .docx.")
    refuse_hostile(source, most=_MAX_UNPACKED)
    if _size_of_xml(source) > _MAX_XML:
        raise _too_long(source)
    try:
        document = docx.Document(str(source.path))
    except (docx.opc.exceptions.OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError) as e:
        raise file_not_understood(
            source.name, "it is damaged or no Word document", "Open it and save it as .docx."
        ) from e
    body = _Body(document)
    form = Form(source.columns)
    form.take(list(body.blocks(document.element.body)))
    record = form.record(source)
    length = len(record.text) + sum(len(i) for items in record.fields.values() for i in items)
    if not length:
        raise file_empty(source.name)
    if length > MAX_CHARACTERS:
        raise _too_long(source)
    log.begin(source.name, "Word document")
    log.map({place: ", ".join(names) for place, names in form.used.items()}, tuple(form.left_out))
    log.rows, log.records = body.count, 1
    for note in body.notes():
        log.note(note)
    yield record


def _size_of_xml(source: Source) -> int:
    if not zipfile.is_zipfile(source.path):
        return 0
    with zipfile.ZipFile(source.path) as archive:
        return sum(m.file_size for m in archive.infolist() if m.filename.endswith(".xml"))


def _too_long(source: Source) -> FileRefused:
    return file_not_understood(
        source.name, "it is too long for one person's record", "Split it, one record a file."
    )


class _Body:
    """Walks the XML of a document; counts what it passes over."""

    def __init__(self, document: Any) -> None:
        self._levels = {s.style_id: level for s in document.styles if (level := _level(s))}
        self.count = 0
        self._passed: Counter[str] = Counter()
        for relation in document.part.rels.values():
            kind = _PARTS.get(relation.reltype.rsplit("/", 1)[-1])
            if kind and not relation.is_external and b"<w:t" in relation.target_part.blob:
                self._passed[kind] += 1

    def notes(self) -> Iterator[str]:
        """Yield what was there and was not read."""
        if self._passed:
            counts = (f"{kind} {count}" for kind, count in sorted(self._passed.items()))
            yield f"not read: {', '.join(counts)}"

    def blocks(self, element: Any) -> Iterator[Block]:
        """Yield the paragraphs and tables in a body or a cell, those in content controls too."""
        for child in element:
            if child.tag == f"{_W}p":
                self.count += 1
                yield self._line(child)
            elif child.tag == f"{_W}tbl":
                yield Table(tuple(self._rows(child)))
            elif child.tag in _AROUND:
                yield from self.blocks(child)
            else:
                self._pass(child)

    def _rows(self, table: Any) -> Iterator[tuple[tuple[Block, ...], ...]]:
        for row in _inside(table, "tr"):
            cells = []
            for cell in _inside(row, "tc"):
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
                cells.append(() if goes_on else tuple(self.blocks(cell)))
            yield tuple(cells)

    def _line(self, paragraph: Any) -> Line:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        level = self._levels.get(style.get(f"{_W}val")) if style is not None else None
        texts, bold = [], True
        for run in self._runs(paragraph):
            text = self._text(run)
            bold = bold and (not text.strip() or _is_on(run, "b"))
            texts.append(text)
        text = "".join(texts)
        return Line(text, level, bold and bool(text.strip()))

    def _runs(self, element: Any) -> Iterator[Any]:
        for child in element:
            if child.tag == f"{_W}r":
                if _is_on(child, "vanish"):
                    self._passed["hidden pieces"] += 1
                else:
                    yield child
            elif child.tag in _AROUND:
                yield from self._runs(child)
            else:
                self._pass(child)

    def _text(self, run: Any) -> str:
        pieces = []
        for child in run:
            name = str(child.tag).removeprefix(_W)
            pieces.append((child.text or "") if name == "t" else _AS_TEXT.get(name, ""))
            if name not in ("t", "rPr"):
                self._pass(child)
        return "".join(pieces)

    def _pass(self, element: Any) -> None:
        """Count what is passed over: deletions, embedded documents, text boxes."""
        kind = _NOT_READ.get(str(element.tag).removeprefix(_W))
        if kind:
            self._passed[kind] += 1
        boxes = sum(1 for _ in element.iter(f"{_W}txbxContent"))
        again = sum(
            1 for fallback in element.iter(_FALLBACK) for _ in fallback.iter(f"{_W}txbxContent")
        )
        if boxes:
            self._passed["text boxes"] += max(1, boxes - again)


def _inside(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, those in content controls and insertions too."""
    for child in element:
        if child.tag == _W + name:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, name)


def _is_on(run: Any, name: str) -> bool:
    mark = run.find(f"{_W}rPr/{_W}{name}")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def _level(style: Any) -> int | None:
    """The level of a heading style, or of the one it is based on; a title's is 1."""
    for _ in range(10):
        if style is None:
            return None
        name = str(style.name or "").lower()
        if name in ("title", "subtitle"):
            return 1
        if name.startswith("heading ") and name[8:].isdigit():
            return int(name[8:])
        style = getattr(style, "base_style", None)
    return None
