"""Inside the sandbox: import and draw once what every notebook needs, before a submission runs."""

import gc
import sys
from typing import Any

from lrkit.sandbox.png_compression import compress_png_by_runs
from lrkit.sandbox.session import run_cell
from lrkit.sandbox.shell import new_shell

HIDDEN = tuple(f"lrkit.exercises.nb{number:02d}" for number in range(1, 100))
FIGURE = """\
import numpy as np
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.semilogy(np.linspace(1, 2, 5), label="$x$")
ax.set(xlabel="step", ylabel="loss", title="a run")
ax.legend()
plt.show()
print(ax.get_xlim())"""
FIRST_FIGURE = 60.0  # seconds of the processor that it may take


class _Hide:
    """Keeps the exercises out where the file system cannot."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.startswith(HIDDEN) or name.startswith("lrkit.grading"):
            raise ModuleNotFoundError(f"{name} is not here while a submission is graded")


def preload() -> Any:
    """Import what notebooks use, so that a fork has it already; returns a shell for it.

    The first cell and the first figure of a process load a second's worth of IPython, fonts and
    matplotlib: of each submission, unless it was done before the fork.
    """
    gc.disable()  # nothing that is loaded here is ever garbage
    from lrkit import claims, explore, learner, plotting, problems, sweeps, training  # noqa: F401
    from lrkit.sandbox import stubs

    sys.meta_path.insert(0, _Hide())
    stubs.install_stubs()
    compress_png_by_runs()
    shell = new_shell()
    _draw_once(shell)
    gc.freeze()  # a collection in a fork would touch, and so copy, all of this
    gc.enable()
    return shell


def _draw_once(shell: Any) -> None:
    """Draw as notebooks do; nothing of it stays in the shell."""
    import matplotlib.pyplot as plt

    from lrkit.plotting.style import STYLE

    with plt.rc_context(STYLE):
        outputs = run_cell(shell, FIGURE, limit=FIRST_FIGURE, patience=10.0)
    if errors := [output["evalue"] for output in outputs if output["output_type"] == "error"]:
        raise RuntimeError(f"no figure can be drawn here: {errors[0]}")
    gc.freeze()  # to reset the shell is to look for garbage among all that was loaded
    shell.reset(new_session=True)
