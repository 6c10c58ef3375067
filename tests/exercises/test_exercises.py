"""Promises of every exercise: nothing right is rejected, nothing wrong is accepted."""


import numpy as np
import pytest

from lrkit import exercises
from lrkit.exercises import all_exercises, get, nb02
from lrkit.exercises.base import PURITY, Case, Exercise, Part
from lrkit.exercises.validate import validate_exercise
from tests.exercises import wrong_answers
from tests.exercises.drawn import grade
from tests.exercises.right_answers import answers_to

EXERCISES = all_exercises()
DRAWN = [e for e in EXERCISES if e.signature]  # without arguments there is nothing to draw
MISCONCEPTIONS = [(e, m) for e in EXERCISES for m in e.misconceptions]
WRONG = [(e, f) for e in EXERCISES for f in answers_to(e.name, wrong_answers.__name__)]
RIGHT = [(e, f) for e in EXERCISES for f in answers_to(e.name)]
SEEDS = (None, 1, 2, 3)  # None is the draw that learners see
# Parts that are about the form of what goes in and comes out.
PLUMBING = {PURITY, "arrays", "empty", "errors", "int", "order", "scalar", "short", "unknown",
            "zero", "zeros", "zero steps"}


def ids(pairs):
    return [f"{exercise.name}-{getattr(f, 'name', None) or f.__name__}" for exercise, f in pairs]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_earns_full_marks(exercise, seed):
    """The reference is right in every part, whatever was drawn."""
    result = grade(exercise, exercise.reference, seed=seed)
    assert result.passed, str(result)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_stub_earns_nothing_and_is_called_not_attempted(exercise):
    """An untouched answer is told apart from a wrong one."""
    namespace = {}
    exec(exercise.stub, namespace)
    result = grade(exercise, namespace[exercise.name])
    assert result.score == 0
    assert result.headline == "Not attempted yet."


@pytest.mark.parametrize(("exercise", "misconception"), MISCONCEPTIONS, ids=ids(MISCONCEPTIONS))
@pytest.mark.parametrize("seed", SEEDS)
def test_each_misconception_loses_points_and_is_named(exercise, misconception, seed):
    """A wrong answer never passes, and the learner is told which one it is."""
    result = grade(exercise, misconception.function, seed=seed, seconds=0.3, patience=20)
    assert result.score < exercise.points
    assert result.misconception == misconception.name
    assert misconception.message in str(result)


@pytest.mark.parametrize(("exercise", "answer"), RIGHT, ids=ids(RIGHT))
@pytest.mark.parametrize("seed", SEEDS)
def test_unusual_right_answers_are_accepted(exercise, answer, seed):
    """Lists, tuples, 0-d arrays, longdouble, loops and rewrites are all right answers."""
    result = grade(exercise, answer, seed=seed)
    assert result.passed, str(result)


@pytest.mark.parametrize(("exercise", "answer"), WRONG, ids=ids(WRONG))
@pytest.mark.parametrize("seed", SEEDS)
def test_other_wrong_answers_lose_points_and_are_told_why(exercise, answer, seed):
    """They were written without looking at the misconceptions; each gets more than a cross."""
    result = grade(exercise, answer, seed=seed, seconds=0.3, patience=20)
    assert result.score < exercise.points
    assert len(result.lines) > len(exercise.parts) + 1, str(result)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_an_exercise_is_complete(exercise):
    """Eight misconceptions, three hints, three shown cases, eight drawn, six odd answers."""
    cases = exercise.cases()
    assert len(exercise.misconceptions) >= 8
    assert len(exercise.hints) == 3
    if not exercise.signature:  # a function without arguments: there is one way to call it
        return
    assert sum(case.shown for case in cases) >= 3
    assert sum(not case.shown for case in cases) >= 8
    assert sum(not case.shown for case in exercise.cases(5, num_drawn=24)) >= 24
    assert len(answers_to(exercise.name)) >= 6
    assert len(answers_to(exercise.name, wrong_answers.__name__)) >= 5
    named = {part.name for part in exercise.parts}
    used = {part for case in cases for part in case.parts}
    assert used == named - {PURITY}, "every part has a case, and every case a part"


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_idea_earns_most(exercise):
    """Types, errors, empty input and purity earn a quarter of the points at most, or one."""
    plumbing = sum(part.points for part in exercise.parts if part.name in PLUMBING)
    assert plumbing <= max(exercise.points / 4, 1)
    assert all(part.points <= 0.5 for part in exercise.parts
               if part.name == PURITY and exercise.name != "minibatches")  # there it is the draw


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_stored_answers_stand_on_their_own(exercise):
    """An answer's source runs in a cell that has only np, as the least of the notebooks has."""
    functions = [exercise.reference, *(m.function for m in exercise.misconceptions)]
    for function in functions:
        source = exercise.source(function)
        namespace = {"np": np}
        exec(source, namespace)
        assert '"""' not in source
        again = grade(exercise, namespace[exercise.name], seconds=0.3, patience=20)
        direct = grade(exercise, function, seconds=0.3, patience=20)
        assert (again.score, again.misconception) == (direct.score, direct.misconception)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_hints_do_not_write_the_line(exercise):
    """No hint contains a statement of the reference."""
    body = exercise.source(exercise.reference).splitlines()[1:]
    statements = [line.strip() for line in body if len(line.strip()) > 12]
    assert statements
    for statement in statements:
        assert not any(statement in hint for hint in exercise.hints)


