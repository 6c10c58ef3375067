"""A misconception is named only where it explains what is seen."""

import numpy as np
import pytest

from lrkit.checking import grade_function
from lrkit.exercises import all_exercises, get
from tests.exercises.changed import EVERY_ANSWER, false_names


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_no_changed_answer_gets_a_name_that_the_rule_forbids(exercise):
    """Whatever is wrong with it besides: `rule` says the same as the check, in another way."""
    count, found = false_names(exercise, share=1 if EVERY_ANSWER else 8)
    assert count > (80 if EVERY_ANSWER else 10)
    assert not found


def grade(name, answer):
    return grade_function(get(name), answer)


@pytest.mark.parametrize("name", ["adam_step", "softmax_xent", "momentum_step", "nesterov_step",
                                  "adagrad_step", "rmsprop_step", "min_norm_vs_sign", "early_stop",
                                  "best_lr", "fit_line", "heavy_ball_params", "grid_search"])
def test_one_value_too_many_is_told_as_that(name):
    """It is not cut off: the number of values is the fault, and no line of thought."""
    right = get(name).reference
    more = grade(name, lambda *args: (*right(*args), 7.0))
    assert more.misconception is None
    assert f"should come back, in a tuple; got {len(get(name).returns) + 1}" in str(more)


def test_a_value_left_out_is_told_as_that():
    """Slope and intercept alone say nothing of the list of losses."""
    right = get("fit_line").reference
    result = grade("fit_line", lambda x, y, lr, n_steps: right(x, y, lr, n_steps)[:2])
    assert result.misconception is None
    assert "3 things should come back, in a tuple; got 2" in str(result)


def test_a_name_never_contradicts_a_part_that_holds():
    """Ordinary bowls are right, so that no slip of theirs is named for a saddle."""
    right = get("max_stable_lr").reference

    def none_for_a_saddle(H):
        return np.inf if np.min(np.linalg.eigvalsh(np.atleast_2d(H))) < 0 else right(H)

    result = grade("max_stable_lr", none_for_a_saddle)
    assert result.misconception is None and "✓ 2 over the largest curvature" in str(result)


def test_the_words_hold_for_every_code_that_gives_the_same_numbers():
    """The trace is told of the trace, too; adding and subtracting the step have words of theirs."""
    trace = grade("linreg_max_lr", lambda X: len(X) / np.trace(X.T @ X))
    assert "which is the trace of X.T @ X" in str(trace)
    ahead = str(grade("gd_step", lambda w, grad, lr: -lr * grad))
    assert "you returned  0.6" in ahead and "A step of 0.6 from 4 does not end at 0.6" in ahead
    amount = grade("gd_step", lambda w, grad, lr: lr * grad)
    assert "you returned  -0.6" in str(amount)
    assert amount.misconception == "returned_what_to_subtract"


def test_random_numbers_from_elsewhere_are_told_as_that():
    """Not as hidden state, which is something else."""
    def from_numpy(n, batch_size, rng):
        order = np.random.permutation(n)
        return [order[k:k + batch_size] for k in range(0, n, batch_size)]

    result = grade("minibatches", from_numpy)
    assert "do all random numbers come from the given generator?" in str(result)
    assert "hidden state" not in str(result) and result.misconception is None


def test_a_none_that_was_written_is_not_called_a_missing_return():
    """It may be missing, or it may be there and have the wrong value."""
    def one_short(lr, curvature, x0, tol, max_steps):
        for k in range(max_steps):
            if abs(x0) <= tol:
                return k
            x0 = x0 - lr * curvature * x0
        return None

    result = grade("steps_to_tol", one_short)
    assert "missing" not in str(result)
    assert result.misconception == "left_out_the_last_step"


def test_an_array_compared_with_an_empty_list_hears_nothing_of_transposing():
    """Two arrays of one dimension have nothing to transpose."""
    def compares(losses, factor=10.0):
        if losses == []:
            return False
        return bool(not np.all(np.isfinite(losses)) or losses[-1] > factor * losses[0])

    result = grade("is_diverging", compares)
    assert result.misconception is None
    assert "transposed" not in str(result) and "len(x) == 0 asks whether" in str(result)


def test_an_answer_that_is_always_true_is_told_of_no_thought():
    """An answer that depends on nothing does not show whether the runs were counted."""
    result = grade("budget_meter", lambda runs, budget: bool(budget - sum(runs)))
    assert result.misconception is None
    counted = grade("budget_meter", lambda runs, budget: not len(runs) > budget)
    assert counted.misconception == "counted_the_runs"


