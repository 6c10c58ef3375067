"""Diagnostics: what is known of a submission beyond its marks, in a small file for each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lrkit import exercises
from lrkit.course.graded_call import known_graded_call
from lrkit.files.atomic import write_json
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.parse import RepairedNotebook
from lrkit.grading.reporting.library_use import library_use
from lrkit.remarks import Remark, RemarkKind, SubmissionKey, texts_of

FOLDER = Path(".lrkit") / "results"
UNTOUCHED = "as it was given out: no answer is in it; was this the right file?"


@dataclass
class SubmissionDiagnosis:
    """The knowledge about a submission beyond its marks.

    Attributes
    ----------
    seconds : float
        How long it ran.
    isolation : str
        "full" or "partial".
    remarks : list of Remark
        What an instructor should know, of the kinds LOOK and REPAIRED.
    exercises : list of dict
        A dict for each graded cell that has no human marker.
    """

    seconds: float
    isolation: str
    remarks: list[Remark]
    exercises: list[dict[str, Any]]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, as it lies on the disk."""
        return {"seconds": self.seconds, "isolation": self.isolation,
                "repaired": texts_of(self.remarks, RemarkKind.REPAIRED),
                "look": texts_of(self.remarks, RemarkKind.LOOK), "exercises": self.exercises}


def diagnose(repaired: RepairedNotebook, result: NotebookResult, assignment: Assignment,
             ) -> SubmissionDiagnosis:
    """Describe state, time and exercises of a submission that ran."""
    cells = repaired.notebook.cells
    graded = [_exercise(cell, result, result.seconds[index])
              for index, cell in enumerate(cells) if _checked(cell, assignment)]
    looks = []
    if untouched(cells, assignment):
        looks.append(UNTOUCHED)
    if result.unprotected:
        looks.append("not protected, because it ran in the student's own process: "
                     + ", ".join(result.unprotected))
    written = _library_use(cells)
    looks += [f"{name} uses {', '.join(used)}" for name, used in written.items()]
    looks += [f"{name} calls {', '.join(used)} when it runs, which its text does not say"
              for name, used in result.called.items() if name not in written]
    remarks = [*repaired.remarks, *result.remarks,
               *(Remark(RemarkKind.LOOK, text) for text in looks)]
    return SubmissionDiagnosis(round(result.took, 3), result.isolation, remarks, graded)


def untouched(cells: Sequence[Any], assignment: Assignment) -> bool:
    """Return whether every cell to write in is still as students got it."""
    written = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in cells}
    return all(written.get(cell.grade_id, "").strip() in ("", cell.released.source.strip())
               for cell in assignment.cells if cell.solution)


def _checked(cell: Any, assignment: Assignment) -> bool:
    known = assignment.by_id.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
    return known is not None and known.checked


def _exercise(cell: Any, result: NotebookResult, seconds: float) -> dict[str, Any]:
    from nbgrader.utils import determine_grade

    grade_id = cell.metadata.nbgrader["grade_id"]
    points, limit = determine_grade(cell)
    call, judged = known_graded_call(cell), result.results.get(grade_id)
    return {"grade_id": grade_id, "kind": call.function if call else "own",
            "name": call.name if call else grade_id, "points": points, "max_points": limit,
            "misconception": getattr(judged, "misconception", None),
            "second": getattr(judged, "second", None),
            "seconds": round(seconds, 3), "protected": grade_id not in result.unprotected}


def _library_use(cells: Sequence[Any]) -> dict[str, tuple[str, ...]]:
    code = [cell for cell in cells if cell.cell_type == "code"]
    names = [call.variable for call in map(known_graded_call, code)
             if call and call.function == "check" and not exercises.get(call.name).with_lrkit]
    return library_use([cell.source for cell in code], names)


def store_diagnosis(root: Path, key: SubmissionKey, diagnosis: SubmissionDiagnosis) -> None:
    """Keep the diagnosis of a submission."""
    write_json(_path(root, key), diagnosis.as_data(), sync=False)


def load_diagnosis(root: Path, key: SubmissionKey) -> dict[str, Any] | None:
    """Load the diagnosis of a submission as plain data; None if there is none."""
    try:
        found = json.loads(_path(root, key).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _path(root: Path, key: SubmissionKey) -> Path:
    return root / FOLDER / key.assignment / f"{key.student}.json"
