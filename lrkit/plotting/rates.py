"""Figures of learning rates: a schedule over its steps, and the rate of each coordinate."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room, plain_log_ticks
from lrkit.plotting.style import axes_or_new, curve_style, require_runs
from lrkit.training import History

RateSource = History | NDArray | Callable[[NDArray], NDArray]


def rates(
    schedules: Mapping[str, RateSource], num_steps: int | None = None, ax: Axes | None = None, *,
    log: bool = False,
) -> Axes:
    """Draw learning rates over steps, with a label at the end of each curve.

    Parameters
    ----------
    schedules : mapping of str to schedule, History or ndarray of shape (T,)
        A schedule is called with the array of steps; a run shows the rates that it used.
        ValueError if there is none.
    num_steps : int, optional
        The number of steps of a schedule to draw; needed if there is one. ValueError if it is
        not given, or below 1.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    log : bool
        Draw the rates on a log axis; a rate of 0 is then left out.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, schedule) in enumerate(require_runs(schedules).items()):
        lrs, style = _rates_of(schedule, num_steps), curve_style(row)
        drawn = np.where(lrs > 0, lrs, np.nan) if log else lrs
        ax.plot(drawn, color=style["color"], ls=style["ls"])
        if len(lrs):
            ends.append(CurveEnd(len(lrs) - 1, float(lrs[-1]), label, style["color"]))
            told.append(f"{label} from {lrs[0]:.3g} to {lrs[-1]:.3g}, at most {lrs.max():.3g} at "
                        f"step {lrs.argmax()}")
        else:
            told.append(f"{label} made no step")
    ax.set(xlabel="step", ylabel="learning rate", yscale="log" if log else "linear")
    _name_ends(ax, ends, log)
    add_alt_text(ax, f"Learning rate over steps: {'; '.join(told)}.")
    return ax


def effective_rates(
    history: History, ax: Axes | None = None, *, names: tuple[str, ...] | None = None
) -> Axes:
    """Draw the rate of each coordinate over the steps of a run, on a log axis.

    Parameters
    ----------
    history : History
        With its effective rates; ValueError if they were not recorded.
    names : tuple of str, optional
        Of the coordinates; by default w₁, w₂, ...
    """
    if not history.effective_lrs.size:
        raise ValueError("history has no effective rates: run train with record='all', "
                         "and for at least one step")
    count = history.effective_lrs.shape[1]
    names = names or tuple(f"$w_{{{k + 1}}}$" for k in range(count))
    if len(names) != count:
        raise ValueError(f"names must be {count} names, got {len(names)}")
    ax, ends, told = axes_or_new(ax), [], []
    for row, (name, lrs) in enumerate(zip(names, history.effective_lrs.T, strict=True)):
        style = curve_style(row)
        ax.semilogy(lrs, color=style["color"], ls=style["ls"])
        ends.append(CurveEnd(len(lrs) - 1, float(lrs[-1]), name, style["color"]))
        told.append(f"coordinate {row + 1} from {lrs[0]:.3g} to {lrs[-1]:.3g}")
    ax.set(xlabel="step", ylabel="effective rate")
    _name_ends(ax, ends, log=True)
    add_alt_text(ax, f"Effective learning rate of each coordinate over steps: {'; '.join(told)}.")
    return ax


def _rates_of(schedule: RateSource, num_steps: int | None) -> NDArray:
    if isinstance(schedule, History):
        return schedule.lrs
    if not callable(schedule):
        return np.asarray(schedule, dtype=float)
    if num_steps is None or num_steps < 1:
        raise ValueError(f"num_steps must be at least 1 to draw a schedule, got {num_steps}")
    return np.broadcast_to(np.asarray(schedule(np.arange(num_steps)), dtype=float), (num_steps,))


def _name_ends(ax: Axes, ends: list[CurveEnd], log: bool) -> None:
    ax.margins(x=0.02)
    make_room(ax, ends)
    if log:
        ends = [end for end in ends if end.y > 0]
        plain_log_ticks(ax)
    else:
        ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    label_ends(ax, ends)