def test_an_error_that_came_back_is_told_from_one_that_was_raised():
    """A message that asks for a ValueError and got one confuses everybody."""
    def returns_it(lr, batch, new_batch, rule="linear"):
        if rule not in ("linear", "sqrt"):
            return ValueError("unknown rule")
        return lr * new_batch / batch if rule == "linear" else lr * (new_batch / batch) ** 0.5

    assert "yours came back as a value: raise it" in str(grade("scale_lr", returns_it))


def test_two_slips_in_two_parts_are_named_together():
    """Each with the part that it explains."""
    def no_number_and_negative(H):
        return 2 / np.linalg.eigvalsh(H)[-1]

    result = grade("max_stable_lr", no_number_and_negative)
    assert (result.misconception, result.second) == ("gave_a_negative_limit",
                                                     "could_not_take_a_number")
    assert "As to “surfaces that also curve downwards" in str(result)


def test_one_of_two_slips_alone_is_not_named():
    """If nothing explains the other part that fails, the first name may be wrong too."""
    def odd_for_a_number(H):
        return 2 / np.linalg.eigvalsh(H)[-1] if np.ndim(H) else 3 / H

    assert grade("max_stable_lr", odd_for_a_number).misconception is None


def test_an_error_of_another_cause_is_not_named():
    """The type of an error is no thought: its words must be alike, and the shapes in them."""
    right = get("max_stable_lr").reference

    def another(H):
        if np.ndim(H) == 0:
            raise np.linalg.LinAlgError("eigenvalues did not converge")
        return right(H)

    assert grade("max_stable_lr", another).misconception is None


def test_nothing_is_called_right_that_is_not():
    """“The rate is right” fits the momentum, and not a rate that is wrong in another way."""
    def half_the_rate_and_a_fixed_momentum(mu, L):
        return get("heavy_ball_params").reference(mu, L)[0] / 3, 0.9

    result = grade("heavy_ball_params", half_the_rate_and_a_fixed_momentum)
    assert "is right" not in str(result).split("\n", 1)[1]
    fixed = grade("heavy_ball_params",
                  lambda mu, L: (get("heavy_ball_params").reference(mu, L)[0], 0.9))
    assert fixed.misconception == "took_a_fixed_momentum"


@pytest.mark.parametrize(("name", "value"), [
    ("is_diverging", True), ("is_diverging", False), ("best_on_edge", True),
    ("best_on_edge", False), ("budget_meter", True), ("budget_meter", False),
    ("regime", "diverges"), ("steps_to_tol", 0)])
def test_a_constant_is_told_of_no_thought(name, value):
    """It agrees with many stored answers somewhere, and shows none of their thoughts."""
    assert grade(name, lambda *args: value).misconception is None


def test_a_hidden_case_is_told_in_two_short_sentences():
    """All visible cases pass: where to look, and no number."""
    right = get("max_stable_lr").reference

    def wrong_for_steep_saddles(H):
        return np.inf if np.ndim(H) and np.trace(H) < 0 else right(H)

    result = grade("max_stable_lr", wrong_for_steep_saddles)
    assert "All visible cases pass; a hidden one fails: a saddle that falls more" in str(result)


class Odd:
    """Nothing that anybody asked for."""


ODD = [Odd(), (Odd(), 1.0), [Odd()], {"a": Odd()}, {1: 2}, {1}, Odd, ValueError("no"), b"1", 1j,
       (1j, 2.0), lambda: 1, range(3), "", (), [], [[]], ((),), {}, 10**5000, (None, None, 1),
       np.array([None]), np.array("a"), np.zeros((2, 0)), np.zeros((1, 1, 1, 1)), -1, True]
INNER = ("Opaque", "Unreadable", "PlainTuple", "RawCall", "Observation", "dtype=object")


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_no_inner_word_and_no_wrong_type_is_told(exercise):
    """Whatever comes back is called what it is; nothing of ours is called by its name."""
    for value in ODD:
        result = grade_function(exercise, lambda *args, value=value: value)
        text = str(result)
        assert not [word for word in INNER if word in text], (value, text)
        if isinstance(value, tuple) and exercise.signature:
            assert f"you returned  [{repr(value)[1:4]}" not in text
        assert result.score < exercise.points
