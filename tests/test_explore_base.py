"""The base of the explorers: controls, scenes, what travels to the browser, what is printed."""

import json
import threading

import numpy as np
import pytest

from lrkit.explore import explorer as explorer_module
from lrkit.explore import view
from lrkit.explore.controls import Button, Rate, Select, Slider, Stops, Switch, TextField
from lrkit.explore.explorer import Explorer
from lrkit.explore.layout import frame, ranges
from lrkit.explore.learner_functions import LearnerError
from lrkit.explore.marks import (
    MARKER_NAMES,
    Area,
    Arrow,
    Band,
    Bars,
    Image,
    Line,
    Points,
    Text,
    contours,
    downsample,
)
from lrkit.explore.paint import paint
from lrkit.explore.palette import PALETTE
from lrkit.explore.scene import Axis, Panel, Scene, SceneTable
from lrkit.plotting.display import to_png

CONTROLS = [
    Slider("steps", 8, low=0, high=40), Slider("kappa", 2.0, low=1.0, high=3.0, step=0.5),
    Rate("rate", 0.1), Stops("batch", 4, stops=(1, 2, 4), texts=("one", "two", "four")),
    Select("family", "a", options=("a", "b")),
    Select("verdict", "b", options=("a", "b"), radio=True),
    Switch("staircase"), Button("run"), TextField("name"),
]


class Little(Explorer):
    """An explorer whose figure does what the test asks for."""

    def __init__(self, do=lambda **values: "fine", **controls):
        self.do, self.presses = do, []
        super().__init__(**(controls or {"lr": Rate("rate", 0.1)}))

    def update(self, **values) -> Scene:
        said = self.do(**values)
        return Scene([Panel(Axis("x", 0, 1), Axis("y", 0, 1), [Line([0, 1], [0, 1])])], says=said)

    def pressed(self, name: str) -> None:
        self.presses.append(name)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.label)
def test_what_the_view_sends_back_is_the_value(control):
    """From a value to the view's control and back; and all of it can be written as JSON."""
    for value in (control.value, *control.others()):
        state = control.state(control.clean(value))
        assert control.take(json.loads(json.dumps(state["at"]))) == value
    json.dumps(control.spec(), allow_nan=False)


@pytest.mark.parametrize(
    ("control", "wrong"),
    [(CONTROLS[0], -1), (CONTROLS[0], 41), (CONTROLS[0], 2.5), (CONTROLS[0], True),
     (CONTROLS[1], "2"), (CONTROLS[2], -0.1), (CONTROLS[2], np.nan), (CONTROLS[3], 3),
     (CONTROLS[4], "c"), (CONTROLS[6], 1), (CONTROLS[7], -1), (CONTROLS[8], "x" * 61)],
)
def test_a_control_refuses_what_it_cannot_be(control, wrong):
    """A ValueError that names the control and what came."""
    with pytest.raises(ValueError, match=f"{control.label} .*got "):
        control.clean(wrong)


def test_a_loop_without_an_end_is_ended(monkeypatch):
    """From the browser only; neither an ``except Exception`` nor another thread protects it."""
    monkeypatch.setattr(explorer_module, "TIME_LIMIT", 0.05)

    def endless(lr):
        while lr > 1:
            try:
                while True:
                    pass
            except Exception:
                pass
        return f"rate {lr}"

    explorer = Little(endless)
    last = len(explorer.controls["lr"].stops) - 1
    thread = threading.Thread(target=explorer._on_request, args=({"lr": last}, {}))
    thread.start()
    thread.join()
    assert explorer.says() == ("The computation was stopped after 0.05 seconds; the figure shows "
                               "what was there before.")
    explorer._on_request({"lr": 0}, {})
    assert explorer.says() == "rate 0.0"


@pytest.mark.parametrize("rate", [0.0123456, 7.5, np.inf])
def test_a_rate_between_the_stops_stands_at_the_nearest_one_and_says_what_it_is(rate):
    """From code any rate is allowed; the words beside the slider are the true ones."""
    control = Rate("rate", 0.1)
    state = control.state(control.clean(rate))
    distances = [abs(stop - rate) for stop in control.stops]
    assert state["at"] == (distances.index(min(distances)) if np.isfinite(rate)
                           else len(distances) - 1)
    assert state["text"] == ("∞" if np.isinf(rate) else f"{rate:g}")


def test_a_slider_goes_beyond_its_end_from_code_where_it_may():
    """5,000 steps have no position on a slider of 40, and are drawn all the same."""
    control = Slider("steps", 8, low=0, high=40, limit=5000)
    assert control.state(control.clean(5000)) == {"at": 40, "text": "5000"}
    with pytest.raises(ValueError, match="from 0 to 5000, got 5001"):
        control.clean(5001)


