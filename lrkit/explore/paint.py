"""The picture of a scene: its panels and marks drawn with Matplotlib in the style of the course.

nbconvert, GitHub, a printed page and nbgrader's feedback show this picture of an interactive
figure. Below the panels stand the values of the controls, and the sentence.
"""

import textwrap
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from lrkit.explore import marks as m
from lrkit.explore.layout import MARGINS, PAGE_WIDTH, frame, image_with_bar, ranges
from lrkit.explore.palette import colour_map, mark_colour, word_colour
from lrkit.explore.scene import Panel, Scene, SceneTable
from lrkit.explore.ticks import ticks
from lrkit.plotting.style import STYLE

CSS_DPI = 100  # a CSS pixel is a hundredth of an inch
POINT = 72 / CSS_DPI  # points to a CSS pixel
LINE, SMALL = 19.0, 13.0  # the height of a line of words, and their size, in pixels
TABLE_WIDTH = 115  # characters of fixed width that fit on a line
MARKER_SHAPES = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "down": "v",
                 "plus": "+", "cross": "x", "star": "*", "dash": "_"}


def paint(scene: Scene, settings: str = "") -> Figure:
    """Draw a scene; `settings` is a line of text with the values of its controls.

    Examples
    --------
    >>> from lrkit.explore.scene import Axis
    >>> panel = Panel(Axis("step", 0, 2), Axis("loss", 0, 4), [m.Line([0, 1, 2], [4, 2, 1])])
    >>> figure = paint(Scene([panel], says="The loss falls from 4 to 1."))
    >>> len(figure.axes)
    1
    """
    places, bottom = _places(scene)
    words = [line for text in (settings, scene.sentence) for line in textwrap.wrap(text, 135)]
    below = [line for table in scene.tables for line in ("", *_as_text(table))]
    height = bottom + LINE * len(below) + LINE * len(words) + 14
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(PAGE_WIDTH / CSS_DPI, height / CSS_DPI), dpi=CSS_DPI)
        for panel, (left, top, width) in zip(scene.panels, places, strict=True):
            _panel(figure, panel, left, top, width)
        top = _lines(figure, below, bottom, family="monospace")
        _lines(figure, words, top + 10, first="#000000" if settings else word_colour("grey"))
    return figure


def _places(scene: Scene) -> tuple[list[tuple[float, float, float]], float]:
    """Return left, top and width of each panel, and the lower end of the last row."""
    shares = np.array(scene.columns or [1] * max(len(scene.panels), 1), dtype=float)
    widths = (PAGE_WIDTH - MARGINS["gap"] * (len(shares) - 1)) * shares / shares.sum()
    lefts = np.append(0, np.cumsum(widths + MARGINS["gap"]))[:-1]
    places, top = [], 0.0
    for first in range(0, len(scene.panels), len(shares)):
        row = scene.panels[first : first + len(shares)]
        places += [(left, top, width)
                   for left, width, _ in zip(lefts, widths, row, strict=False)]
        top += max(panel.height for panel in row) + 10
    return places, top


def _panel(figure: Figure, panel: Panel, left: float, top: float, width: float) -> None:
    x0, y0, wide, high = frame(panel, width)
    ax = _axes(figure, left + x0, top + y0, wide, high)
    xlim, ylim = ranges(panel, wide, high)
    ax.set(xscale="log" if panel.x.log else "linear", yscale="log" if panel.y.log else "linear")
    _ticks(ax, panel)
    ax.set(xlim=xlim, ylim=ylim, autoscale_on=False)  # ticks beyond the ends are not shown
    if not any(isinstance(mark, m.Image) for mark in panel.marks):
        ax.grid(color=mark_colour("grid"), lw=0.8)
        ax.set_axisbelow(True)
    for order, mark in enumerate(panel.marks):
        _DRAW[type(mark)](ax, mark, 2 + order / 100)
    _words(figure, panel.y.label, left + 6, top + y0 - 9, size=12.5)
    _words(figure, panel.x.label, left + x0 + wide, top + panel.height - 4, size=12.5, ha="right")
    if panel.title:
        _words(figure, panel.title, left + 6, top + y0 - 32, size=15, weight="bold",
               color=word_colour(panel.colour))
    if image := image_with_bar(panel):
        _bar(figure, image, left + x0 + wide, top + y0, high)


