"""Damaged notebooks: what is certain is repaired and said; what is not waits for a person."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from lrkit.grading.intake.repair import repair_notebook
from tests.grading.pool import grade


def _cell(notebook, grade_id):
    return next(cell for cell in notebook.cells
                if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def _strip(notebook):
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})


def strip_metadata(notebook):
    """As an editor does that keeps cell ids and nothing else."""
    _strip(notebook)


def strip_metadata_and_ids(notebook):
    """As an editor does that writes texts alone."""
    _strip(notebook)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"new{number}"


def delete_check(notebook):
    notebook.cells.remove(_cell(notebook, "check_gd_step"))


def duplicate_check(notebook):
    notebook.cells.append(nbformat.from_dict({**_cell(notebook, "check_gd_step"), "id": "again"}))


def duplicate_answer_cell(notebook):
    """The first copy is unfinished, the second is the answer."""
    cell = _cell(notebook, "write_gd_step")
    copy = nbformat.from_dict({**cell, "id": "again", "source": "def gd_step(w, grad, lr):\n"
                               "    ..."})
    notebook.cells.insert(notebook.cells.index(cell), copy)


def move_check_before_its_answer(notebook):
    cell = _cell(notebook, "check_gd_step")
    notebook.cells.remove(cell)
    notebook.cells.insert(2, cell)


def move_everything_to_the_end(notebook):
    """The order of the exercises is reversed; each stays behind its answer."""
    notebook.cells[2:8] = [*notebook.cells[6:8], *notebook.cells[4:6], *notebook.cells[2:4]]


def turn_answer_to_markdown(notebook):
    cell = _cell(notebook, "write_gd_step")
    index = notebook.cells.index(cell)
    notebook.cells[index] = new_markdown_cell(cell.source, metadata=cell.metadata)


def change_check(notebook):
    _cell(notebook, "check_gd_step").source = "4.0"


def change_points(notebook):
    _cell(notebook, "check_gd_step").metadata.nbgrader["points"] = 400


def unknown_kernel(notebook):
    notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}


def old_errors(notebook):
    notebook.cells[1].outputs = [nbformat.v4.new_output(
        "error", ename="ModuleNotFoundError", evalue="No module named 'numpy'", traceback=[])]


def large_outputs(notebook):
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * 30_000_000)]


def answer_elsewhere(notebook):
    """The cell to write in was deleted, its function is in a cell of the student's own."""
    cell = _cell(notebook, "write_gd_step")
    notebook.cells[notebook.cells.index(cell)] = new_code_cell(cell.source)


MENDED = {
    strip_metadata: "8 cells had lost the marks by which nbgrader knows them",
    strip_metadata_and_ids: "cells had lost the marks",
    delete_check: "check_gd_step was missing and is put back",
    duplicate_check: "check_gd_step was there 2 times; the last one counts",
    duplicate_answer_cell: "write_gd_step was there 2 times; the last one counts",
    move_check_before_its_answer: "check_gd_step stood before its answer",
    move_everything_to_the_end: "",
    turn_answer_to_markdown: "write_gd_step had become a markdown cell",
    change_check: "check_gd_step had been changed",
    change_points: "",
    unknown_kernel: "the kernel was 'ir'",
    old_errors: "",
    large_outputs: "",
    answer_elsewhere: "1 cell had lost the marks",
}


def _v3(notebook) -> bytes:
    cells = [{"cell_type": cell.cell_type, "metadata": cell.metadata, "source": cell.source}
             if cell.cell_type == "markdown" else
             {"cell_type": "code", "metadata": cell.metadata, "input": cell.source.splitlines(True),
              "outputs": [], "language": "python", "collapsed": False} for cell in notebook.cells]
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "old"},
                       "worksheets": [{"metadata": {}, "cells": cells}]}).encode()


FORMS = {
    "v3": (_v3, "read from notebook format 3"),
    "utf16": (lambda notebook: nbformat.writes(notebook).encode("utf-16"), "read as UTF-16"),
    "bom": (lambda notebook: b"\xef\xbb\xbf" + nbformat.writes(notebook).encode(), ""),
    "crlf": (lambda notebook: nbformat.writes(notebook).replace("\n", "\r\n").encode(), ""),
}


@pytest.fixture(scope="module")
def damaged(tmp_path_factory, tiny, hand_in, all_right):
    """Each damage done to a right notebook, and a bystander between any two; graded."""
    folder = tmp_path_factory.mktemp("damaged") / "class"
    for damage in MENDED:
        path = hand_in(tiny, folder, f"{damage.__name__}/01_tiny", **all_right)
        notebook = nbformat.read(path, as_version=4)
        damage(notebook)
        nbformat.write(notebook, path)
    for name, (write, _) in FORMS.items():
        path = hand_in(tiny, folder, f"{name}/01_tiny", **all_right)
        path.write_bytes(write(nbformat.read(path, as_version=4)))
    for student in ("bystander_a", "m_bystander", "zz_bystander"):
        hand_in(tiny, folder, f"{student}/01_tiny", **all_right)
    return grade(folder, tiny)


