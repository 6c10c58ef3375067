"""The trials of notebook 8: fair, repeatable, and able to come out each way."""

import numpy as np
import pytest

from lrkit import problems, trials
from lrkit.exercises.nb08.claims import CLAIMS
from lrkit.optimizers import GradientDescent, Momentum
from lrkit.trials import (
    Exhibit,
    Finding,
    adaptive,
    compare_paired,
    decide,
    digit_runs,
    estimate,
    minima,
    overfitting,
)
from lrkit.trials.base import VERDICTS

BY_NAME = {trial.name: trial for trial in trials.TRIALS}
LOW, MIDDLE, HIGH = [0.2, 0.21], [0.5, 0.51], [0.9, 0.91]
GONE = [np.inf, np.inf]
NONE, ALL, HALF = [0.0, 0.0], [1.0, 1.0], [0.0, 1.0]
LEFT, RIGHT = [-1.0, -0.9], [0.9, 1.0]

PAIRS = [f"{scaling}, {lr}" for scaling in ("unit norm", "standardised", "raw")
         for lr in ("0.1", "0.01")]
RULES = ["SGD", "momentum", "RMSProp", "Adam"]
ADAM, AMSGRAD = ["Adam, 0.1", "Adam, 0.999"], ["AMSGrad, 0.1"]


def rates(count: int) -> list[str]:
    """Names of so many conditions, as the trials give them to rates."""
    return [f"rate {k}" for k in range(count)]


