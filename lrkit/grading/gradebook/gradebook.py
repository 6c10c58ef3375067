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
from pathlib import Path
from typing import Any, NamedTuple

from lrkit.course.nbgrader_driver import NbgraderCourse, silence_warnings
from lrkit.grading.intake.assignment import Assignment, read_assignment

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

    def marks(self, student: str, assignment: str) -> SubmissionGrades:
        """Read a submission's grades and comments as the gradebook holds them now.

        A person may have written some in formgrader a moment ago.
        """
        from nbgrader.api import (
            Assignment,
            Comment,
            Grade,
            SubmittedAssignment,
            SubmittedNotebook,
        )

        query = self.gradebook.db.query
        key, penalty = query(
            SubmittedNotebook.id, SubmittedNotebook.late_submission_penalty,
        ).join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id).join(
            Assignment, Assignment.id == SubmittedAssignment.assignment_id,
        ).filter(Assignment.name == assignment, SubmittedAssignment.student_id == student).one()
        cells = self.cells(assignment)
        grades = query(Grade.cell_id, Grade.score).filter(Grade.notebook_id == key)
        comments = query(Comment.cell_id, Comment.comment).filter(Comment.notebook_id == key)
        return SubmissionGrades({cells[cell].name: (score, cells[cell].max_score) for cell,
                                 score in grades},
                                {cells[cell].name: comment for cell, comment in comments},
                                penalty or 0)

    def record(self, student: str, assignment: str, notebook: Any, answered: Mapping[str, str],
               ) -> None:
        """Enter the grades of a notebook that ran, and its late penalty if there is one.

        A mark that a person gave stays, and needs to be looked at again only where the text that
        it was given for has changed.

        Parameters
        ----------
        student, assignment : str
            Which submission.
        notebook : NotebookNode
            With its outputs, from which nbgrader's rule reads the points.
        answered : mapping of str to str
            grade_id -> the text of the written answers that were there before.
        """
        cells = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells
                 if cell.metadata.get("nbgrader")}
        with silence_warnings(), _one_transaction(self.gradebook) as book:
            book.update_or_create_student(student)
            submission = book.update_or_create_submission(
                assignment, student, **self._timestamp(student, assignment))
            entry = book.find_submission_notebook(assignment, assignment, student)
            known = self.cells(assignment)
            for grade in entry.grades:
                name = known[grade.cell_id].name
                _mark(grade, cells[name], answered.get(name))
            for comment in entry.comments:
                _comment(comment, cells.get(known[comment.cell_id].name))
            late = submission.total_seconds_late > 0
        if late:
            self._penalise(student, assignment)

    def _timestamp(self, student: str, assignment: str) -> dict[str, str]:
        """Read the time of a submission from the file beside the notebook, as nbgrader does."""
        path = self.target.root / "submitted" / student / assignment / "timestamp.txt"
        if not path.is_file():
            return {}
        from dateutil.parser import ParserError, parse

        text = path.read_text(encoding="utf-8", errors="replace").strip()
        try:
            parse(text)
        except (ParserError, OverflowError):
            return {}
        return {"timestamp": text}

    def _penalise(self, student: str, assignment: str) -> None:
        """Take off what nbgrader's plugin for late work takes off, where it is configured."""
        from nbformat.v4 import new_notebook
        from nbgrader.preprocessors import AssignLatePenalties

        with silence_warnings():
            AssignLatePenalties(config=self.target.config).preprocess(
                new_notebook(), {"nbgrader": {
                    "notebook": assignment, "assignment": assignment, "student": student,
                    "db_url": self.target.db_url}})
            self.gradebook.db.expire_all()  # the plugin opened the gradebook for itself

    def folder(self, student: str, assignment: str) -> Path:
        """Return the folder in which the autograded notebook lies."""
        return self.target.root / "autograded" / student / assignment

    def written_answers(self, student: str, assignment: Assignment) -> dict[str, str]:
        """Read the answers marked by hand from the notebook that was graded last."""
        import nbformat

        path = self.folder(student, assignment.name) / f"{assignment.name}.ipynb"
        if not path.is_file():
            return {}
        by_hand = {cell.grade_id for cell in assignment.cells if cell.by_hand}
        try:
            cells = nbformat.read(path, as_version=4).cells
        except Exception:  # half written by a run that was killed: as if it were not there
            return {}
        return {name: cell.source for cell in cells
                if (name := cell.metadata.get("nbgrader", {}).get("grade_id")) in by_hand}

    def store(self, student: str, assignment: str, notebook: Any, files: Mapping[str, bytes],
              ) -> None:
        """Write the autograded notebook and the files that were handed in with it."""
        import nbformat

        folder = self.folder(student, assignment)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        temporary = folder / f".{assignment}.ipynb"
        nbformat.write(notebook, temporary)
        os.replace(temporary, folder / f"{assignment}.ipynb")
        for path in folder.rglob("*"):
            if path.is_file():
                path.chmod(READ_ONLY)


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
