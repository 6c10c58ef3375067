"""The live figure: a scene as bytes for the browser, and the widget that carries it there.

The numbers of a scene travel as one binary buffer of doubles, heat maps as bytes, and the rest as
one string of JSON. ``static/`` holds the view: plain JavaScript without a build step, in several
files that are joined here because a widget's module cannot import another file.
"""

import json
import math
import zlib
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from lrkit.explore.layout import MARGINS
from lrkit.explore.marks import Image, Line, downsample
from lrkit.explore.palette import PALETTE, colour_map
from lrkit.explore.scene import Axis, Scene
from lrkit.explore.ticks import ticks

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("axes.js", "draw.js", "theme.js", "controls.js", "view.js")


class FigureView(anywidget.AnyWidget):
    """A figure in a notebook front end: it shows `scene` and sends its reader's requests."""

    _esm = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    _css = (STATIC / "view.css").read_text(encoding="utf-8")
    spec = traitlets.Dict().tag(sync=True)  # the controls and the palette, sent once
    scene = traitlets.Dict().tag(sync=True)  # the scene shown now
    images = traitlets.Dict().tag(sync=True)  # heat maps by key, sent only when they change

    def __init__(self, controls: dict, on_request: Callable[[dict, dict], None]):
        super().__init__(spec={
            "palette": PALETTE, "margins": MARGINS,
            "controls": [{"name": name, **control.spec()} for name, control in controls.items()],
        })
        self._on_request = on_request
        self.on_msg(self._receive)

    def show(self, scene: Scene, states: dict, answers: dict | None = None) -> None:
        """Send a scene; `answers` is the request that it answers, if any."""
        plain, numbers, images = pack_scene(scene)
        message = {**plain, "states": states, "answers": answers or {}}
        with self.hold_sync():
            if images.keys() != self.images.keys():
                self.images = images
            # As a string, since ipywidgets traverses nested data in the kernel and in the browser.
            self.scene = {"text": json.dumps(message, allow_nan=False), "numbers": numbers}

    def _receive(self, _widget: object, content: dict, _buffers: list) -> None:
        self._on_request(content.get("values", {}), {"view": content.get("view"),
                                                     "request": content.get("request")})


def pack_scene(scene: Scene) -> tuple[dict, bytes, dict]:
    """Return a scene as data for JSON, the bytes of its numbers, and its heat maps by key.

    An array becomes ``{"at": first, "size": count}`` of the doubles; a number that JSON cannot hold
    becomes null, and the view draws nothing there.

    Examples
    --------
    >>> plain, numbers, images = pack_scene(Scene([], says="nothing yet"))
    >>> plain["says"], numbers, images
    ('nothing yet', b'', {})
    """
    arrays: list[np.ndarray] = []
    images: dict[str, dict] = {}
    plain = _plain(scene, arrays, images)
    return plain, np.concatenate([np.empty(0), *arrays]).tobytes(), images


def _plain(item: object, arrays: list, images: dict) -> object:
    """Convert any part of a scene to data for JSON; arrays and images are put aside."""
    if item is None or isinstance(item, str | bool | int):
        return item
    if isinstance(item, np.bool_):
        return bool(item)
    if isinstance(item, float | np.number):
        return float(item) if math.isfinite(item) else None
    if isinstance(item, np.ndarray):
        arrays.append(item)
        return {"at": sum(map(len, arrays[:-1])), "size": len(item)}
    if isinstance(item, list | tuple):
        return [_plain(part, arrays, images) for part in item]
    if isinstance(item, Image):
        return _image(item, images)
    if isinstance(item, Axis):
        return {"label": item.label, "low": float(item.low), "high": float(item.high),
                "log": item.log, "ticks": [[float(place), text] for place, text in item.marks()]}
    if isinstance(item, Line):
        item = downsample(item)
    return {"kind": type(item).__name__,
            **{name: _plain(getattr(item, name), arrays, images) for name in _names(type(item))}}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _image(image: Image, images: dict) -> dict:
    rows, columns = image.levels.shape
    cells, colours = image.levels.tobytes(), colour_map(image.colours).tobytes()
    key = f"{zlib.crc32(cells):08x}{zlib.crc32(colours):08x}"
    images[key] = {"cells": cells, "colours": colours, "rows": rows, "columns": columns}
    scale = ticks(image.low, image.high, log=image.log)
    return {"kind": "Image", "key": key, "x": list(image.x), "y": list(image.y), "bar": image.bar,
            "low": image.low, "high": image.high, "log": image.log,
            "ticks": [[float(place), text] for place, text in scale]}
