"""XHTML to plain text: nothing in it runs, is loaded or is shown as markup."""

from __future__ import annotations

_SILENT = frozenset({"script", "style", "head", "template", "title"})
_BREAKING = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table"})


def text_of_xhtml(markup: str) -> str:
    """Return the words of XHTML, one block a line, scripts and styles left out.

    Examples
    --------
    >>> text_of_xhtml("<div><p>Home <b>soon</b></p><script>alert(1)</script></div>")
    'Home soon'
    """
    from lxml import etree

    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    content = f"<body>{markup}</body>".encode("utf-8", "replace")
    pieces: list[str] = []
    walker = etree.iterwalk(etree.fromstring(content, parser), events=("start", "end"))
    for event, element in walker:
        pieces.append("\n" if element.tag in _BREAKING else "")
        if event == "end":
            pieces.append(element.tail or "")
        elif element.tag in _SILENT:
            walker.skip_subtree()
        else:
            pieces.append(" " if element.tag in ("td", "th") else "")
            pieces.append(element.text or "")
    lines = "".join(pieces).split("\n")
    return "\n".join(words for line in lines if (words := " ".join(line.split())))
