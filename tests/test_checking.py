"""check(): what it says, what it shows, and that nothing trips it."""

import contextlib
import copy
import dataclasses
import math
import sys

import nbformat
import numpy as np
import pytest
from nbgrader.utils import determine_grade

import lrkit
from lrkit.checking import Result, grade_function, grade_observations
from lrkit.checking.compare import mismatch
from lrkit.checking.observe import OpaqueValue, PlainTuple, observe, same, to_plain
from lrkit.exercises import Case, get

GD_STEP = get("gd_step")


def gd(function, **options):
    return grade_function(GD_STEP, function, **options)


# What it says ------------------------------------------------------------------------------


def test_check_prints_its_message_and_returns_the_result(capsys):
    """Outside a notebook the message is printed; the result carries it too."""
    result = lrkit.check("gd_step", lambda w, grad, lr: w + lr * grad)
    assert capsys.readouterr().out == f"{result}\n"
    assert (result.score, result.points, result.passed) == (0.0, 4.0, False)
    assert result.misconception == "went_uphill"


def test_a_shown_case_gives_input_result_and_expectation():
    """The message has all that is needed to try the case by hand."""
    text = str(gd(lambda w, grad, lr: w + lr * grad))
    assert "gd_step(w=4.0, grad=-6.0, lr=0.1)" in text
    assert "you returned  3.4" in text
    assert "expected      4.6" in text


def test_a_case_that_was_not_shown_gives_no_number_away():
    """Neither the input nor the expected value of a drawn case is in the message."""

    def right_but_for_matrices(w, grad, lr):
        new = np.asarray(w, float) - lr * np.asarray(grad, float)
        return new.ravel() if new.ndim == 2 else new

    result = gd(right_but_for_matrices)
    text = str(result) + result.html()
    assert "a matrix of weights" in text
    hidden = [case for case in GD_STEP.cases() if not case.shown]
    numbers = {f"{v:.4g}" for case in hidden for arg in (*case.args, GD_STEP.reference(*case.args))
               for v in np.ravel(arg) if v not in (0, 1)}
    assert not any(number in text for number in numbers if len(number) > 4)


def test_returning_nothing_is_told_apart_from_not_trying():
    """A function that prints has been attempted."""
    result = gd(lambda w, grad, lr: print(w - lr * grad))
    assert result.headline == "gd_step returns nothing."

    def stub(w, grad, lr): ...

    assert gd(stub).headline == "Not attempted yet."

    def raises(w, grad, lr):
        raise NotImplementedError

    assert gd(raises).headline == "Not attempted yet."


def test_something_that_is_not_a_function_is_said_to_be():
    """The name was overwritten, or never defined."""
    assert gd(3.0).headline == "gd_step is not a function."
    assert gd(None).score == 0


def test_an_exception_shows_the_learners_line_and_none_of_ours():
    """The message says what failed, and where in the learner's own code."""

    def answer(w, grad, lr):
        return w - rate * grad  # noqa: F821

    text = str(gd(answer))
    assert "NameError: name 'rate' is not defined" in text
    assert "return w - rate * grad" in text
    assert "observe.py" not in text and "Traceback" not in text


def test_exit_and_recursion_are_exceptions_like_others():
    """Neither ends the kernel."""
    assert "SystemExit" in str(gd(lambda w, grad, lr: sys.exit(0)))

    def endless(w, grad, lr):
        return endless(w, grad, lr)

    assert "calls itself without an end" in str(gd(endless))