# For each trial the names of its conditions, exhibit by exhibit.
NAMES = {
    "between_0_and_1": [rates(3)], "smaller_is_safe": [PAIRS], "small_is_slow": [rates(3)],
    "small_underfits": [rates(3)], "large_is_fast": [rates(4)],
    "large_diverges": [[f"{factor:g} / sharpness" for factor in minima.FACTORS]],
    "ensures_the_optimum": [["bowl, 1", "bowl, 2", "units, 1", "units, 2"]],
    "adaptive_is_stable": [RULES, ADAM + AMSGRAD],
    "adapts_to_performance": [["Adam", "RMSProp"]],
    "adaptive_balances": [["gradient descent", "Adam"], ["SGD", "Adam"]],
    "decay_refines": [rates(3)] * 2, "exponential_per_epoch": [rates(2)] * 2,
    "keras_learning_rate": [rates(3)], "grid_search_finds": [rates(3)],
    "dynamic_rate_helps": [rates(3)] * 2, "high_rate_overfits": [rates(3)] * 3,
    "tuned_rate_prevents": [["tuned, 60", "rate 1", "rate 2", "tuned, 120"]],
}
# Made-up measurements, exhibit by exhibit. Those of HOLDS are as the claim predicts in every
# condition, those of PARTLY in some, those of FAILS in none: a design that could only come out one
# way would be no trial.
HOLDS = {
    "between_0_and_1": [[[0.6, 0.7], [1.5, 1.6], HIGH]],
    "smaller_is_safe": [[LOW, HIGH] * 3],
    "small_is_slow": [[LOW, MIDDLE, HIGH]],
    "small_underfits": [[LOW, HIGH, MIDDLE]],
    "large_is_fast": [[HIGH, MIDDLE, LOW, [0.1, 0.11]]],
    "large_diverges": [[NONE, *[ALL] * 4]],
    "ensures_the_optimum": [[LOW, ALL, ALL, LOW]],
    "adaptive_is_stable": [[LOW, LOW, LOW, HIGH], [LEFT, LEFT, RIGHT]],
    "adapts_to_performance": [[LOW, LOW]],
    "adaptive_balances": [[MIDDLE, LOW], [MIDDLE, HIGH]],
    "decay_refines": [[HIGH, MIDDLE, LOW]] * 2,
    "exponential_per_epoch": [[[0.9, 0.9]] * 2, [HIGH, HIGH]],
    "keras_learning_rate": [[[1e-9, 1e-9], LOW, LOW]],
    "grid_search_finds": [[HIGH, HIGH, HIGH]],
    "dynamic_rate_helps": [[HIGH, MIDDLE, LOW]] * 2,
    "high_rate_overfits": [[HIGH, MIDDLE, LOW]] * 3,
    "tuned_rate_prevents": [[NONE, LOW, HIGH, NONE]],
}
PARTLY = {
    "between_0_and_1": [[[107.0, 109.0], HIGH, LOW]],
    "smaller_is_safe": [[LOW, HIGH, LOW, HIGH, *[GONE] * 2]],
    "small_is_slow": [[LOW, HIGH, MIDDLE]],
    "small_underfits": [[MIDDLE, HIGH, LOW]],
    "large_is_fast": [[HIGH, MIDDLE, LOW, GONE]],
    "large_diverges": [[NONE, NONE, NONE, NONE, HALF]],
    "ensures_the_optimum": [[ALL, ALL, HIGH, [0.99, 1.0]]],
    "adaptive_is_stable": [[LOW, LOW, LOW, HIGH], [RIGHT, LEFT, LEFT]],
    "adapts_to_performance": [[LOW, [1e-9, 1e-9]]],
    "adaptive_balances": [[MIDDLE, HIGH], [MIDDLE, HIGH]],
    "decay_refines": [[HIGH, MIDDLE, LOW], [LOW, MIDDLE, HIGH]],
    "exponential_per_epoch": [[[0.9, 0.9], LOW], [HIGH, LOW]],
    "keras_learning_rate": [[[1e-9, 0.1], [0.2, 0.2], LOW]],
    "grid_search_finds": [[LOW, HIGH, HIGH]],
    "dynamic_rate_helps": [[MIDDLE, LOW, HIGH]] * 2,
    "high_rate_overfits": [[HIGH, MIDDLE, LOW], [HIGH, HIGH, LOW], [HIGH, HIGH, HIGH]],
    "tuned_rate_prevents": [[NONE, LOW, HIGH, LOW]],
}
FAILS = {
    "between_0_and_1": [[[107.0, 109.0], LOW, LOW]],
    "smaller_is_safe": [[GONE] * 6],
    "small_is_slow": [[HIGH, MIDDLE, LOW]],
    "small_underfits": [[LOW, LOW, LOW]],
    "large_is_fast": [[LOW, MIDDLE, HIGH, GONE]],
    "large_diverges": [[NONE] * 5],
    "ensures_the_optimum": [[LOW, MIDDLE, HIGH, [0.99, 1.0]]],
    "adaptive_is_stable": [[HIGH, HIGH, LOW, LOW], [RIGHT, RIGHT, LEFT]],
    "adapts_to_performance": [[[1e-9, 1e-9]] * 2],
    "adaptive_balances": [[MIDDLE, HIGH], [MIDDLE, LOW]],
    "decay_refines": [[LOW, MIDDLE, HIGH]] * 2,
    "exponential_per_epoch": [[LOW, LOW], [HIGH, HIGH]],
    "keras_learning_rate": [[LOW, LOW, LOW]],
    "grid_search_finds": [[LOW, MIDDLE, HIGH]],
    "dynamic_rate_helps": [[LOW, MIDDLE, HIGH]] * 2,
    "high_rate_overfits": [[HIGH, MIDDLE, LOW], [HIGH, HIGH, HIGH], [HIGH, HIGH, HIGH]],
    "tuned_rate_prevents": [[LOW, LOW, LOW, HIGH]],
}


def judged(name: str, numbers: list) -> str:
    """Return the verdict on made-up numbers, as if the trial had measured them."""
    exhibits = tuple(Exhibit(f"part {k}: unit",
                             dict(zip(names, map(np.array, values), strict=True)))
                     for k, (names, values) in enumerate(zip(NAMES[name], numbers, strict=True)))
    return Finding(BY_NAME[name], exhibits).verdict


