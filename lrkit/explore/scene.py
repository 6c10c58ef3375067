"""What an interactive figure shows, as data: panels with two axes and marks, and a sentence.

Two renderers read a scene: ``static/draw.js`` in the browser and `paint` with Matplotlib. A mark
holds numbers and the names of colours (`palette`), never pixels of a theme. Sizes are in CSS
pixels; colours differ between light and dark, the data do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from contourpy import contour_generator
from numpy.typing import ArrayLike, NDArray

from lrkit.explore.palette import known_colour
from lrkit.explore.ticks import ticks

MARKERS = ("circle", "square", "triangle", "diamond", "down", "plus", "cross", "star", "dash")
MOST_POINTS = 4000  # of a line; a canvas has fewer columns of pixels than that


def _numbers(mark: object, *names: str) -> None:
    """Make 1-D arrays of floats of a frozen mark's fields, all of the same length."""
    arrays = [np.atleast_1d(np.asarray(getattr(mark, name), dtype=float)) for name in names]
    for name, array in zip(names, np.broadcast_arrays(*arrays), strict=True):
        if array.ndim != 1:
            raise ValueError(f"{name} must have one dimension, got shape {array.shape}")
        object.__setattr__(mark, name, array)


@dataclass(frozen=True)
class Line:
    """A curve through points; nan breaks it.

    `dash` is a tuple of pixels on and off, `stairs` holds each value until the next point, `label`
    is written at the last point.
    """

    x: ArrayLike
    y: ArrayLike
    colour: str = "blue"
    width: float = 2.0
    dash: tuple[float, ...] = ()
    alpha: float = 1.0
    stairs: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        known_colour(self.colour)
        _numbers(self, "x", "y")


@dataclass(frozen=True)
class Points:
    """Markers of one shape (one of `MARKERS`) and size; `hollow` shows what is behind."""

    x: ArrayLike
    y: ArrayLike
    colour: str = "blue"
    marker: str = "circle"
    size: float = 7.0
    hollow: bool = False
    alpha: float = 1.0

    def __post_init__(self) -> None:
        known_colour(self.colour)
        if self.marker not in MARKERS:
            raise ValueError(f"marker must be one of {MARKERS}, got {self.marker!r}")
        _numbers(self, "x", "y")


@dataclass(frozen=True)
class Text:
    """Words at a place, `shift` pixels to the right and up of it; a direct label.

    `align` is "left", "center" or "right": which end of the words stands at the place. Words keep
    inside their panel.
    """

    x: float
    y: float
    text: str
    colour: str = "black"
    align: str = "left"
    shift: tuple[float, float] = (0.0, 0.0)
    size: float = 12.5
    bold: bool = False


@dataclass(frozen=True)
class Bars:
    """Bars from `base` to `y`, `width` wide in units of x; `sideways` swaps the two axes."""

    x: ArrayLike
    y: ArrayLike
    colour: str = "blue"
    width: float = 0.5
    base: float = 0.0
    sideways: bool = False
    hatch: bool = False

    def __post_init__(self) -> None:
        known_colour(self.colour)
        _numbers(self, "x", "y")


@dataclass(frozen=True)
class Band:
    """A tinted stripe through the whole panel, along x (`axis="y"`: between two heights)."""

    low: float
    high: float
    axis: str = "y"
    colour: str = "green"
    alpha: float = 0.1


@dataclass(frozen=True)
class Area:
    """The tinted area between two curves over the same x."""

    x: ArrayLike
    low: ArrayLike
    high: ArrayLike
    colour: str = "blue"
    alpha: float = 0.18

    def __post_init__(self) -> None:
        _numbers(self, "x", "low", "high")