@pytest.mark.parametrize(("answer", "advice"), [
    (lambda w, g, lr: np.subtract(np.array([1]), 0.5, out=np.array([1])), "cannot hold the result"),
    (lambda w, g, lr: 1e200 ** 2, "a NumPy number becomes inf"),
    (lambda w, g, lr: math.exp(1000), "NumPy's return inf"),
    (lambda w, g, lr: int(np.inf), "no whole number is infinite"),
    (lambda w, g, lr: np.zeros((2, 3)) @ np.zeros((2, 3)), "transposed"),
    (lambda w, g, lr: np.zeros((2, 3)) + np.zeros(2), "transposed"),
    (lambda w, g, lr: np.zeros(3) + np.zeros(2), "print the lengths"),
    (lambda w, g, lr: np.zeros(3) * np.zeros(0), "one of the two is empty"),
    (lambda w, g, lr: 1 if np.zeros(3) == 0 else 2, "`if` wants a single one"),
    (lambda w, g, lr: np.add("a", 1), None),
    (lambda w, g, lr: [1][1], "the first is number 0"),
    (lambda w, g, lr: len(3), "should it stand in a list?"),
    (lambda w, g, lr: (lambda a, b: a)(w), "places from the left"),
    (lambda w, g, lr: len(None), None),
    (lambda w, g, lr: {"w": w}["v"], None),
    (lambda w, g, lr: float("x"), None),
])
def test_errors_that_numpy_words_badly_get_a_word_of_advice(answer, advice):
    """An array of integers written into, an overflow, shapes; no other error gets the words."""
    text = str(gd(answer))
    line = next(line for line in text.splitlines() if "Error: " in line)
    assert (advice in line) if advice else not line.endswith(")")


def test_a_matrix_without_an_inverse_gets_a_word_of_advice():
    """Singular or not square; another trouble of linear algebra gets none."""

    def message(w):
        return str(grade_function(get("min_norm_vs_sign"), lambda X, y: (w(X, y), y)))

    def broken(X, y):
        return np.linalg.eigvals(np.full((2, 2), np.nan))

    advice = "(only a square matrix"
    assert advice in message(lambda X, y: np.linalg.inv(np.zeros((2, 2))))
    assert advice in message(lambda X, y: np.linalg.solve(X, y))
    assert "LinAlgError" in message(broken) and advice not in message(broken)


def test_nothing_where_something_is_due_is_asked_for_its_return():
    """None alone; fewer things, or a right None among them, do not."""
    assert "reach a `return`" in mismatch((3, 3), None)
    assert "reach a `return`" in mismatch(3, None)
    assert "reach a `return`" not in mismatch((3, 3), [3])
    assert mismatch((3, 3), [3, 5]) == "number 2: another number than expected"


def test_the_stop_button_still_works():
    """KeyboardInterrupt is the learner's, not a wrong answer."""

    def interrupted(w, grad, lr):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gd(interrupted)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda w, g, lr: -(np.asarray(w) - lr * np.asarray(g)), "right up to the sign"),
        (lambda w, g, lr: (np.asarray(w) - lr * np.asarray(g)) / 2, "half of what it should be"),
        (lambda w, g, lr: [w - lr * g], "a single number should come back; got a list of 1 number"),
        (lambda w, g, lr: (w - lr * g, lr), "number should come back; got a tuple of 2 numbers"),
        (lambda w, g, lr: np.array([w - lr * g]), "should come back; got an array of shape (1,)"),
        (lambda w, g, lr: ("4.6", lr), "numbers should come back; got ('4.6', 0.1)"),
        (lambda w, g, lr: {w - lr * g}, "what came back is a set, not numbers"),
        (lambda w, g, lr: [{w}, ValueError], "numbers should come back; got [<set>, <class>]"),
        (lambda w, g, lr: (np.asarray(w) - lr * np.asarray(g)) * (1 + 3e-5),
         "close: right to 4 digits, and six are compared"),
        (lambda w, g, lr: "4.6", "numbers should come back; got '4.6'"),
        (lambda w, g, lr: {"w": 4.6}, "a dict, not numbers"),
        (lambda w, g, lr: [[1], [1, 2]], "different lengths"),
    ],
)
def test_the_kind_of_mistake_is_named(wrong, words):
    """Sign, factor, shape and type are told before mere numbers."""
    assert words in str(gd(wrong))


