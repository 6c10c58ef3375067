"""Figures of notebook 6: lengths of steps, borders of swinging, velocities, long valleys."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lrkit.optimizers import Momentum, Nesterov
from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, end_axis, label_ends, name_ends, plain_log_ticks
from lrkit.plotting.planes import DIVERGED_COLOUR, spectral_radius
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
    for w, grad, lr in zip(run.params, run.grads, run.lrs, strict=False):
        _, state = rule.step(w, grad, state, lr)
        stored.append(state.velocity)
    return np.array(stored).reshape(run.num_steps, -1)


def conventions(runs: Mapping[str, tuple[Momentum | Nesterov, History]]) -> Figure:
    """Draw the weight over the steps of runs, and the velocity that each rule stored.

    Parameters
    ----------
    runs : mapping of str to (rule, History)
        ValueError if there is none, or a run has more than one weight.
    """
    fig, (left, right) = new_figure(2, width=9.5, height=3.6)
    told, stored = [], []
    for row, (label, (rule, run)) in enumerate(require_runs(runs).items()):
        if run.params.shape[1] != 1:
            raise ValueError(f"runs must have one weight, got {run.params.shape[1]} in {label!r}")
        velocity = velocities(rule, run).ravel()
        # Equal curves are drawn from wide to narrow, so that all are seen.
        _curve(left, run.params.ravel(), row, lw=6.5 - 2.2 * min(row, 2), label=label)
        _curve(right, velocity, row, start=1, label=label)
        told.append(f"{label} ends at {run.params[-1, 0]:.3g}")
        stored.append(f"{label} from {velocity.min():.3g} to {velocity.max():.3g}")
    for ax in (left, right):
        ax.legend(fontsize="small")
    left.set(xlabel="step", ylabel="weight w")
    right.set(xlabel="step", ylabel="stored velocity")
    right.axhline(0, color=COLOURS["grey"], lw=0.8)
    add_alt_text(left, f"Weight over steps: {'; '.join(told)}.")
    add_alt_text(right, f"The stored velocity: {'; '.join(stored)}.")
    return fig


def two_borders(
    mu: float, L: float, pair: tuple[float, float],
    limit: Callable[[float, float], float] | None = None,
) -> Figure:
    """Draw where the flattest and the steepest direction of a valley swing, and their factors.

    On the left the plane of rate and momentum with both borders, on the right the factor of each
    direction over the rate, at the momentum of the pair.

    Parameters
    ----------
    mu, L : float
        The smallest and the largest curvature; ValueError unless ``0 < mu < L``.
    pair : tuple of float
        Rate and momentum of the heavy ball, marked in both panels.
    limit : callable, optional
        ``limit(L, beta)`` gives the largest stable rate; 2 (1 + beta) / L by default.
    """
    if not 0 < mu < L:
        raise ValueError(f"mu and L must be 0 < mu < L, got {mu} and {L}")
    limit = limit or (lambda steepest, beta: 2 * (1 + beta) / steepest)
    lr, beta = (float(number) for number in pair)
    fig, (left, right) = new_figure(2, width=9.5, height=4.0)
    _draw_regions(left, mu, L, limit)
    ends = _draw_factors(right, mu, L, beta)
    for ax, height, away in ((left, beta, (46, -22)), (right, np.sqrt(beta), (0, -17))):
        ax.plot(lr, height, "o", color=COLOURS["black"], ms=7, zorder=5)
        ax.annotate("your pair", (lr, height), away, textcoords="offset points", va="center",
                    ha="center")
    add_alt_text(left, f"The plane of rate and momentum for curvatures {mu:g} and {L:g}. Both "
                       "directions swing above two borders, which meet at the best pair; the pair "
                       f"marked is the rate {lr:.3g} and the momentum {beta:.3g}. Runs diverge to "
                       f"the right of a line from the rate {limit(L, 0.0):.3g} without momentum.")
    told = "; ".join(f"{name} {lowest:.3g} at its lowest" for name, lowest in ends)
    add_alt_text(right, f"Factor of one step over the rate at the momentum {beta:.3g}: {told}.")
    return fig


def _draw_regions(ax: Axes, mu: float, L: float, limit: Callable) -> None:
    """Draw the borders of both directions and the limit, and name what lies between them."""
    top = 4 / L
    lr = np.linspace(0, top, 600)
    flat, steep = ((1 - np.sqrt(lr * c)) ** 2 for c in (mu, L))
    both = np.maximum(flat, steep)
    ax.fill_between(lr, both, 1, color=COLOURS["sky"], alpha=0.25, lw=0)
    beta = np.linspace(0, 0.999, 80)
    ax.fill_betweenx(beta, [limit(L, float(b)) for b in beta], 1.05 * top, color=DIVERGED_COLOUR,
                     lw=0)
    ax.plot([limit(L, float(b)) for b in beta], beta, color=COLOURS["black"], lw=1.5)
    for row, (name, curve, at, side) in enumerate((("flattest", flat, 0.3, (-5, -11)),
                                                   ("steepest", steep, 0.52, (-8, 2)))):
        style, inside = curve_style(row), curve <= 1
        ax.plot(lr[inside], curve[inside], color=style["color"], ls=style["ls"])
        there = int(at * len(lr))
        ax.annotate(name, (lr[there], curve[there]), side, textcoords="offset points",
                    color=style["color"], va="center", ha="right")
    ax.set(xlabel="learning rate", ylabel="momentum", xlim=(0, 1.05 * top), ylim=(0, 1))
    for x, y, words in ((0.42, 0.86, "both directions swing"), (0.86, 0.1, "diverges"),
                        (0.2, 0.37, "only the steepest\ndirection swings")):
        ax.text(x, y, words, transform=ax.transAxes, color="#333333", ha="center", va="center",
                fontsize="small")
    ax.set_title("above its border a direction swings", loc="left", fontsize="medium")


def _draw_factors(ax: Axes, mu: float, L: float, beta: float) -> list[tuple[str, float]]:
    """Draw the factor of each direction over the rate; return its name and its lowest value."""
    rates, told = np.linspace(0, 2.3 * (1 + beta) / L, 500), []
    for row, (name, c) in enumerate((("flattest", mu), ("steepest", L))):
        factor, style = spectral_radius("heavy ball", rates * c, np.array(beta)), curve_style(row)
        ax.plot(rates, factor, color=style["color"], ls=style["ls"], label=name)
        told.append((name, float(factor.min())))
    ax.axhline(1, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    ax.annotate("1: no progress", (0.02, 1), (0, 3), ("axes fraction", "data"), "offset points",
                va="bottom", color=COLOURS["grey"], fontsize="small")
    ax.set(xlabel="learning rate", ylabel="factor of one step", xlim=(0, rates[-1]),
           ylim=(min(low for _, low in told) - 0.17, 1.2))
    ax.set_title(f"momentum {beta:.3g}", loc="left", fontsize="medium")
    ax.legend(loc="lower left", fontsize="small", title="direction")
    return told


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
    end_axis(ax, max(kappas))
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
    name_ends(ax, ends)


def _course_text(lengths: NDArray, cut: int | None) -> str:
    """Describe the lengths of a run's steps: first and last, and those around the cut."""
    words = f"from {lengths[0]:.3g} to {lengths[-1]:.3g} in {len(lengths)} steps"
    if cut is None or not 0 < cut < len(lengths):
        return words
    return f"{words}, with {lengths[cut - 1]:.3g} before the cut and {lengths[cut]:.3g} after it"
