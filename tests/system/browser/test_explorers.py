"""Every notebook's interactive figure in JupyterLab: it runs clean, answers to every key, quickly.

``pytest tests/system/browser/test_explorers.py`` prints how quickly. The figures are those of this
machine with all that it does at the same time, so that no test depends on them. A screenshot of
each figure in both themes is left in ``tests/system/browser/screenshots``.
"""

import json
import os
import shutil
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest

from tests.parts import missing
from tests.system.browser.conftest import PICTURES
from tests.system.browser.figures import Figure, Latency
from tests.system.browser.jupyterlab import NotebookPage
from tests.system.browser.test_notebooks_in_jupyterlab import NOISE, set_source
from tests.system.notebooks.untouched import untouched

COURSE = Path(__file__).parents[3] / "course"
AXE = Path(__file__).resolve().parents[3] / ".npm" / "node_modules" / "axe-core" / "axe.min.js"
# The panels that can be clicked, by notebook, once every control was moved.
CLICKABLE = {"01": 1, "04": 1, "05": 1, "06": 1, "11": 2}
EXPLORERS = sorted(path.name for path in COURSE.glob("??_*"))


class Opened:
    """A notebook that was opened and run, with its figure."""

    def __init__(self, name: str, notebook):
        self.name, self.notebook, self.page = name, notebook, notebook.page
        root = notebook.page.locator(".lrkit-figure").first
        root.wait_for()
        self.figure = Figure(notebook.page, root)


@pytest.fixture(scope="module")
def window(browser):
    """A window that keeps JupyterLab's programs from one notebook to the next."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context
    context.close()


@pytest.fixture(scope="module", params=EXPLORERS, ids=lambda name: name[:2])
def opened(request, window, course_server, course_folder, shared):
    """A notebook of the course as a student opens it, with "Run All Cells" done, and saved."""
    name = request.param
    notebook = NotebookPage(window.new_page(), course_server, f"{name}/{name}.ipynb")
    notebook.run_all()
    with notebook.page.expect_response(lambda answer: answer.request.method == "PUT"
                                       and f"{name}.ipynb" in answer.url):
        notebook.choose("File", "Save Notebook")
    untouched(shared, name, lambda place: shutil.copy(
        course_folder / name / f"{name}.ipynb", place))
    yield Opened(name, notebook)
    notebook.page.close()


def test_an_untouched_notebook_runs_clean(opened):
    """No error in a cell or on the console, nothing asked of another machine, all checks wait."""
    assert opened.notebook.cell_errors() == []
    source = (COURSE / opened.name / f"{opened.name}.ipynb").read_text(encoding="utf-8")
    checks = source.count('"check(\\"')
    assert checks > 0
    assert opened.page.get_by_text("Not attempted yet.").count() == checks
    assert [e for e in opened.notebook.errors if not any(word in e for word in NOISE)] == []
    hosts = {urlsplit(url).hostname for url in opened.notebook.requests
             if url.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}


HEAD = (f"{'notebook':28}{'key to picture, median':>24}{'in Python':>12}{'on a drag':>16}"
        "   slowest slider")


def row(name: str, sliders: dict[str, Latency], rate: float) -> str:
    """A line of the table at the end of the run: how quickly a notebook's figure answered."""
    latency, python, whole = (median(each) for each in zip(*sliders.values(), strict=True))
    slowest = max(sliders, key=lambda label: sliders[label].picture)
    later = f"; complete after {whole:.0f} ms" if whole > latency else ""
    return (f"{name:28}{latency:21.0f} ms{python:9.1f} ms{rate:5.0f} pictures/s   "
            f"{slowest}, {sliders[slowest].picture:.0f} ms{later}")


def test_key_press_to_picture(opened, sum_up):
    """After many keys and drags the picture is the one that its controls ask for.

    The same controls set from code give the same pixels, words and sentence. How quickly pictures
    came is in the summary of the run.
    """
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    sum_up("interactive figures in JupyterLab", f"{HEAD} ({os.cpu_count()} cores)",
           f"{row(*_a_figure(opened))}; load {load:.1f}")
    moved = opened.figure
    assert all("painted" in request for request in moved.requests())
    assert len(moved.requests()) > 5 and moved.places()
    seen, says = moved.seen(), moved.says()
    _set_from_code(opened, moved.places())
    opened.figure.wait_for_picture(seen)
    assert opened.figure.says() == says