def test_the_thing_that_is_wrong_is_called_by_its_name():
    """Of several results, the message says which one."""
    exercise = get("best_lr")
    wrong = grade_function(exercise, lambda H: (2 * exercise.reference(H)[0], 0.0))
    assert "lr: twice what it should be" in str(wrong)
    assert "you returned  (1.0, 0.0)" in str(wrong)


def test_the_right_word_in_other_letters_is_told_from_a_wrong_one():
    """Capitals and hyphens are a slip, not a misconception."""
    exercise = get("regime")
    slip = grade_function(exercise, lambda lr, c: exercise.reference(lr, c).title())
    assert "the right word, spelled differently" in str(slip)


def test_a_shown_failure_of_the_core_comes_first():
    """A mistake in the core is shown before a smaller input of another part."""
    result = grade_function(get("max_stable_lr"), lambda H: 2 / np.linalg.norm(H))
    assert "For a diagonal matrix:" in str(result)


# Loops -------------------------------------------------------------------------------------


def test_a_misconception_names_its_part_where_the_case_shown_is_of_another():
    """A learner whose call fails for a plain number is not told of a hilltop without a word."""
    text = str(grade_function(get("max_stable_lr"), lambda H: 2 / np.linalg.eigvalsh(H).max()))
    assert "For a single number:" in text
    found = get("gd_path").misconceptions
    same = next(m for m in found if m.name == "took_the_weight_for_the_slope")
    assert "As to" not in str(grade_function(get("gd_path"), same.function))
    assert "As to “surfaces that also curve downwards, and inf where nothing curves up”: this " \
           "looks like “gave a negative limit”." in text


def test_an_answer_that_is_steady_in_no_case_is_taken_for_none_that_is():
    """A right cut of a shuffle of its own: no stored answer fails for that reason alone."""
    def minibatches(n, batch_size, rng):
        order = np.random.default_rng().permutation(n)
        return [order[k:k + batch_size] for k in range(0, n, batch_size)]

    result = grade_function(get("minibatches"), minibatches)
    assert result.score == 5 and result.misconception is None


def test_an_endless_loop_is_stopped_and_said_to_be_one():
    """The check comes back, and tries few further calls."""

    def endless(w, grad, lr):
        while True:
            pass

    assert "still running" in str(gd(endless, seconds=0.1))


def test_a_loop_that_swallows_exceptions_is_stopped_too():
    """`except Exception` does not catch the limit."""

    def swallow(w, grad, lr):
        while True:
            with contextlib.suppress(Exception):
                sum(range(1000))

    assert "still running" in str(gd(swallow, seconds=0.1))


def test_what_is_right_is_worked_out_once_for_a_class():
    """Neither the reference nor a misconception runs anew on the same cases.

    The verdict is the same, also for an answer that was not among the first.
    """
    exercise = copy.copy(get("gd_step"))
    ran = []

    def counted(function):
        def call(*args):
            ran.append(function)
            return function(*args)
        return call

    wrong = exercise.misconceptions[0].function
    exercise.reference = counted(exercise.reference)
    exercise.misconceptions = tuple(dataclasses.replace(each, function=counted(each.function))
                                    for each in exercise.misconceptions)
    cases = exercise.cases(1)
    said = []
    for answer in (wrong, wrong):
        ran.clear()
        seen = [observe(answer, case, exercise.signature) for case in cases]
        said.append(str(grade_observations(exercise, cases, seen, untouched=False)))
    assert said[0] == said[1]
    assert exercise.misconceptions[0].message[:20] in said[0]
    assert ran == []


@pytest.mark.parametrize("num_drawn", [8, 24])
def test_a_loop_in_one_kind_of_case_costs_that_part_only(num_drawn):
    """An endless loop for runs that never arrive leaves the points for those that do.

    So it is in a check, and in a grade, which draws more.
    """
    exercise = get("steps_to_tol")
    loops = next(m for m in exercise.misconceptions if m.never_ends)
    result = grade_function(exercise, loops.function, seconds=0.2, num_drawn=num_drawn)
    assert result.score == exercise.points - 1
    assert result.misconception == loops.name


