"""Every line of the list of bad inputs has a test that names it: ``test_c2_…``, ``test_f3_e11_…``."""

from __future__ import annotations

import re

from conftest import ROOT

#: A values from Python, B text, C text files, D workbooks, E documents, F what we write, G the rest.
LINES = {"a": 15, "b": 27, "c": 17, "d": 11, "e": 11, "f": 12, "g": 9}
_NAME = re.compile(r"^def test_((?:[a-g]\d+_)+)", re.MULTILINE)


def test_each_of_the_102_bad_inputs_has_a_test():
    named = {
        number
        for path in (ROOT / "tests").glob("test_*.py")
        for numbers in _NAME.findall(path.read_text(encoding="utf-8"))
        for number in numbers.strip("_").split("_")
    }
    listed = {f"{letter}{n}" for letter, last in LINES.items() for n in range(1, last + 1)}
    assert len(listed) == 102
    assert named == listed
