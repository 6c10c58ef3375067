"""nbgrader's gradebook, kept open for a whole class.

nbgrader's own converter opens the gradebook some ten times for a submission and starts a pipeline
of converters; that is a quarter of a second of each. What it writes is written here in one
transaction, by its own rules (`nbgrader.utils.determine_grade`), so that formgrader, exports and
nbgrader's commands go on working with it. A test compares the two, field by field.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from lrkit.course.nbgrader_driver import NbgraderCourse, silence_warnings
from lrkit.grading.gradebook.late_penalties import penalty_plugin, refresh_penalty
from lrkit.grading.intake.assignment import Assignment, read_assignment
from lrkit.remarks import SubmissionKey

READ_ONLY = 0o444  # as nbgrader leaves what it has graded


class GradebookCell(NamedTuple):
    """A cell as the gradebook knows it; a cell that is not graded has no points."""

    name: str
    max_score: float | None


@dataclass(frozen=True)
class SubmissionGrades:
    """A submission's grades.

    Attributes
    ----------
    points : dict
        grade_id -> points and maximum.
    comments : dict
        grade_id -> comment.
    penalty : float
        Taken off for lateness.
    """

    points: dict[str, tuple[float, float]]
    comments: dict[str, str | None]
    penalty: float


class ClassGradebook:
    """The gradebook and the folder ``autograded`` of a course directory; a context manager.

    Parameters
    ----------
    target : NbgraderCourse
        Whose gradebook has the assignments already.
    """

    def __init__(self, target: NbgraderCourse):
        self.target = target
        self._assignments: dict[str, Assignment] = {}
        self._cells: dict[str, dict[str, GradebookCell]] = {}
        self._stack = ExitStack()
        self._gradebook: Any = None

    def __enter__(self) -> "ClassGradebook":
        return self

    def __exit__(self, *_: object) -> None:
        with silence_warnings():
            self._stack.close()
        self._gradebook = None

    @property
    def gradebook(self) -> Any:
        """nbgrader's `Gradebook`, opened when it is first needed."""
        if self._gradebook is None:
            from nbgrader.api import Gradebook

            with silence_warnings():
                self._gradebook = self._stack.enter_context(Gradebook(self.target.db_url))
        return self._gradebook

    def assignment(self, assignment: str) -> Assignment:
        """Return what a submission of an assignment must hold; read once."""
        if assignment not in self._assignments:
            root = self.target.root
            with silence_warnings():
                self._assignments[assignment] = read_assignment(
                    assignment, root / "release" / assignment, root / "source" / assignment,
                    self.gradebook)
        return self._assignments[assignment]

    def cells(self, assignment: str) -> dict[str, GradebookCell]:
        """Return an assignment's cells by their keys in the gradebook; read once."""
        from nbgrader.api import BaseCell

        if assignment not in self._cells:
            notebook = self.gradebook.find_notebook(assignment, assignment)
            found = self.gradebook.db.query(BaseCell).filter(BaseCell.notebook_id == notebook.id)
            self._cells[assignment] = {
                cell.id: GradebookCell(cell.name,
                                       getattr(cell, "max_score", None))
                for cell in found}
        return self._cells[assignment]

    def marks(self, key: SubmissionKey) -> SubmissionGrades:
        """Read a submission's grades and comments as the gradebook holds them now.

        A person may have written some in formgrader a moment ago.
        """
        from nbgrader.api import Comment, Grade

        query = self.gradebook.db.query
        notebook, penalty = self._notebook_row(key)
        cells = self.cells(key.assignment)
        grades = query(Grade.cell_id, Grade.score).filter(Grade.notebook_id == notebook)
        comments = query(Comment.cell_id, Comment.comment).filter(Comment.notebook_id == notebook)
        return SubmissionGrades(
            {cells[cell].name: (score, cells[cell].max_score) for cell, score in grades},
            {cells[cell].name: comment for cell, comment in comments}, penalty or 0)

    def _notebook_row(self, key: SubmissionKey) -> tuple[str, float | None]:
        """Query the id and the late penalty of a submission's notebook."""
        from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook

        return self.gradebook.db.query(
            SubmittedNotebook.id, SubmittedNotebook.late_submission_penalty,
        ).join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id).join(
            Assignment, Assignment.id == SubmittedAssignment.assignment_id,
        ).filter(Assignment.name == key.assignment,
                 SubmittedAssignment.student_id == key.student).one()

    def enter(self, key: SubmissionKey, notebook: Any, assignment: Assignment,
              timestamp: str = "") -> None:
        """Enter the grades of a notebook that ran, and its late penalty if there is one.

        A mark that a person gave stays, and needs to be looked at again only where the text that
        it was given for has changed.

        Parameters
        ----------
        key : SubmissionKey
            Which submission.
        notebook : NotebookNode
            With its outputs, from which nbgrader's rule reads the points.
        assignment : Assignment
            Its assignment.
        timestamp : str
            When it was handed in; what nbgrader cannot read as a time is passed over.
        """
        answered = self.written_answers(key, assignment)
        with silence_warnings(), _one_transaction(self.gradebook) as gradebook:
            gradebook.update_or_create_student(key.student)
            submission = gradebook.update_or_create_submission(
                key.assignment, key.student, **_time_of(timestamp))
            entry = gradebook.find_submission_notebook(key.assignment, key.assignment, key.student)
            self._enter_cells(entry, notebook, self.cells(key.assignment), answered)
            late = submission.total_seconds_late > 0
        if late:
            self._penalise(key)

    @staticmethod
    def _enter_cells(entry: Any, notebook: Any, known: Mapping[str, GradebookCell],
                     answered: Mapping[str, str]) -> None:
        cells = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells
                 if cell.metadata.get("nbgrader")}
        for grade in entry.grades:
            name = known[grade.cell_id].name
            _mark(grade, cells[name], answered.get(name))
        for comment in entry.comments:
            _comment(comment, cells.get(known[comment.cell_id].name))

    def _penalise(self, key: SubmissionKey) -> None:
        with silence_warnings():
            self.gradebook.db.expire_all()  # so that the score is the new one
            submission = self.gradebook.find_submission(key.assignment, key.student)
            refresh_penalty(self._penalty_plugin, submission)
            self.gradebook.db.commit()

    @cached_property
    def _penalty_plugin(self) -> Any:
        return penalty_plugin(self.target)

    def folder(self, key: SubmissionKey) -> Path:
        """Return the folder in which the autograded notebook lies."""
        return self.target.root / "autograded" / key.student / key.assignment

    def notebook(self, key: SubmissionKey) -> Any:
        """Read the autograded notebook."""
        import nbformat

        return nbformat.read(self.folder(key) / f"{key.assignment}.ipynb", as_version=4)

    def written_answers(self, key: SubmissionKey, assignment: Assignment) -> dict[str, str]:
        """Read the answers marked by hand from the notebook that was graded last.

        Returns
        -------
        dict of str to str
            grade_id -> text; empty for a submission that was not graded before.
        """
        by_hand = {cell.grade_id for cell in assignment.cells if cell.by_hand}
        try:
            cells = self.notebook(key).cells
        except Exception:  # none, or half written by a run that was killed
            return {}
        return {name: cell.source for cell in cells
                if (name := cell.metadata.get("nbgrader", {}).get("grade_id")) in by_hand}

    def store(self, key: SubmissionKey, notebook: Any, files: Mapping[str, bytes]) -> None:
        """Write the autograded notebook and the files that were handed in with it."""
        import nbformat

        folder, name = self.folder(key), f"{key.assignment}.ipynb"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        temporary = folder / f".{name}"
        nbformat.write(notebook, temporary)
        os.replace(temporary, folder / name)
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(READ_ONLY)