# What a call is watched for ----------------------------------------------------------------


def test_output_and_warnings_of_the_learner_stay_off_the_screen(capfd):
    """nbgrader counts any text on stderr as a failure."""

    def noisy(w, grad, lr):
        print("w is", w)
        print("to stderr", file=sys.stderr)
        np.log(np.array(-1.0))
        return np.asarray(w, float) - lr * np.asarray(grad, float)

    assert gd(noisy).passed
    assert capfd.readouterr() == ("", "")


def test_a_changed_argument_is_seen():
    """Also when the change is of the type only."""

    def append(losses, factor=10.0):
        losses.append(0.0)
        return False

    assert observe(append, Case(([1.0],), "a list"), ("losses",)).modified == ("losses",)


def test_hidden_state_is_seen():
    """A second call that differs costs the purity, whatever the first one gave."""
    calls = []

    def counting(w, grad, lr):
        calls.append(1)
        return np.asarray(w, float) - lr * np.asarray(grad, float) + 1e-3 * (len(calls) % 2)

    assert "hidden state" in str(gd(counting))


@pytest.mark.parametrize(
    ("value", "plain"),
    [(np.float32(0.5), 0.5), (np.bool_(True), True), (np.str_("a"), "a"),
     ((1, [2.0]), PlainTuple([1, [2.0]])), ([1, (2.0,)], [1, PlainTuple([2.0])]),
     (np.longdouble(2), 2.0), (..., None), ({"a": np.float32(1)}, {"a": 1.0}),
     ({1}, OpaqueValue("set"))],
)
def test_results_become_plain_data(value, plain):
    """Only numbers, text, lists and arrays leave the learner's side."""
    assert to_plain(value) == plain
    assert type(to_plain(value)) is type(plain)


def test_an_object_that_claims_to_equal_everything_earns_nothing():
    """Comparison is done with plain data, never with the learner's own __eq__."""

    class Yes(np.ndarray):
        def __eq__(self, other):
            return True

        def __sub__(self, other):
            return 0

    assert gd(lambda w, grad, lr: np.zeros(np.shape(w)).view(Yes)).score == 0
    assert gd(lambda w, grad, lr: type("Any", (), {"__eq__": lambda s, o: True})()).score == 0


# Comparing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "got", "right"),
    [
        (1.0, 1.0 + 5e-7, True),
        (1.0, 1.0 + 5e-6, False),
        (0.0, 5e-10, True),
        (0.0, 5e-9, False),
        (np.nan, np.nan, True),
        (np.inf, -np.inf, False),
        (np.inf, 1e308, False),
        (3, 3.0, True),
        (3, 3.5, False),
        (None, None, True),
        (None, 0, False),
        (3, None, False),
        (True, 1, True),
        (False, None, False),
        (False, "", False),
        ("a", "A", False),
        ((1.0, 2.0), [1.0, 2.0], True),
        ((1.0, 2.0), np.array([1.0, 2.0]), True),
        ((1.0, 2.0), 1.0, False),
        (np.zeros(0), [], True),
        (np.array([1.0]), 1.0, False),
        (2.0, 2 + 0j, True),
        (2.0, 2 + 1j, False),
    ],
)
def test_comparison_keeps_to_the_tolerances(expected, got, right):
    """rtol 1e-6 and atol 1e-9, nan equal to nan, shapes exact."""
    assert (mismatch(expected, got) is None) is right


@pytest.mark.parametrize(("expected", "count"), [
    ([np.ones(2)], "1 array"), ([np.ones(2), np.ones((1, 3))], "2 arrays")])
def test_a_list_of_arrays_is_asked_for_as_a_list(expected, count):
    """Not as so many things in a tuple."""
    found = mismatch(expected, 10.0)
    assert found == f"a list of {count} should come back; got 10.0"


