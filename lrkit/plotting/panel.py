"""A figure that compares runs: their paths, their losses and their rates."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from lrkit.plotting.contours import path_on_contours
from lrkit.plotting.rates import rates
from lrkit.plotting.runs import loss_curves
from lrkit.plotting.style import new_figure, require_runs
from lrkit.problems import Problem
from lrkit.training import History


def comparison(problem: Problem, runs: Mapping[str, History], *, floor: float = 0.0) -> Figure:
    """Draw paths, losses and rates of several runs on one problem, side by side.

    Parameters
    ----------
    problem : Problem
        With two parameters the paths are drawn; with more, only losses and rates are.
    runs : mapping of str to History
        In one colour and dash throughout; ValueError if there is none.
    floor : float
        As for `loss_curves`.
    """
    with_paths = problem.num_params == 2
    fig, axs = new_figure(3 if with_paths else 2, width=12.5 if with_paths else 9.0, height=3.6)
    if with_paths:
        path_on_contours(problem, require_runs(runs), axs[0])
    loss_curves(runs, axs[-2], floor=floor)
    rates(runs, ax=axs[-1])
    return fig
