"""Consistency of a source notebook with the exercises that it asks for.

Whoever adds an exercise writes its name and its points twice, in the exercise and in the notebook.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lrkit.course.graded_call import (
    GRADED_PREFIX,
    LOOK_UP,
    SOLUTION_PREFIX,
    find_graded_calls,
)
from lrkit.course.warm_up import declared_warm_up
from lrkit.errors import UserError
from lrkit.exercises import Exercise, Prediction, Question
from lrkit.exercises.validate import validate_exercise


def refuse_inconsistent(source: Path) -> None:
    """Raise UserError for a source, ``NAME/NAME.ipynb``, that disagrees with its exercises."""
    import nbformat

    try:
        notebook = nbformat.read(source, as_version=4)
    except (OSError, ValueError):
        return  # nbgrader says what is wrong with it
    declared_warm_up(notebook, source.stem)
    if found := list(dict.fromkeys(inconsistencies(notebook))):
        raise UserError("\n".join(f"{source.stem}: {line}" for line in found))


def inconsistencies(notebook: Any) -> Iterator[str]:
    """Yield a sentence for each disagreement; graded cells without a check are left alone."""
    cells = [(cell, cell.metadata.get("nbgrader") or {}) for cell in notebook.cells]
    written = {data.get("grade_id"): cell.source for cell, data in cells if data.get("solution")}
    for cell, data in cells:
        calls = find_graded_calls(cell.source)
        if cell.cell_type != "code" or not data.get("grade") or not calls:
            continue
        function, name = calls[0]
        try:
            entry = LOOK_UP[function](name)
        except ValueError as error:
            yield str(error)
            continue
        if isinstance(entry, Exercise):
            yield from (f"{name}: {mistake}" for mistake in validate_exercise(entry))
        yield from _graded_cell_faults(data, entry, f"{GRADED_PREFIX[function]}{name}")
        yield from _solution_cell_faults(written, f"{SOLUTION_PREFIX[function]}{name}")


def _graded_cell_faults(data: dict, entry: Exercise | Question | Prediction, grade_id: str,
                        ) -> Iterator[str]:
    if data.get("grade_id") != grade_id:
        yield f"the cell that grades {entry.name} has the grade_id {data.get('grade_id')!r}; " \
              f"it must be {grade_id!r}"
    points = data.get("points") or 0
    if points != entry.points:
        yield f"{grade_id} has {points:g} points in the notebook, and {entry.name} has " \
              f"{entry.points:g}, which its check gives: make them the same"


def _solution_cell_faults(written: dict[str, str], grade_id: str) -> Iterator[str]:
    if grade_id not in written:
        yield f"there is no solution cell with the grade_id {grade_id!r}"
    elif "### BEGIN SOLUTION" not in written[grade_id]:
        yield f"{grade_id} has no ### BEGIN SOLUTION and ### END SOLUTION around the answer: " \
              "students would get an empty cell, without the function's head"


def solution_fault(cell: Any) -> str:
    """Say what is wrong with a cell of a solution that ran; an empty text if nothing is."""
    from nbgrader.utils import determine_grade, is_grade

    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            return (f"the solution does not run (a cell that begins with "
                    f"{cell.source.splitlines()[0]!r} raised {output.ename}: {output.evalue})")
    if is_grade(cell) and cell.cell_type == "code":
        try:
            points, limit = determine_grade(cell)
        except ValueError:  # nbgrader raises it where a check gives more points than it may
            return (f"{cell.metadata.nbgrader.grade_id!r} has "
                    f"{cell.metadata.nbgrader.points:g} points, and its check gives more")
        if points != limit:
            return (f"the solution earns {points:g} of {limit:g} in "
                    f"{cell.metadata.nbgrader.grade_id!r}")
    return ""
