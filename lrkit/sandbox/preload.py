"""Inside the sandbox: import and draw once what every notebook needs, before a submission runs."""

import io
import sys

HIDDEN = tuple(f"lrkit.exercises.nb{number:02d}" for number in range(1, 100))


class _Hide:
    """Keeps the exercises out where the file system cannot."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.startswith(HIDDEN) or name.startswith("lrkit.grading"):
            raise ModuleNotFoundError(f"{name} is not here while a submission is graded")


def preload() -> tuple:
    """Import what notebooks use, so that a fork has it already; returns the modules."""
    from IPython.core import interactiveshell
    from matplotlib_inline import backend_inline

    from lrkit import claims, explore, learner, plotting, problems, sweeps, training
    from lrkit.sandbox import away

    sys.meta_path.insert(0, _Hide())
    away.replace()
    _draw_once()
    return (interactiveshell, backend_inline, claims, explore, learner, plotting, problems, sweeps,
            training)


def _draw_once() -> None:
    """The first figure of a process loads fonts and much of matplotlib: a second of each
    submission, unless it was done before the fork."""
    import matplotlib.pyplot as plt

    import lrkit

    lrkit.plotting.use_style()
    bowl = lrkit.problems.Bowl()
    run = lrkit.training.train(bowl, lrkit.optimizers.GradientDescent(), 1.0, lr=0.1, num_steps=3)
    for axes in (lrkit.plotting.path_on_curve(bowl, run), lrkit.plotting.loss_curves({"run": run})):
        axes.figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")
