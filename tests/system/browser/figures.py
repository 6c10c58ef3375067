"""An interactive figure in an open notebook, used with the keyboard and the mouse."""

import math
import statistics
import time
from typing import NamedTuple

# What is seen: the pixels of every panel, and the words of every table.
_SEEN = """figure => {
    let sum = 0;
    for (const canvas of figure.querySelectorAll('canvas')) {
        for (const letter of canvas.toDataURL()) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
    }
    return `${sum} ${figure.querySelector('.lrkit-tables').textContent}`;
}"""
_LABEL = "input => input.labels[0].textContent"
_IDLE = """figure => figure.lrkit.every(request => request.painted !== undefined)
    && !figure.lrkit.at(-1)?.unfinished"""


class Latency(NamedTuple):
    """Milliseconds from a key press to the changed picture on the screen.

    `python` is the share of the learner's function and the scene. `whole`: until the picture is
    complete too, which is later where a long computation shows at first what there is.
    """

    picture: float
    python: float
    whole: float


class Figure:
    """One explorer on the page."""

    def __init__(self, page, root):
        self.page, self.root = page, root
        root.scroll_into_view_if_needed()

    def seen(self) -> str:
        """A digest of the picture."""
        return self.root.evaluate(_SEEN)

    def says(self) -> str:
        """The sentence below the picture."""
        return self.root.locator(".lrkit-says").inner_text()

    def controls(self) -> list:
        """The elements that the keyboard moves; of radio buttons, the chosen one."""
        return self.root.locator(".lrkit-control").locator(
            "input:not([type=radio]):enabled, input:checked:enabled, select:enabled, button:enabled"
        ).all()

    def move(self, control) -> None:
        """Move a control with the key that a reader would press."""
        control.focus()
        kind = control.get_attribute("type") or "select"
        if kind == "range":
            at_end = control.input_value() == control.get_attribute("max")
            self.page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
        elif kind == "text":
            control.fill("a")
            self.page.keyboard.press("Enter")
        else:
            keys = {"checkbox": "Space", "button": "Enter", "radio": "ArrowDown",
                    "select": "ArrowDown"}
            self.page.keyboard.press(keys[kind])

    def wait_for_another(self, before: str) -> str:
        """Until the picture differs from `before`."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if (now := self.seen()) != before:
                return now
            self.page.wait_for_timeout(30)
        raise AssertionError("the figure did not follow")

    def wait_for_picture(self, expected: str) -> None:
        """Until the picture is this one."""
        deadline = time.monotonic() + 20
        while (now := self.seen()) != expected:
            assert time.monotonic() < deadline, f"the figure shows {now}, and not {expected}"
            self.page.wait_for_timeout(30)

    def wait_until_idle(self) -> None:
        """Until every request has been answered and painted, and the picture is whole."""
        handle = self.root.element_handle()
        self.page.wait_for_function(_IDLE, arg=handle, timeout=20_000, polling=20)

    def requests(self) -> list[dict]:
        """Return the times at which each request was asked for, sent, drawn and painted, in ms."""
        return self.root.evaluate("figure => figure.lrkit")

    def places(self) -> dict:
        """Return where the controls were moved to, by their names, as the page has sent it."""
        return self.root.evaluate(
            "figure => Object.assign({}, ...figure.lrkit.map(request => request.values))")

    def slider(self, label: str = ""):
        """The slider of this label; the first one without."""
        sliders = self.root.locator("input[type=range]")
        return (sliders.and_(self.page.get_by_label(label, exact=True)) if label else sliders).first

    def sliders(self) -> list:
        """The sliders that can be moved now."""
        return self.root.locator("input[type=range]:enabled").all()

    def latency(self, presses: int = 5) -> dict[str, Latency]:
        """Measure how quickly the picture follows a key, by slider: medians over a few presses."""
        found = {}
        for slider in self.sliders():
            at, end = (int(slider.evaluate(f"input => input.{name}")) for name in ("value", "max"))
            slider.focus()
            first = len(self.requests())
            for _ in range(presses):
                self.page.keyboard.press("ArrowRight" if at < end / 2 else "ArrowLeft")
                self.wait_until_idle()
            done = [request for request in self.requests()[first:] if not request.get("goesOn")]
            ends = {request["asked"]: request["painted"] for request in self.requests()[first:]}
            found[slider.evaluate(_LABEL)] = Latency(
                statistics.median(request["painted"] - request["asked"] for request in done),
                statistics.median(request["spent"] for request in done),
                statistics.median(painted - asked for asked, painted in ends.items()))
        return found

    def drag_rate(self, slider, seconds: float = 1.0, changes: int = 60) -> float:
        """Pictures a second while a slider is dragged to and fro.

        So often that it takes at least so many values in a second: a slider with nine of them,
        dragged across once, could not give more than eight pictures.
        """
        box, first, mouse = slider.bounding_box(), len(self.requests()), self.page.mouse
        height, width = box["y"] + box["height"] / 2, box["width"] - 20
        crossings = math.ceil(changes / int(slider.get_attribute("max")))  # in a second
        mouse.move(box["x"] + 10, height)
        mouse.down()
        begun = time.monotonic()
        while (share := (time.monotonic() - begun) / seconds) < 1:
            way = share * seconds * crossings % 2
            mouse.move(box["x"] + 10 + min(way, 2 - way) * width, height)
        mouse.up()
        self.wait_until_idle()
        drawn = [request for request in self.requests()[first:] if not request.get("goesOn")]
        return 1000 * len(drawn) / (drawn[-1]["painted"] - drawn[0]["asked"])
