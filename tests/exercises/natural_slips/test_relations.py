"""A relation is told where it holds in every case, and only there."""

import numpy as np
import pytest

from lrkit.checking import grade_function
from lrkit.exercises import all_exercises, get

RIGHT = {name: get(name).reference for name in ("max_stable_lr", "best_lr", "fit_line", "gd_step",
                                                "steps_to_tol", "exp_decay", "adagrad_step",
                                                "adam_step", "adamw_step", "rmsprop_step",
                                                "at_matched_loss")}


@pytest.mark.parametrize(("name", "answer", "words"), [
    ("max_stable_lr", lambda H: RIGHT["max_stable_lr"](H) ** 2, "the square of what it should be"),
    ("max_stable_lr", lambda H: 1 / RIGHT["max_stable_lr"](H), "1 over what it should be"),
    ("max_stable_lr", lambda H: 3 * RIGHT["max_stable_lr"](H), "H / 3|3 times what it should be"),
    ("best_lr", lambda H: (RIGHT["best_lr"](H)[0], RIGHT["best_lr"](H)[1] ** 2),
     "worst factor is the square of|factor is the square of"),
    ("gd_step", lambda w, grad, lr: RIGHT["gd_step"](w, grad, 1 - lr), "1 - lr instead of lr"),
    ("steps_to_tol", lambda lr, curvature, x0, tol, max_steps:
     RIGHT["steps_to_tol"](lr, curvature, tol, x0, max_steps), "are two arguments swapped?"),
    ("exp_decay", lambda lr0, step, decay_steps, decay_rate, staircase=False:
     RIGHT["exp_decay"](lr0, step, decay_steps, 1 - decay_rate, staircase),
     "1 - decay_rate instead of decay_rate"),
    ("fit_line", lambda x, y, lr, n_steps: (*RIGHT["fit_line"](x, y, lr, n_steps)[:2],
                                            np.sqrt(RIGHT["fit_line"](x, y, lr, n_steps)[2])),
     "losses is the square root of"),
    ("adagrad_step", lambda *args: RIGHT["adagrad_step"](*args)[::-1],
     "weights and sum of squares stand in each other's place"),
    ("adam_step", lambda *args: [RIGHT["adam_step"](*args)[k] for k in (0, 2, 1)],
     "m and v stand in each other's place"),
    ("adam_step", lambda *args: [RIGHT["adam_step"](*args)[k] for k in (1, 2, 0)],
     "the order of the results is m, v, weights: it should be weights, m, v"),
    ("adagrad_step", lambda w, G, grad, lr, *eps: RIGHT["adagrad_step"](w, G, grad, lr / 2, *eps),
     "with lr / 2 instead of lr"),
    ("adamw_step", lambda w, m, v, t, grad, lr, weight_decay, *options:
     RIGHT["adamw_step"](w, m, v, t, grad, lr, weight_decay),
     "if beta1, beta2 and eps always had their defaults"),
    ("adagrad_step", lambda w, *args: (w - RIGHT["adagrad_step"](w, *args)[0],
                                       RIGHT["adagrad_step"](w, *args)[1]),
     "weights is w minus what it should be"),
    ("rmsprop_step", lambda w, s, grad, lr, rho=0.99, eps=1e-8:
     RIGHT["rmsprop_step"](w, s, grad, lr, rho, eps),
     "Only calls that leave out rho and eps go wrong: does your function have the defaults"),
    ("at_matched_loss", lambda train_losses, test_accs, target:
     RIGHT["at_matched_loss"](test_accs, train_losses, target),
     "with train_losses and test_accs in each other's place"),
])
def test_a_relation_is_told_in_words(name, answer, words):
    """Unless a misconception has the name of it: then that is told."""
    result = grade_function(get(name), answer)
    assert result.misconception or any(each in result.relation for each in words.split("|"))