def _time_of(timestamp: str) -> dict[str, str]:
    """Return the time as an argument for nbgrader; nothing where nbgrader cannot read it."""
    from dateutil.parser import ParserError, parse

    if not timestamp:
        return {}
    try:
        parse(timestamp)
    except (ParserError, OverflowError):
        return {}
    return {"timestamp": timestamp}


@contextmanager
def _one_transaction(gradebook: Any) -> Iterator[Any]:
    """Commit all that is done within it at once, or nothing.

    nbgrader's calls commit one by one, each a wait for the disk; in here they only send.
    """
    session = gradebook.db
    session.commit = session.flush
    try:
        yield gradebook
    except BaseException:
        session.rollback()
        raise
    else:
        del session.commit
        session.commit()
    finally:
        vars(session).pop("commit", None)


def _mark(grade: Any, cell: Any, before: str | None) -> None:
    """Set points by nbgrader's rule, and whether a person must mark.

    A person is needed where there are no points, where points were given by hand for another text,
    and where points of the program's were overruled.
    """
    from nbgrader.utils import determine_grade

    grade.auto_score = determine_grade(cell)[0]
    by_hand = grade.manual_score is not None
    if grade.auto_score is None:
        grade.needs_manual_grade = not by_hand or before != cell.source
    else:
        grade.needs_manual_grade = by_hand


def _comment(comment: Any, cell: Any) -> None:
    from nbgrader.utils import compute_checksum, is_task

    untouched = cell is not None and not is_task(cell) and \
        cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    comment.auto_comment = "No response." if untouched else None
