"""A notebook as a list of cells, judged in a sandbox, without nbgrader around it."""

import os

from nbformat.v4 import new_code_cell

from lrkit.grading.execution.judge import Judge
from lrkit.grading.execution.notebook_result import NotebookResult
from lrkit.grading.execution.sandbox_fork import ForkSandbox
from tests.parts import missing

IMPORTS = "import numpy as np\nfrom lrkit import answer, check, predict"
RIGHT = "def gd_step(w, grad, lr):\n    return np.asarray(w, float) - lr * np.asarray(grad)"
WRONG = "def gd_step(w, grad, lr):\n    return w"
OTHER = "def steps_to_tol(lr, curvature, x0, tol, max_steps):\n    x = float(x0)\n" \
        "    for k in range(max_steps + 1):\n        if abs(x) <= tol:\n            return k\n" \
        "        x -= lr * curvature * x"


def nap(seconds: int) -> str:
    """Spell a sleep that no other process of this machine has in its command line."""
    return f"time.sleep({seconds}.{os.getpid()})"


def need_bubblewrap(program: str | None) -> None:
    """Skip where it is missing; in CI, which installs it, fail."""
    if program is None:
        missing("bubblewrap that may make namespaces", "apt-get install bubblewrap")


def graded(name: str):
    """A locked cell that checks an exercise."""
    cell = new_code_cell(f'check("{name}", {name})')
    cell.metadata["nbgrader"] = {"grade": True, "grade_id": f"check_{name}", "locked": True,
                                 "points": 4, "schema_version": 3, "solution": False}
    return cell


def judge(sandbox: ForkSandbox, *cells) -> NotebookResult:
    """Judge cells, given as text or as `graded` ones; the imports come first."""
    made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in (IMPORTS, *cells)]
    return Judge(sandbox, "secret of a test").run(made, {})


def scores(done: NotebookResult) -> dict[str, float]:
    """grade_id -> points."""
    return {name: result.score for name, result in done.results.items()}
