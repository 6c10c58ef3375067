"""The browser of the other tests serves these too."""

from tests.browser.conftest import browser

__all__ = ["browser"]