@pytest.mark.parametrize(("numbers", "verdict"), [(HOLDS, "true"), (PARTLY, "qualified"),
                                                  (FAILS, "wrong")])
@pytest.mark.parametrize("name", BY_NAME)
def test_a_trial_comes_out_each_way_by_the_definition(name, numbers, verdict):
    """True if the prediction was seen in all conditions, qualified if in some, wrong if in none."""
    assert judged(name, numbers[name]) == verdict


def test_a_verdict_by_hand():
    """A share of the cases is some of them; without a condition there is no verdict."""
    assert [decide(seen) for seen in ([True], [1, 1.0], [0.999, 1], [0.001], [False, 0])] == [
        "true", "true", "qualified", "qualified", "wrong"]
    with pytest.raises(ValueError, match="at least one condition"):
        decide([])


def test_no_difference_was_detected_is_not_the_opposite():
    """Equal noise on both sides is no lower accuracy, and no higher one either."""
    noise = [[0.1, 0.9, 0.5], [0.9, 0.1, 0.5], [0.5, 0.9, 0.1]]
    assert judged("small_is_slow", [noise]) == judged("dynamic_rate_helps", [noise] * 2) == "wrong"
    assert judged("adaptive_balances", [noise[:2], noise[:2]]) == "true"


QUICK = ("between_0_and_1", "smaller_is_safe", "small_is_slow", "large_is_fast", "large_diverges",
         "ensures_the_optimum", "adapts_to_performance", "decay_refines", "keras_learning_rate")


@pytest.mark.parametrize("name", QUICK)
def test_a_finding_has_its_numbers_and_a_verdict(name):
    """Every condition with several repetitions, a row for the ledger, and all parts in words."""
    finding = trials.hear(name)
    assert finding is trials.hear(name)
    assert finding.row == (finding.trial.claim, finding.verdict, finding.evidence)
    assert finding.verdict in VERDICTS
    for exhibit in finding.exhibits:
        assert min(len(values) for values in exhibit.values.values()) >= 3
    for part in ("if it holds", "held equal", "seen if", "verdict", "not shown"):
        assert part in repr(finding)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_the_exercise_accepts_the_verdict_of_the_trial(claim):
    """The same claim, and the verdict of notebook 8's trial counts as right."""
    assert BY_NAME[claim.name].claim == claim.sentence
    if claim.name in QUICK:
        assert trials.hear(claim.name).verdict == claim.verdict


def test_a_name_that_is_not_on_the_list():
    """It says which there are."""
    with pytest.raises(ValueError, match=r"name must be one of .*large_is_fast"):
        trials.hear("large = fast")


def test_a_standard_error_by_hand():
    """Of 1, 2, 3 it is 1/sqrt(3), and 4.3 of them to each side; equal numbers have none."""
    assert estimate([1.0, 2.0, 3.0]) == pytest.approx((2.0, 3**-0.5, 4.3027 * 3**-0.5))
    assert estimate([0.1 + 0.2, 0.3]).error == 0
    with pytest.raises(ValueError, match="at least one number"):
        estimate([])


@pytest.mark.parametrize(("first", "second", "sign"), [
    ([1, 2, 3], [1.1, 2.15, 3.1], 1), ([1.1, 2.15, 3.1], [1, 2, 3], -1),
    ([1, 2, 3], [1.1, 2.2, 3.1], 0), ([1, 2, 3], [3, 2, 1], 0),
    ([1, 2], [np.inf, 2], 1), ([np.inf, 1], [1, 1], -1), ([np.inf], [np.inf], 0),
    ([0.1 + 0.2, 0.3], [0.3, 0.3], 0)])
def test_pairs_are_compared_by_their_differences(first, second, sign):
    """A small difference in every pair counts although the lists overlap.

    With three pairs it has to be 4.3 standard errors: 7 are enough, 4 are not.
    """
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