def _ticks(ax: Axes, panel: Panel) -> None:
    for axis, its in ((ax.xaxis, panel.x), (ax.yaxis, panel.y)):
        marks = its.marks()
        axis.set_ticks([place for place, _ in marks], [text for _, text in marks], minor=False)
        axis.set_minor_locator(mpl.ticker.NullLocator())
    ax.tick_params(labelsize=12 * POINT, color=mark_colour("faint"), labelcolor=word_colour("grey"),
                   length=3)
    ax.tick_params(axis="y", length=0)
    for spine in ax.spines.values():
        spine.set(color=mark_colour("faint"))


def _axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes at a place in pixels from the upper left corner."""
    wide, high = figure.get_size_inches() * CSS_DPI
    return figure.add_axes((left / wide, 1 - (top + height) / high, width / wide, height / high))


def _words(figure: Figure, text: str, left: float, bottom: float, size: float, **look) -> None:
    wide, high = figure.get_size_inches() * CSS_DPI
    figure.text(left / wide, 1 - bottom / high, _plain(text), fontsize=size * POINT,
                va="baseline", **look)


def _lines(figure: Figure, lines: list[str], top: float, *, first: str = "#1a1a1a",
           **look) -> float:
    """Write lines of words, the first in a colour of its own; return their lower end."""
    for number, line in enumerate(lines, start=1):
        colour = first if number == 1 else "#1a1a1a"
        _words(figure, line, 6, top + number * LINE - 5, SMALL, color=colour, **look)
    return top + len(lines) * LINE


def _as_text(table: SceneTable) -> list[str]:
    """Return a table as lines of text for a font of fixed width; a long last cell is wrapped."""
    rows = [list(map(str, row)) for row in (table.head, *table.rows)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(table.head))]
    room = max(TABLE_WIDTH - sum(width + 2 for width in widths[:-1]), 20)
    told = []
    for row in rows:
        first = "".join(cell.ljust(width + 2)
                        for cell, width in zip(row, widths[:-1], strict=False))
        last, *more = textwrap.wrap(row[-1], room) or [""]
        told += [first + last, *(" " * len(first) + line for line in more)]
    return [table.caption, *told]


def _plain(text: str) -> str:
    return text.replace("$", r"\$")  # Matplotlib would read a formula between two dollar signs


def _line(ax: Axes, line: m.Line, order: float) -> None:
    dash = (0, [part / line.width for part in line.dash]) if line.dash else "-"
    ax.plot(line.x, line.y, color=mark_colour(line.colour), lw=line.width * POINT, ls=dash,
            alpha=line.alpha, drawstyle="steps-post" if line.stairs else "default", zorder=order)
    seen = np.flatnonzero(_inside(ax, line))
    if line.label and seen.size:
        last = seen[-1]
        _text(ax, m.Text(line.x[last], line.y[last], line.label, line.colour, shift=(6, 0)), 3)


def _points(ax: Axes, points: m.Points, order: float) -> None:
    ink, inside = mark_colour(points.colour), _inside(ax, points)
    stroked = points.hollow or points.marker in ("plus", "cross", "dash")
    ax.plot(points.x[inside], points.y[inside], MARKER_SHAPES[points.marker], color=ink,
            alpha=points.alpha, mfc="white" if points.hollow else ink, mec=ink,
            mew=1.5 if stroked else 0, clip_on=False, zorder=order + 1,
            ms=points.size * POINT * (1.4 if points.marker == "star" else 1))


def _inside(ax: Axes, mark: m.Line | m.Points) -> np.ndarray:
    """Return which points of a mark lie within the limits of the axes."""
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    return (mark.x >= x0) & (mark.x <= x1) & (mark.y >= y0) & (mark.y <= y1)


def _text(ax: Axes, text: m.Text, order: float) -> None:
    if not np.isfinite([text.x, text.y]).all():
        return
    rim = [withStroke(linewidth=3, foreground="white")]
    note = ax.annotate(_plain(text.text), (text.x, text.y),
                       xytext=tuple(POINT * part for part in text.shift),
                       textcoords="offset points", ha=text.align, va="center", zorder=order + 2,
                       fontsize=text.size * POINT, color=word_colour(text.colour),
                       weight="bold" if text.bold else "normal", path_effects=rim,
                       annotation_clip=False)
    _keep_inside(ax, note)


def _keep_inside(ax: Axes, note: mpl.text.Annotation) -> None:
    """Move words that would leave their axes to the nearest place within."""
    renderer = ax.figure.canvas.get_renderer() if hasattr(ax.figure.canvas, "get_renderer") \
        else FigureCanvasAgg(ax.figure).get_renderer()
    words, box = note.get_window_extent(renderer), ax.get_window_extent(renderer)
    right = max(box.x0 - words.x0, 0) - max(words.x1 - box.x1 - 14, 0)
    up = max(box.y0 - words.y0, 0) - max(words.y1 - box.y1, 0)
    x, y = note.get_position()
    note.set_position((x + right * POINT, y + up * POINT))


def _bars(ax: Axes, bars: m.Bars, order: float) -> None:
    ink = mark_colour(bars.colour)
    look = {"facecolor": mpl.colors.to_rgba(ink, 0.35 if bars.hatch else 1), "edgecolor": ink,
            "linewidth": 0, "hatch": "////" if bars.hatch else None, "zorder": order}
    there = np.isfinite(bars.x) & np.isfinite(bars.y)
    x, y = bars.x[there], bars.y[there]
    if bars.sideways:
        ax.barh(x, y - bars.base, height=bars.width, left=bars.base, **look)
    else:
        ax.bar(x, y - bars.base, width=bars.width, bottom=bars.base, **look)


def _band(ax: Axes, band: m.Band, order: float) -> None:
    stripe = ax.axvspan if band.axis == "x" else ax.axhspan
    stripe(band.low, band.high, color=mark_colour(band.colour), alpha=band.alpha, lw=0,
           zorder=order - 1)


def _area(ax: Axes, area: m.Area, order: float) -> None:
    ax.fill_between(area.x, area.low, area.high, color=mark_colour(area.colour), alpha=area.alpha,
                    lw=0, zorder=order)


def _arrow(ax: Axes, arrow: m.Arrow, order: float) -> None:
    if not np.isfinite([arrow.x0, arrow.y0, arrow.x1, arrow.y1]).all():
        return
    ax.annotate("", (arrow.x1, arrow.y1), (arrow.x0, arrow.y0), zorder=order,
                arrowprops={"arrowstyle": "-|>", "color": mark_colour(arrow.colour),
                            "lw": arrow.width * POINT, "shrinkA": 0, "shrinkB": 0})


def _colours(image: m.Image) -> tuple[ListedColormap, Normalize]:
    norm = (LogNorm if image.log else Normalize)(image.low, image.high)
    return ListedColormap(colour_map(image.colours) / 255), norm


def _image(ax: Axes, image: m.Image, order: float) -> None:
    rows, columns = image.levels.shape
    space = [np.geomspace if scale == "log" else np.linspace
             for scale in (ax.get_xscale(), ax.get_yscale())]
    lost = [int(mark_colour("lost")[k : k + 2], 16) for k in (1, 3, 5)]
    colours = np.vstack((colour_map(image.colours), [lost])).astype(np.uint8)[image.levels]
    ax.pcolormesh(space[0](*image.x, columns + 1), space[1](*image.y, rows + 1), colours,
                  zorder=order - 1, rasterized=True)


def _bar(figure: Figure, image: m.Image, right: float, top: float, height: float) -> None:
    colours, norm = _colours(image)
    ax = _axes(figure, right + 14, top, 10, height)
    bar = figure.colorbar(mpl.cm.ScalarMappable(norm, colours), cax=ax)
    marks = ticks(image.low, image.high, log=image.log)
    bar.set_ticks([place for place, _ in marks], labels=[text for _, text in marks])
    bar.minorticks_off()
    bar.outline.set_visible(False)
    ax.tick_params(labelsize=12 * POINT, length=0, labelcolor=word_colour("grey"))
    _words(figure, image.bar, right + 14 + 48, top - 9, size=12.5, ha="right")


_DRAW: dict[type, Callable] = {
    m.Line: _line, m.Points: _points, m.Text: _text, m.Bars: _bars, m.Band: _band, m.Area: _area,
    m.Arrow: _arrow, m.Image: _image,
}
