"""What was handed in and is no notebook of the course: a line that asks for a person.

A system's download is of one assignment. So work that cannot be read costs its student the mark
for that one, and its row says so; "not handed in" would be wrong, and so would 0 points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lrkit.lms.archives import download_of
from lrkit.lms.class_list import DownloadEntry
from lrkit.lms.filenames import DownloadedFile
from lrkit.remarks import Remark, SubmissionKey, not_graded


def assignments_of_downloads(placed: Mapping[tuple[str, str], Sequence[DownloadedFile]],
                             chosen: Sequence[str]) -> dict[Path, str]:
    """Which assignment each download is of: what more than half of its notebooks are.

    Parameters
    ----------
    placed : mapping of (student, assignment) to sequence of Handed
        The notebooks that were recognised.
    chosen : sequence of str
        What was asked for: where that is one assignment, it is that.
    """
    if len(chosen) == 1:
        return {download_of(handed): chosen[0] for many in placed.values() for handed in many}
    counts: dict[Path, Counter[str]] = {}
    for (_, assignment), versions in placed.items():
        for handed in versions:
            counts.setdefault(download_of(handed), Counter())[assignment] += 1
    most = {folder: count.most_common(1)[0] for folder, count in counts.items()}
    return {folder: name for folder, (name, times) in most.items()
            if 2 * times > counts[folder].total()}


def remark_misplaced(placed: Mapping[tuple[str, str], Sequence[DownloadedFile]],
                     homes: Mapping[Path, str],
                     entries: Mapping[str, DownloadEntry]) -> None:
    """Remark on a notebook that lay among those of another assignment: the wrong file, perhaps."""
    for (student, assignment), versions in placed.items():
        there = [homes.get(download_of(handed), assignment) for handed in versions]
        if assignment not in there and (entry := entries.get(SubmissionKey(student, assignment))):
            entry.look.append(f"handed in among the notebooks of {there[0]}")


def report_unmatched(student: str, handed: Sequence[DownloadedFile], what: str,
                     homes: Mapping[Path, str],
                     entries: Mapping[str, DownloadEntry]) -> Iterable[Remark]:
    """The lines about files of a student that were not placed.

    Where the student's notebook for that assignment is there all the same, it is only a remark.
    """
    home = homes.get(download_of(handed[0]), "")
    key = SubmissionKey(student, home) if home else None
    if key in entries:
        names = ", ".join(file.file.name for file in handed)
        entries[key].look.append(f"{names} was handed in too: {what}")
        return
    named = all(file.file.name in what for file in handed)
    yield not_graded(student if named else f"{student}: {handed[0].shown}", what, key=key)
