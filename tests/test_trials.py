"""The trials of notebook 8: fair, repeatable, and able to come out either way."""

import numpy as np
import pytest

from lrkit import problems, trials
from lrkit.exercises.nb08.claims import CLAIMS
from lrkit.optimizers import GradientDescent, Momentum
from lrkit.trials import (
    Exhibit,
    adaptive,
    compare_paired,
    digit_runs,
    estimate,
    minima,
    overfitting,
)
from lrkit.trials.base import VERDICTS

BY_NAME = {trial.name: trial for trial in trials.TRIALS}
LOW, MIDDLE, HIGH = [0.2, 0.21], [0.5, 0.51], [0.9, 0.91]
GONE = [np.inf, np.inf]

# For each trial made-up measurements under which its sentence holds, and some under which it does
# not: a design that could only come out one way would be no trial.
HOLDS = {
    "between_0_and_1": [LOW, MIDDLE, HIGH],
    "smaller_is_safe": [LOW, HIGH] * 3,
    "small_is_slow": [LOW, MIDDLE, HIGH],
    "small_underfits": [LOW, HIGH, MIDDLE],
    "large_is_fast": [HIGH, MIDDLE, LOW, [0.1, 0.11]],
    "large_diverges": [[0.0, 0.0], *[[1.0, 1.0]] * 4],
    "ensures_the_optimum": [[1.0, 1.0]] * 4,
    "adapts_to_performance": [HIGH, LOW, LOW],
    "decay_refines": [[HIGH, MIDDLE, LOW], [HIGH, MIDDLE, LOW]],
    "exponential_per_epoch": [[[0.9, 0.9]] * 2, [HIGH, HIGH]],
    "keras_learning_rate": [[1e-9, 1e-9], LOW, LOW],
    "grid_search_finds": [HIGH, HIGH, HIGH],
    "dynamic_rate_helps": [[HIGH, MIDDLE, LOW], [HIGH, MIDDLE, LOW]],
    "high_rate_overfits": [[HIGH, MIDDLE, LOW]] * 3,
    "tuned_rate_prevents": [[0.0, 0.0], LOW, HIGH, [0.0, 0.0]],
}
FAILS = {
    "between_0_and_1": [[107.0, 109.0], LOW, LOW],
    "smaller_is_safe": [GONE] * 6,
    "small_is_slow": [HIGH, MIDDLE, LOW],
    "small_underfits": [LOW, LOW, LOW],
    "large_is_fast": [LOW, MIDDLE, HIGH, GONE],
    "large_diverges": [[0.0, 0.0]] * 5,
    "ensures_the_optimum": [LOW, MIDDLE, HIGH, [0.99, 1.0]],
    "adapts_to_performance": [HIGH, [1e-9, 1e-9], LOW],
    "decay_refines": [[LOW, MIDDLE, HIGH], [LOW, MIDDLE, HIGH]],
    "exponential_per_epoch": [[LOW, LOW], [HIGH, HIGH]],
    "keras_learning_rate": [LOW, LOW, LOW],
    "grid_search_finds": [LOW, MIDDLE, HIGH],
    "dynamic_rate_helps": [[LOW, MIDDLE, HIGH], [LOW, MIDDLE, HIGH]],
    "high_rate_overfits": [[HIGH, MIDDLE, LOW], [HIGH, HIGH, HIGH], [HIGH, HIGH, HIGH]],
    "tuned_rate_prevents": [LOW, LOW, LOW, HIGH],
}


def judged(name: str, numbers: list) -> str:
    """The verdict on made-up numbers, put in the place of a quick finding's."""
    trial = BY_NAME[name]
    shape = NAMES[name]
    groups = numbers if len(shape) > 1 else [numbers]
    return trial.judge(*(Exhibit("", dict(zip(names, map(np.array, values), strict=True)))
                         for names, values in zip(shape, groups, strict=True)))


def plain(count: int) -> list[str]:
    return [str(k) for k in range(count)]


PAIRS = [f"{scaling}, {lr}" for scaling in ("unit norm", "standardised", "raw")
         for lr in ("0.1", "0.01")]
