"""Standard errors and differences of few seeds, held to simulations and to published tables."""

import numpy as np
import pytest

from lrkit.uncertainty import difference, paired_difference, standard_error, t_factor


@pytest.mark.parametrize(("n", "factor"), [(2, 12.706), (3, 4.303), (5, 2.776), (6, 2.571),
                                           (31, 2.042), (41, 2.021), (61, 2.000), (121, 1.980)])
def test_the_factors_are_those_of_the_published_table(n, factor):
    """NIST/SEMATECH e-Handbook of Statistical Methods, table of Student's t, column 0.975.

    Beyond 31 values the factor is interpolated, to a thousandth.
    """
    assert t_factor(n) == pytest.approx(factor, abs=6e-4 if n <= 31 else 1.5e-3)


@pytest.mark.parametrize("n", [2, 3, 5, 12])
def test_equal_means_are_told_apart_in_one_of_twenty_experiments(n):
    """The meaning of 95 %: 4,000 experiments without any difference."""
    rng = np.random.default_rng(n)
    runs = rng.normal(size=(4000, 2, n)) + rng.normal(size=(4000, 1, n))  # a shared seed's share
    paired = np.mean([paired_difference(*pair).detected for pair in runs])
    assert paired == pytest.approx(0.05, abs=0.011)
    welch = np.mean([difference(*pair).detected for pair in rng.normal(size=(4000, 2, n))])
    assert welch < 0.061  # Welch is cautious with very few values


def test_pairs_see_what_unpaired_values_hide():
    """A difference of 0.05 under a spread of 1 that both share; second minus first."""
    shared = np.linspace(-1, 1, 5)
    found = paired_difference(shared, shared + np.array([4, 5, 6, 5, 5]) / 100)
    assert found.mean == pytest.approx(0.05)
    assert found.detected
    assert not difference(shared, shared + 0.05).detected


def test_the_numbers_of_a_difference_by_hand():
    """Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), two degrees of freedom."""
    found = paired_difference([0, 0, 0], [1, 2, 3])
    assert (found.mean, found.dof) == (2, 2)
    assert found.standard_error == pytest.approx(3**-0.5)
    assert found.bound == pytest.approx(4.3027 * 3**-0.5)
    welch = difference([1, 2, 3], [2, 4, 6, 8])  # squares 1/3 and 5/3
    assert welch.standard_error == pytest.approx(2**0.5)
    assert welch.dof == pytest.approx(4 / (1 / 18 + 25 / 27))


def test_equal_numbers_differ_by_nothing_and_rounding_is_no_difference():
    """A spread of 0 is known exactly; 0.1 + 0.2 against 0.3 is not a finding."""
    assert not paired_difference([0.3, 0.3], [0.1 + 0.2, 0.3]).detected
    assert not difference([0.3, 0.3], [0.1 + 0.2, 0.1 + 0.2]).detected
    assert paired_difference([1.0, 2.0], [1.5, 2.5]).detected
    assert not paired_difference([0.0, 0.0], [0.0, 0.0]).detected


@pytest.mark.parametrize("values", [[], [1.0], [[1.0, 2.0]], [1.0, np.nan], [1.0, np.inf]])
def test_what_has_no_spread_is_an_error(values):
    """One run, none, a matrix, and runs that diverged."""
    for call in (standard_error, lambda v: paired_difference(v, v), lambda v: difference(v, v)):
        with pytest.raises(ValueError, match="must be"):
            call(values)


def test_pairs_of_two_lengths_are_an_error():
    """And a single value has no factor."""
    with pytest.raises(ValueError, match="one length, got 2 and 3"):
        paired_difference([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="at least 2 values, got 1"):
        t_factor(1)
