"""The notebooks of the course: what is committed is what is generated, and leaks nothing."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from lrkit.course import find_course
from lrkit.course.nbgrader_settings import STUB, TEXT_STUB
from lrkit.exercises import by_notebook
from lrkit.release.build import check_release
from lrkit.release.canonical import as_text, canonicalise

ROOT = Path(__file__).parents[2]
COURSE = find_course(ROOT)
pytestmark = pytest.mark.skipif(COURSE.checkout is None, reason="needs a checkout")
each_assignment = pytest.mark.parametrize("name", COURSE.assignments)


def _source(name: str):
    return nbformat.read(COURSE.sources / name / f"{name}.ipynb", as_version=4)


def _release(name: str):
    return nbformat.read(COURSE.release / name / f"{name}.ipynb", as_version=4)


def _marks(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


def _grade(cell) -> tuple[float | None, float]:
    from nbgrader.utils import determine_grade

    return determine_grade(cell)


def test_the_course_has_its_notebooks():
    """The tests below, one for each assignment, are not empty."""
    assert COURSE.assignments[:2] == ("01_one_step_downhill", "02_too_small_too_large")


def test_course_is_exactly_what_solutions_generates():
    """Nobody edited course/, and nobody forgot to build it."""
    difference = check_release(COURSE)
    assert not difference, f"course/ is stale; run: lrkit build\n{difference}"


@each_assignment
def test_no_solution_leaks(name):
    """No line of a solution, a mark scheme or a model answer is in the release, nor a marker."""
    released = "\n".join(cell.source for cell in _release(name).cells)
    for marker in ("BEGIN SOLUTION", "END SOLUTION", "MARK SCHEME", "HIDDEN TESTS"):
        assert marker not in released
    secrets = _secrets(_source(name))
    assert len(secrets) > 10
    for secret in secrets:
        assert secret not in released


def _secrets(notebook):
    """The lines between markers, and those of model answers, that a reader is not shown anyway."""
    region = re.compile(r"### BEGIN[^\n]*\n(.*?)### END[^\n]*", flags=re.DOTALL)
    hidden, shown = [], []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and _marks(cell).get("solution"):
            hidden.append(cell.source)
            continue
        hidden += region.findall(cell.source)
        shown.append(region.sub("", cell.source))
    lines = {line.strip() for line in "\n".join(hidden).splitlines()}
    return {line for line in lines if len(line) > 8 and line not in "\n".join(shown)}


def test_only_notebooks_and_pictures_are_released():
    """No text version, database or note of an instructor."""
    endings = {path.suffix for path in COURSE.released_files()}
    assert endings <= {".ipynb", ".png", ".svg", ".jpg"}


@each_assignment
def test_the_release_has_no_outputs_and_its_stubs(name):
    """A student starts from empty cells; each answer cell holds a stub."""
    cells = _release(name).cells
    assert sum(bool(_marks(cell).get("solution")) for cell in cells) >= 5
    for cell in cells:
        assert not cell.get("outputs"), cell.id
        if _marks(cell).get("solution"):
            assert (STUB if cell.cell_type == "code" else TEXT_STUB) in cell.source, cell.id


@each_assignment
def test_the_solved_notebook_is_in_canonical_form(name):
    """As `lrkit build --execute` leaves it: a change of the text is the only change in git."""
    path = COURSE.sources / name / f"{name}.ipynb"
    canonical = as_text(canonicalise(_source(name)))
    assert path.read_text(encoding="utf-8") == canonical, \
        f"{name} is not in canonical form; run: lrkit build --execute {name}"


@each_assignment
def test_the_solved_notebook_earns_full_marks(name):
    """By nbgrader's own rule, from the outputs that nbval compares with those of a fresh run."""
    graded = [cell for cell in _source(name).cells
              if _marks(cell).get("grade") and cell.cell_type == "code"]
    assert graded
    for cell in graded:
        assert cell.execution_count, f"{cell.id} was not executed"
        points, limit = _grade(cell)
        assert points == limit, cell.id


@each_assignment
def test_every_exercise_is_graded_in_its_notebook(name):
    """With the points of the exercise object, and nothing else under that kind of grade_id."""
    graded = {_marks(cell)["grade_id"]: _marks(cell)["points"] for cell in _source(name).cells
              if _marks(cell).get("grade")}
    exercises = by_notebook(name)
    assert len(exercises) >= 4
    for exercise in exercises:
        assert graded.pop(f"check_{exercise.name}") == exercise.points
    assert not [cell for cell in graded if cell.startswith("check_")
                and not cell.startswith(("check_nb", "check_prediction_"))]


def test_sources_hold_no_path_of_a_machine():
    """Neither a home folder nor a temporary one, in any text or output."""
    paths = [*COURSE.sources.glob("*/*.ipynb")]
    assert len(paths) == len(COURSE.assignments)
    for path in paths:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                output.get("data", {}).pop("image/png", None)
            assert not re.search(r"/(home|root|tmp|Users|work)/", json.dumps(cell)), cell["id"]