def test_a_relation_that_one_case_contradicts_is_not_told():
    """It is right for 1 - lr where the slope is negative, and for nothing elsewhere."""
    def now_and_then(w, grad, lr):
        return RIGHT["gd_step"](w, grad, 1 - lr if np.all(np.asarray(grad) < 0) else lr**3)

    result = grade_function(get("gd_step"), now_and_then)
    assert result.misconception is None and result.relation is None


@pytest.mark.parametrize(("name", "value"), [
    ("max_stable_lr", np.inf), ("regime", "monotone"), ("is_diverging", True), ("gd_step", 0.0),
    ("steps_to_tol", 1)])
def test_a_constant_has_no_relation(name, value):
    """It agrees by accident with whatever makes the reference constant."""
    assert grade_function(get(name), lambda *args: value).relation is None


@pytest.mark.filterwarnings("error")
def test_empty_arrays_are_no_reason_to_warn():
    """An empty series is among those whose numbers are changed where the edge cases are wrong."""
    def rates(grads, lr, eps=1e-8):
        right = get("adagrad_lrs").reference(grads, lr, eps)
        usual = isinstance(grads, np.ndarray) and grads.dtype == float
        return right if usual else right**3 + 1

    assert grade_function(get("adagrad_lrs"), rates).score == 4.5


def test_nothing_is_told_beside_a_name_or_an_error():
    """A name explains more; what was not returned is related to nothing."""
    named = grade_function(get("gd_step"), lambda w, grad, lr: w + lr * grad)
    assert named.misconception == "went_uphill" and named.relation is None
    assert grade_function(get("gd_step"), lambda w, grad, lr: 1 / 0).relation is None


def _off(value):
    """Change the numbers in a value in a way that no relation describes."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_off, value))
    if isinstance(value, (bool, str, dict, type(None))):
        return value
    return 0.7 * np.asarray(value, dtype=float) ** 3 - 0.3


@pytest.mark.parametrize("exercise", [e for e in all_exercises() if e.right_if is None],
                         ids=lambda e: e.name)
def test_every_wrong_value_gets_a_verdict(exercise):
    """Also one with lists of arrays of different shapes in it, of which NumPy makes no array."""
    for place in range(len(exercise.returns)):
        def answer(*args, place=place):
            value = exercise.reference(*args)
            if len(exercise.returns) == 1:
                return _off(value)
            return [_off(each) if k == place else each for k, each in enumerate(value)]

        assert grade_function(exercise, answer).lines


@pytest.mark.parametrize("name", ["mlp_grads", "clip_by_norm", "update_ratio"])
def test_lists_of_arrays_of_several_shapes_are_counted_and_compared(name):
    """As arguments and as what comes back; an answer that nobody has a name for ends no check."""
    def thrice(value):
        return [thrice(each) for each in value] if isinstance(value, (list, tuple)) else 3 * value

    answer = get(name).reference
    result = grade_function(get(name), lambda *args: thrice(answer(*args)))
    assert not result.passed and result.misconception is None


@pytest.mark.parametrize(("factor", "words"), [
    (1 / np.log(10), "is 0.434294 times what it should be"), (np.nan, None), (1 + 4e-6, None)])
def test_a_factor_is_compared_in_full_and_shown_in_six_digits(factor, words):
    """One that has no end is told too; nan is no factor, nor is what would be shown as 1."""
    right = get("softmax_xent").reference

    def scaled(logits, labels):
        loss, gradient = right(logits, labels)
        return factor * loss, gradient

    result = grade_function(get("softmax_xent"), scaled)
    told = result.misconception or result.relation or ""
    assert words in told if words else "times" not in told


@pytest.mark.parametrize("factor", [0.0, np.nan, 1.0])
def test_large_logits_ask_for_the_direction_of_the_gradient(factor):
    """A loss that is right does not make up for probabilities of infinity over infinity."""
    def infinity_over_infinity(logits, labels):
        loss, gradient = get("softmax_xent").reference(logits, labels)
        return loss, np.where(np.abs(logits) > 500, factor - 1, gradient)

    result = grade_function(get("softmax_xent"), infinity_over_infinity)
    assert result.score == 5 and "gradient: other numbers than expected, and no" in str(result)
