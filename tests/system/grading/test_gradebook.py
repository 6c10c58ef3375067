"""Our entries in nbgrader's gradebook and folders, against those of its own converters."""

import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from lrkit.course.nbgrader_driver import NbgraderCourse, event_loop, silence_warnings
from lrkit.grading.gradebook.gradebook import ClassGradebook
from lrkit.remarks import SubmissionKey
from tests.grading.pool import grade

WRONG = "def gd_step(w, grad, lr):\n    return np.asarray(w) + lr * np.asarray(grad)"


def _dump(db_url: str) -> dict:
    """Every field of a gradebook that a mark, a page or an export is made from."""
    from nbgrader.api import Gradebook

    with silence_warnings(), Gradebook(db_url) as book:
        return {
            (entry.student.id, assignment.name): (
                entry.score, entry.max_score, entry.needs_manual_grade,
                {grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade,
                              grade.max_score, grade.cell_type)
                 for notebook in entry.notebooks for grade in notebook.grades},
                {comment.name: (comment.auto_comment, comment.manual_comment, comment.comment)
                 for notebook in entry.notebooks for comment in notebook.comments})
            for assignment in book.assignments
            for entry in book.assignment_submissions(assignment.name)
        }


def _by_nbgrader(root: Path, students, outputs) -> str:
    """Grade with nbgrader's converters; only where it runs a notebook, outputs are filled in."""
    from nbgrader.converters import Autograde, GenerateFeedback
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import Execute, NbGraderPreprocessor
    from traitlets import List

    class FillIn(NbGraderPreprocessor):
        def preprocess(self, nb, resources):
            for cell, done in zip(nb.cells, outputs[resources["nbgrader"]["student"]],
                                  strict=True):
                if cell.cell_type == "code":
                    cell.execution_count, cell.outputs = done
            return nb, resources

    class Peer(Autograde):
        autograde_preprocessors = List(
            [FillIn if step is Execute else step
             for step in Autograde.autograde_preprocessors.default_args[0]])

    target = NbgraderCourse(root)
    for converter in (Peer, GenerateFeedback):
        for student in students:
            with silence_warnings(), event_loop():
                coursedir = CourseDirectory(config=target.config)
                coursedir.assignment_id, coursedir.student_id = "01_tiny", student
                made = converter(coursedir=coursedir, config=target.config)
                made.force = True
                made.start()
            if converter is Peer:
                _without_markers(root / f"autograded/{student}/01_tiny/01_tiny.ipynb")
    return target.db_url


def _without_markers(path: Path) -> None:
    """Take out the two lines around a rubric: nbgrader leaves them in, and we do not on purpose."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("### BEGIN MARK SCHEME\n", "\n").replace(
            "### END MARK SCHEME", "\n")
    path.chmod(0o644)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def both(tmp_path_factory, tiny, hand_in, all_right):
    """A class, graded by us; and by nbgrader from the same outputs."""
    from nbgrader.api import Gradebook

    root = tmp_path_factory.mktemp("both")
    hand_in(tiny, root / "class", "right/01_tiny", **all_right)
    hand_in(tiny, root / "class", "wrong/01_tiny", **all_right | {"write_gd_step": WRONG})
    hand_in(tiny, root / "class", "blank/01_tiny")
    ours = grade(root / "class", tiny).output
    theirs = root / "theirs"
    for name in ("source", "submitted", "release"):
        shutil.copytree(ours / name, theirs / name)
    shutil.copy(ours / "gradebook.db", theirs / "gradebook.db")
    peer = NbgraderCourse(theirs)
    with silence_warnings(), Gradebook(peer.db_url) as book:
        for student in ("right", "wrong", "blank"):
            book.remove_submission("01_tiny", student)
    outputs = {student: [(cell.get("execution_count"), cell.get("outputs"))
                         for cell in _autograded(ours, student).cells]
               for student in ("right", "wrong", "blank")}
    _by_nbgrader(theirs, ("right", "wrong", "blank"), outputs)
    return ours, theirs


def _autograded(root: Path, student: str):
    return nbformat.read(root / f"autograded/{student}/01_tiny/01_tiny.ipynb", as_version=4)


def test_a_marker_sees_the_rubric_without_nbgraders_signs(both):
    """In the notebook that formgrader shows, and on the feedback page."""
    ours, _ = both
    page = (ours / "feedback/right/01_tiny/01_tiny.html").read_text()
    for text in ("\n".join(cell.source for cell in _autograded(ours, "right").cells), page):
        assert "Rubric: a secret" in text
        assert "MARK SCHEME" not in text


def test_the_gradebook_is_what_nbgrader_writes(both):
    """Field by field: scores, limits, comments, what needs a person."""
    ours, theirs = (_dump(NbgraderCourse(root).db_url) for root in both)
    assert len(ours) == 3
    assert ours == theirs


@pytest.mark.parametrize("student", ["right", "wrong", "blank"])
def test_the_autograded_notebook_is_what_nbgrader_writes(both, student):
    """Cell by cell: type, text, nbgrader's metadata and outputs."""
    cells = [[(cell.cell_type, cell.source, cell.metadata.get("nbgrader"), cell.get("outputs"))
              for cell in _autograded(root, student).cells] for root in both]
    assert cells[0] == cells[1]


