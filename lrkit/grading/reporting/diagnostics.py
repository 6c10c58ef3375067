"""What is known of each graded submission beyond its marks: a small file beside the gradebook."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lrkit import exercises
from lrkit.course.graded_call import known_graded_call
from lrkit.files import write_json
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.intake.assignment import Assignment
from lrkit.grading.intake.parse import RepairedNotebook
from lrkit.grading.reporting.library_use import library_use
from lrkit.remarks import SubmissionKey

FOLDER = Path(".lrkit") / "results"
UNTOUCHED = "as it was given out: no answer is in it; was this the right file?"


def diagnose(mended: RepairedNotebook, judged: NotebookResult, layout: Assignment) -> dict[str,
                                                                                           Any]:
    """State, time and exercises of a submission that ran, as plain data.

    Returns
    -------
    dict
        With ``seconds``, ``isolation``, ``mended``, ``look`` (what a person must see) and
        ``exercises``, a list with a dict for each graded cell that has no human marker.
    """
    cells = mended.notebook.cells
    checked = [_exercise(cell, judged, judged.seconds[index]) for index, cell in enumerate(cells)
               if _checked(cell, layout)]
    look = [*mended.look, *(remark.text for remark in judged.remarks)]
    if untouched(cells, layout):
        look.append(UNTOUCHED)
    if judged.unprotected:
        look.append("not protected, because it ran in the student's own process: "
                    + ", ".join(judged.unprotected))
    written = _borrowed(cells)
    look += [f"{name} uses {', '.join(used)}" for name, used in written.items()]
    look += [f"{name} calls {', '.join(used)} when it runs, which its text does not say"
             for name, used in judged.called.items() if name not in written]
    return {"seconds": round(judged.took, 3), "isolation": judged.isolation,
            "mended": list(mended.mended), "look": look, "exercises": checked}


def untouched(cells: Sequence[Any], layout: Assignment) -> bool:
    """Whether every cell to write in is still as students got it."""
    written = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in cells}
    return all(written.get(cell.grade_id, "").strip() in ("", cell.released.source.strip())
               for cell in layout.cells if cell.solution)


def _checked(cell: Any, layout: Assignment) -> bool:
    marked = layout.by_id.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
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
    """Keep what is known of ``student/assignment``."""
    write_json(_path(root, key), found, sync=False)


def load_diagnostics(root: Path, key: SubmissionKey) -> dict[str, Any] | None:
    """What is known of a submission; None if nothing is."""
    try:
        found = json.loads(_path(root, key).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _path(root: Path, key: SubmissionKey) -> Path:
    return root / FOLDER / key.assignment / f"{key.student}.json"
