"""A JupyterLab with the course, once for all tests in this folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.jupyterlab import NotebookPage, jupyterlab

PICTURES = Path(__file__).parent / "screenshots"  # ignored by git
LATENCIES: list[tuple[str, float, float, float]] = []  # what test_explorers measured


def pytest_terminal_summary(terminalreporter) -> None:
    """How quickly the interactive figures answered."""
    if LATENCIES:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        terminalreporter.section("interactive figures in JupyterLab")
        terminalreporter.line(
            f"{'notebook':32}{'key to picture, median':>24}{'in Python':>14}{'on a drag':>18}")
        for name, latency, python, rate in LATENCIES:
            terminalreporter.line(
                f"{name:32}{latency:21.0f} ms{python:11.1f} ms{rate:7.0f} pictures/s")
        terminalreporter.line(f"{os.cpu_count()} cores, load {load:.1f}")


@pytest.fixture(scope="session")
def course_server(tmp_path_factory, browser):
    """JupyterLab in a folder as `lrkit start` fills it for a student."""
    folder, home = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("home")
    lrkit = Path(sys.executable).with_name("lrkit")
    subprocess.run([lrkit, "start", folder, "--no-open"], check=True, capture_output=True)
    with jupyterlab(folder, home) as address:
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
