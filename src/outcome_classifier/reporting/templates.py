"""Templates of the package: everything put into them is escaped, and nothing may be left out."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from .tables import without_unseen

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def template(name: str, folder: str = "reporting") -> Template:
    """Return a template of a folder of the package.

    Its filters: ``seen`` drops unseen marks; ``quoted`` drops quotation marks at the ends, too, for
    words that stand in a ``<q>``, and cuts them to a length; ``shown`` writes numbers with commas
    and nothing for None; ``percent`` a share.
    """
    return _environment(folder).get_template(name)


def policy_hash(content: str) -> str:
    """Return what a content security policy calls a style sheet or script that stands in a page."""
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


@cache
def _environment(folder: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("outcome_classifier", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(seen=without_unseen, quoted=_quoted, shown=_shown, percent=_percent)
    return environment


def _quoted(text: str, most: int | None = None) -> str:
    words = without_unseen(text).strip(' "“”')
    return words if most is None or len(words) <= most else words[: most - 1].rstrip() + "…"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"
