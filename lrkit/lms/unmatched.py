"""Files that were handed in and match no notebook of the course: a line that asks for a person.

A system's download is of one assignment. So work that cannot be read costs its student the mark
for that one, and its row says so; "not handed in" would be wrong, and so would 0 points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lrkit.lms.class_list import DownloadEntry
from lrkit.lms.filenames import DownloadedFile
from lrkit.lms.student_zips import download_folder
from lrkit.remarks import Remark, SubmissionKey, not_graded


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
            entries[key].look(f"handed in among the notebooks of {there[0]}")


def report_unmatched(student: str, files: Sequence[DownloadedFile], fault: str,
                     assignment_of: Mapping[Path, str],
                     entries: Mapping[SubmissionKey, DownloadEntry]) -> Iterable[Remark]:
    """Yield the remarks on files of a student that match no notebook.

    Where the student's notebook for that assignment is there all the same, it only asks a person
    to look.
    """
    assignment = assignment_of.get(download_folder(files[0]), "")
    key = SubmissionKey(student, assignment) if assignment else None
    if key in entries:
        names = ", ".join(file.original.name for file in files)
        entries[key].look(f"{names} was handed in too: {fault}")
        return
    named = all(file.original.name in fault for file in files)
    yield not_graded(student if named else f"{student}: {files[0].display_path}", fault, key=key)
