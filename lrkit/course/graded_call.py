"""Graded calls: `check`, `answer` and `predict` in a graded cell, parsed here and nowhere else."""

import ast
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from lrkit.exercises import Exercise, Prediction, Question, get, get_prediction, get_question

# For each function: the look-up of the name in it, and the prefixes of its two cells' grade_ids.
LOOK_UP: dict[str, Callable[[str], Exercise | Question | Prediction]] = {
    "check": get, "answer": get_question, "predict": get_prediction}
GRADED_PREFIX = {"check": "check_", "answer": "check_", "predict": "check_prediction_"}
SOLUTION_PREFIX = {"check": "write_", "answer": "answer_", "predict": "predict_"}
MAX_PARSED = 5_000  # texts of cells whose calls are remembered
_BEGINNING = re.compile(r"""^(check|answer|predict)\(\s*["'](\w+)["']""", re.MULTILINE)


class GradedCall(NamedTuple):
    """One call of `check`, `answer` or `predict`.

    Attributes
    ----------
    function : str
        "check", "answer" or "predict".
    name : str
        The exercise, question or prediction that it names.
    variable : str
        The learner's name that it is given.
    """

    function: str
    name: str
    variable: str


@lru_cache(maxsize=MAX_PARSED)  # asked again for each cell that is looked for
def parse_graded_call(source: str) -> GradedCall | None:
    """Parse a cell that consists of one graded call; return None for any other cell.

    >>> parse_graded_call('check("gd_step", gd_step)')
    GradedCall(function='check', name='gd_step', variable='gd_step')
    >>> parse_graded_call("assert gd_step(1, 1, 1) == 0") is None
    True
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        return None
    call = body[0].value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords \
            or len(call.args) != 2:
        return None
    name, answer = call.args
    if call.func.id in LOOK_UP and isinstance(name, ast.Constant) and isinstance(name.value, str) \
            and isinstance(answer, ast.Name):
        return GradedCall(call.func.id, name.value, answer.id)
    return None


def find_graded_calls(source: str) -> list[tuple[str, str]]:
    """Find the beginnings of graded calls in a text, whether it is valid Python or not.

    Returns
    -------
    list of (str, str)
        The function and the name in each call that begins a line.

    Examples
    --------
    >>> find_graded_calls('x = 1\\ncheck("gd_step", gd_step')
    [('check', 'gd_step')]
    """
    return _BEGINNING.findall(source)


def known_graded_call(cell: Any) -> GradedCall | None:
    """Return the graded call of a graded cell, where lrkit knows what it names.

    A call that names an exercise of the instructor's own is None: such a cell runs like any other.
    """
    call = parse_graded_call(cell.source) if graded_id(cell) else None
    if call is None:
        return None
    try:
        LOOK_UP[call.function](call.name)
    except ValueError:
        return None
    return call


def graded_id(cell: Any) -> str:
    """Return the grade_id of a graded code cell; an empty text for any other cell."""
    data = cell.metadata.get("nbgrader", {})
    return data.get("grade_id", "") if data.get("grade") and cell.cell_type == "code" else ""
