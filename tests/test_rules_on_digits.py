"""The recorded runs of notebook 7: what is recorded is what the rules do."""

import numpy as np
import pytest

from lrkit.optimizers import Adam, Muon
from lrkit.trials import rules, tuned_runs


@pytest.mark.parametrize("rule", ["SGD", "Adam, beta2 0.95", "Lion", "Muon"])
@pytest.mark.parametrize("plan", rules.PLANS)
def test_a_recorded_run_is_what_its_rule_does(rule, plan):
    """One start, at the rate that was chosen, run again."""
    recorded = tuned_runs(rule, plan)
    again = rules.measure_rule(rule, plan, [recorded.lr], seeds=range(1)).test_losses[0, 0, -1]
    assert again == pytest.approx(recorded.losses[0], rel=0.02)  # processors differ a little


def test_every_rule_has_its_best_rate_inside_the_grid():
    """A rate at the edge would be a rule that was not tuned."""
    for plan in rules.PLANS:
        assert all(rules.LRS[0] < tuned_runs(rule, plan).lr < rules.LRS[-1]
                   for rule in rules.RULES)


def test_muon_moves_the_square_matrix_and_adam_the_rest():
    """Each run as if it were alone; the rates are those of the runs."""
    rng, rates = np.random.default_rng(0), np.array([0.1, 0.2])[:, None, None]
    rule = rules.HiddenMuon()
    for shape, alone in (((4, 4), Muon(flavor="keras")), ((1, 4), Adam())):
        grads = rng.normal(size=(3, 2, *shape))
        moved, _ = rule.step(0 * grads, grads, rule.init(grads), rates)
        expected, _ = alone.step(0 * grads[2, 1], grads[2, 1], alone.init(grads[2, 1]), 0.2)
        assert moved[2, 1] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("names", [("Adagrad", "constant"), ("Adam", "cosine")])
def test_unknown_runs_are_refused(names):
    """With the names that there are."""
    with pytest.raises(ValueError, match=r"rule must be one of .*'Lion'.* and plan one of"):
        tuned_runs(*names)