NAMES = {
    "between_0_and_1": [plain(3)], "smaller_is_safe": [PAIRS], "small_is_slow": [plain(3)],
    "small_underfits": [plain(3)], "large_is_fast": [plain(4)],
    "large_diverges": [[f"{factor:g} / sharpness" for factor in minima.FACTORS]],
    "ensures_the_optimum": [plain(4)], "adapts_to_performance": [plain(3)],
    "decay_refines": [plain(3)] * 2, "exponential_per_epoch": [plain(2)] * 2,
    "keras_learning_rate": [plain(3)], "grid_search_finds": [plain(3)],
    "dynamic_rate_helps": [plain(3)] * 2, "high_rate_overfits": [plain(3)] * 3,
    "tuned_rate_prevents": [plain(4)],
}


@pytest.mark.parametrize("name", HOLDS)
def test_a_trial_can_confirm_its_sentence(name):
    """With numbers as the sentence predicts them the verdict is true."""
    assert judged(name, HOLDS[name]) == "true"


@pytest.mark.parametrize("name", FAILS)
def test_a_trial_can_refute_its_sentence(name):
    """With numbers that contradict it the verdict is wrong."""
    assert judged(name, FAILS[name]) == "wrong"


def windows(adam, plain_ones, end):
    return BY_NAME["adaptive_is_stable"].judge(
        Exhibit("", {"SGD": np.array(plain_ones), "momentum": np.array(plain_ones),
                     "Adam": np.array(adam)}),
        Exhibit("", {"Adam, 0.1": np.array(end), "AMSGrad": np.array(LOW)}))


def test_stability_needs_a_wide_window_and_the_right_end():
    """Both: true; one: qualified; none: wrong."""
    left, right = [-1.0, -0.9], [0.9, 1.0]
    assert windows(HIGH, LOW, left) == "true"
    assert windows(HIGH, LOW, right) == windows(LOW, HIGH, left) == "qualified"
    assert windows(LOW, HIGH, right) == "wrong"


def test_balance_is_judged_on_both_data():
    """An error as low as gradient descent's, and as many digits as SGD reads."""
    def judge(errors, read):
        return BY_NAME["adaptive_balances"].judge(
            Exhibit("", {"gradient descent": np.array(MIDDLE), "Adam": np.array(errors)}),
            Exhibit("", {"SGD": np.array(MIDDLE), "Adam": np.array(read)}))

    assert judge(LOW, HIGH) == "true"
    assert judge(HIGH, HIGH) == judge(LOW, LOW) == "qualified"
    assert judge(HIGH, LOW) == "wrong"


def test_every_rule_was_put_to_the_test():
    """No trial is left out above."""
    assert {*HOLDS, "adaptive_is_stable", "adaptive_balances"} == set(BY_NAME)
    assert set(HOLDS) == set(FAILS) == set(NAMES)


QUICK = ("between_0_and_1", "smaller_is_safe", "large_diverges", "adapts_to_performance",
         "decay_refines")


@pytest.mark.parametrize("name", QUICK)
def test_a_finding_has_its_numbers_and_a_verdict(name):
    """Every condition with several repetitions, a row for the ledger, and all parts in words."""
    finding = trials.hear(name)
    assert finding is trials.hear(name)
    assert finding.row == (finding.trial.claim, finding.verdict, finding.evidence)
    assert finding.verdict in VERDICTS
    for exhibit in finding.exhibits:
        assert min(len(values) for values in exhibit.values.values()) >= 3
    for part in ("if it holds", "held equal", "rule", "verdict", "not shown"):
        assert part in repr(finding)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_the_exercise_accepts_the_verdict_of_the_trial(claim):
    """The same sentence, and what notebook 8's trial says of it counts as right."""
    assert BY_NAME[claim.name].claim == claim.sentence
    if claim.name in QUICK:
        assert trials.hear(claim.name).verdict in claim.verdicts


def test_a_name_that_is_not_on_the_list():
    """It says which there are."""
    with pytest.raises(ValueError, match=r"name must be one of .*large_is_fast"):
        trials.hear("large = fast")


def test_a_standard_error_by_hand():
    """Of 1, 2, 3 it is 1/sqrt(3); equal numbers have none, but for rounding."""
    assert estimate([1.0, 2.0, 3.0]) == (2.0, pytest.approx(1 / np.sqrt(3)))
    assert estimate([0.1 + 0.2, 0.3]).error == 0
    with pytest.raises(ValueError, match="at least one number"):
        estimate([])