def everything() -> Scene:
    """A scene with each mark in it, with holes in the data, on each kind of axes."""
    x = np.linspace(1, 10, 50)
    y = np.where(x > 9, np.nan, np.where(x < 1.5, np.inf, x**2))
    z = np.add.outer(x, x)
    one = Panel(
        Axis("step", 1, 10), Axis("loss, log scale", 0.1, 1000, log=True),
        [Band(1, 10), Band(2, 3, axis="x", colour="grey"), Area(x, y / 2, y * 2),
         Line(x, y, dash=(5, 3), label="the curve $y$"), Line(x, 1 / x, "purple", stairs=True),
         *(Points(1 + k, 2, "orange", marker, hollow=k % 2 == 0)
           for k, marker in enumerate(MARKER_NAMES)),
         Arrow(1, 1, 5, 100), Arrow(1, 1, np.nan, 3), Text(9.9, 900, "kept inside", bold=True),
         Text(np.nan, 1, "never seen")],
        title="A title", colour="vermillion")
    heat = Image(np.where(z > 19, np.nan, z), x=(1, 10), y=(1, 10), low=2, high=20, log=True,
                 bar="sum")
    two = Panel(Axis("x", 1, 10, log=True), Axis("y", 1, 10), [heat], height=260)
    three = Panel(Axis("x", 0, 4), Axis("y", -1, 1, ticks={0: "none"}),
                  [Bars([1, 2, 3], [0.5, np.nan, -0.5], hatch=True),
                   Bars([0.2], [3], "green", width=0.2, sideways=True)])
    four = Panel(Axis("x", 1, 10), Axis("y", 1, 10), [contours(x, x, z, [5, 10, 15])], equal=True)
    table = SceneTable(("run", "loss"), (("first", "0.1"), ("second", "0.2")), "Runs so far")
    return Scene([one, two, three, four], says="All marks.", columns=(3, 2), tables=[table])


def test_every_mark_travels_and_is_printed():
    """Numbers arrive as they were, heat maps as bytes, nan as nan; the print has all panels."""
    scene = everything()
    plain, numbers, images = view.pack_scene(scene)
    plain = json.loads(json.dumps(plain, allow_nan=False))
    doubles = np.frombuffer(numbers)
    (line,) = [mark for mark in plain["panels"][0]["marks"] if mark.get("label")]
    there = doubles[line["y"]["at"] : line["y"]["at"] + line["y"]["size"]]
    np.testing.assert_array_equal(there, scene.panels[0].marks[3].y)
    assert [mark["x"] for mark in plain["panels"][0]["marks"][-2:]] == [9.9, None]
    (heat,) = images.values()
    cells = np.frombuffer(heat["cells"], dtype=np.uint8).reshape(heat["rows"], heat["columns"])
    assert cells[0, 0] == 0 and cells[-1, -1] == 255  # the lowest, and what is lost
    figure = paint(scene, "rate 0.1")
    assert len(figure.axes) == 5  # four panels and a colour bar
    assert to_png(figure).startswith(b"\x89PNG")


def test_marks_refuse_what_cannot_be_drawn():
    """A wrong name or shape is an error of whoever writes an explorer, and says so at once."""
    for wrong, words in ((lambda: Line([1], [1], "red"), "colour must be one of"),
                         (lambda: Points([1], [1], marker="o"), "marker must be one of"),
                         (lambda: Line(np.eye(2), np.eye(2)), "one dimension"),
                         (lambda: Axis("x", 0, 1, log=True), "must begin above 0"),
                         (lambda: Axis("x", np.nan, 1), "must run from low to high")):
        with pytest.raises(ValueError, match=words):
            wrong()


def test_a_long_line_is_thinned_before_it_travels():
    """Points that a canvas cannot show are left out; the peaks and the gap stay."""
    y = np.sin(np.arange(50_000) / 1000)
    y[12_345], y[33_333] = 5, -5
    line = downsample(Line(np.arange(50_000), y))
    assert len(line.x) <= 4000
    assert {5, -5} <= {*line.y} and (np.diff(line.x) > 0).all()
    assert len(view.pack_scene(Scene([Panel(Axis("x", 0, 1), Axis("y", 0, 1),
                                      [Line(np.arange(50_000), y)])], ""))[1]) <= 2 * 8 * 4000


