"""Notebooks as pages of the book: the release's cells with the outputs of the executed source.

Without `solutions` the page has no answer to any question. The cells are those of the release,
which contains no answers. The output of a graded cell is removed, since the reply to a quiz names
the right letter; and of a line that compares an experiment with a prediction, the prediction is
removed, which is not the reader's.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lrkit.course import Course
from lrkit.errors import UserError

MARK_SCHEME = re.compile(r"### BEGIN MARK SCHEME\n(.*?)### END MARK SCHEME\n?", re.S)
SOLUTION_MARKS = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION[ \t]*\n?", re.M)
# The output of `lrkit.compare_prediction`: the guess, and perhaps the size of its error.
COMPARISON = re.compile(r"^You predicted .*; (the experiment gave .*\.)\n"
                        r"(?:You were off by .*\n|That is close\.\n)?", re.M)
OPEN_ANSWER = "*Your answer to this question goes into the notebook.*\n"
DETAILS = "<details><summary>{summary}</summary>\n\n{text}\n\n</details>\n"


@dataclass(frozen=True)
class Figure:
    """A picture among the outputs of a notebook: its PNG as base64, its alt text, its number."""

    notebook: str
    number: int
    png: str
    alt: str


def reader_notebook(course: Course, name: str, *, solutions: bool = False) -> NotebookNode:
    """Make the notebook that the book shows of an assignment.

    Parameters
    ----------
    course : Course
        The course, which has the sources and the release.
    name : str
        The assignment.
    solutions : bool
        Whether to include answers, rubrics and the replies of the checks; answers and rubrics are
        folded, so that nobody reads them by accident.

    Raises
    ------
    UserError
        If the release was not generated from the source.
    """
    source = _read(course.sources / name / f"{name}.ipynb")
    release = _read(course.release / name / f"{name}.ipynb")
    if [cell.id for cell in source.cells] != [cell.id for cell in release.cells]:
        raise UserError(f"{name}: course/ is not what solutions/ generates; run: lrkit build")
    make = _solved_cell if solutions else _open_cell
    cells = [make(solved, released)
             for solved, released in zip(source.cells, release.cells, strict=True)]
    cells.insert(1, new_markdown_cell(_note(name), id="about-this-page"))
    metadata = {"kernelspec": source.metadata.kernelspec, "title": name}
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def figures(name: str, notebook: NotebookNode) -> list[Figure]:
    """Return the pictures of a notebook, in order.

    The alt text of a picture is taken from its metadata or, without any, from ``text/plain``.
    """
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt", output.data["text/plain"])
                found.append(Figure(name, len(found) + 1, output.data["image/png"], alt))
    return found


def _read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise UserError(f"there is no {path}; run: lrkit build") from None


def _marks(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def _open_cell(solved: NotebookNode, released: NotebookNode) -> NotebookNode:
    marks = _marks(released)
    if released.cell_type == "markdown":
        answered = marks.get("solution")
        return new_markdown_cell(OPEN_ANSWER if answered else released.source, id=released.id)
    cell = _code_cell(solved, released.source)
    cell.outputs = [] if marks.get("grade") or marks.get("solution") else [
        _without_prediction(output) for output in solved.outputs]
    return cell


def _solved_cell(solved: NotebookNode, released: NotebookNode) -> NotebookNode:
    marks = _marks(solved)
    if solved.cell_type == "markdown":
        text = MARK_SCHEME.sub(
            lambda found: "\n" + DETAILS.format(summary="Rubric and marked samples",
                                                text=found[1].strip()), solved.source)
        if marks.get("solution"):
            text = DETAILS.format(summary="An answer", text=text)
        return new_markdown_cell(text, id=solved.id)
    cell = _code_cell(solved, SOLUTION_MARKS.sub("", solved.source))
    if marks.get("solution"):
        cell.metadata = nbformat.from_dict({
            "tags": ["hide-input"],
            "mystnb": {"code_prompt_show": "Show an answer", "code_prompt_hide": "Hide the answer"},
        })
    return cell


def _code_cell(solved: NotebookNode, source: str) -> NotebookNode:
    cell = nbformat.from_dict(dict(solved))
    cell.source, cell.metadata = source, nbformat.from_dict({})
    return cell


def _without_prediction(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        output.text = COMPARISON.sub(lambda found: f"T{found[1][1:]}\n", output.text)
    return output


def _note(name: str) -> str:
    return ("```{admonition} Read it here, do it in JupyterLab\n:class: tip\n"
            f"{{download}}`Download this notebook <../downloads/{name}.ipynb>`, or get all of "
            "them with `lrkit start`: see [](../student.md). There the figures have sliders, and "
            "your answers are checked.\n```\n")
