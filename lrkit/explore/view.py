"""The live figure: a scene as bytes for the browser, and the widget that carries it there.

The numbers of a scene travel as one binary buffer of doubles, heat maps as bytes, and the rest as
JSON. ``static/`` holds the view: plain JavaScript without a build step, in chapters that are joined
here because a widget's module cannot import a neighbour.
"""

import math
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from lrkit.explore.layout import MARGINS
from lrkit.explore.palette import PALETTE, colour_map
from lrkit.explore.scene import Axis, Image, Line, Scene, thinned

STATIC = Path(__file__).parent / "static"
CHAPTERS = ("axes.js", "draw.js", "look.js", "controls.js", "view.js")


class FigureView(anywidget.AnyWidget):
    """A figure in a notebook front end: it shows `scene` and sends what its reader asks for."""

    _esm = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in CHAPTERS)
    _css = (STATIC / "view.css").read_text(encoding="utf-8")
    spec = traitlets.Dict().tag(sync=True)  # the controls and the palette, once
    scene = traitlets.Dict().tag(sync=True)  # what is shown now
    images = traitlets.Dict().tag(sync=True)  # heat maps by key: sent when they change, only then

    def __init__(self, controls: dict, asked: Callable[[dict, dict], None]):
        super().__init__(spec={
            "palette": PALETTE, "margins": MARGINS,
            "controls": [{"name": name, **control.spec()} for name, control in controls.items()],
        })
        self._asked = asked
        self.on_msg(self._receive)

    def show(self, scene: Scene, states: dict, answers: dict | None = None) -> None:
        """Send a scene; `answers` is the request that it answers, if any."""
        packed, images = pack(scene)
        with self.hold_sync():
            if images.keys() != self.images.keys():
                self.images = images
            self.scene = {**packed, "states": states, "answers": answers or {}}

    def _receive(self, _widget: object, content: dict, _buffers: list) -> None:
        self._asked(content.get("values", {}), {"view": content.get("view"),
                                                "request": content.get("request")})


def pack(scene: Scene) -> tuple[dict, dict]:
    """A scene as JSON with one buffer, and its heat maps by key.

    An array becomes ``{"at": first, "size": count}`` of the buffer's doubles; a number that JSON
    cannot hold becomes null, and the view draws nothing there.

    Examples
    --------
    >>> packed, images = pack(Scene([], says="nothing yet"))
    >>> packed["says"], len(packed["numbers"]), images
    ('nothing yet', 0, {})
    """
    arrays: list[np.ndarray] = []
    images: dict[str, dict] = {}
    packed = _plain(scene, arrays, images)
    numbers = np.concatenate(arrays) if arrays else np.empty(0)
    return packed | {"numbers": numbers.tobytes()}, images


def _plain(item: object, arrays: list, images: dict) -> object:
    """Any part of a scene as what JSON can hold; arrays and images are put aside."""
    if isinstance(item, np.ndarray):
        first = sum(map(len, arrays))
        arrays.append(item)
        return {"at": first, "size": len(item)}
    if isinstance(item, Image):
        return _image(item, images)
    if isinstance(item, Line):
        item = thinned(item)
    if is_dataclass(item):
        plain = {field.name: _plain(getattr(item, field.name), arrays, images)
                 for field in fields(item)}
        if isinstance(item, Axis):
            plain["ticks"] = [[float(place), text] for place, text in item.marks()]
        return {"kind": type(item).__name__, **plain}
    if isinstance(item, list | tuple):
        return [_plain(part, arrays, images) for part in item]
    if isinstance(item, float | np.floating):
        return float(item) if math.isfinite(item) else None
    return item


def _image(image: Image, images: dict) -> dict:
    rows, columns = image.levels.shape
    cells, colours = image.levels.tobytes(), colour_map(image.colours).tobytes()
    key = f"{zlib.crc32(cells):08x}{zlib.crc32(colours):08x}"
    images[key] = {"cells": cells, "colours": colours, "rows": rows, "columns": columns}
    scale = Axis(image.bar or "value", image.low, image.high, image.log).marks()
    return {"kind": "Image", "key": key, "x": list(image.x), "y": list(image.y), "bar": image.bar,
            "low": image.low, "high": image.high, "log": image.log,
            "ticks": [[float(place), text] for place, text in scale]}
