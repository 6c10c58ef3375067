"""Diagnostics: what is known of a submission beyond its marks, in a small file for each."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lrkit import exercises
from lrkit.course.graded_call import known_graded_call
from lrkit.files.atomic import write_json
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.parse import RepairedNotebook
from lrkit.grading.reporting.library_use import library_use
from lrkit.remarks import RemarkKind, SubmissionKey

FOLDER = Path(".lrkit") / "results"
UNTOUCHED = "as it was given out: no answer is in it; was this the right file?"


def diagnose(repaired: RepairedNotebook, result: NotebookResult, assignment: Assignment,
             ) -> dict[str,
                                                                                           Any]:
    """Describe state, time and exercises of a submission that ran, as plain data.

    Returns
    -------
    dict
        With ``seconds``, ``isolation``, ``mended``, ``look`` (what a person must see) and
        ``exercises``, a list with a dict for each graded cell that has no human marker.
    """
    cells = repaired.notebook.cells
    checked = [_exercise(cell, result, result.seconds[index]) for index, cell in enumerate(cells)
               if _checked(cell, assignment)]
    texts = {kind: [remark.text for remark in repaired.remarks if remark.kind == kind]
             for kind in (RemarkKind.LOOK, RemarkKind.REPAIRED)}
    look = [*texts[RemarkKind.LOOK], *(remark.text for remark in result.remarks)]
    if untouched(cells, assignment):
        look.append(UNTOUCHED)
    if result.unprotected:
        look.append("not protected, because it ran in the student's own process: "
                    + ", ".join(result.unprotected))
    written = _borrowed(cells)
    look += [f"{name} uses {', '.join(used)}" for name, used in written.items()]
    look += [f"{name} calls {', '.join(used)} when it runs, which its text does not say"
             for name, used in result.called.items() if name not in written]
    return {"seconds": round(result.took, 3), "isolation": result.isolation,
            "mended": texts[RemarkKind.REPAIRED], "look": look, "exercises": checked}


def untouched(cells: Sequence[Any], assignment: Assignment) -> bool:
    """Return whether every cell to write in is still as students got it."""
    written = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in cells}
    return all(written.get(cell.grade_id, "").strip() in ("", cell.released.source.strip())
               for cell in assignment.cells if cell.solution)


def _checked(cell: Any, assignment: Assignment) -> bool:
    marked = assignment.by_id.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
    return marked is not None and marked.checked


def _exercise(cell: Any, judged: NotebookResult, seconds: float) -> dict[str, Any]:
    from nbgrader.utils import determine_grade

    grade_id = cell.metadata.nbgrader["grade_id"]
    points, limit = determine_grade(cell)
    result = judged.results.get(grade_id)
    call = known_graded_call(cell)
    return {"grade_id": grade_id, "kind": call[0] if call else "own",
            "name": call[1] if call else grade_id, "points": points, "max_points": limit,
            "misconception": getattr(result, "misconception", None),
            "seconds": round(seconds, 3), "protected": grade_id not in judged.unprotected}


def _borrowed(cells: Sequence[Any]) -> dict[str, tuple[str, ...]]:
    names = [call[2] for cell in cells if cell.cell_type == "code"
             and (call := known_graded_call(cell)) and call[0] == "check"
             and not exercises.get(call[1]).with_lrkit]
    return library_use([cell.source for cell in cells if cell.cell_type == "code"], names)


def store_diagnostics(root: Path, key: SubmissionKey, found: dict[str, Any]) -> None:
    """Keep the diagnosis of a submission."""
    write_json(_path(root, key), found, sync=False)


def load_diagnostics(root: Path, key: SubmissionKey) -> dict[str, Any] | None:
    """Load the diagnosis of a submission; None if there is none."""
    try:
        found = json.loads(_path(root, key).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _path(root: Path, key: SubmissionKey) -> Path:
    return root / FOLDER / key.assignment / f"{key.student}.json"
