"""A JupyterLab with the course, once for all tests in this folder."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

from tests.browser.figures import Latency
from tests.browser.jupyterlab import NotebookPage, jupyterlab

PICTURES = Path(__file__).parent / "screenshots"  # ignored by git
# What test_explorers measured: a notebook, milliseconds by slider, pictures a second on a drag.
LATENCIES: list[tuple[str, dict[str, Latency], float]] = []


def pytest_terminal_summary(terminalreporter) -> None:
    """How quickly the interactive figures answered."""
    if LATENCIES:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
        write = terminalreporter.line
        terminalreporter.section("interactive figures in JupyterLab")
        write(f"{'notebook':28}{'key to picture, median':>24}{'in Python':>12}{'on a drag':>16}"
              "   slowest slider")
        for name, sliders, rate in LATENCIES:
            latency, python, whole = (median(each) for each in zip(*sliders.values(), strict=True))
            slowest = max(sliders, key=lambda label: sliders[label].picture)
            write(f"{name:28}{latency:21.0f} ms{python:9.1f} ms{rate:5.0f} pictures/s   "
                  f"{slowest}, {sliders[slowest].picture:.0f} ms"
                  + (f"; complete after {whole:.0f} ms" if whole > latency else ""))
        write(f"{os.cpu_count()} cores, load {load:.1f}")


@pytest.fixture(scope="session")
def course_server(tmp_path_factory, browser):
    """JupyterLab in a folder as `lrkit start` fills it for a student."""
    folder, home = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("home")
    lrkit = Path(sys.executable).with_name("lrkit")
    subprocess.run([lrkit, "start", folder, "--no-open"], check=True, capture_output=True)
    with jupyterlab(folder, home) as address:
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
