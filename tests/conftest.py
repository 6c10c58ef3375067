"""What all tests share."""

import matplotlib
import pytest

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
