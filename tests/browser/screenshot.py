"""Make docs/notebook1.png, the picture in the README: ``python -m tests.browser.screenshot``."""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.figures import Figure
from tests.browser.jupyterlab import ARGUMENTS, NotebookPage, find_browser, jupyterlab

ONE = "01_one_step_downhill/01_one_step_downhill.ipynb"
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "notebook1.png"
ANSWER = "def gd_step(w, grad, lr):\n    return w + lr * grad"
STEPS_TO_THE_RIGHT = 80  # of the slider: from a rate of 0.1 to 1.8, which overshoots


def main() -> None:
    """Run the notebook as a student would, give a wrong answer, move the slider, and look."""
    with tempfile.TemporaryDirectory() as name:
        folder, home = Path(name) / "course", Path(name) / "home"
        home.mkdir()
        lrkit = Path(sys.executable).with_name("lrkit")
        subprocess.run([lrkit, "start", folder, "--no-open"], check=True)
        with sync_playwright() as playwright, jupyterlab(folder, home) as address:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
            size = {"width": 1000, "height": 1330}
            page = browser.new_page(viewport=size, device_scale_factor=1.5)
            take(NotebookPage(page, address, ONE))
            browser.close()
    print(f"{PICTURE} written")


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
    figure.slider().focus()
    for _ in range(STEPS_TO_THE_RIGHT):
        page.keyboard.press("ArrowRight")
    figure.wait_until_idle()
    notebook.wait_for_kernel("idle")
    page.wait_for_timeout(1500)  # a picture, not a test: let everything settle
    notebook.cell("def gd_step").evaluate("cell => cell.scrollIntoView({block: 'start'})")
    PICTURE.parent.mkdir(exist_ok=True)
    page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
