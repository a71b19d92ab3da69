"""Makes the files that tests read: documents, workbooks, archives, rules, all tiny and by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(path: Path, *body: str, parts: dict[str, str] | None = None) -> Path:
    """Write a Word document whose body is this XML (prefix ``w:``), other parts replaced."""
    docx.Document().save(str(path))
    xml = (
        f'<w:document xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compat'
        'ibility/2006" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relation'
        f'ships"><w:body>{"".join(body)}</w:body></w:document>'
    )
    return rewritten(path, {"word/document.xml": xml, **(parts or {})})


def p(text: str, *, style: str = "", inside: str = "", run: str = "") -> str:
    """Return the XML of a paragraph: its style's id, XML after its text, XML in its properties."""
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    props = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p>{mark}<w:r>{props}<w:t xml:space="preserve">{text}</w:t></w:r>{inside}</w:p>'


def table(*rows: list[str]) -> str:
    """Return the XML of a table; a cell is text, or XML where it begins with ``<``."""
    lines = (
        "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


_ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(path: Path, *rows: Iterable[str], head: str = "", rest: str = "") -> Path:
    """Write rows of text as an ODS workbook; XML before all of it, and after its rows."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = ("".join(map(cell.format, row)) for row in rows)
    lines = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f"{head}<office:document-content {_ODS}><office:body><office:spreadsheet>"
            f'<table:table table:name="Plans">{lines}{rest}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def rewritten(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Replace or add members of an archive."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, **parts}.items():
            archive.writestr(name, content)
    return path


#: A rule of an organisation of its own, whole.
RULE = {
    "code": "LOC001",
    "name": "local-word",
    "title": "A local word",
    "principle": 4,
    "source": "Our style guide, page 2",
    "why": "Nobody outside knows it.",
    "check": "phrase",
    "severity": "advice",
    "tier": 1,
    "message": "A local word stands here.",
    "ask": "What would a neighbour call it?",
    "since": "2026",
    "patterns": [r"\bdoss list\b"],
    "flag": [f"On the doss list, {n}" for n in range(5)],
    "pass": [f"On the list, {n}" for n in range(10)],
}


def toml(rule: dict) -> str:
    """Return a rule as the text of a rule file."""
    lines = ["[[rule]]"]
    for key, value in rule.items():
        if isinstance(value, list):
            quoted = ", ".join(f"'{v}'" for v in value)
            lines.append(f"{key} = [{quoted}]")
        else:
            lines.append(f"{key} = {value!r}")
    return "\n".join(lines) + "\n"


def pdf(
    path: Path,
    *pages: list[str],
    extra: str = "",
    more: tuple[str, ...] = (),
    picture: bool = False,
) -> Path:
    """Write a PDF with lines of Helvetica; ``picture`` puts one on pages without lines.

    ``extra`` stands in its catalogue; objects in ``more`` are numbered on after the pages' (of one
    page, from 6).
    """
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    shown = "/XObject << /I 99 0 R >>" if picture else ""
    for n, lines in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * n} 0 R "
            f"/Resources << /Font << /F 3 0 R >> {'' if lines else shown} >> >>"
        )
        safe = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
        text = "".join(f"({line}) Tj T*\n" for line in safe)
        stream = f"BT /F 11 Tf 14 TL 50 800 Td\n{text}ET" if lines else ""
        size = len(stream.encode("cp1252"))
        objects.append(f"<< /Length {size} >>\nstream\n{stream}\nendstream")
    objects += more
    out, places = b"%PDF-1.7\n", []
    for n, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{content}\nendobj\n".encode("cp1252")
    start = len(out)
    table_ = "".join(f"{place:010} 00000 n \n" for place in places)
    out += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table_}"
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    ).encode()
    path.write_bytes(out)
    return path
