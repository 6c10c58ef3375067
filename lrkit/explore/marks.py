"""The marks of an interactive figure: everything drawn between the axes of a panel, as data.

A mark holds numbers in the units of its axes and the names of colours (`palette`), never the pixels
or the theme of a page; sizes are in CSS pixels. `paint` draws each with Matplotlib and
``static/draw.js`` in the browser.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from contourpy import contour_generator
from numpy.typing import ArrayLike, NDArray

from lrkit.explore.palette import known_colour

MARKER_NAMES = ("circle", "square", "triangle", "diamond", "down", "plus", "cross", "star", "dash")
MAX_POINTS = 4000  # of a line; a canvas has fewer columns of pixels


def _numbers(mark: object, *names: str) -> None:
    """Convert fields of a frozen mark to 1-D arrays of floats, all of the same length."""
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
    """Markers of one shape (of `MARKER_NAMES`) and size; `hollow` ones show what is behind."""

    x: ArrayLike
    y: ArrayLike
    colour: str = "blue"
    marker: str = "circle"
    size: float = 7.0
    hollow: bool = False
    alpha: float = 1.0

    def __post_init__(self) -> None:
        known_colour(self.colour)
        if self.marker not in MARKER_NAMES:
            raise ValueError(f"marker must be one of {MARKER_NAMES}, got {self.marker!r}")
        _numbers(self, "x", "y")


@dataclass(frozen=True)
class Text:
    """A direct label: words at a place, moved by `shift` pixels to the right and up.

    `align` is "left", "center" or "right", the end of the words that lies at the place. Words are
    kept inside their panel.
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
    """An arrow from one place to another."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str = "black"
    width: float = 1.8


@dataclass(frozen=True)
class Image:
    """A heat map: `cells` of shape ``(rows, columns)``, the first row at the bottom.

    It fills the panel's range of `x` and `y` (a pair each) with cells of equal size on the page, so
    that on a logarithmic axis they are even in the logarithm. Values from `low` to `high` take the
    colours of Matplotlib's map `colours`, in logarithms if `log`; nan is grey, and so are values
    above `high` if `over` is "lost". `bar` is the label of the colour bar.
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


Mark = Line | Points | Text | Bars | Band | Area | Arrow | Image


def contours(x: ArrayLike, y: ArrayLike, z: ArrayLike, levels: ArrayLike, **look) -> Line:
    """Return the lines on which `z`, of shape ``(len(y), len(x))``, has one of the `levels`.

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


def downsample(line: Line, most: int = MAX_POINTS) -> Line:
    """Return a line of at most about `most` points that looks the same.

    Of each bucket of neighbours the first, lowest, highest and last point stay, so that no peak is
    lost.

    Examples
    --------
    >>> spike = np.zeros(100_000)
    >>> spike[777] = 1
    >>> line = downsample(Line(np.arange(100_000), spike))
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