def test_a_diverging_run_may_overflow_in_its_own_way():
    """For a right answer beyond 1e100, inf, nan and huge are all right, small is not."""
    expected = np.array([1.0, 1e120, np.inf, np.nan])
    assert mismatch(expected, np.array([1.0, np.inf, np.nan, np.nan]), diverges=True) is None
    assert mismatch(expected, np.array([1.0, 1e120, np.inf, 0.0]), diverges=True)
    assert mismatch(expected, np.array([2.0, 1e120, np.inf, np.nan]), diverges=True)


# In nbgrader -------------------------------------------------------------------------------


def graded_cell(outputs, points=4):
    cell = nbformat.v4.new_code_cell("check(...)", outputs=outputs)
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": points,
                                 "grade_id": "check_gd_step", "locked": True}
    return cell


@pytest.mark.parametrize("score", [0.0, 2.5, 4.0])
def test_nbgrader_reads_the_score_from_the_value_of_the_cell(score):
    """The message is passed over; the value's text is a bare number."""
    result = Result("gd_step", score, 4.0, "some words")
    outputs = [
        nbformat.v4.new_output("display_data", {"text/plain": str(result),
                                                "text/html": result.html()}),
        nbformat.v4.new_output("execute_result", result._repr_mimebundle_()),
    ]
    assert determine_grade(graded_cell(outputs)) == (score, 4)


def test_html_is_escaped():
    """A learner's text cannot become markup."""
    result = gd(lambda w, grad, lr: "<script>alert(1)</script>")
    assert "<script>" not in result.html()
    assert "&lt;script&gt;" in result.html()


def message(name, function):
    return str(grade_function(get(name), function))


def test_a_path_is_told_apart_in_time():
    """Right for some steps, or each place one step late: said, and not only "other numbers"."""
    def rate_falls(grad_fn, w0, lr, n_steps):
        path = [np.asarray(w0, dtype=float)]
        for k in range(n_steps):
            path.append(path[-1] - lr * 0.5 ** (k // 2) * grad_fn(path[-1]))
        return path

    def start_twice(grad_fn, w0, lr, n_steps):
        path = rate_constant(grad_fn, w0, lr, n_steps)
        return [path[0], *path[:-1]] if n_steps else path

    def rate_constant(grad_fn, w0, lr, n_steps):
        path = [np.asarray(w0, dtype=float)]
        for _ in range(n_steps):
            path.append(path[-1] - lr * grad_fn(path[-1]))
        return path

    assert "right for 2 steps, wrong from entry [3] on" in message("gd_path", rate_falls)
    assert "off by one step: each entry comes one late" in message("gd_path", start_twice)


def test_right_on_floats_and_wrong_on_integers_is_said():
    """It is said if every case that goes wrong has an array of integers."""
    def into_a_copy(w, grad, lr):
        new = np.array(w)
        new[...] = w - lr * grad
        return new

    assert "Right on floats, wrong on integers" in message("gd_step", into_a_copy)
    assert "Right on floats" not in message("gd_step", lambda w, grad, lr: w + lr * grad)


def test_a_whole_number_that_is_off_by_one_is_said_to_be():
    """The most frequent slip of a counter."""
    def one_more(lr, curvature, x0, tol, max_steps):
        for k in range(max_steps + 1):
            if abs(x0) <= tol:
                return k + 1
            x0 = x0 - lr * curvature * x0
        return None

    assert "off by one" in message("steps_to_tol", one_more)
    # A velocity of 1.0 in place of 2.0 is no miscount.
    assert "off by one" not in message(
        "momentum_step", lambda w, v, grad, lr, beta=0.9: (w - lr * grad, beta * v + 0.5 * grad))


def test_an_array_is_not_the_same_as_rows_of_several_lengths():
    """Neither is an error, whichever comes first."""
    ragged = [np.array([1]), np.array([1, 2])]
    assert not same(np.array([1, 2]), ragged) and not same(ragged, np.array([1, 2]))
