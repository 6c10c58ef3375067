"""`lrkit build`: the release from the sources."""

import json
import shutil

import nbformat
import pytest

from lrkit.course import Course, find_course
from lrkit.course.fingerprints import fingerprint
from lrkit.errors import UserError
from lrkit.files.listing import regular_files
from lrkit.release import build as building
from lrkit.release.build import build_release, check_release, compare_releases
from lrkit.release.execute_sources import execute_sources


@pytest.fixture
def course(tiny, tmp_path) -> Course:
    """A copy of the tiny course that a test may change."""
    shutil.copytree(tiny.checkout, tmp_path / "checkout")
    return find_course(tmp_path / "checkout")


def _cells(path) -> dict[str, str]:
    notebook = json.loads(path.read_text())
    return {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"])
            for cell in notebook["cells"]}


def test_two_builds_are_identical_to_the_byte(course, tmp_path):
    """A second build changes nothing, and one elsewhere gives the same files."""
    assert not build_release(course)
    other = Course(course.sources, tmp_path / "elsewhere")
    build_release(other)
    assert not compare_releases(course.release, other.release)


def test_the_release_has_stubs_for_solutions(course):
    """A student's cells hold the stub, no solution and no mark scheme."""
    cells = _cells(course.release / "01_tiny" / "01_tiny.ipynb")
    assert cells["write_gd_step"] == "def gd_step(w, grad, lr):\n    ...  # your code here"
    assert cells["predict_steps_at_0_01"] == "guess = (\n    ...  # your code here\n)"
    assert cells["question_why"] == "Why?"
    assert "model answer" not in cells["explain_why"]


def test_text_versions_of_a_source_do_not_leak(course):
    """A notebook's .py or .md beside it stays with the instructor; a picture goes along."""
    folder = course.sources / "01_tiny"
    for name in ("01_tiny.py", "01_tiny.md", "01_tiny.html", "01_tiny.Rmd"):
        (folder / name).write_text("the solution")
    (folder / "sketch.svg").write_text("<svg/>")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "01_tiny-checkpoint.ipynb").write_text("the solution")
    build_release(course)
    assert {path.name for path in (course.release / "01_tiny").rglob("*")} == {
        "01_tiny.ipynb", "sketch.svg"}


def test_check_names_what_differs_and_writes_nothing(course):
    """Missing, extra and changed files, each by name."""
    (course.release / "01_tiny" / "01_tiny.ipynb").unlink()
    (course.release / "02_tiny" / "extra.txt").write_text("")
    (course.release / "02_tiny" / "02_tiny.ipynb").write_text("{}")
    before = regular_files(course.release)
    assert str(check_release(course)).splitlines() == [
        "missing: 01_tiny/01_tiny.ipynb", "extra: 02_tiny/extra.txt",
        "changed: 02_tiny/02_tiny.ipynb"]
    assert regular_files(course.release) == before
    assert build_release(course).done.splitlines() == [
        "new: 01_tiny/01_tiny.ipynb", "removed: 02_tiny/extra.txt",
        "updated: 02_tiny/02_tiny.ipynb"]
    assert not check_release(course)


SLIPS = [
    ('"grade_id": "check_gd_step"', '"grade_id": "check_step"',
     "the cell that grades gd_step has the grade_id 'check_step'; it must be 'check_gd_step'"),
    ('"points": 4,', '"points": 3,',
     "check_gd_step has 3 points in the notebook, and gd_step has 4"),
    ('"grade_id": "write_gd_step"', '"grade_id": "gd_step"',
     "there is no solution cell with the grade_id 'write_gd_step'"),
    ('check(\\"gd_step\\"', 'check(\\"gd_stop\\"',
     "no exercise called 'gd_stop'; did you mean 'gd_step'"),
    ("SOLUTION", "ANSWER", "write_gd_step has no ### BEGIN SOLUTION and ### END SOLUTION"),
]


@pytest.mark.parametrize(("right", "wrong", "words"), SLIPS, ids=[s[1] for s in SLIPS])
def test_a_notebook_that_disagrees_with_its_exercises_is_refused_in_words(
        course, right, wrong, words):
    """Names, points and grade_ids stand in two places; the old release stays."""
    path = course.sources / "02_tiny" / "02_tiny.ipynb"
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong))
    with pytest.raises(UserError, match=r"^02_tiny: ") as refused:
        build_release(course)
    assert words in str(refused.value)


def test_a_source_that_nbgrader_refuses_leaves_the_old_release(course):
    """No END SOLUTION: an error that names the assignment, and course/ as it was."""
    path = course.sources / "02_tiny" / "02_tiny.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", "### THE END"))
    before = {name: (course.release / name).read_bytes() for name in regular_files(course.release)}
    with pytest.raises(UserError, match=r"02_tiny: nbgrader cannot generate it: .*end solution"):
        build_release(course)
    assert before == {name: (course.release / name).read_bytes()
                      for name in regular_files(course.release)}
    assert sorted(path.name for path in course.checkout.iterdir()) == [
        "course", "nbgrader_config.py", "solutions"]


def test_a_swap_that_fails_brings_the_old_release_back(course, tmp_path, monkeypatch):
    """If the new folder cannot be put in place, the old one is."""
    (course.sources / "01_tiny" / "note.svg").write_text("<svg/>")
    real = building.os.replace

    def fail_once(source, target):
        if str(source).endswith("release"):
            raise OSError("held open by another program")
        real(source, target)

    monkeypatch.setattr(building.os, "replace", fail_once)
    with pytest.raises(OSError, match="held open"):
        build_release(course)
    assert (course.release / "01_tiny" / "01_tiny.ipynb").is_file()


def test_nothing_to_build_is_said(tmp_path):
    """An empty source folder is not a course."""
    (tmp_path / "solutions").mkdir()
    with pytest.raises(UserError, match="there is no notebook"):
        build_release(Course(tmp_path / "solutions", tmp_path / "course"))


def test_execute_knows_its_assignments(course):
    """A name that is none is refused before anything runs."""
    with pytest.raises(UserError, match="the course has: 01_tiny, 02_tiny"):
        execute_sources(course, ["01_tinny"])


def test_the_fingerprint_follows_the_cells_not_the_outputs(course):
    """Executing a source keeps it; another word in a cell changes it."""
    folder = course.sources / "01_tiny"
    before = fingerprint(folder)
    notebook = nbformat.read(folder / "01_tiny.ipynb", as_version=4)
    notebook.cells[1].execution_count = 5
    nbformat.write(notebook, folder / "01_tiny.ipynb")
    assert fingerprint(folder) == before
    notebook.cells[0].source += "!"
    nbformat.write(notebook, folder / "01_tiny.ipynb")
    assert fingerprint(folder) != before
