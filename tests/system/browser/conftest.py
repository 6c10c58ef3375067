"""A JupyterLab with the course, once for all tests in this folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.browser.jupyterlab import NotebookPage, jupyterlab

PICTURES = Path(__file__).parent / "screenshots"  # ignored by git
@pytest.fixture(scope="session")
def course_folder(tmp_path_factory) -> Path:
    """A folder as `lrkit start` fills it for a student."""
    folder = tmp_path_factory.mktemp("course")
    lrkit = Path(sys.executable).with_name("lrkit")
    subprocess.run([lrkit, "start", folder, "--no-open"], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def course_server(course_folder, tmp_path_factory, browser):
    """JupyterLab in that folder."""
    home = tmp_path_factory.mktemp("home")
    with jupyterlab(course_folder, home) as address:
        loaded = "lrkit.websocket | extension was successfully loaded"
        assert loaded in (home / "server.log").read_text(), "install lrkit anew: pip install -e ."
        yield address


@pytest.fixture
def open_notebook(browser, course_server):
    """Open a notebook of the course in a page of its own."""
    contexts = []

    def open_(path: str, **options) -> NotebookPage:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        return NotebookPage(context.new_page(), course_server, path)

    yield open_
    for context in contexts:
        context.close()
