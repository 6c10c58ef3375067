"""The style of every figure of the course: colours, dashes, markers, fonts."""

from collections.abc import Iterator, Mapping

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's palette, safe for colour-blind readers; the names say what a colour is for.
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "orange": "#E69F00",
    "black": "#000000",
    "grey": "#6B6B6B",
}
CYCLE = tuple(COLOURS[name] for name in ("blue", "vermillion", "green", "purple", "orange", "sky"))
# Markers and dashes, so that curves differ in more than their colour.
MARKERS = ("o", "s", "^", "D", "v", "P")
# The style number of methods and libraries, which are drawn alike in every figure.
STYLE_ROWS = {"gradient descent": 0, "SGD": 0, "no momentum": 0, "momentum": 1, "heavy ball": 1,
              "AdaGrad": 2, "RMSProp": 3, "Adam": 4, "Nesterov": 2, "PyTorch": 0, "Keras": 1}
DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 2, 1, 2)), (0, (8, 2)), (0, (2, 2)))

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelcolor": "#333333",
    "axes.edgecolor": "#8a8a8a",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": mpl.cycler(color=CYCLE),
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "lines.linewidth": 2.0,
    "lines.markersize": 5.5,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "figure.dpi": 100,
    "legend.frameon": False,
}


def use_style() -> None:
    """Give every figure that is made from now on the style of the course."""
    mpl.rcParams.update(STYLE)


def new_figure(num_axes: int = 1, *, width: float = 7.0, height: float = 3.6,
               margins: dict | None = None) -> tuple:
    """Make a figure with axes side by side; sizes in inches.

    It is not registered with pyplot, so that nothing shows it a second time and nothing keeps it in
    memory. With `margins`, as for ``Figure.subplots_adjust``, the axes are placed by them; without
    any, a layout engine places the axes, for which it draws the figure twice.

    Returns
    -------
    fig : Figure
    axs : Axes or ndarray of Axes, shape (num_axes,)
    """
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(width, height), layout=None if margins else "constrained")
        if margins:
            fig.subplots_adjust(**margins)
        return fig, fig.subplots(1, num_axes)


def curve_style(row: int) -> dict:
    """Return colour, dash and marker of curve number `row`, from 0; after six they repeat."""
    row %= len(CYCLE)
    return {"color": CYCLE[row], "ls": DASHES[row], "marker": MARKERS[row]}


def require_runs(runs: Mapping) -> Mapping:
    """Return `runs` itself; ValueError if it is empty."""
    if not runs:
        raise ValueError("runs must hold at least one run, got none")
    return runs


def style_rows(runs: Mapping) -> Iterator[tuple[int, tuple]]:
    """Yield each run with the number of its style.

    The number is that of `STYLE_ROWS` if these tell all of the runs apart; otherwise the runs are
    numbered in order.

    Examples
    --------
    >>> [row for row, _ in style_rows({"AdaGrad": ..., "SGD": ...})]
    [2, 0]
    >>> [row for row, _ in style_rows({"AdaGrad": ..., "mine": ...})]
    [0, 1]
    """
    own = [STYLE_ROWS.get(label) for label in require_runs(runs)]
    known = None not in own and len(set(own)) == len(own)
    return zip(own if known else range(len(own)), runs.items(), strict=True)


def axes_or_new(ax: Axes | None, **size: float | dict) -> Axes:
    """Return `ax` itself, or the axes of a new figure."""
    return new_figure(**size)[1] if ax is None else ax
