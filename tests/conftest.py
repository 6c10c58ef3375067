"""What all tests share."""

import os

import matplotlib
import pytest

from tests.browser.jupyterlab import ARGUMENTS, find_browser

matplotlib.use("Agg")  # no screen is needed

# Folders whose tests start kernels, servers or browsers: they run last, so that a broken
# checkout fails within seconds.
SLOW = ("tests/exercises", "tests/grading", "tests/notebooks", "tests/browser", "tests/ways")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first, in their own order; the slow folders last, in the order of SLOW."""

    def rank(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((k for k, folder in enumerate(SLOW, start=1) if f"{folder}/" in path), 0)

    items.sort(key=rank)


@pytest.fixture(scope="session")
def browser():
    """Chromium through Playwright, once for all folders.

    Missing: a skip with the reason, in CI a failure.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    path = find_browser()
    if path is None or sync_playwright is None:
        missing = "no Chromium (apt-get install chromium)" if path is None else "no playwright"
        if os.environ.get("CI"):
            pytest.fail(f"CI must run the browser tests: {missing}")
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