def _set_from_code(opened, places: dict) -> None:
    """Show, in place of the figure, a new one whose controls stand there."""
    source = next("".join(cell["source"]) for cell in json.loads(
        (COURSE / opened.name / f"{opened.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and "".join(cell["source"]).startswith("explore."))
    old = opened.figure.root.element_handle()
    set_source(opened.notebook, opened.notebook.cell(source.split("(")[0]),
               f"f, at = {source}, {places}; f.set(**{{n: f.controls[n].take(at[n]) for n in at}})")
    opened.page.keyboard.press("Shift+Enter")
    opened.page.wait_for_function("figure => !figure.isConnected", arg=old)
    opened.figure = Figure(opened.page, opened.page.locator(".lrkit-figure").first)


def _a_figure(opened) -> tuple[str, dict, float]:
    """Its name, its sliders' latencies, and the slower of two drags."""
    figure = opened.figure
    first = figure.drag_rate(figure.slider(), seconds=0.6)
    latency = figure.latency()
    slowest = max(latency, key=lambda label: latency[label].picture)
    return opened.name, latency, min(first, figure.drag_rate(figure.slider(slowest), seconds=0.6))


def test_each_control_answers_to_the_keyboard(opened):
    """A key moves the picture, and the focus stays where it is: JupyterLab takes none of them."""
    figure = opened.figure
    assert figure.controls()
    for control in figure.controls():
        before = figure.seen()
        for _ in range(3):  # a step of a slider may be too small to be seen
            figure.move(control)
            figure.wait_until_idle()
            if figure.seen() != before:
                break
        figure.wait_for_another(before)
        assert control.evaluate("element => element === document.activeElement"
                                " || element.type === 'radio'")
    assert figure.root.locator(".lrkit-trouble").count() == 0


def test_a_panel_that_can_be_clicked_moves_its_controls(opened):
    """A click into one half of such a panel and one into the other give different pictures.

    A click into any other panel asks for nothing.
    """
    figure, clickable = opened.figure, 0
    for panel in figure.root.locator("canvas").all():
        box, asked = panel.bounding_box(), len(figure.requests())
        panel.click(position={"x": 0.35 * box["width"], "y": 0.4 * box["height"]})
        figure.wait_until_idle()
        before = figure.seen()
        panel.click(position={"x": 0.65 * box["width"], "y": 0.6 * box["height"]})
        if panel.evaluate("canvas => canvas.style.cursor") == "crosshair":
            clickable += 1
            figure.wait_for_another(before)
        else:
            assert len(figure.requests()) == asked and figure.seen() == before
    assert clickable == CLICKABLE.get(opened.name[:2], 0)


def test_a_screen_reader_is_told_the_outcome(opened):
    """The picture is named by the sentence, and a change is announced once it has come to rest."""
    figure = opened.figure
    figure.move(figure.slider())
    figure.wait_until_idle()
    sentence = figure.says()
    assert figure.root.locator("[role=img]").get_attribute("aria-label") == sentence
    status = figure.root.locator("[role=status]")
    opened.page.wait_for_timeout(700)
    assert status.text_content() == sentence


@pytest.mark.parametrize("opened", EXPLORERS[1:2], indirect=True)  # it has two figures
def test_two_figures_on_a_page_keep_their_controls_apart(opened):
    """No two controls share an id, so that each label names the control of its own figure."""
    ids = opened.page.locator(".lrkit-figure [id]").evaluate_all("all => all.map(e => e.id)")
    assert opened.page.locator(".lrkit-figure").count() == 2
    assert len(ids) > 5 and len(set(ids)) == len(ids)


@pytest.mark.parametrize("opened", EXPLORERS[:1], indirect=True)  # the base is the same for all
def test_a_slow_figure_shows_the_newest_request_and_queues_none(opened):
    """Twenty key presses while each picture takes a third of a second: few requests, the last wins.

    The figure takes the place of the notebook's own; the learner's step is what is slow.
    """
    cell = opened.notebook.cell("explore.walk(")
    set_source(opened.notebook, cell, "import time\nexplore.walk("
               "lambda w, grad, lr: (time.sleep(0.04), w - lr * grad)[1]).set(lr=0.1, steps=8)")
    opened.page.keyboard.press("Shift+Enter")
    opened.notebook.wait_for_kernel("busy")
    opened.notebook.wait_for_kernel("idle")
    figure = opened.figure = Figure(opened.page, opened.page.locator(".lrkit-figure").first)
    figure.slider().focus()
    for _ in range(20):
        opened.page.keyboard.press("ArrowRight")
    figure.wait_until_idle()
    rate = figure.root.locator("output").first.inner_text()
    assert rate == "0.2" and f"at rate {rate}:" in figure.says()
    assert len(figure.requests()) <= 6


def test_both_themes_can_be_used_by_everybody(opened):
    """axe-core finds no serious fault in the figure, in the light theme and in the dark one."""
    if not AXE.exists():
        missing("axe-core", "npm install --prefix .npm axe-core@4")
    opened.page.add_script_tag(path=AXE)
    PICTURES.mkdir(exist_ok=True)
    for theme in ("dark", "light"):
        opened.notebook.choose("Settings", "Theme", f"JupyterLab {theme.capitalize()}")
        opened.figure.root.and_(
            opened.page.locator(f'[data-theme="{theme}"]')).wait_for(timeout=20_000)
        faults = opened.page.evaluate(
            "async () => (await axe.run('.lrkit-figure', {resultTypes: ['violations']})).violations"
            ".map(fault => [fault.impact, fault.id, fault.nodes[0].html])")
        assert [fault for fault in faults if fault[0] in ("serious", "critical")] == []
        opened.figure.root.screenshot(path=PICTURES / f"{opened.name[:2]}-explorer-{theme}.png")


def test_notebook_7_leaves_the_keys_to_the_figure(browser, course_server):
    """Notebook 7 looks at keys before the page does, and has a use for every arrow of its own."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    name = EXPLORERS[0]
    notebook = NotebookPage(page, course_server, f"{name}/{name}.ipynb", app="notebooks")
    notebook.run_all()
    figure = Figure(page, page.locator(".lrkit-figure").first)
    before = figure.seen()
    figure.move(figure.slider())
    figure.wait_for_another(before)
    page.close()


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_ctrl_s_saves_from_a_control_too(browser, course_server, app):
    """In JupyterLab and in Notebook 7: who has just moved a slider saves without a click before."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    name = EXPLORERS[0]
    notebook = NotebookPage(page, course_server, f"{name}/{name}.ipynb", app=app)
    notebook.run_all()
    figure = Figure(page, page.locator(".lrkit-figure").first)
    figure.move(figure.slider())
    with page.expect_request(lambda asked: asked.method == "PUT" and name in asked.url):
        page.keyboard.press("Control+s")
    page.close()
