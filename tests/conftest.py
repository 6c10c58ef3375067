"""The order, the workers and the fixtures of all tests."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import matplotlib
import pytest

from tests import parallel
from tests.parts import missing, need
from tests.system.browser.jupyterlab import ARGUMENTS, find_browser

matplotlib.use("Agg")  # no screen is needed

# The folders and files that run last, in this order: a broken checkout fails at once, and no core
# is left alone at the end with a long file.
LATE = (
    "tests/notebooks/", "tests/grading/", "tests/exercises/test_mutants", "tests/exercises/",
    "tests/system/ways/test_hub", "tests/system/ways/test_wheel",
    "tests/system/notebooks/test_release.py::test_a_class",
    "tests/system/notebooks/test_live", "tests/system/browser/test_explorers",
    "tests/system/notebooks/test_nbval", "tests/system/notebooks/", "tests/system/ways/",
    "tests/system/browser/", "tests/system/grading/test_killed",
    "tests/system/grading/test_own", "tests/system/grading/test_attacks",
    "tests/system/grading/test_sandbox", "tests/system/",
)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Start a worker on each core for whole folders, and none for a few tests."""
    return (os.cpu_count() or 1) if parallel.wants_workers(config) else 0


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> parallel.ByPiece:
    """Give out tests by file, and a few long files in pieces."""
    return parallel.ByPiece(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort quick tests to the front, in their own order, and slow ones to the end."""
    items.sort(key=lambda item: rank(item.nodeid))


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of garbage collection.

    They are more than a million objects, and to look through all of them takes half a second: a
    call with a limit of 0.3 seconds in which it happens would be taken for one that does not end.
    """
    gc.collect()
    gc.freeze()


def rank(nodeid: str) -> int:
    """Tell how late a test runs: 0 for a quick one."""
    return next((k for k, start in enumerate(LATE, start=1) if nodeid.startswith(start)), 0)


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A folder that all workers of this run share; see `parallel.make_once`."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture
def sum_up(record_property) -> Callable[[str, str, str], None]:
    """``sum_up(section, head, line)``: a line for the summary, whichever worker the test is on."""
    return lambda *parts: record_property("summary", list(parts))


def pytest_terminal_summary(terminalreporter) -> None:
    """Print the lines that tests have left by `sum_up`."""
    sections: dict[str, dict[str, list[str]]] = {}
    reports = [report for group in terminalreporter.stats.values() for report in group
               if getattr(report, "when", None) == "call"]
    for report in sorted(reports, key=lambda report: report.nodeid):
        for name, value in report.user_properties:
            if name == "summary":
                section, head, line = value
                sections.setdefault(section, {}).setdefault(head, []).append(line)
    for section, tables in sections.items():
        terminalreporter.section(section)
        for head, lines in tables.items():
            for line in filter(None, (head, *lines)):
                terminalreporter.line(line)


@pytest.fixture(scope="session")
def browser():
    """Chromium through Playwright, once for all folders."""
    if (path := find_browser()) is None:
        missing("Chromium", "apt-get install chromium")
    sync_playwright = need("test", "playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
