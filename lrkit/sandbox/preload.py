"""Inside the sandbox: import and draw, before any submission, what every notebook needs."""

import gc
import sys
from typing import Any

from lrkit.sandbox.hidden import HIDDEN_PARTS
from lrkit.sandbox.png_compression import compress_png_by_runs
from lrkit.sandbox.session import run_cell
from lrkit.sandbox.shell import new_shell

HIDDEN_MODULES = (*(f"lrkit.exercises.nb{number:02d}" for number in range(1, 100)),
                  *(f"lrkit.{part}" for part in HIDDEN_PARTS))
FIGURE = """\
import numpy as np
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.semilogy(np.linspace(1, 2, 5), label="$x$")
ax.set(xlabel="step", ylabel="loss", title="a run")
ax.legend()
plt.show()
print(ax.get_xlim())"""
FIGURE_TIMEOUT = 60.0  # seconds of the processor for it


class _HidingFinder:
    """A finder that keeps the answers and the grader out where the file system cannot."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.startswith(HIDDEN_MODULES):
            raise ModuleNotFoundError(f"{name} is not here while a submission is graded")


def preload() -> Any:
    """Import what notebooks use, so that every fork has it already, and return a shell.

    The first cell and the first figure of a process take a second, in which IPython, Matplotlib and
    fonts are loaded. Done before the fork, that is once for all submissions.
    """
    gc.disable()  # nothing that is loaded here is ever garbage
    from lrkit import claims, explore, learner, plotting, problems, sweeps, training  # noqa: F401
    from lrkit.frameworks import cells
    from lrkit.sandbox import stubs

    sys.meta_path.insert(0, _HidingFinder())
    stubs.install_stubs()
    compress_png_by_runs()
    shell = new_shell()
    _draw_once(shell)
    cells.register(shell)
    gc.freeze()  # a collection in a fork would touch, and so copy, all of this
    gc.enable()
    return shell


def _draw_once(shell: Any) -> None:
    """Draw a figure as notebooks do; nothing of it stays in the shell."""
    import matplotlib.pyplot as plt

    from lrkit.plotting.style import STYLE

    with plt.rc_context(STYLE):
        outputs = run_cell(shell, FIGURE, limit=FIGURE_TIMEOUT, patience=10.0)
    if errors := [output["evalue"] for output in outputs if output["output_type"] == "error"]:
        raise RuntimeError(f"no figure can be drawn here: {errors[0]}")
    gc.freeze()  # a reset of the shell looks for garbage among all that is not frozen
    shell.reset(new_session=True)
