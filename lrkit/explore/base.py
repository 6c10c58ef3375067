"""The base of every interactive figure: controls, a picture, and a sentence.

An explorer computes in Python, with lrkit's own optimizer or the learner's function, and sends a
picture. What it shows is in three forms: the live figure, the same picture as a PNG in the
notebook's output (for a printed page, for GitHub, for feedback), and a sentence made from the
data, which a screen reader reads aloud when it changes.
"""

import io
from abc import ABC, abstractmethod
from html import escape

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from lrkit.explore.controls import round_rates
from lrkit.explore.learners import StepError, step_of
from lrkit.plotting.style import STYLE

__all__ = ["Explorer", "StepError", "rate_slider", "slider", "step_of"]
DPI = 100
_SLIDER = {"style": {"description_width": "10em"}, "layout": {"width": "28em"}}


class Explorer(ABC):
    """An interactive figure.

    A subclass makes its controls, draws its artists once in `draw`, and moves them in `update`.
    """

    size = (9.0, 3.6)  # inches

    def __init__(self, **controls: widgets.ValueWidget):
        self.controls = controls
        with mpl.rc_context(STYLE):
            self.figure = Figure(figsize=self.size, dpi=DPI)
            self.canvas = FigureCanvasAgg(self.figure)
            self.draw()
        self._image = widgets.Image(format="png", layout={
            "width": f"{round(self.size[0] * DPI)}px", "max_width": "100%", "height": "auto"})
        self._words = widgets.HTML()
        for control in controls.values():
            control.observe(self._refresh, names="value")
        self.widget = widgets.VBox([
            widgets.HBox(list(controls.values()), layout={"flex_flow": "row wrap"}),
            self._image, self._words,
        ])
        self._refresh()

    @abstractmethod
    def draw(self) -> None:
        """Make the axes and artists, once."""

    @abstractmethod
    def update(self, **values) -> str:
        """Move the artists to what the controls say; return the sentence."""

    @property
    def values(self) -> dict:
        """What the controls say now."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values) -> "Explorer":
        """Move controls from code: ``explorer.set(lr=0.3)``. ValueError for an unknown name."""
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"control must be one of {list(self.controls)}, got {name!r}")
            control = self.controls[name]
            if isinstance(control, widgets.SelectionSlider):
                _allow(control, value)
            control.value = value
        return self

    def says(self) -> str:
        """The sentence that goes with the picture."""
        return self._said

    def picture(self) -> bytes:
        """The picture as PNG bytes."""
        return bytes(self._image.value)

    def _refresh(self, change=None) -> None:
        with np.errstate(all="ignore"):
            self._said = self.update(**self.values)
        self._image.value = self._png()
        self._words.value = (
            f'<div role="status" aria-live="polite" style="line-height:1.45">'
            f"{escape(self._said)}</div>"
        )

    def _png(self) -> bytes:
        self.canvas.draw()
        buffer = io.BytesIO()
        # Fast rather than small: the picture is looked at once and replaced.
        Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB").save(
            buffer, format="png", compress_level=1)
        return buffer.getvalue()

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._said}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        # Notebook front ends take the live view; everything else takes the picture.
        view = self.widget._repr_mimebundle_()
        data = {**(view[0] if isinstance(view, tuple) else view)}
        data |= {"image/png": self.picture(), "text/plain": repr(self)}
        return data, {"image/png": {"alt": self._said}}


def rate_slider(label: str, value: float, low: float, high: float) -> widgets.SelectionSlider:
    """A slider for a learning rate that stands on round numbers, about evenly in the logarithm.

    Round, so that a learner can stand exactly on 1/c or on the limit 2/c.
    """
    rates = round_rates(low, high)
    return widgets.SelectionSlider(
        options=[(f"{rate:g}", rate) for rate in rates], value=value, description=label, **_SLIDER)


def _allow(control: widgets.SelectionSlider, rate: float) -> None:
    """Let a slider of round rates stand on another one, asked for from code."""
    rates = {known for _, known in control.options}
    if rate not in rates:
        control.options = [(f"{known:.6g}", known) for known in sorted(rates | {float(rate)})]


def slider(label: str, value: float, low: float, high: float, step: float = 1):
    """A linear slider, of integers where the step is one."""
    kind = widgets.IntSlider if isinstance(step, int) else widgets.FloatSlider
    return kind(value, min=low, max=high, step=step, description=label, **_SLIDER)
