"""The course as a student meets it: JupyterLab in a real browser."""

import re

from lrkit.course.nbgrader_settings import TEXT_STUB
from tests.system.browser.conftest import PICTURES

ONE = "01_one_step_downhill/01_one_step_downhill.ipynb"
# What JupyterLab 4 itself writes to the console as errors, in a notebook without our code too.
NOISE = ("Failed to load resource", "favicon")


def set_source(notebook, cell, source: str) -> None:
    """Click into a cell, and type over what is there."""
    cell.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.insert_text(source)


def test_a_wrong_answer_is_named_and_a_right_one_praised(open_notebook):
    """Type, run the cell, run its check; then correct it and check again."""
    notebook = open_notebook(ONE)
    notebook.run_all()
    answer, check = notebook.cell("def gd_step"), notebook.cell('check("gd_step"')
    for formula, words in (("w + lr * grad", "This looks like “went uphill”"),
                           ("w - lr * grad", "gd_step is right.")):
        set_source(notebook, answer, f"def gd_step(w, grad, lr):\n    return {formula}")
        notebook.page.keyboard.press("Shift+Enter")  # runs the answer, goes on to its check
        notebook.page.keyboard.press("Shift+Enter")
        check.get_by_text(words).wait_for(timeout=20_000)
        check.scroll_into_view_if_needed()
        notebook.page.screenshot(path=PICTURES / f"01-check-{formula[2:3]}.png")
    assert notebook.cell_errors() == []


def test_a_click_and_enter_put_the_cursor_into_a_written_answer(open_notebook):
    """As the line there says. Without a cursor, y would convert the cell, and b add one."""
    notebook = open_notebook(ONE)
    notebook.run_all()  # ends near the line, so that it is in the page
    line = notebook.page.locator(".jp-MarkdownOutput em", has_text=TEXT_STUB.strip("*"))
    line.scroll_into_view_if_needed()
    line.click()
    notebook.page.keyboard.press("Enter")
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("Why y is a bad answer.")
    notebook.page.keyboard.press("Shift+Enter")
    notebook.page.locator(".jp-MarkdownOutput", has_text="Why y is a bad answer.").wait_for()


def test_the_dark_theme_can_be_read(open_notebook):
    """The words of a check stand out from a dark page: a contrast of 4.5 at least (WCAG AA)."""
    notebook = open_notebook(ONE)
    notebook.choose("Settings", "Theme", "JupyterLab Dark")
    notebook.page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    notebook.run_all()
    check = notebook.cell('check("gd_step"')
    check.scroll_into_view_if_needed()
    PICTURES.mkdir(exist_ok=True)
    notebook.page.screenshot(path=PICTURES / "01-dark.png")
    for part in ("strong", "div"):
        assert contrast(check.locator(f'[role="status"] {part}').first) >= 4.5


def contrast(element) -> float:
    """The contrast of an element's text with the first opaque background behind it."""
    colours = element.evaluate(
        """element => {
            const text = getComputedStyle(element).color;
            let behind = element, colour;
            do {
                colour = getComputedStyle(behind).backgroundColor;
                behind = behind.parentElement;
            } while (behind && /, 0\\)|transparent/.test(colour));
            return [text, colour];
        }""")
    light, dark = sorted((_luminance(colour) for colour in colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [float(value) / 255 for value in re.findall(r"[\d.]+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
