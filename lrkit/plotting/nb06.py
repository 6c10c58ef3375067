"""Figures of notebook 6: lengths of steps, stored velocities, steps against the valley."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lrkit.optimizers import Momentum, Nesterov
from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room, plain_log_ticks
from lrkit.plotting.style import (
    COLOURS,
    axes_or_new,
    curve_style,
    new_figure,
    require_runs,
    style_rows,
)
from lrkit.training import History


def step_lengths(
    runs: Mapping[str, History], ax: Axes | None = None, *, cut: int | None = None
) -> Axes:
    """Draw the length of each step of a run, with a label at the end of each curve.

    Parameters
    ----------
    runs : mapping of str to History
        ValueError if there is none, or one has no step.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    cut : int, optional
        The first step, from 0, with the second rate; marked by a line.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, run) in style_rows(runs):
        lengths = np.linalg.norm(np.diff(run.params, axis=0), axis=1)
        if not lengths.size:
            raise ValueError(f"runs must have at least one step, got none in {label!r}")
        _curve(ax, lengths, row, start=1)
        ends.append(CurveEnd(len(lengths), float(lengths[-1]), label, curve_style(row)["color"]))
        told.append(f"{label} {_course_text(lengths, cut)}")
    ax.set(xlabel="step", ylabel="length of the step")
    if cut is not None:
        ax.axvline(cut + 0.5, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
        ax.annotate("the rate is cut", (cut + 0.5, 1), (6, -4), ("data", "axes fraction"),
                    "offset points", va="top", color=COLOURS["grey"])
    _name(ax, ends)
    ax.set_ylim(bottom=0)
    add_alt_text(ax, f"Length of each step: {'; '.join(told)}.")
    return ax


def velocities(rule: Momentum | Nesterov, run: History) -> NDArray:
    """Return the velocity that a momentum rule stored after each step, shape ``(T, P)``.

    A record has no state; the rule makes it again from the gradients and rates.

    Examples
    --------
    >>> from lrkit.problems import Bowl
    >>> from lrkit.training import train
    >>> rule = Momentum(0.5, flavor="keras")
    >>> velocities(rule, train(Bowl(), rule, 1.0, lr=0.1, num_steps=2)).ravel().round(3).tolist()
    [-0.1, -0.14]
    """
    state, stored = rule.init(run.params[0]), []
    for place, grad, lr in zip(run.params, run.grads, run.lrs, strict=False):
        _, state = rule.step(place, grad, state, lr)
        stored.append(state.velocity)
    return np.array(stored).reshape(run.num_steps, -1)


def conventions(runs: Mapping[str, tuple[Momentum | Nesterov, History]]) -> Figure:
    """Draw the places of runs of one weight, and the velocity that each rule stored.

    Parameters
    ----------
    runs : mapping of str to (rule, History)
        ValueError if there is none, or a run has more than one weight.
    """
    fig, (left, right) = new_figure(2, width=9.5, height=3.6)
    places, stored = [], []
    for row, (label, (rule, run)) in enumerate(require_runs(runs).items()):
        if run.params.shape[1] != 1:
            raise ValueError(f"runs must have one weight, got {run.params.shape[1]} in {label!r}")
        velocity = velocities(rule, run).ravel()
        # Equal curves are drawn from wide to narrow, so that all are seen.
        _curve(left, run.params.ravel(), row, lw=6.5 - 2.2 * min(row, 2), label=label)
        _curve(right, velocity, row, start=1, label=label)
        places.append(f"{label} ends at {run.params[-1, 0]:.3g}")
        stored.append(f"{label} from {velocity.min():.3g} to {velocity.max():.3g}")
    for ax in (left, right):
        ax.legend(fontsize="small")
    left.set(xlabel="step", ylabel="weight w")
    right.set(xlabel="step", ylabel="stored velocity")
    right.axhline(0, color=COLOURS["grey"], lw=0.8)
    add_alt_text(left, f"Weight over steps: {'; '.join(places)}.")
    add_alt_text(right, f"The stored velocity: {'; '.join(stored)}.")
    return fig


def steps_of_valleys(
    kappas: Sequence[float], steps: Mapping[str, Sequence[int]], ax: Axes | None = None
) -> Axes:
    """Draw the steps that methods need against the length of the valley; both axes logarithmic.

    Parameters
    ----------
    kappas : sequence of float
        Steepest over flattest curvature, positive.
    steps : mapping of str to sequence of int
        For each method the steps in each valley; ValueError if there is none, or a list is not as
        long as `kappas`.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, counts) in enumerate(require_runs(steps).items()):
        if len(counts) != len(kappas):
            raise ValueError(f"steps[{label!r}] must hold {len(kappas)} numbers, "
                             f"got {len(counts)}")
        style = curve_style(row)
        ax.loglog(kappas, counts, color=style["color"], ls=style["ls"], marker=style["marker"])
        ends.append(CurveEnd(kappas[-1], counts[-1], label, style["color"]))
        told.append(f"{label} " + ", ".join(
            f"{count} at {kappa:g}" for kappa, count in zip(kappas, counts, strict=True)))
    ax.set(xlabel="steepest / flattest curvature", ylabel="steps until it has arrived",
           xlim=(min(kappas) * 0.8, max(kappas) * (max(kappas) / min(kappas)) ** 0.45))
    ax.set_xticks(kappas, [f"{kappa:,g}" for kappa in kappas])
    ax.set_xticks([], minor=True)
    plain_log_ticks(ax)
    label_ends(ax, ends)
    add_alt_text(ax, f"Steps by the ratio of the curvatures: {'; '.join(told)}.")
    return ax


def _curve(ax: Axes, values: NDArray, row: int, start: int = 0, **more) -> None:
    style = curve_style(row)
    steps = np.arange(start, start + len(values))
    ax.plot(steps, values, **{"color": style["color"], "ls": style["ls"], **more})


def _name(ax: Axes, ends: list[CurveEnd]) -> None:
    ax.margins(x=0.02)
    make_room(ax, ends)
    label_ends(ax, ends)


def _course_text(lengths: NDArray, cut: int | None) -> str:
    """Describe the lengths of a run's steps: first and last, and those around the cut."""
    words = f"from {lengths[0]:.3g} to {lengths[-1]:.3g} in {len(lengths)} steps"
    if cut is None or not 0 < cut < len(lengths):
        return words
    return f"{words}, with {lengths[cut - 1]:.3g} before the cut and {lengths[cut]:.3g} after it"
