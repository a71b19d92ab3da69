"""``python -m outcome_classifier.rulebook FOLDER``: write a page for each rule."""

import sys
from pathlib import Path

from .pages import write_pages

if len(sys.argv) != 2:
    sys.exit("usage: python -m outcome_classifier.rulebook FOLDER")
write_pages(Path(sys.argv[1]))
