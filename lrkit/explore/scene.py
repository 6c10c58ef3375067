"""The content of an interactive figure as data: panels with two axes and marks, and a sentence.

Two renderers read a scene: the view in the browser (``static/``) and `paint`, with Matplotlib.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lrkit.explore.marks import Mark
from lrkit.explore.ticks import ticks


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

    def marks(self) -> Iterable[tuple[float, str]]:
        """Return the place and the words of each tick; on a linear axis also beyond its ends.

        A panel with `equal` scales may show more than its ranges, so that it needs the ticks
        beyond.
        """
        if self.ticks is not None:
            return self.ticks.items()
        return ticks(self.low, self.high, log=self.log, beyond=not self.log)


@dataclass(frozen=True)
class Pointer:
    """The controls that a click or a drag in a panel moves, one for each axis.

    The mouse and the finger move the same controls as the sliders, so that the keyboard and a
    screen reader reach every place that a click reaches.
    """

    x: str = ""
    y: str = ""


@dataclass(frozen=True)
class Panel:
    """Two axes and the marks between them, drawn in their order.

    `equal` gives both axes the same scale: each shows at least its range.
    """

    x: Axis
    y: Axis
    marks: Sequence[Mark] = ()
    title: str = ""
    colour: str = "black"  # of the title
    equal: bool = False
    height: float = 300.0
    pointer: Pointer | None = None


@dataclass(frozen=True)
class SceneTable:
    """Rows of words below the panels, with a caption; the first column names its row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str


@dataclass(frozen=True)
class Scene:
    """The content of a figure: panels in rows of `columns` (their relative widths), a sentence.

    `trouble` is a sentence that is shown instead of `says` when lrkit or the learner's function
    failed. `off` names the controls that cannot be used now. `unfinished` says that there is more
    to compute than the time allowed (`Explorer.has_time`): the view shows the scene as it is, and
    asks for the rest as long as its reader moves nothing.
    """

    panels: Sequence[Panel]
    says: str
    columns: Sequence[float] = ()
    trouble: str = ""
    tables: Sequence[SceneTable] = ()
    off: Sequence[str] = ()
    unfinished: bool = False

    @property
    def sentence(self) -> str:
        """The sentence of the figure: the trouble, if there is any."""
        return self.trouble or self.says
