"""The table of what differs between libraries is made from runs, and its reasons fit them."""

import numpy as np
import pytest

from tests.parts import need
from tests.recorded import library_table
from tests.recorded.library_table import METHODS, SAME

NAMES = {method.name: method for method in METHODS}


def test_the_page_has_the_tables_of_the_recording():
    """So that neither is changed alone."""
    assert library_table.page() == library_table.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_reason_is_given_exactly_where_paths_differ(name):
    """A reason without a difference would be a story, a difference without one a riddle."""
    found = library_table.recorded()[name]
    assert bool(NAMES[name].reason) == any(gap > SAME for gap in found.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_installed_libraries_are_as_far_apart(name, monkeypatch):
    """The figure of the table, to two digits."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    need("torch", "torch")
    need("jax", "keras", "jax", "optax")
    live, recorded = library_table.gaps(NAMES[name]), library_table.recorded()[name]
    assert live.keys() == recorded.keys()
    for pair, gap in recorded.items():
        np.testing.assert_allclose(live[pair], gap, rtol=0.01, atol=NAMES[name].rounding)


def test_every_method_is_recorded():
    """None is left out, and none is left over."""
    assert list(library_table.recorded()) == list(NAMES)
