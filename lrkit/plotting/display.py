"""Display of a figure together with a text that describes it."""

import io
import sys
from html import escape

from matplotlib.axes import Axes
from matplotlib.figure import Figure

DPI = 160  # sharp on screens with two device pixels to a CSS pixel
_ALT_TEXT = "lrkit_alt_text"  # the attribute of the axes that keeps their sentences


def add_alt_text(ax: Axes, sentence: str) -> None:
    """Add a sentence, made from the data that were drawn, to the figure's alt text."""
    setattr(ax, _ALT_TEXT, " ".join(filter(None, (getattr(ax, _ALT_TEXT, ""), sentence))))


def alt_text(figure: Figure | Axes) -> str:
    """Return a description of a figure in words made from its data.

    Parameters
    ----------
    figure : Figure or Axes
        Drawn by this package, or by hand: then the labels and the range of each line are told.

    Examples
    --------
    >>> from lrkit import plotting, problems
    >>> print(plotting.alt_text(plotting.contraction(problems.Bowl(curvature=2.0))))
    The size of the factor 1 - lr*c, with c = 2, against the rate: 1 at 0, falling to 0 at 0.5,
    rising to 1 at 1, above that larger than 1.
    """
    axs = [figure] if isinstance(figure, Axes) else \
        [ax for ax in figure.axes if ax.get_label() != "<colorbar>"]
    return " ".join(getattr(ax, _ALT_TEXT, None) or _from_lines(ax) for ax in axs).strip()


def show(figure: Figure | Axes) -> None:
    """Display a figure in a notebook, and below it the same in words, folded away.

    The words are the picture's alt text too. They are shown as well because JupyterLab gives a PNG
    no alt attribute, whatever its metadata say.
    """
    from IPython.display import display

    figure = figure.figure if isinstance(figure, Axes) else figure
    text = alt_text(figure)
    if any(ax.get_aspect() != "auto" for ax in figure.axes):
        # The first layout measures such axes before they shrink, and would cut titles off.
        figure.draw_without_rendering()
    width, height = (round(inches * 100) for inches in figure.get_size_inches())
    display({"image/png": to_png(figure), "text/plain": text}, raw=True,
            metadata={"image/png": {"alt": text, "width": width, "height": height}})
    display({"text/html": f"<details><summary><small>The figure in words</small></summary>"
                          f"{escape(text)}</details>", "text/plain": text}, raw=True)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)  # else pyplot would show its own figure again at the end of the cell


def to_png(figure: Figure, *, dpi: float = DPI) -> bytes:
    """Return a figure as PNG bytes, the same for the same figure."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def _from_lines(ax: Axes) -> str:
    told = []
    for line in ax.get_lines():
        y = line.get_ydata()
        label = line.get_label()
        if len(y) > 1 and not label.startswith("_"):
            told.append(f"{label}: from {y[0]:.3g} to {y[-1]:.3g}")
    axes = f"{ax.get_ylabel()} against {ax.get_xlabel()}"
    return f"{ax.get_title(loc='left')} {axes}. {'; '.join(told)}".strip()
