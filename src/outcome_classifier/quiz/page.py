"""The quiz as a page that marks itself, and as a sheet to print with the answers overleaf.

One file: nothing is loaded, and a content security policy lets nothing run or style the page but
the page's own script and style sheet, by their hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from ..reporting import write_whole
from ..reporting.templates import policy_hash, template
from . import Question, load_questions


def write_quiz(path: Path, *, force: bool = False) -> Path:
    """Write the quiz as one HTML page.

    Raises
    ------
    OutputRefused
        The file is there and ``force`` is not given, or the system refuses.
    """
    return write_whole(path, render_quiz(load_questions()), force=force)


def render_quiz(questions: Sequence[Question]) -> str:
    """Return the page."""
    folder = resources.files(__package__)
    style, script = (folder.joinpath(n).read_text("utf-8") for n in ("page.css", "page.js"))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{policy_hash(script)}'",
            f"style-src '{policy_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    page = template("page.html.j2", "quiz")
    return page.render(questions=questions, policy=policy, style=style, script=script)