@pytest.mark.parametrize("exercise", DRAWN, ids=lambda e: e.name)
def test_cases_are_the_same_for_a_seed_and_other_for_another(exercise):
    """A seed fixes the draw; the shown cases never change."""

    def text(cases):
        return [repr(case) for case in cases]

    assert text(exercise.cases(7)) == text(exercise.cases(7))
    assert text(exercise.cases(7)) != text(exercise.cases(8))
    shown = [c for c in exercise.cases(7) if c.shown]
    assert text(shown) == text(c for c in exercise.cases(8) if c.shown)


def doubled(signature=("x",), part="value", hints=3):
    """An exercise with whatever slips somebody who writes one makes."""
    exercise = Exercise("double", signature, "11_own", ("twice x",), (
        Part("value", 2, "numbers"), Part(PURITY, 1, "the same each time")), ("a hint",) * hints)
    exercise.set_cases(lambda rng: iter([Case((2.0,), "a number", part=part)]))
    exercise.set_reference(lambda x: 2 * x)
    return exercise


@pytest.mark.parametrize(("exercise", "words"), [
    (doubled(), []),
    (doubled(signature=("y",)), ["its signature is ('y',), and its reference takes ('x',)"]),
    (doubled(hints=2), ["it has 2 hints: there are three"]),
    (doubled(part="valeu"), ["a case is of the part 'valeu'; its parts are value, purity",
                             "no case is of the part 'value'"]),
    (Exercise("double", ("x",), "11_own", (), (), ()),
     ["it has no reference: a function with @double.set_reference above it",
      "it has no cases: a function with @double.set_cases above it"]),
])
def test_a_slip_of_who_writes_an_exercise_is_told_in_words(exercise, words):
    """Rather than to give away points, or to fail where a learner sees it."""
    assert validate_exercise(exercise) == words


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_the_exercises_of_the_course_have_no_slips(exercise):
    """All of them keep to the rules for a new one."""
    assert validate_exercise(exercise) == []


def test_a_misconception_without_words_is_refused():
    """Its docstring is what the learner is told."""
    with pytest.raises(ValueError, match="of double has no docstring: that is what the learner"):
        doubled().misconception(lambda x: x)


def test_hand_computed_answers():
    """The references agree with numbers worked out on paper."""
    assert get("gd_step").reference(4.0, -6.0, 0.1) == pytest.approx(4.6)
    assert get("steps_to_tol").reference(0.1, 1.0, 1.0, 1e-6, 1000) == 132  # ln 1e-6 / ln 0.9
    assert get("steps_to_tol").reference(1.9, 1.0, 1.0, 1e-6, 1000) == 132
    X, y = np.array([[1.0], [2.0]]), np.array([2.0, 4.0])
    assert get("mse_grad").reference(X, y, np.zeros(1)) == pytest.approx([-10.0])
    assert get("best_lr").reference(np.diag([1.0, 3.0])) == pytest.approx((0.5, 0.5))
    H = np.array([[2.0, 1.0], [1.0, 2.0]])
    assert get("max_stable_lr").reference(H) == pytest.approx(2 / 3)
    assert get("linreg_max_lr").reference(X) == pytest.approx(2 / 5)
    slope, intercept, losses = get("fit_line").reference(X[:, 0], y, 0.1, 1)
    assert (slope, intercept) == pytest.approx((1.0, 0.6))
    assert losses == pytest.approx([10.0, ((1.6 - 2) ** 2 + (2.6 - 4) ** 2) / 2])


