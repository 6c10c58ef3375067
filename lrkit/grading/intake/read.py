"""Submissions, read one after the other, each of their files once."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from lrkit.files.listing import MAX_BESIDE
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.failures import grader_failed, is_fatal
from lrkit.grading.intake.find import Submission
from lrkit.grading.intake.parse import InvalidNotebook, RepairedNotebook
from lrkit.grading.intake.repair import repair_notebook
from lrkit.lms.lateness import TIMESTAMP
from lrkit.remarks import Remark, RemarkKind, SubmissionKey

BLOCK = 1 << 20  # bytes that are read at once


@dataclass
class Contents:
    """The files of a submission, in memory as far as they are not too large for it.

    Attributes
    ----------
    notebook : bytes
        The notebook as it was handed in.
    beside : dict of str to bytes
        The other files, by their paths below the submission's folder.
    too_large : dict of Path to int
        Files that stay on the disk, with their sizes in bytes.
    digest : str
        SHA-256 of all names and contents.
    """

    notebook: bytes = b""
    beside: dict[str, bytes] = field(default_factory=dict)
    too_large: dict[Path, int] = field(default_factory=dict)
    digest: str = ""


@dataclass
class ReadSubmission:
    """A submission on its way to the workers and back.

    Attributes
    ----------
    submission : Submission
        Where it was found.
    assignment : Assignment
        What it must hold.
    repaired : RepairedNotebook
        Its notebook, with each cell in its place.
    contents : Contents
        Its files.
    """

    submission: Submission
    assignment: Assignment
    repaired: RepairedNotebook
    contents: Contents

    @property
    def key(self) -> SubmissionKey:
        """The student with the assignment."""
        return self.submission.key

    @property
    def files(self) -> dict[str, bytes]:
        """The files beside the notebook when it runs; the course's own replace a student's."""
        return self.contents.beside | self.assignment.files

    @property
    def timestamp(self) -> str:
        """The time at which it was handed in, if a file beside the notebook says so."""
        return self.contents.beside.get(TIMESTAMP, b"").decode(errors="replace").strip()

    def keep(self, destination: Path) -> None:
        """Write what was handed in, as it was; the notebook under the name nbgrader expects."""
        shutil.rmtree(destination, ignore_errors=True)
        destination.mkdir(parents=True)
        kept = {f"{self.submission.assignment}.ipynb": self.contents.notebook}
        for name, content in (kept | self.contents.beside).items():
            (destination / name).parent.mkdir(parents=True, exist_ok=True)
            (destination / name).write_bytes(content)
        for path in self.contents.too_large:
            (destination / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.submission.folder / path, destination / path)


class GradedAlready(Protocol):
    """The knowledge of what is graded already, and of what submissions must hold."""

    def assignment(self, name: str) -> Assignment:
        """Return what a submission of an assignment must hold."""

    def needs(self, key: SubmissionKey, digest: str) -> bool:
        """Return whether a submission is new or has changed since it was graded."""

    def give_up(self, key: SubmissionKey, reason: str) -> None:
        """Note that a submission cannot be graded."""


def read_submissions(found: Iterable[Submission], graded: GradedAlready,
                     ) -> Iterator[ReadSubmission]:
    """Read, parse and repair what needs to be graded, one submission after the other.

    A submission that cannot be read costs itself: it goes to `GradedAlready.give_up`.
    """
    for submission in found:
        try:
            contents = read_files(submission)
            if not graded.needs(submission.key, contents.digest):
                continue
            assignment = graded.assignment(submission.assignment)
            repaired = _repaired(submission, contents, assignment)
        except InvalidNotebook as error:
            graded.give_up(submission.key, str(error))
        except Exception as error:  # also ours, on odd data: it costs one submission
            if is_fatal(error):
                raise
            graded.give_up(submission.key, grader_failed("read", error))
        else:
            yield ReadSubmission(submission, assignment, repaired, contents)


def read_files(submission: Submission) -> Contents:
    """Read each file of a submission once.

    Raises
    ------
    InvalidNotebook
        If the system does not let us.
    """
    contents, whole, left = Contents(), hashlib.sha256(), MAX_BESIDE
    for name in submission.files:
        try:
            limit = sys.maxsize if name == submission.notebook else left
            size, content = _read_file(submission.folder, name, whole, limit)
        except OSError as error:
            raise InvalidNotebook(f"{name.name} cannot be read: {error.strerror}") from error
        if content is None:
            contents.too_large[name] = size
        elif name == submission.notebook:
            contents.notebook = content
        else:
            contents.beside[name.as_posix()] = content
            left -= size
    contents.digest = whole.hexdigest()
    return contents


def _read_file(folder: Path, name: Path, whole: Any, limit: int) -> tuple[int, bytes | None]:
    """Return a file's size and its content, None for one above the limit; update the hash."""
    with open(folder / name, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        whole.update(f"{name.as_posix()}\0{size}\0".encode(errors="surrogateescape"))
        if size <= limit:
            content = stream.read()
            whole.update(content)
            return size, content
        while block := stream.read(BLOCK):
            whole.update(block)
    return size, None


def _repaired(submission: Submission, contents: Contents, assignment: Assignment,
              ) -> RepairedNotebook:
    repaired = repair_notebook(contents.notebook, assignment)
    few = 2 * repaired.recognised < len(assignment.cells)
    if few and (submission.renamed or not repaired.recognised):
        raise InvalidNotebook(
            f"the notebook must be called {submission.assignment}.ipynb; found "
            f"{submission.notebook}" if submission.renamed else
            "none of the assignment's cells were found in it: is it another notebook?")
    if submission.renamed:
        called = f"the notebook was called {submission.notebook}"
        repaired.remarks.insert(0, Remark(RemarkKind.REPAIRED, called))
    limit = MAX_BESIDE / 1024**2
    repaired.remarks += [
        Remark(RemarkKind.LOOK, f"{name} ({size / 1024**2:.0f} MB) was not put beside the "
                                f"notebook, which may have {limit:.0f} MB of files")
        for name, size in contents.too_large.items()]
    return repaired