@pytest.mark.parametrize("student", ["right", "wrong", "blank"])
def test_the_feedback_page_is_what_nbgrader_writes(both, student):
    """It has the same text, headings, pictures and scripts.

    Ours keeps the exporter and renders each text once.
    """
    pages = [BeautifulSoup((root / f"feedback/{student}/01_tiny/01_tiny.html").read_text(),
                           "html.parser") for root in both]
    for page in pages:
        for image in page.find_all("img"):
            image["alt"] = ""
    for kind in ("title", "h1", "h4", "div", "pre", "li", "script", "style", "img", "a"):
        found = [[str(tag) if kind == "script" else tag.get_text() for tag in page.find_all(kind)]
                 for page in pages]
        assert found[0] == found[1], kind


def test_a_mark_by_hand_stays_with_the_text_it_was_given_for(tiny, tmp_path, hand_in, all_right):
    """Handed in again with the same answer, it need not be marked again; with another, it must."""
    from nbgrader.api import Gradebook

    folder = tmp_path / "class"
    path = hand_in(tiny, folder, "ada/01_tiny", **all_right)
    output = grade(folder, tiny).output

    def entry(book):
        return book.find_grade("explain_why", "01_tiny", "01_tiny", "ada")

    with Gradebook(NbgraderCourse(output).db_url) as book:
        entry(book).manual_score, entry(book).needs_manual_grade = 3.0, False
        book.db.commit()
    found = []
    for text in (all_right["explain_why"], "Another reason."):
        hand_in(tiny, folder, "ada/01_tiny", **all_right | {
            "explain_why": text, "answer_nb01_q1": 'choice = "b"'})
        grade(folder, tiny)
        with Gradebook(NbgraderCourse(output).db_url) as book:
            found.append((entry(book).manual_score, entry(book).needs_manual_grade))
    assert found == [(3.0, False), (3.0, True)]
    assert path.exists()


def test_late_work_is_penalised_by_nbgraders_plugin(tiny, tmp_path, hand_in, all_right):
    """Its zero-marks method, for a submission with a time stamp after the due date."""
    from nbgrader.api import Gradebook

    folder = tmp_path / "class"
    path = hand_in(tiny, folder, "late/01_tiny", **all_right)
    hand_in(tiny, folder, "early/01_tiny", **all_right)
    output = grade(folder, tiny).output
    with Gradebook(NbgraderCourse(output).db_url) as book:
        book.update_or_create_assignment("01_tiny", duedate="2026-01-01 12:00:00 UTC")
    path.with_name("timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    target = NbgraderCourse(output)
    target.config.LateSubmissionPlugin.penalty_method = "zero"
    with ClassGradebook(target) as books:
        assignment = books.assignment("01_tiny")
        for student, time in (("late", "2026-01-02 12:00:00 UTC"), ("early", "")):
            books.enter(SubmissionKey(student, "01_tiny"), _autograded(output, student), assignment,
                        time)
        early = books.gradebook.find_submission_notebook("01_tiny", "01_tiny", "early")
        assert not early.late_submission_penalty
        found = books.gradebook.find_submission_notebook("01_tiny", "01_tiny", "late")
        assert found.late_submission_penalty == found.score == 6