def test_equal_axes_have_one_scale_and_show_what_they_must():
    """A circle is a circle; the ranges asked for are in the picture."""
    panel = Panel(Axis("a", -2, 2), Axis("b", 0, 1), equal=True)
    for width in (300, 500, 900):
        _, _, wide, high = frame(panel, width)
        x, y = ranges(panel, wide, high)
        assert (x[1] - x[0]) / wide == pytest.approx((y[1] - y[0]) / high)
        assert x[0] <= -2 and x[1] >= 2 and y[0] <= 0 and y[1] >= 1


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", PALETTE)
def test_the_words_of_each_colour_can_be_read(name):
    """4.5 to 1 against JupyterLab's light and dark pages, and against white paper."""
    _, light, _, dark = PALETTE[name]
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, "#111111") >= 4.5


def test_a_request_of_the_view_is_answered_with_its_own_number():
    """The view sends places of controls; the scene that comes back says which request it is."""
    explorer = Little(lambda lr: f"rate {lr:g}")
    explorer._on_request({"lr": 1, "unknown": 3}, {"view": "v", "request": 7})
    message = json.loads(explorer.widget.scene["text"])
    assert explorer.values == {"lr": 0.001} and explorer.says() == "rate 0.001"
    assert (message["answers"]["view"], message["answers"]["request"]) == ("v", 7)
    assert message["states"] == {"lr": {"at": 1, "text": "0.001"}}


def test_a_long_computation_is_shown_piece_by_piece_and_from_code_whole(monkeypatch):
    """In the browser each picture adds a piece at least; the view is told that there is more."""
    monkeypatch.setattr(explorer_module, "FIRST_SLICE", 0)
    monkeypatch.setattr(explorer_module, "NEXT_SLICE", 0)

    class Long(Little):
        def update(self, lr):
            for _ in range(self.pieces):
                self.pieces -= 1
                if not self.has_time():
                    break
            return Scene([], says=f"{self.pieces} left", unfinished=self.pieces > 0)

    Long.pieces = 3
    explorer = Long()
    assert explorer.says() == "0 left" and not explorer.scene.unfinished
    explorer.pieces = 3
    said = []
    for places in ({"lr": 1}, {}, {}):
        explorer._on_request(places, {"view": "v", "request": len(said)})
        message = json.loads(explorer.widget.scene["text"])
        said.append((message["says"], message["unfinished"], message["answers"]["request"]))
    assert said == [("2 left", True, 0), ("1 left", True, 1), ("0 left", False, 2)]
    explorer.pieces = 3
    assert explorer.set(lr=0.1).says() == "0 left"  # the browser's haste is over


def test_a_request_is_answered_whatever_goes_wrong():
    """An exception of the learner's, of ours and an interrupt: a sentence, above the old picture.

    A view that got no answer would never ask again.
    """
    errors = {0.5: LearnerError("Your step raised ValueError: no"), 1.0: KeyError("ours"),
              2.0: KeyboardInterrupt()}

    def do(lr):
        if lr in errors:
            raise errors[lr]
        return "fine"

    explorer = Little(do)
    stops = explorer.controls["lr"].stops
    for lr, words in ((0.5, "Your step raised ValueError: no."),
                      (1.0, "This figure could not be drawn: KeyError: 'ours'"),
                      (2.0, "The computation was interrupted")):
        explorer._on_request({"lr": stops.index(lr)}, {"view": "v", "request": 1})
        assert words in explorer.says() and len(explorer.scene.panels) == 1
        assert json.loads(explorer.widget.scene["text"])["trouble"] == explorer.says()
    assert explorer.set(lr=0.1).says() == "fine"


def test_a_first_picture_that_fails_is_a_sentence_too():
    """Nothing to show but what went wrong, live and on paper."""
    explorer = Little(lambda lr: 1 / 0)
    assert "ZeroDivisionError" in repr(explorer)
    assert explorer.picture().startswith(b"\x89PNG")


def test_a_button_is_pressed_once_for_each_press():
    """`pressed` comes before the update, from the browser and from code."""
    explorer = Little(lambda run, lr: f"{run}", run=Button("run"), lr=Rate("rate", 0.1))
    explorer._on_request({"run": 1}, {})
    explorer._on_request({"lr": 5}, {})
    explorer.set(run=2)
    assert explorer.presses == ["run", "run"] and explorer.says() == "2"


def test_a_heat_map_travels_once():
    """The same image in the next scene is not sent again; another one is."""
    cells = np.arange(12.0).reshape(3, 4)

    class Heat(Little):
        def update(self, lr):
            image = Image(cells if lr < 1 else -cells, (0, 1), (0, 1), low=0, high=11)
            return Scene([Panel(Axis("x", 0, 1), Axis("y", 0, 1), [image])], says=f"{lr}")

    explorer = Heat()
    sent = []
    explorer.widget.observe(lambda change: sent.append(change.new), names="images")
    explorer.set(lr=0.5)
    assert sent == []
    explorer.set(lr=2.0)
    assert len(sent) == 1
