"""The base of every interactive figure: controls, a scene computed from them, and a sentence.

An explorer computes in Python, with lrkit's own optimizer or the learner's function. What it shows
is in three forms made from one scene: the live figure, the same as a PNG in the notebook's output
(for a printed page, for GitHub, for feedback), and a sentence made from the data, which a screen
reader reads aloud when it changes.
"""

import math
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lrkit.explore.controls import Button, Control
from lrkit.explore.learners import StepError
from lrkit.explore.paint import paint
from lrkit.explore.scene import Scene
from lrkit.plotting.display import DPI, to_png
from lrkit.timeouts import TimeLimitExceeded, call_with_timeout

PATIENCE = 20.0  # seconds that a picture may take when a control was moved in the browser
# Seconds after which no further piece of a long computation is begun: until the first picture, of
# which the reader feels each moment, and until those that complete it while nothing is moved.
FIRST, NEXT = 0.006, 0.03


def live_view(controls: dict[str, Control], asked: Callable[[dict, dict], None]) -> Any:
    """What shows scenes in a front end, and says what its reader asks for: a `FigureView`.

    Loaded with the first figure, and replaced by a `Blind` where no front end is.
    """
    from lrkit.explore.view import FigureView

    return FigureView(controls, asked)


class Blind:
    """A view that nobody sees, in the place of `FigureView`: a sandbox keeps the pictures alone."""

    def __init__(self, controls: dict, asked: Callable[[dict, dict], None]):
        pass

    def show(self, scene: Scene, states: dict, answers: dict | None = None) -> None:
        """Show nothing."""

    def _repr_mimebundle_(self) -> dict:
        return {}


class Explorer(ABC):
    """An interactive figure: a subclass names its controls and computes a scene from them."""

    def __init__(self, **controls: Control):
        self.controls = controls
        self._due = math.inf  # when the picture should be there, on the clock of `has_time`
        self.values = {name: control.clean(control.value) for name, control in controls.items()}
        self.scene = self._compute(Scene((), says=""))
        self.widget = live_view(controls, self._asked)
        self._show()

    @abstractmethod
    def update(self, **values) -> Scene:
        """What is shown for these values of the controls."""

    def has_time(self) -> bool:
        """Whether `update` may begin another piece of a long computation before it is shown.

        From code it always may, so that `set` gives the whole picture. In the browser it shows
        after a few milliseconds what it has, in a scene that is `unfinished`, and is called again.
        """
        return time.perf_counter() < self._due

    def pressed(self, name: str) -> None:  # noqa: B027  (most explorers have no buttons)
        """The button of this name was pressed; `update` follows. For what has a memory."""

    def set(self, **values) -> "Explorer":
        """Move controls from code: ``explorer.set(lr=0.3)``. ValueError for what cannot be."""
        for name in values:
            if name not in self.controls:
                raise ValueError(f"control must be one of {list(self.controls)}, got {name!r}")
        self._move({name: self.controls[name].clean(value) for name, value in values.items()})
        self._show()
        return self

    def says(self) -> str:
        """The sentence that goes with the picture."""
        return self.scene.sentence

    def picture(self) -> bytes:
        """The picture as PNG bytes, drawn now."""
        return to_png(paint(self.scene, self.standing()))

    def standing(self) -> str:
        """Where the controls stand, in words; below the picture on paper."""
        told = ((control, control.state(self.values[name])["text"])
                for name, control in self.controls.items() if not isinstance(control, Button))
        return "   ".join(f"{control.label} {text}{getattr(control, 'unit', '')}"
                          for control, text in told if text)

    def _move(self, values: dict, seconds: float | None = None) -> None:
        pressed = [name for name, value in values.items()
                   if isinstance(self.controls[name], Button) and value > self.values[name]]
        self.values |= values
        # What a button starts may take its time: it says so, and it is no function of a learner.
        self.scene = self._compute(self.scene, pressed, None if pressed else seconds)

    def _asked(self, places: dict, answers: dict) -> None:
        """The reader moved controls in the browser; every request gets an answer.

        No control was moved if the view asks for the rest of an unfinished scene.
        """
        begun = time.perf_counter()
        self._due = begun + (FIRST if places else NEXT)
        try:
            self._move({name: self.controls[name].take(at) for name, at in places.items()
                        if name in self.controls}, PATIENCE)
        finally:  # a view that gets no answer would wait for ever
            self._due = math.inf
            self._show({**answers, "spent": 1000 * (time.perf_counter() - begun)})

    def _show(self, answers: dict | None = None) -> None:
        states = {name: control.state(self.values[name])
                  for name, control in self.controls.items()}
        self.widget.show(self.scene, states, answers)

    def _compute(self, before: Scene, pressed: Sequence[str] = (),
                 seconds: float | None = None) -> Scene:
        """The scene for the values; what goes wrong is said in it, below what was shown before."""
        def scene() -> Scene:
            for name in pressed:
                self.pressed(name)
            return self.update(**self.values)

        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                return scene() if seconds is None else call_with_timeout(
                    seconds, scene, alarms=False)
        except StepError as error:
            trouble = f"{error}."
        except TimeLimitExceeded:
            trouble = (f"The computation was stopped after {PATIENCE:g} seconds; the figure shows "
                       "what was there before.")
        except KeyboardInterrupt:
            trouble = "The computation was interrupted; the figure shows what was there before."
        except Exception as error:
            trouble = f"This figure could not be drawn: {type(error).__name__}: {error}"
        return Scene(before.panels, before.says, before.columns, trouble, before.tables, before.off)

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self.says()}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        # Notebook front ends take the live view; everything else takes the picture.
        view = self.widget._repr_mimebundle_()
        data = {**(view[0] if isinstance(view, tuple) else view)}
        data |= {"image/png": self.picture(), "text/plain": repr(self)}
        width, height = (round(pixels / DPI * 100) for pixels in _size(data["image/png"]))
        return data, {"image/png": {"alt": self.says(), "width": width, "height": height}}


def _size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, from its header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
