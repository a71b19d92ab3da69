"""Templates of the package: everything put into them is escaped, and nothing may be left out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .tables import without_unseen

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str, folder: str = "reporting") -> Template:
    """Return a template of a folder of the package; its filters drop unseen marks.

    ``quoted`` drops quotation marks at the ends, too, for words that stand in a ``<q>``.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("outcome_classifier", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seen"] = without_unseen
    environment.filters["quoted"] = lambda text: without_unseen(text).strip(' "“”')
    return environment.get_template(name)
