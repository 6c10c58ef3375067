"""Figures of two settings at once: the heat map of a sweep, and the plane of stability."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from numpy.typing import NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.style import COLOURS, axes_or_new
from lrkit.sweeps import Sweep

AXIS_NAMES = {"lr": "learning rate", "momentum": "momentum"}
QUANTITIES = ("final loss", "steps")
MOMENTUM_RULES = ("heavy ball", "nesterov")
DIVERGED_COLOUR = "#d9d9d9"


def heat_map(found: Sweep, ax: Axes | None = None, *, show: str = "final loss") -> Axes:
    """Draw the results of a sweep over two settings in colours.

    Runs are grey if they diverged or ended above their start, or did not reach the tolerance.

    Parameters
    ----------
    found : Sweep
        With two axes; ValueError otherwise. The first goes up, the second to the right.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    show : str
        "final loss", or "steps" to the tolerance; ValueError for another, or if the sweep had no
        tolerance.
    """
    values = _values(found, show)
    ax = axes_or_new(ax, width=6.4, height=4.6)
    (up, rows), (right, columns) = found.axes.items()
    drawn = np.ma.masked_invalid(np.where(values > 0, values, np.nan) if show == "final loss"
                                 else values)
    ax.set_facecolor(DIVERGED_COLOUR)
    mesh = ax.pcolormesh(_edges(columns), _edges(rows), drawn, cmap="viridis_r",
                         norm=_norm(drawn, log=show == "final loss"))
    ax.figure.colorbar(mesh, ax=ax, label="steps to the tolerance" if show == "steps" else show)
    for axis, name, ticks in (("x", right, columns), ("y", up, rows)):
        ax.set(**{f"{axis}label": AXIS_NAMES.get(name, name),
                  f"{axis}scale": "log" if _is_log(ticks) else "linear"})
    _mark_best(ax, found, values)
    add_alt_text(ax, _sweep_sentence(found, values, show))
    return ax


def stability_plane(
    rule: str = "heavy ball", curvature: float = 1.0, ax: Axes | None = None
) -> Axes:
    """Draw the factor of a momentum method on a bowl, for every rate and momentum.

    The colour is the size of the factor by which a step shrinks the distance in the long run, the
    larger root of the rule's recurrence; the line is the limit of stability.

    Parameters
    ----------
    rule : str
        "heavy ball" or "nesterov"; ValueError for another.
    curvature : float
        Of the bowl; ValueError unless it is positive.
    """
    if rule not in MOMENTUM_RULES:
        raise ValueError(f"rule must be one of {MOMENTUM_RULES}, got {rule!r}")
    if not curvature > 0:
        raise ValueError(f"curvature must be positive, got {curvature}")
    ax = axes_or_new(ax, width=6.4, height=4.2)
    beta = np.linspace(0, 0.999, 240)[:, None]
    lr = np.linspace(0, 4.2, 320)[None] / curvature
    radius = np.broadcast_to(spectral_radius(rule, lr * curvature, beta), (240, 320))
    settles = np.ma.masked_greater(radius, 1 + 1e-9)  # at rate 0 rounding leads to values above 1
    mesh = ax.pcolormesh(lr[0], beta[:, 0], settles, cmap="viridis_r", vmin=0, vmax=1,
                         shading="nearest", rasterized=True)
    ax.set_facecolor(DIVERGED_COLOUR)
    ax.figure.colorbar(mesh, ax=ax, label="factor of one step")
    limit = (2 + 2 * beta) / (1 if rule == "heavy ball" else 1 + 2 * beta) / curvature
    _draw_limit(ax, limit, beta)
    ax.set(xlabel="learning rate", ylabel="momentum", ylim=(0, 0.999), xlim=(0, lr.max()))
    row, column = np.unravel_index(radius.argmin(), radius.shape)
    best = radius[row, column], lr[0, column], beta[row, 0]
    add_alt_text(ax, _plane_sentence(rule, curvature, limit[[0, -1], 0], best))
    return ax


def _draw_limit(ax: Axes, limit: NDArray, beta: NDArray) -> None:
    """Draw the line beyond which runs diverge, and name the region."""
    ax.plot(limit, beta, color=COLOURS["vermillion"], lw=2)
    ax.text(0.98, 0.03, "diverges", transform=ax.transAxes, ha="right", color="#444444")


def spectral_radius(rule: str, product: NDArray, momentum: NDArray) -> NDArray:
    """Return the larger root, in size, of a momentum method's recurrence on a bowl.

    Parameters
    ----------
    rule : str
        "heavy ball" or "nesterov".
    product : ndarray
        Rate times curvature.
    momentum : ndarray

    Examples
    --------
    >>> float(spectral_radius("heavy ball", np.array(0.5), np.array(0.0)))
    0.5
    """
    damped = 1 - product if rule == "nesterov" else np.ones_like(product)
    # x_{t+1} = trace * x_t - product_of_roots * x_{t-1}
    trace = damped + momentum * damped if rule == "nesterov" else 1 + momentum - product
    roots_product = momentum * damped
    spread = np.sqrt(trace.astype(complex) ** 2 - 4 * roots_product)
    return np.maximum(np.abs(trace + spread), np.abs(trace - spread)) / 2


def _plane_sentence(rule: str, curvature: float, limits: NDArray, best: tuple) -> str:
    return (f"Factor of one step of {rule} on a bowl of curvature {curvature:g}, over rate and "
            f"momentum. Stable below the rate {limits[0]:.3g} without momentum and {limits[1]:.3g} "
            f"with a momentum near 1; the smallest factor, {best[0]:.2g}, at rate {best[1]:.2g} "
            f"and momentum {best[2]:.2g}.")


def _values(found: Sweep, show: str) -> NDArray:
    """Return the values to draw, inf for a run that failed."""
    if len(found.axes) != 2:
        raise ValueError(f"found must have two axes, got {list(found.axes)}")
    if show not in QUANTITIES:
        raise ValueError(f"show must be one of {QUANTITIES}, got {show!r}")
    if show == "final loss":
        return np.where(found.final_losses <= found.first_losses, found.final_losses, np.inf)
    if found.steps is None:
        raise ValueError("found has no steps: give sweep a tolerance")
    return found.steps


def _is_log(values: NDArray) -> bool:
    """Return True if values are spaced by factors rather than by differences."""
    if len(values) < 3 or (values <= 0).any():
        return False
    steps, factors = np.diff(values), np.diff(np.log(values))
    return bool(np.std(factors) / np.mean(factors) < np.std(steps) / np.mean(steps))


def _edges(values: NDArray) -> NDArray:
    """Return the borders of cells around values: halfway in between, and as far outside."""
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    scaled = np.log(values) if _is_log(values) else values
    middle = (scaled[1:] + scaled[:-1]) / 2
    edges = np.concatenate([[2 * scaled[0] - middle[0]], middle, [2 * scaled[-1] - middle[-1]]])
    return np.exp(edges) if _is_log(values) else edges


def _norm(drawn: NDArray, *, log: bool) -> Normalize | None:
    if drawn.count() == 0:
        return None
    return LogNorm(drawn.min(), max(drawn.max(), drawn.min() * 1.001)) if log else \
        Normalize(drawn.min(), drawn.max())


def _mark_best(ax: Axes, found: Sweep, values: NDArray) -> None:
    if np.isfinite(values).any():
        row, column = np.unravel_index(np.argmin(values), values.shape)
        up, right = found.axes.values()
        ax.plot(right[column], up[row], "*", color="white", mec="black", ms=13)


def _sweep_sentence(found: Sweep, values: NDArray, show: str) -> str:
    failed = int((~np.isfinite(values)).sum())
    word = "ended above their start" if show == "final loss" else "did not get there"
    start = f"{show.capitalize()} of {values.size} runs over {' and '.join(found.axes)}"
    if failed == values.size:
        return f"{start}: all {word}."
    row, column = np.unravel_index(np.argmin(values), values.shape)
    (up, rows), (right, columns) = found.axes.items()
    return (f"{start}: the best, {values[row, column]:.3g}, at {up} {rows[row]:.3g} and {right} "
            f"{columns[column]:.3g}; {failed} {word}.")