@dataclass(frozen=True)
class Arrow:
    """From one place to another, with a head."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str = "black"
    width: float = 1.8


@dataclass(frozen=True)
class Image:
    """A heat map: `cells` of shape ``(rows, columns)``, the first row at the bottom.

    It fills the panel's range of `x` and `y` (a pair each) with cells of equal size on the page,
    so that on a logarithmic axis they are even in the logarithm. Values from `low` to `high` take
    the colours of Matplotlib's map `colours`, in logarithms if `log`; nan and what is above `high`
    if `over` is "lost" is grey. `bar` is the label of the colour bar.
    """

    cells: NDArray
    x: tuple[float, float]
    y: tuple[float, float]
    low: float
    high: float
    log: bool = False
    colours: str = "viridis_r"
    bar: str = ""
    over: str = "lost"
    levels: NDArray = field(init=False, repr=False)  # bytes: 0 to 254 is a colour, 255 is grey

    def __post_init__(self) -> None:
        cells = np.asarray(self.cells, dtype=float)
        with np.errstate(all="ignore"):
            scale = np.log if self.log else np.asarray
            share = (scale(cells) - scale(self.low)) / (scale(self.high) - scale(self.low))
            lost = np.isnan(share) | ((share > 1) & (self.over == "lost"))
            levels = np.where(lost, 255, np.clip(np.nan_to_num(share), 0, 1) * 254)
        object.__setattr__(self, "levels", levels.round().astype(np.uint8))


@dataclass(frozen=True)
class Axis:
    """A range with a label (and its unit), linear or logarithmic.

    `ticks` maps places to words; None chooses round numbers.
    """

    label: str
    low: float
    high: float
    log: bool = False
    ticks: Mapping[float, str] | None = None

    def __post_init__(self) -> None:
        if not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
            raise ValueError(f"an axis must run from low to high, got {self.low} to {self.high}")
        if self.log and self.low <= 0:
            raise ValueError(f"a logarithmic axis must begin above 0, got {self.low}")

    def marks(self) -> list[tuple[float, str]]:
        """The place and the words of each tick."""
        if self.ticks is not None:
            return list(self.ticks.items())
        return ticks(self.low, self.high, log=self.log)


@dataclass(frozen=True)
class Pointer:
    """Clicking or dragging in a panel moves the controls of these names.

    The mouse and the finger move what sliders move as well, so that the keyboard and a screen
    reader reach every place that a click reaches.
    """

    x: str = ""
    y: str = ""


@dataclass(frozen=True)
class Panel:
    """Two axes and the marks between them, drawn in their order.

    `equal` gives both axes the same scale: the ranges are what is shown at least.
    """

    x: Axis
    y: Axis
    marks: Sequence[object] = ()
    title: str = ""
    colour: str = "black"  # of the title
    equal: bool = False
    height: float = 300.0
    pointer: Pointer | None = None


@dataclass(frozen=True)
class Table:
    """Rows of words below the panels, with a caption; the first column names its row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str


@dataclass(frozen=True)
class Scene:
    """All that is shown: panels in rows of `columns` (their widths, in shares), and a sentence.

    `trouble` is a sentence that takes the place of `says`: something went wrong, or the learner's
    function did. `off` names the controls that cannot be used now.
    """

    panels: Sequence[Panel]
    says: str
    columns: Sequence[float] = ()
    trouble: str = ""
    tables: Sequence[Table] = ()
    off: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        """What the figure says: the trouble, if there is any."""
        return self.trouble or self.says


def contours(x: ArrayLike, y: ArrayLike, z: ArrayLike, levels: ArrayLike, **look) -> Line:
    """The lines on which `z`, of shape ``(len(y), len(x))``, has one of the `levels`.

    Examples
    --------
    >>> line = contours([0, 1, 2], [0, 1], [[0, 1, 2], [0, 1, 2]], [0.5])
    >>> line.x[:2]
    array([0.5, 0.5])
    """
    generator = contour_generator(np.asarray(x, float), np.asarray(y, float), np.asarray(z, float))
    gap = np.full((1, 2), np.nan)
    pieces = [np.vstack((piece, gap)) for level in np.asarray(levels, dtype=float)
              for piece in generator.lines(level)]
    places = np.vstack(pieces) if pieces else gap
    return Line(places[:, 0], places[:, 1], **{"colour": "faint", "width": 1.1, **look})


def thinned(line: Line, most: int = MOST_POINTS) -> Line:
    """A line with at most about `most` points, which looks the same.

    Of each bucket of neighbours the first, lowest, highest and last point stay, so that no peak is
    lost.

    Examples
    --------
    >>> spike = np.zeros(100_000)
    >>> spike[777] = 1
    >>> line = thinned(Line(np.arange(100_000), spike))
    >>> len(line.x) <= 4000, line.y.max()
    (True, np.float64(1.0))
    """
    size = len(line.x)
    if size <= most:
        return line
    kept = set()
    for bucket in np.array_split(np.arange(size), most // 4):
        y = np.nan_to_num(line.y[bucket], nan=0.0, posinf=np.inf, neginf=-np.inf)
        kept |= {bucket[0], bucket[y.argmin()], bucket[y.argmax()], bucket[-1]}
    order = np.array(sorted(kept))
    return replace(line, x=line.x[order], y=line.y[order])
