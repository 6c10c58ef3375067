"""The canonical form of an executed notebook."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lrkit.release.canonical import WIDGET_VIEW, as_text, canonicalise


def _executed():
    """A notebook as JupyterLab and a kernel leave it."""
    marks = {"grade_id": "write_gd_step", "solution": True, "checksum": "abc"}
    notebook = new_notebook(
        cells=[
            new_markdown_cell("text", id="intro"),
            new_code_cell("run()", id="a1", execution_count=7, outputs=[
                new_output("stream", name="stdout", text="one\n"),
                new_output("stream", name="stderr", text="warned\n"),
                new_output("stream", name="stdout", text="two\n"),
                new_output("execute_result", {"text/plain": "1.0"}, execution_count=7),
            ], metadata={"execution": {"iopub.status.busy": "2026"}, "collapsed": False,
                         "tags": ["nbval-ignore-output"]}),
            new_code_cell("walk()", id="a2", execution_count=9, outputs=[
                new_output("display_data", {"image/png": "iVBO", WIDGET_VIEW: {"model_id": "x1"}},
                           metadata={WIDGET_VIEW: {}}),
            ]),
            new_code_cell("def gd_step(): ...", id="random", metadata={"nbgrader": marks}),
        ],
        metadata={"widgets": {"state": {}}, "kernelspec": {"name": "venv", "display_name": "me"},
                  "language_info": {"name": "python", "version": "3.11.7"}},
    )
    notebook.cells[2].id = "a1"  # a copied cell, as some editors leave it
    return notebook


def test_twice_is_once():
    """A canonical notebook is its own canonical form, to the byte."""
    once = canonicalise(_executed())
    assert as_text(canonicalise(once)) == as_text(once)


def test_the_argument_is_left_alone():
    """The form is a copy."""
    notebook = _executed()
    before = copy.deepcopy(notebook)
    canonicalise(notebook)
    assert notebook == before


def test_what_differs_between_two_runs_is_gone():
    """Timings, versions, widget state and model ids are nowhere in the text; the picture is."""
    text = as_text(canonicalise(_executed()))
    for trace in ("iopub", "3.11.7", "widget", "x1", "collapsed", "checksum", "venv"):
        assert trace not in text
    assert "iVBO" in text
    assert "nbval-ignore-output" in text


def test_streams_are_joined_where_they_began():
    """stdout in two pieces around stderr becomes one, first."""
    outputs = canonicalise(_executed()).cells[1].outputs
    assert [(output.get("name"), output.get("text")) for output in outputs[:2]] == [
        ("stdout", "one\ntwo\n"), ("stderr", "warned\n")]


def test_executed_cells_are_counted_from_one():
    """As a fresh kernel counts; a cell that did not run keeps none; results follow."""
    cells = canonicalise(_executed()).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2, None]
    assert cells[1].outputs[-1].execution_count == 1


def test_ids_are_valid_unique_and_of_the_grade_id():
    """An nbgrader cell is called by its grade_id with hyphens; others keep theirs, once."""
    notebook = canonicalise(_executed())
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells] == ["intro", "a1", "cell-2", "write-gd-step"]


@pytest.mark.parametrize("output", [
    new_output("stream", name="stdout", text="<Line2D at 0x7f8e8c0b5d90>"),
    new_output("execute_result", {"text/plain": "[<object at 0x7f8e8c0b5d90>]"}),
])
def test_an_address_in_memory_is_refused(output):
    """The message names the cell and what it showed."""
    notebook = new_notebook(cells=[new_code_cell("draw()", id="draw", outputs=[output])])
    with pytest.raises(ValueError, match=r"cell 'draw' shows an address in memory \(at 0x"):
        canonicalise(notebook)
