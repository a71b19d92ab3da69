"""Charts as inline SVG: drawn by matplotlib, text kept as text, no styles, ids of their own.

They are drawn 288 points wide, labels above their bars, so that a telephone shows them whole.
matplotlib places a number for each name; the name comes in afterwards, escaped, so that nothing of
an organisation's own is ever taken for mathematics or markup, or is missing from a font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from ..datatypes import Kind
from .counting import NOT_SURE
from .tables import without_unseen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Fill, hatch and colour of the words upon it; told apart without colour too.
_LOOK = {
    str(Kind.OUTCOME): ("#1b6b53", None, "#ffffff"),
    str(Kind.NEED): ("#f3d3c0", "///", "#1d2733"),
    str(Kind.RESOURCE): ("#2a5db0", None, "#ffffff"),
    str(Kind.OUTPUT): ("#e0d4f0", "----", "#1d2733"),
    NOT_SURE: ("#f4f6f8", None, "#1d2733"),
    "something else": ("#9c4a1a", None, "#ffffff"),
}
_INK, _LINE = "#1d2733", "#5b6672"
_WIDTH = 4.0  # inches of 72 points
_ROW = 0.5
_LONGEST = 44
#: A reference to an id: `url(#…)`, or a whole attribute.
_USED = re.compile(r"((?:url\(|^|(?<=\"))#)([\w-]+)")
#: One chart at a time: settings of matplotlib belong to the whole program.
_DRAWING = Lock()


class _Words:
    """The names on a chart: a number stands in their place while it is drawn."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> str:
        words = without_unseen(text)
        self.texts.append(words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…")
        return f"name-{len(self.texts) - 1}"


@contextmanager
def _own_style() -> Iterator[None]:
    """Draw in the default style with text as text, and leave the host program's settings alone."""
    from matplotlib import style

    with _DRAWING, style.context(["default", {"svg.fonttype": "none", "hatch.linewidth": 0.7}]):
        yield


@_own_style()
def key(kinds: Sequence[str], name: str) -> str:
    """Return the key of a bar chart: what each fill stands for."""
    figure, axes = _canvas(0.25 * ((len(kinds) + 2) // 3))
    for number, kind in enumerate(kinds):
        x, y = (number % 3) / 3, (len(kinds) - 1) // 3 - number // 3
        fill, hatch, _ = _LOOK[kind]
        axes.barh(y, 0.05, 0.55, x, color=fill, hatch=hatch, edgecolor=_LINE, linewidth=0.6)
        _text(axes, x + 0.065, y, kind)
    axes.set_ylim(-0.5, (len(kinds) - 1) // 3 + 0.5)
    return _svg(figure, name, _Words(), "Key: " + ", ".join(kinds))


@_own_style()
def bars(rows: Mapping[str, Mapping[str, int]], name: str, what: str) -> str:
    """Return a bar for each row, parted by the share of each kind; ``what`` begins the alt text."""
    words, alt = _Words(), []
    figure, axes = _canvas(_ROW * len(rows))
    for number, (label, counts) in enumerate(rows.items()):
        y, total, left = len(rows) - 1 - number, sum(counts.values()), 0.0
        _text(axes, 0, y + 0.3, words(label))
        _text(axes, 1, y + 0.3, f"{total:,}", ha="right")
        for kind, count in counts.items():
            share = count / total if total else 0.0
            fill, hatch, ink = _LOOK[kind]
            axes.barh(
                y - 0.12, share, 0.46, left, color=fill, hatch=hatch, edgecolor=_LINE, linewidth=0.6
            )
            if share >= 0.09:
                box = {"boxstyle": "square,pad=0.12", "fc": fill, "ec": "none"} if hatch else None
                middle = left + share / 2
                _text(axes, middle, y - 0.12, _percent(share), ha="center", color=ink, bbox=box)
            left += share
        shares = ", ".join(
            f"{kind} {_percent(count / total)}" for kind, count in counts.items() if count
        )
        alt.append(f"{label}: {shares or 'none'}")
    axes.set_ylim(-0.5, len(rows) - 0.5)
    return _svg(figure, name, words, f"{what} {'; '.join(alt)}.")


@_own_style()
def span(outcome: int, other: int, low: int | None, high: int | None, name: str) -> str:
    """Return the sure statements of the outcomes field as one bar, with the span of the count."""
    total = outcome + other
    figure, axes = _canvas(0.95)
    left = 0.0
    for label, count in (("something else", other), ("outcome", outcome)):
        fill, _, ink = _LOOK[label]
        share = count / total
        axes.barh(0, share, 0.5, left, color=fill, edgecolor=_LINE, linewidth=0.6)
        if share >= 0.09:
            _text(axes, left + share / 2, 0, f"{count:,}", ha="center", color=ink)
        left += share
    _text(axes, 0, 0.5, "something else")
    _text(axes, 1, 0.5, "outcome", ha="right")
    alt = f"Of {total:,} sure statements, {other:,} read as something else, {outcome:,} as an outcome."
    if low is not None and high is not None:
        axes.plot([low / total, high / total], [-0.42, -0.42], color=_INK, linewidth=1.5)
        for end in (low, high):
            axes.plot([end / total] * 2, [-0.5, -0.34], color=_INK, linewidth=1.5)
        middle = min(max((low + high) / 2 / total, 0.3), 0.7)
        _text(axes, middle, -0.68, f"with the model's error: {low:,} to {high:,}", ha="center")
        alt += f" With the model's published error, {low:,} to {high:,} are something else."
    axes.set_ylim(-0.85, 0.7)
    return _svg(figure, name, _Words(), alt)


@_own_style()
def heat(
    rows: Mapping[str, tuple[int, Mapping[int, int]]], columns: Sequence[int], name: str, what: str
) -> str:
    """Return a map of shares: a row for each service, a cell for each principle."""
    words, alt = _Words(), []
    figure, axes = _canvas(0.55 * len(rows) + 0.25)
    for place, number in enumerate(columns):
        _text(axes, (place + 0.5) / len(columns), len(rows) - 0.3, str(number), ha="center")
    for number, (label, (total, counts)) in enumerate(rows.items()):
        y = len(rows) - 1 - number
        _text(axes, 0, y + 0.32, words(f"{label} ({total:,} records)"))
        for place, column in enumerate(columns):
            share = counts[column] / total
            axes.barh(
                y - 0.1, 1 / len(columns), 0.5, place / len(columns), color=_shade(share),
                edgecolor="#ffffff", linewidth=1,
            )  # fmt: skip
            _text(
                axes, (place + 0.5) / len(columns), y - 0.1, f"{100 * share:.0f}",
                ha="center", color="#ffffff" if share > 0.5 else _INK,
            )  # fmt: skip
        said = ", ".join(f"{c}: {100 * counts[c] / total:.0f}" for c in columns)
        alt.append(f"{label}: {said}")
    axes.set_ylim(-0.45, len(rows) - 0.1)
    return _svg(figure, name, words, f"{what} {'; '.join(alt)}.")


@_own_style()
def differences(rows: Sequence[tuple[str, float, float, float]], name: str, what: str) -> str:
    """Return differences of shares (-1 to 1) with their intervals, about a line at zero."""
    words, alt = _Words(), []
    figure, axes = _canvas(_ROW * len(rows) + 0.25)
    widest = max(0.1, *(abs(end) for _, _, low, high in rows for end in (low, high)))
    axes.set_xlim(-widest, widest)
    axes.plot([0, 0], [-0.5, len(rows) - 0.5], color=_LINE, linewidth=0.8, linestyle=":")
    for number, (label, middle, low, high) in enumerate(rows):
        y = len(rows) - 1 - number
        _text(axes, -widest, y + 0.3, words(label))
        axes.plot([low, high], [y - 0.12] * 2, color=_INK, linewidth=1.5)
        axes.plot([middle], [y - 0.12], color=_INK, marker="o", markersize=5)
        alt.append(f"{label}: {100 * middle:+.0f} ({100 * low:+.0f} to {100 * high:+.0f})")
    for end, place in ((-widest, "left"), (widest, "right")):
        _text(axes, end, len(rows) - 0.3, f"{100 * end:+.0f}", ha=place)
    _text(axes, 0, len(rows) - 0.3, "no change", ha="center")
    axes.set_ylim(-0.5, len(rows) - 0.05)
    return _svg(figure, name, words, f"{what} {'; '.join(alt)}.")


def _shade(share: float) -> str:
    """From near white to dark brown, dark enough above a half for white words to stand out."""
    light, dark = (0xFB, 0xF3, 0xEC), (0x6E, 0x2F, 0x0C)
    part = 0.55 * share / 0.5 if share <= 0.5 else 0.75 + 0.25 * (share - 0.5) / 0.5
    part = part if share > 0.5 else min(part, 0.42)
    return "#" + "".join(
        f"{round(a + (b - a) * part):02x}" for a, b in zip(light, dark, strict=True)
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _canvas(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), frameon=False)
    axes = figure.add_axes((0.004, 0, 0.992, 1))
    axes.set_xlim(0, 1)
    axes.set_axis_off()
    return figure, axes


def _text(axes: Axes, x: float, y: float, text: str, **options: Any) -> None:
    axes.text(
        x, y, text, va="center_baseline", size=10, parse_math=False, **{"color": _INK, **options}
    )


def _svg(figure: Figure, name: str, words: _Words, alt: str) -> str:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(out.getvalue())  # noqa: S314 (drawn just now, from no input)
    _tidy(root, name, words)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-label": without_unseen(alt),
    }
    return ElementTree.tostring(root, encoding="unicode")


def _tidy(root: ElementTree.Element, name: str, words: _Words) -> None:
    """Plain names, ids that are used and belong to this chart, attributes in place of styles."""
    for parent in root.iter():
        for child in list(parent):
            if child.tag.rpartition("}")[2] in ("metadata", "style"):
                parent.remove(child)
    used = {found[2] for found in _USED.finditer(ElementTree.tostring(root, "unicode"))}
    there = [element.attrib["id"] for element in root.iter() if element.attrib.get("id") in used]
    ids = {old: f"{name}-{number}" for number, old in enumerate(there, start=1)}
    for element in root.iter():
        element.tag, element.tail = element.tag.rpartition("}")[2], None
        attributes: dict[str, str] = {}
        for long, value in element.attrib.items():
            attribute = long.rpartition("}")[2]
            if attribute == "style":
                pairs = (pair.split(":", 1) for pair in value.split(";") if ":" in pair)
                attributes.update({k.strip(): v.strip() for k, v in pairs if "family" not in k})
            elif attribute != "id":
                attributes[attribute] = value
            elif value in ids:
                attributes["id"] = ids[value]
        element.attrib = {
            attribute: _USED.sub(lambda found: found[1] + ids.get(found[2], found[2]), value)
            if "#" in value
            else value
            for attribute, value in attributes.items()
        }
        if element.tag == "text" and element.text and re.fullmatch(r"name-\d+", element.text):
            element.text = words.texts[int(element.text[5:])]