@pytest.mark.parametrize(("first", "second", "sign"), [
    ([1, 2, 3], [1.1, 2.2, 3.1], 1), ([1.1, 2.2, 3.1], [1, 2, 3], -1), ([1, 2, 3], [3, 2, 1], 0),
    ([1, 2], [np.inf, 2], 1), ([np.inf, 1], [1, 1], -1), ([np.inf], [np.inf], 0),
    ([0.1 + 0.2, 0.3], [0.3, 0.3], 0)])
def test_pairs_are_compared_by_their_differences(first, second, sign):
    """A small difference in every pair counts although the lists overlap."""
    assert compare_paired(first, second) == sign


def test_networks_side_by_side_are_the_networks_of_the_course():
    """The same steps as DigitsNetwork's own gradient makes, one run at a time.

    What is measured comes in single precision, to six digits.
    """
    from lrkit.trials.digits import _Draw

    draw, net = _Draw(3, wrong_labels=0.2), problems.DigitsNetwork()
    own = problems.DigitsNetwork(*draw.learnt)
    for rule in (GradientDescent(), Momentum(0.5)):
        draw = _Draw(3, wrong_labels=0.2)
        runs = digit_runs([0.1, 0.4], 1, seeds=[2, 3], wrong_labels=0.2, optimizer=rule)
        w = draw.start
        state = rule.init(w)
        for images, labels in draw.batches():
            w, state = rule.step(w, problems.DigitsNetwork(images, labels).grad(w), state, 0.4)
        assert runs.train_losses[1, 1, -1] == pytest.approx(own.value(w), rel=1e-6)
        assert runs.val_losses[1, 1, -1] == pytest.approx(
            problems.DigitsNetwork(*draw.held_out).value(w), rel=1e-6)
        assert runs.test_accs[1, 1, -1] == net.accuracy(w, *draw.test)
        assert runs.test_losses[1, 1, -1] == pytest.approx(
            problems.DigitsNetwork(*draw.test).value(w), rel=1e-6)


def test_a_fifth_of_the_labels_is_wrong_and_the_rest_is_right():
    """Exactly 200 of 1,000, and each of them another digit."""
    from lrkit.trials.digits import _Draw

    draw, digits = _Draw(0, 0.2), problems.load_digits()
    true = {image.tobytes(): label for image, label in zip(digits.X_train, digits.y_train,
                                                           strict=True)}
    given = [(image, label) for images, labels in (draw.learnt, draw.held_out)
             for image, label in zip(images, labels, strict=True)]
    wrong = sum(label != true[image.tobytes()] for image, label in given)
    assert wrong == 200


@pytest.mark.parametrize(("options", "message"), [
    ({"lrs": []}, "must not be empty"), ({"seeds": []}, "must not be empty"),
    ({"num_epochs": 0}, "at least 1"), ({"every": 2}, "multiple of every"),
    ({"wrong_labels": 1.5}, "share from 0 to 1")])
def test_digit_runs_refuses_what_makes_no_sense(options, message):
    """It is said before anything is trained."""
    with pytest.raises(ValueError, match=message):
        digit_runs(**({"lrs": [0.1], "num_epochs": 1} | options))


def test_matched_accuracies_are_those_of_the_first_epoch_that_gets_there():
    """By hand; a rate that never gets there has none."""
    runs = trials.DigitRuns(np.array([0.1, 1.0]), np.arange(3), np.array(
        [[[2.0, 0.9, 0.5], [2.0, 1.5, 1.1]]]), np.array([[[2.0, 1.0, 3.0], [2.0, 1.0, 1.5]]]),
        np.zeros((1, 2, 3)), np.array([[[0.1, 0.7, 0.6], [0.1, 0.5, 0.4]]]))
    assert np.array_equal(overfitting.accuracy_at_loss(runs, 1.0), [[0.7, np.nan]], equal_nan=True)
    assert np.allclose(overfitting.lost_to_overfitting(runs), [[0.1, 0.1]])


def test_on_reddis_problem_the_ends_are_those_of_the_paper():
    """Adam with a short memory at the worst end, from every start; AMSGrad at the best."""
    from lrkit.optimizers import Adam, AMSGrad

    assert adaptive.on_reddis_problem(Adam(0.0, 0.1)).min() > 0.9
    assert adaptive.on_reddis_problem(AMSGrad(0.0, 0.1)).max() < -0.9
