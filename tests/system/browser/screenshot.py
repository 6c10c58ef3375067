"""Make the pictures of the README and the guides.

``python -m tests.system.browser.screenshot [NAME]``, where NAME is "notebook1", "report" or
"formgrader"; without it all are made.
"""

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.system.browser.figures import Figure
from tests.system.browser.jupyterlab import ARGUMENTS, TOKEN, NotebookPage, find_browser, jupyterlab

NAME = "01_one_step_downhill"
ONE = f"{NAME}/{NAME}.ipynb"
DOCS = Path(__file__).resolve().parents[3] / "docs"
ANSWER = "def gd_step(w, grad, lr):\n    return w + lr * grad"
RATE, STEPS = "1.8", "8"  # of the walk that is shown: it overshoots, and arrives
COLOURS = 128  # enough for text and figures, at a third of the bytes


def main(*names: str) -> None:
    """Make the pictures that are named, or all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        with tempfile.TemporaryDirectory() as scratch:
            if not names or "notebook1" in names:
                notebook(browser, Path(scratch))
            if not names or {"report", "formgrader"} & {*names}:
                teaching(browser, Path(scratch))
        browser.close()


def notebook(browser, scratch: Path) -> None:
    """Notebook 1, run as a student would, with a wrong answer and a rate that overshoots."""
    folder, home = scratch / "course", scratch / "home"
    home.mkdir()
    lrkit("start", folder, "--no-open")
    with jupyterlab(folder, home) as address:
        size = {"width": 1000, "height": 1330}
        page = browser.new_page(viewport=size, device_scale_factor=1.5)
        take(NotebookPage(page, address, ONE))


def take(notebook: NotebookPage) -> None:
    """Bring the page into the state that is shown, and save it."""
    notebook.run_all()
    page = notebook.page
    page.keyboard.press("Control+b")  # the file browser folds away
    notebook.cell("def gd_step").locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(ANSWER)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    notebook.cell('check("gd_step"').get_by_text("This looks like").wait_for()
    figure = Figure(page, page.locator(".lrkit-figure").first)
    for label, value in (("learning rate", RATE), ("steps", STEPS)):
        move(figure.slider(label), value)
    figure.wait_until_idle()
    notebook.wait_for_kernel("idle")
    page.wait_for_timeout(1500)  # a picture, not a test: let everything settle
    notebook.cell("def gd_step").evaluate("cell => cell.scrollIntoView({block: 'start'})")
    save(page.screenshot(), DOCS / "notebook1.png")


def move(slider, value: str) -> None:
    """Move a slider by its keys, from its lower end upwards, until it reads a value."""
    slider.press("Home")
    for _ in range(int(slider.get_attribute("max"))):
        if slider.get_attribute("aria-valuetext") == value:
            return
        slider.press("ArrowRight")
    raise ValueError(f"no step of the slider reads {value!r}")


def teaching(browser, scratch: Path) -> None:
    """A made-up class of twelve, graded: the head of its report, and a question in formgrader."""
    folder, home = scratch / "class", scratch / "teacher"
    home.mkdir()
    lrkit("sample-class", folder, "--students", "12")
    lrkit("grade", folder, "--assignment", NAME)
    graded = folder.with_name("class-graded")
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.goto((graded / "report.html").as_uri())
    save(page.screenshot(), DOCS / "instructor" / "report.png")
    with jupyterlab(graded, home) as address:
        page.goto(f"{address}/lab?token={TOKEN}")
        page.goto(f"{address}/formgrader/gradebook/{NAME}/{NAME}")
        rubric = page.get_by_text("For the marker: rubric").first
        for number in range(12):  # one that has an answer
            links = page.locator("table tbody a", has_text=re.compile("Submission"))
            links.nth(number).click()
            rubric.wait_for()
            if not page.get_by_text("Click here, press Enter").count():
                break
            page.goto(f"{address}/formgrader/gradebook/{NAME}/{NAME}")
            links.first.wait_for()
        page.wait_for_timeout(1500)
        rubric.evaluate("text => text.scrollIntoView({block: 'start'})")
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(500)
        save(page.screenshot(), DOCS / "instructor" / "formgrader.png")


def lrkit(*arguments: object) -> None:
    """Run the command of this environment; what it answers, such as 1 for "look", is not asked."""
    program = Path(sys.executable).with_name("lrkit")
    subprocess.run([program, *map(str, arguments)], check=False, stdout=subprocess.DEVNULL)


def save(png: bytes, file: Path) -> None:
    """Write a picture with few colours, so that it is small."""
    file.parent.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file} written")


if __name__ == "__main__":
    main(*sys.argv[1:])
