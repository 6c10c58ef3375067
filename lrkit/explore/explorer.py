"""The base class of every interactive figure: controls, a scene computed from them, a sentence.

An explorer computes in Python, with lrkit's own optimizer or the learner's function. One scene is
shown in three forms: the live figure, the same picture as a PNG in the notebook's output (for a
printed page, for GitHub, for feedback), and a sentence made from the data, which a screen reader
reads aloud when it changes.
"""

import math
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lrkit.explore.controls import Button, Control
from lrkit.explore.learner_functions import LearnerError
from lrkit.explore.paint import paint
from lrkit.explore.scene import Scene
from lrkit.plotting.display import DPI, to_png
from lrkit.timeouts import TimeLimitExceeded, call_with_timeout

TIME_LIMIT = 20.0  # seconds for a picture after a control was moved in the browser
# Seconds after which no further piece of a long computation is begun. The first picture after a
# move must appear without a noticeable delay; the later ones complete it while nothing is moved.
FIRST_SLICE, NEXT_SLICE = 0.006, 0.03


def live_view(controls: dict[str, Control], on_request: Callable[[dict, dict], None]) -> Any:
    """Make the `FigureView` that shows scenes in a front end and reports the reader's requests.

    Its module is loaded with the first figure. Where there is no front end, this function is
    replaced by `NullView`.
    """
    from lrkit.explore.view import FigureView

    return FigureView(controls, on_request)


class NullView:
    """A view that shows nothing.

    A sandbox uses it instead of `FigureView`, and keeps the pictures alone.
    """

    def __init__(self, controls: dict, on_request: Callable[[dict, dict], None]):
        pass

    def show(self, scene: Scene, states: dict, answers: dict | None = None) -> None:
        """Show nothing."""

    def _repr_mimebundle_(self) -> dict:
        return {}


class Explorer(ABC):
    """An interactive figure: a subclass names its controls and computes a scene from them."""

    def __init__(self, **controls: Control):
        self.controls = controls
        self._due = math.inf  # the time by which `update` should return, read by `has_time`
        self.values = {name: control.clean(control.value) for name, control in controls.items()}
        self.scene = self._compute(Scene((), says=""))
        self.widget = live_view(controls, self._on_request)
        self._show()

    @abstractmethod
    def update(self, **values) -> Scene:
        """Compute the scene for these values of the controls."""

    def has_time(self) -> bool:
        """Return True if `update` may begin another piece of a long computation before it is shown.

        When values are set from code there is always time, so that `set` gives the whole picture.
        In the browser the time is a few milliseconds: then `update` returns what it has, in a scene
        that is `unfinished`, and is called again.
        """
        return time.perf_counter() < self._due

    def pressed(self, name: str) -> None:  # noqa: B027  (most explorers have no buttons)
        """React to a press of the button of this name; `update` follows.

        Override it in an explorer that keeps results between two pictures.
        """

    def set(self, **values) -> "Explorer":
        """Move controls from code, as in ``explorer.set(lr=0.3)``; ValueError for a bad value."""
        for name in values:
            if name not in self.controls:
                raise ValueError(f"control must be one of {list(self.controls)}, got {name!r}")
        self._move({name: self.controls[name].clean(value) for name, value in values.items()})
        self._show()
        return self

    def says(self) -> str:
        """Return the sentence that goes with the picture."""
        return self.scene.sentence

    def picture(self) -> bytes:
        """Draw the picture now and return it as PNG bytes."""
        return to_png(paint(self.scene, self.settings_text()))

    def settings_text(self) -> str:
        """Return the controls' labels and values as a line of text, printed below the picture."""
        told = ((control, control.state(self.values[name])["text"])
                for name, control in self.controls.items() if not isinstance(control, Button))
        return "   ".join(f"{control.label} {text}{getattr(control, 'unit', '')}"
                          for control, text in told if text)

    def _move(self, values: dict, seconds: float | None = None) -> None:
        pressed = [name for name, value in values.items()
                   if isinstance(self.controls[name], Button) and value > self.values[name]]
        self.values |= values
        # No time limit after a button: it runs lrkit's own code, and is expected to take long.
        self.scene = self._compute(self.scene, pressed, None if pressed else seconds)

    def _on_request(self, places: dict, answers: dict) -> None:
        """Move the controls as the reader did in the browser, and answer the request.

        Every request gets an answer. No control was moved if the view asks for the rest of an
        unfinished scene.
        """
        begun = time.perf_counter()
        self._due = begun + (FIRST_SLICE if places else NEXT_SLICE)
        try:
            self._move({name: self.controls[name].take(at) for name, at in places.items()
                        if name in self.controls}, TIME_LIMIT)
        finally:  # without an answer the view would wait forever
            self._due = math.inf
            self._show({**answers, "spent": 1000 * (time.perf_counter() - begun)})

    def _show(self, answers: dict | None = None) -> None:
        states = {name: control.state(self.values[name])
                  for name, control in self.controls.items()}
        self.widget.show(self.scene, states, answers)

    def _compute(self, before: Scene, pressed: Sequence[str] = (),
                 seconds: float | None = None) -> Scene:
        """Compute the scene for the values; after an error, the last scene and a sentence on it."""
        def scene() -> Scene:
            for name in pressed:
                self.pressed(name)
            return self.update(**self.values)

        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                return scene() if seconds is None else call_with_timeout(
                    seconds, scene, alarms=False)
        except LearnerError as error:
            trouble = f"{error}."
        except TimeLimitExceeded:
            trouble = (f"The computation was stopped after {TIME_LIMIT:g} seconds; the figure "
                       "shows what was there before.")
        except KeyboardInterrupt:
            trouble = "The computation was interrupted; the figure shows what was there before."
        except Exception as error:
            trouble = f"This figure could not be drawn: {type(error).__name__}: {error}"
        return Scene(before.panels, before.says, before.columns, trouble, before.tables, before.off)

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.says()}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        # Notebook front ends show the live view; all other readers of the notebook the picture.
        view = self.widget._repr_mimebundle_()
        data = {**(view[0] if isinstance(view, tuple) else view)}
        data |= {"image/png": self.picture(), "text/plain": repr(self)}
        width, height = (round(pixels / DPI * 100) for pixels in _size(data["image/png"]))
        return data, {"image/png": {"alt": self.says(), "width": width, "height": height}}


def _size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, from its header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
