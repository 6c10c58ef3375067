"""A gallery of typical losses: small pictures, each with what to do."""

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.nb03 import rate_axis
from lrkit.plotting.style import COLOURS, STYLE
from lrkit.training import TypicalCurve

COLUMNS = 4
LOWEST, HIGHEST = 0.03, 30.0  # losses in the pictures, in units of the first loss of the run


def loss_gallery(curves: Sequence[TypicalCurve]) -> Figure:
    """Draw each curve with its name above and the action below, all to the same scale.

    A loss is drawn as a multiple of the first loss of its run; a curve may leave the picture
    upwards.

    Parameters
    ----------
    curves : sequence of TypicalCurve
        ValueError if there is none.
    """
    if not curves:
        raise ValueError("curves must hold at least one curve, got none")
    rows = -(-len(curves) // COLUMNS)
    with mpl.rc_context(STYLE):
        fig = Figure(figsize=(11.0, 3.0 * rows))  # a layout engine would draw all panels twice
        fig.subplots_adjust(left=0.06, right=0.985, bottom=0.3 / rows, top=1 - 0.12 / rows,
                            wspace=0.16, hspace=0.72)
        axs = fig.subplots(rows, min(COLUMNS, len(curves)), sharey=True, squeeze=False).ravel()
        for ax, curve in zip(axs, curves, strict=False):
            _draw(ax, curve)
    for ax in axs[:len(curves):COLUMNS]:
        ax.set_ylabel("loss / first loss")
    for ax in axs[len(curves):]:
        ax.remove()
    return fig


def _draw(ax: Axes, curve: TypicalCurve) -> None:
    """Draw a curve, its name, its setting and its action."""
    share = curve.losses / curve.losses[0]
    ax.axhline(1, color=COLOURS["grey"], lw=0.8, ls=(0, (4, 3)))
    ax.plot(curve.x, share, color=COLOURS["blue"], lw=1.5,
            marker="o" if curve.over_rates else None, ms=5)
    ax.set(yscale="log", ylim=(LOWEST, HIGHEST))
    ax.set_title(curve.name, loc="left")
    if curve.over_rates:
        best = share.argmin()
        ax.plot(curve.x[best], share[best], "*", color=COLOURS["blue"], mec="black", ms=14)
        rate_axis(ax)
        ax.xaxis.set_minor_locator(NullLocator())
        ax.margins(x=0.12)
    else:
        ax.set(xlim=(0, curve.x[-1]), xlabel="step", xticks=[0, curve.x[-1] // 2, curve.x[-1]])
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.text(0.03, 0.03, curve.setting, transform=ax.transAxes, va="bottom", fontsize="small",
            color=COLOURS["grey"])
    ax.text(0.5, -0.27, f"→ {curve.action}", transform=ax.transAxes, ha="center", va="top",
            fontweight="bold", color=COLOURS["blue"])
    action = curve.action.replace("\n", " ")
    add_alt_text(ax, f"{curve.name.capitalize()} ({curve.setting}): the loss ends at "
                     f"{share[-1]:.2g} times the first one and is at most {share.max():.2g} times "
                     f"as large. Action: {action}.")
