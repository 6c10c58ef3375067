"""Files that were handed in and match no notebook of the course: a line that asks for a person.

A system's download is of one assignment. So work that cannot be read costs its student the mark
for that one, and its row says so; "not handed in" would be wrong, and so would 0 points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lrkit.lms.class_list import DownloadEntry
from lrkit.lms.filenames import DownloadedFile
from lrkit.lms.student_zips import download_folder
from lrkit.remarks import Remark, RemarkKind, SubmissionKey, not_graded


@dataclass(frozen=True)
class UnmatchedWork:
    """Files of a student that match no notebook of the course.

    Attributes
    ----------
    student : str
        The student's name in the gradebook.
    files : sequence of DownloadedFile
        One file or more.
    fault : str
        Why they match none.
    names_files : bool
        Whether `fault` names the files.
    """

    student: str
    files: Sequence[DownloadedFile]
    fault: str
    names_files: bool = False

    @property
    def place(self) -> str:
        """The student, with the first file where the fault does not name it."""
        return self.student if self.names_files else f"{self.student}: {self.files[0].display_path}"


def assignments_of_downloads(matched: Mapping[SubmissionKey, Sequence[DownloadedFile]],
                             chosen: Sequence[str]) -> dict[Path, str]:
    """Find the assignment of each download: what more than half of its notebooks are.

    Parameters
    ----------
    matched : mapping of SubmissionKey to sequence of DownloadedFile
        The notebooks that were matched with an assignment.
    chosen : sequence of str
        The assignments to grade: where that is one, every download is of it.
    """
    if len(chosen) == 1:
        return {download_folder(file): chosen[0] for files in matched.values() for file in files}
    counts: dict[Path, Counter[str]] = {}
    for key, versions in matched.items():
        for file in versions:
            counts.setdefault(download_folder(file), Counter())[key.assignment] += 1
    most = {folder: count.most_common(1)[0] for folder, count in counts.items()}
    return {folder: name for folder, (name, times) in most.items()
            if 2 * times > counts[folder].total()}


def remark_misplaced(matched: Mapping[SubmissionKey, Sequence[DownloadedFile]],
                     assignment_of: Mapping[Path, str],
                     entries: Mapping[SubmissionKey, DownloadEntry]) -> None:
    """Remark on a notebook that lay among those of another assignment: the wrong file, perhaps."""
    for key, versions in matched.items():
        there = [assignment_of.get(download_folder(file), key.assignment) for file in versions]
        if key.assignment not in there and key in entries:
            entries[key].add_remark(RemarkKind.LOOK,
                                    f"handed in among the notebooks of {there[0]}")


def report_unmatched(work: UnmatchedWork, assignment_of: Mapping[Path, str],
                     entries: Mapping[SubmissionKey, DownloadEntry]) -> Iterable[Remark]:
    """Yield the remark on files of a student that match no notebook.

    Where the student's notebook for that assignment is there all the same, it only asks a person
    to look.
    """
    assignment = assignment_of.get(download_folder(work.files[0]), "")
    key = SubmissionKey(work.student, assignment) if assignment else None
    if key in entries:
        names = ", ".join(file.original.name for file in work.files)
        entries[key].add_remark(RemarkKind.LOOK, f"{names} was handed in too: {work.fault}")
        return
    yield not_graded(work.place, work.fault, key=key)
