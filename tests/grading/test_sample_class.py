"""`lrkit sample-class`: a class whose marks are known."""

import csv

import numpy as np
import pytest

from lrkit.errors import UserError
from lrkit.exercises import all_exercises, get
from lrkit.release.sample_answers import Answer, draw_answer, fill_in
from lrkit.release.sample_class import make_sample_class


def _known(folder):
    with (folder / "known_marks.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def _bytes(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def test_the_same_seed_gives_the_same_class(tiny, tmp_path):
    """To the byte; another seed gives another."""
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        assert make_sample_class(tmp_path / name, tiny, students=4, seed=seed) == 8
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert _bytes(tmp_path / "a") != _bytes(tmp_path / "c")


def test_a_class_has_strong_and_weak_students(tiny, tmp_path):
    """Thirty students: right, wrong and missing answers of each kind, and a spread of sums."""
    make_sample_class(tmp_path / "class", tiny, students=30)
    rows = _known(tmp_path / "class")
    kinds = {row["grade_id"]: {row["answer"] for row in rows if row["grade_id"] == cell}
             for row in rows for cell in [row["grade_id"]]}
    assert {"right", "blank"} < kinds["check_gd_step"]
    assert len(kinds["check_gd_step"]) >= 5
    assert {"right", "chose_b"} <= kinds["check_nb01_q1"]
    assert kinds["check_prediction_steps_at_0_01"] == {"predicted", "blank"}
    assert kinds["explain_why"] == {"written", "blank"}
    sums = [sum(float(row["points"] or 0) for row in rows if row["student"] == student)
            for student in {row["student"] for row in rows}]
    assert min(sums) <= 4
    assert max(sums) == 12


def test_a_folder_that_holds_something_is_refused(tiny, tmp_path):
    """Nothing is written into it."""
    (tmp_path / "thesis.txt").write_text("")
    with pytest.raises(UserError, match="is not empty"):
        make_sample_class(tmp_path, tiny)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda exercise: exercise.name)
def test_every_answer_fits_into_its_cell(exercise):
    """The stub of each exercise is replaced whole, by something that defines the function."""
    rng = np.random.default_rng(0)
    cell = f"import math\n\n\n{exercise.stub}\n\n\nprint('kept')"
    for skill in (1.0, 0.0, 0.0, 0.0, 0.0):
        answer = draw_answer(f"write_{exercise.name}", skill, rng)
        filled = fill_in(cell, answer, written=False)
        scope: dict = {"np": np}
        exec(compile(filled, "cell", "exec"), scope)
        assert callable(scope[exercise.name])
        assert filled.startswith("import math")
        assert filled.endswith("print('kept')")
        assert ("your code here" in filled) == (answer.kind == "blank")


def test_a_cell_without_a_stub_is_an_error():
    """Rather than a submission that looks filled in and is not."""
    with pytest.raises(ValueError, match="no stub"):
        fill_in("x = 1", Answer("right", "2", 1.0), written=False)


def test_an_unknown_kind_of_cell_is_an_error():
    """The message names the kinds that the course uses."""
    with pytest.raises(ValueError, match="must begin with one of write, predict, answer, explain"):
        draw_answer("solve_it", 1.0, np.random.default_rng(0))


def test_cells_of_the_instructors_own_are_left_as_they_are(
        tmp_path, tiny_notebook, make_course):
    """A task with plain asserts, to which no exercise knows answers, has no known mark."""
    for cell in tiny_notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") == "write_gd_step":
            marks["grade_id"] = "write_a_step"
        elif marks.get("grade_id") == "check_gd_step":
            marks["grade_id"], cell.source = "test_a_step", "assert gd_step(1, 2, 0.5) == 0"
    course = make_course(tmp_path / "checkout", **{"01_tiny": tiny_notebook})
    make_sample_class(tmp_path / "class", course, students=2)
    own = [row for row in _known(tmp_path / "class") if row["grade_id"] == "test_a_step"]
    assert [(row["points"], row["answer"]) for row in own] == [("", "unknown")] * 2


def test_known_marks_come_from_the_exercise():
    """A reference is worth the exercise's points, whatever the cell claims."""
    answer = draw_answer("write_gd_step", 1.0, np.random.default_rng(0))
    assert answer.points == get("gd_step").points
