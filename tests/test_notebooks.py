"""The notebooks run, keep their outputs, and define nothing: what they use is the library's."""

from __future__ import annotations

import ast
import json
import os

import nbformat
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_a_notebook_is_numbered_and_starts_with_what_it_is_for(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert path.stem[:2].isdigit()
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.metadata.kernelspec.name == "python3"


def test_a_notebook_defines_nothing_that_the_library_should_have(path):
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda))
            if isinstance(node, ast.ImportFrom) and node.module.startswith("outcome_classifier"):
                assert not any(alias.name.startswith("_") for alias in node.names)


def test_a_notebook_keeps_the_outputs_of_one_run_in_order(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert outputs
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    written = json.dumps([cell.outputs for cell in cells])
    assert not [place for place in ("/home/", "/root/", "/tmp/", str(ROOT)) if place in written]


@pytest.mark.model
@pytest.mark.slow
def test_a_notebook_runs_without_network(path, tmp_path):
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    blocked = [str(ROOT / "tests" / "blocked"), os.environ.get("PYTHONPATH", "")]
    home = {name: str(tmp_path) for name in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR")}
    client.execute(env={**os.environ, **home, "PYTHONPATH": os.pathsep.join(filter(None, blocked))})
    outputs = [kinds_of(cell.get("outputs", [])) for cell in notebook.cells]
    kept = [kinds_of(cell.outputs) for cell in code_cells(path)]
    assert [kinds for kinds in outputs if kinds] == [kinds for kinds in kept if kinds]


def kinds_of(outputs) -> list[str]:
    """What a cell gave; printed lines are one output or several, as they happen to be sent."""
    kinds = [output.output_type for output in outputs]
    return [k for n, k in enumerate(kinds) if k != "stream" or kinds[n - 1 : n] != ["stream"]]