@pytest.mark.parametrize("entries", [None, get("gd_step")])
def test_a_chapter_without_its_three_tuples_is_told_in_words(monkeypatch, entries):
    """A tuple of one is easily written without its comma."""
    monkeypatch.setattr(nb02, "EXERCISES", entries)
    with pytest.raises(TypeError, match=r"nb02 must have a tuple EXERCISES: .* with a comma"):
        exercises._registry.__wrapped__("EXERCISES")


def test_an_unknown_name_is_answered_with_the_known_ones():
    """A typing error gets the name that was meant, or a list to choose from."""
    with pytest.raises(ValueError, match=r"no exercise called 'gd_stepp'; did you mean 'gd_step'"):
        get("gd_stepp")
    with pytest.raises(ValueError, match=r"no exercise called 'sorting'; the course has: gd_step"):
        get("sorting")
    with pytest.raises(ValueError, match=r"goes in quotes, such as 'fit_line'"):
        get(_named("fit_line"))


def _named(name):
    def function():
        """Stands for what a learner passes who forgets the quotes."""

    function.__name__ = name
    return function


# Wrong answers with a second slip in them: what the first failing part sees decides the name.
TWO_SLIPS = [
    ("max_stable_lr", "used_the_smallest_curvature", lambda H: 2 / np.linalg.eigvalsh(H)[0]),
    ("max_stable_lr", "used_the_average_curvature",
     lambda H: 2 / np.mean(np.linalg.eigvalsh(H))),
    ("max_stable_lr", "added_up_the_curvatures", lambda H: 2 / np.trace(H)),
    ("max_stable_lr", "took_the_largest_entry", lambda H: 2 / np.max(H)),
    ("max_stable_lr", "took_one_over_the_curvature", lambda H: 1 / np.linalg.eigvalsh(H)[-1]),
    ("max_stable_lr", "gave_a_negative_limit", lambda H: 2 / np.linalg.eigvalsh(H)[-1]),
    ("is_diverging", "took_a_spike_for_divergence",
     lambda losses, factor=10.0: max(losses) > factor * losses[0]),
    ("best_lr", "took_one_over_the_largest",
     lambda H: (1 / np.linalg.eigvalsh(H)[-1], np.linalg.cond(H))),
    ("gd_step", "went_uphill", lambda w, grad, lr: float(w + lr * grad)),
    ("mse_grad", "summed_the_loss", lambda X, y, w: 2 * X.T @ (X @ w - y) if len(X) > 1 else None),
]


@pytest.mark.parametrize(("name", "misconception", "answer"), TWO_SLIPS,
                         ids=[f"{name}-{misconception}" for name, misconception, _ in TWO_SLIPS])
def test_a_second_slip_does_not_hide_the_first(name, misconception, answer):
    """The name is found where the first failing part looks, whatever else is wrong."""
    assert grade(get(name), answer).misconception == misconception


def test_a_slip_of_another_kind_gets_no_name():
    """Agreement on some cases only is no reason to name a line of thought."""
    answers = [
        ("gd_step", lambda w, grad, lr: w - lr * grad + 0.1),
        ("max_stable_lr", lambda H: 1.7 / np.max(np.linalg.eigvalsh(np.atleast_2d(H)))),
        ("steps_to_tol", lambda lr, curvature, x0, tol, max_steps: 7),
        # Errors of a library that are not those of a stored answer, and of the same type.
        ("keras_optimizer", lambda keras, lr, weight_decay: keras.optimizers.AdamW(str(lr))),
        ("keras_optimizer", lambda keras, lr, weight_decay: keras.optimizers.AdamW(
            learning_rate=lr, wd=weight_decay)),
        ("torch_schedule", lambda torch, optimizer, warmup_steps, total_steps:
            torch.optim.lr_scheduler.SequentialLR(optimizer, [], [])),
    ]
    for name, answer in answers:
        assert grade(get(name), answer).misconception is None, name
