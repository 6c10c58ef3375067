"""nbgrader's own panels in JupyterLab, opened in a clone as an instructor would."""

import shutil
from pathlib import Path

import pytest

from tests.system.browser.jupyterlab import NotebookPage, jupyterlab

ROOT = Path(__file__).resolve().parents[3]
SOLVED = "solutions/01_one_step_downhill/01_one_step_downhill.ipynb"
PATIENCE = 60_000  # milliseconds: Validate runs the whole notebook


@pytest.fixture(scope="module")
def clone(browser, tmp_path_factory):
    """The part of a clone that nbgrader works with, served by JupyterLab."""
    folder, home = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("home")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("solutions", "course"):
        shutil.copytree(ROOT / name, folder / name)
    with jupyterlab(folder, home) as address:
        yield address


def test_the_panels_work_on_the_solved_notebook(browser, clone):
    """Create Assignment adds up the points, and Validate runs the notebook and passes it.

    Formgrader lists the assignments, and the assignment list opens.
    """
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    notebook = NotebookPage(page, clone, SOLVED)
    page.locator('li[title="Nbgrader Create Assignment"]').click()
    total = page.locator(".nbgrader-NotebookPoints input")
    total.wait_for(timeout=PATIENCE)
    assert total.input_value() == "33"

    page.locator('li[title="Nbgrader Create Assignment"]').click()
    page.get_by_text("Validate", exact=True).first.click()
    page.get_by_text("Your notebook passes all the tests").wait_for(timeout=PATIENCE)
    page.locator(".jp-Dialog button", has_text="Ok").click()

    notebook.choose("Nbgrader", "Formgrader")
    formgrader = page.frame_locator("iframe").first
    for name in ("01_one_step_downhill", "02_too_small_too_large"):
        formgrader.get_by_role("link", name=name, exact=True).wait_for(timeout=PATIENCE)
    notebook.choose("Nbgrader", "Assignment List")
    page.get_by_text("There are no assignments to fetch.").wait_for(timeout=PATIENCE)
    page.close()