def _row(graded, student):
    return next(row for row in graded.summary.rows if row.student == student)


@pytest.mark.parametrize("student", ["bystander_a", "m_bystander", "zz_bystander"])
def test_bystanders_get_their_marks_and_no_remark(damaged, student):
    """Nothing that stands beside them changes anything for them."""
    row = _row(damaged, student)
    assert (row.points, row.needs_manual_grading, row.remark) == (6, True, "")


def test_bystanders_files_are_as_if_they_were_alone(damaged, as_if_alone):
    """No cell that was put back for another came to them."""
    as_if_alone(damaged.output, "m_bystander")


@pytest.mark.parametrize("damage", MENDED, ids=lambda damage: damage.__name__)
def test_a_damage_costs_nothing_and_is_said(damaged, damage):
    """The answers are right, so they earn their points; the remark says what was done."""
    row = _row(damaged, damage.__name__)
    assert (row.points, row.max_points, row.needs_manual_grading) == (6, 10, True)
    assert MENDED[damage] in row.remark
    assert bool(MENDED[damage]) == bool(row.remark)


@pytest.mark.parametrize("form", FORMS)
def test_other_forms_of_a_notebook_are_read(damaged, form):
    """Old formats and encodings: as certain as today's."""
    row = _row(damaged, form)
    assert (row.points, row.needs_manual_grading) == (6, True)
    assert FORMS[form][1] in row.remark


def test_what_is_not_certain_waits_for_a_person(tiny, tmp_path, hand_in, all_right):
    """A lost written answer and an answer in two cells are not decided by a program."""
    folder = tmp_path / "class"
    for student in ("lost", "double"):
        path = hand_in(tiny, folder, f"{student}/01_tiny", **all_right)
        notebook = nbformat.read(path, as_version=4)
        cell = _cell(notebook, "explain_why")
        if student == "lost":
            notebook.cells.remove(cell)
        else:
            notebook.cells.append(nbformat.from_dict(
                {**cell, "id": "again", "source": "Another answer."}))
        nbformat.write(notebook, path)
    graded = grade(folder, tiny)
    assert "explain_why is missing: was there an answer?" in _row(graded, "lost").remark
    assert "explain_why was answered in 2 cells" in _row(graded, "double").remark
    assert all(row.needs_manual_grading for row in graded.summary.rows)


def test_links_and_empty_folders_are_named(tiny, tmp_path, hand_in, all_right):
    """A link is not followed, and a folder without a notebook is not a silent zero."""
    folder, outside = tmp_path / "class", tmp_path / "outside"
    hand_in(tiny, folder, "ada/01_tiny", **all_right)
    hand_in(tiny, outside, "bob/01_tiny", **all_right)
    (folder / "bob").mkdir()
    (folder / "bob/01_tiny").symlink_to(outside / "bob/01_tiny")
    (folder / "cyd/01_tiny").mkdir(parents=True)
    (folder / "cyd/01_tiny/01_tiny.ipynb").symlink_to(outside / "bob/01_tiny/01_tiny.ipynb")
    (folder / "dan/01_tiny").mkdir(parents=True)
    graded = grade(folder, tiny)
    assert {problem.key: problem.text for problem in graded.summary.problems} == {
        "bob/01_tiny": "it is a link or a file, and not a folder: it was not followed",
        "cyd/01_tiny": "01_tiny.ipynb is a link, and was not followed",
        "dan/01_tiny": "there is no notebook in the folder",
    }
    assert _row(graded, "ada").points == 6


def test_a_notebook_in_which_nothing_is_known_is_no_zero(tiny, tmp_path, hand_in):
    """Another notebook under the right name: a line for a person, not 0 points."""
    path = hand_in(tiny, tmp_path / "class", "ada/01_tiny")
    nbformat.write(nbformat.v4.new_notebook(cells=[new_code_cell("print(1)")]), path)
    graded = grade(tmp_path / "class", tiny)
    assert "is it another notebook?" in graded.summary.problems[0].text


def test_mending_what_is_whole_changes_nothing(tiny, tmp_path, hand_in, all_right):
    """Texts and order stay, and nothing is said."""
    from lrkit.course.nbgrader_driver import NbgraderCourse
    from lrkit.grading.gradebook.gradebook import ClassGradebook

    path = hand_in(tiny, tmp_path / "class", "ada/01_tiny", **all_right)
    output = grade(tmp_path / "class", tiny).output
    with ClassGradebook(NbgraderCourse(output)) as books:
        found = repair_notebook(path.read_bytes(), books.assignment("01_tiny"))
    before = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    after = [cell.source.split("\n### BEGIN MARK")[0] for cell in found.notebook.cells]
    assert after == before
    assert found.remarks == []
