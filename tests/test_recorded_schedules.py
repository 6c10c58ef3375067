"""Notebook 4's recorded runs: they can be repeated, and what its text says of them holds."""

import numpy as np
import pytest

from lrkit.problems import DigitsNetwork
from lrkit.schedules import CosineDecay, Warmup
from lrkit.training import recorded_schedules, recorded_warmups
from lrkit.uncertainty import paired_difference
from tests.recorded.record_schedule_runs import (
    LRS,
    SCHEDULES,
    SEEDS,
    STEPS,
    WARMUPS,
    steep_start,
    unseen_losses,
)

TRIED = recorded_schedules()
REPEATED = [("cosine", 0.3), ("exponential", 0.1), ("stable, decay", 0.2), ("one-cycle", 0.5)]


def test_every_setting_was_run_with_every_rate_and_seed():
    """Each schedule that has a setting has four of them: all are tuned alike."""
    assert TRIED.lrs.tolist() == list(LRS)
    assert {name: list(settings) for name, settings in TRIED.losses.items()} == {
        name: list(settings) for name, settings in SCHEDULES.items()}
    assert {len(s) for name, s in TRIED.losses.items() if name != "constant"} == {4}
    shapes = {values.shape for settings in TRIED.losses.values() for values in settings.values()}
    assert shapes == {(len(SEEDS), len(LRS))}


@pytest.mark.parametrize(("name", "setting"), REPEATED)
def test_a_recorded_run_can_be_repeated(name, setting):
    """The same seed and rate give the recorded loss; the last digits are the processor's."""
    start = DigitsNetwork().init(np.random.default_rng(0))
    again = unseen_losses(start, SCHEDULES[name][setting], seeds=[3], lrs=[0.2])
    assert again == pytest.approx(TRIED.losses[name][setting][3:4, :1], abs=2e-3)


def test_a_recorded_warm_up_can_be_repeated():
    """From the steep start, with the longest warm-up."""
    schedule = Warmup(CosineDecay(1.0, STEPS - WARMUPS[-1]), WARMUPS[-1])
    again = unseen_losses(steep_start(DigitsNetwork()), schedule, seeds=[1], lrs=[0.2])
    recorded = recorded_warmups().losses["steep"][WARMUPS[-1]]
    assert again == pytest.approx(recorded[1:2, :1], abs=5e-3)


def test_no_best_setting_lies_on_the_edge_of_what_was_tried():
    """Else the grid would have to be extended before the comparison counts (notebook 3)."""
    for name, settings in TRIED.losses.items():
        setting, lr, _ = TRIED.best(name)
        assert LRS[0] < lr < LRS[-1], name
        assert name == "constant" or min(settings) < setting < max(settings), name


def test_what_the_notebook_says_of_the_best_runs():
    """Only “stable, decay” differs from the cosine by more than the bound, none from constant."""
    cosine = TRIED.best("cosine")[2]
    found = {name: paired_difference(cosine, TRIED.best(name)[2]) for name in TRIED.losses}
    assert {name for name, step in found.items() if step.detected} == {"stable, decay"}
    assert found["stable, decay"].mean < 0
    constant = TRIED.best("constant")[2]
    assert not any(paired_difference(constant, TRIED.best(name)[2]).detected
                   for name in TRIED.losses)


def test_stable_decay_is_lowest_up_to_1_and_fails_at_1_4():
    """At each rate the best mean of any setting; both halves of the sentence."""
    lowest = {name: np.min([values.mean(axis=0) for values in settings.values()], axis=0)
              for name, settings in TRIED.losses.items()}
    others = np.min([means for name, means in lowest.items() if name != "stable, decay"], axis=0)
    fixed = TRIED.curves("stable, decay, 0.2")["stable, decay, 0.2"].mean(axis=0)
    assert (fixed[:-1] < others[:-1]).all()
    assert fixed[-1] > 1.9 and others[-1] < 0.2


def test_a_warm_up_saves_the_steep_start_and_gives_the_ordinary_one_nothing():
    """At 0.7 far beyond chance; at the ordinary start's best rate no difference is detected."""
    runs = recorded_warmups()
    column = list(runs.lrs).index(0.7)
    without, slow = (runs.losses["steep"][steps][:, column] for steps in (0, 75))
    step = paired_difference(without, slow)
    assert step.detected and step.mean < -0.5 and slow.max() < 0.2 < without.min()
    column = list(runs.lrs).index(1.0)
    without, *others = (runs.losses["ordinary"][steps][:, column] for steps in WARMUPS)
    assert not any(paired_difference(without, slow).detected for slow in others)


def test_the_table_and_the_comparison_name_each_row():
    """A row for each setting; the reference's own row has no difference."""
    table, compared = str(TRIED), TRIED.compare_best("cosine")
    assert len(table.splitlines()) == 22
    assert "exponential, 0.01 0.531 ± 0.001" in " ".join(table.split())
    assert compared.count("no difference was detected") == 4
    assert compared.count("a difference") == 1
    (row,) = [line for line in compared.splitlines() if line.startswith("cosine")]
    assert "bound" not in row
