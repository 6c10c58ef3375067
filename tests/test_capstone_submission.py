"""The submission of the capstone: what the check looks at, what the grader does, and the bars."""

import json

import numpy as np
import pytest

from lrkit import capstone, problems
from lrkit.capstone import runs, submissions
from lrkit.checking import check, grade_function
from lrkit.exercises import get
from lrkit.exercises.nb10.submission import BARS
from tests.benchmarks.calibration import FILE

CHEAP = {"optimizer": "sgd", "lr": 0.5, "schedule": "constant", "batch_size": 200}
RECORDED = json.loads(FILE.read_text(encoding="utf-8"))["recipes"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A learner's folder of its own for each test."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def no_test_images(monkeypatch):
    """Digits whose test images cannot be measured: they are no numbers."""
    digits = problems.load_digits()
    caches = (runs._tuning_networks, runs._test_network, runs._validation_losses,
              runs.test_losses)
    monkeypatch.setattr(runs, "load_digits",
                        lambda: digits._replace(X_test=np.full_like(digits.X_test, np.nan)))
    for function in caches:
        function.cache_clear()
    yield
    for function in caches:
        function.cache_clear()


def made_up(monkeypatch, **losses):
    """Give recipes, told apart by their optimizer, losses that nobody has to train for."""
    monkeypatch.setattr(submissions, "validation_losses",
                        lambda recipe, starts: tuple(losses[recipe.optimizer][:len(starts)]))


def claimed(**changes):
    """A submission of Adam against SGD over three starts, with changes."""
    adam = {"optimizer": "adam", "lr": 0.02, "schedule": "cosine", "batch_size": 16}
    return {**adam, "rival": {**adam, "optimizer": "sgd"}, "starts": 3,
            "difference": 0.02, "detected": True, **changes}


def faults(submission):
    """Both faults of a submission's comparison."""
    recipe, claim = submissions.recipe_of(submission), submissions.claim_of(submission)
    return submissions.rival_fault(recipe, claim), submissions.verdict_fault(recipe, claim)


def test_nothing_in_the_notebook_looks_at_the_test_images(no_test_images):
    """Check, score, leaderboard and tuning work without them, and the grader does not."""
    recipe = capstone.read_recipe(CHEAP)
    result = check("submission", lambda: CHEAP)
    assert f"{capstone.score(recipe):.4f}" in str(result)
    assert capstone.enter("A", CHEAP).entered.score == capstone.score(recipe)
    assert capstone.leaderboard().entries and capstone.Tuning().run(CHEAP)
    with pytest.raises(ValueError, match="finite"):
        grade_function(get("submission").graded(1), lambda: CHEAP)


def test_the_check_says_that_the_grade_uses_other_images_and_starts():
    """It shows the score as well, both where all is right and where nothing is."""
    right = grade_function(get("submission"), get("submission").reference)
    assert right.passed and right.lines[-1].startswith("The mean validation cross-entropy from")
    for result in (right, grade_function(get("submission"), lambda: CHEAP)):
        assert result.lines[-1].endswith("The grade uses other images and starts.")
    assert "grade uses" not in str(grade_function(get("submission"), lambda: "adam"))


def test_the_grade_is_the_mean_test_loss_from_the_starts_of_the_secret():
    """Another secret, other starts; the points are those of the check's parts."""
    answer, seen = get("submission").reference, []
    for seed in (1, 2):
        exercise = get("submission").graded(seed)
        starts = tuple(map(int, np.random.default_rng(seed).integers(10_000, 2**31, 5)))
        losses = runs.test_losses(submissions.recipe_of(answer()), starts)
        result = grade_function(exercise, answer)
        assert result.passed and f"{np.mean(losses):.4f}" in result.lines[-1]
        seen.append(losses)
        assert [(part.name, part.points) for part in exercise.parts] == \
            [(part.name, part.points) for part in get("submission").parts]
    assert not set(seen[0]) & set(seen[1])
    assert "test" not in str(get("submission").parts), "the course's own exercise is as it was"


@pytest.mark.parametrize("mistake", get("submission").misconceptions, ids=lambda m: m.name)
def test_a_known_mistake_earns_the_same_in_check_and_grade(mistake):
    """Its loss is far from every bar, so that a sample class has the marks that it promises."""
    exercise = get("submission")
    assert grade_function(exercise, mistake.function).score == \
        grade_function(exercise.graded(3), mistake.function).score


def test_a_mistake_is_named_with_a_comparison_beside_it():
    """The first bar does not look at the rival."""
    def answer():
        return {**claimed(), "optimizer": "adam", "lr": 0.001, "schedule": "constant",
                "batch_size": 32}

    assert grade_function(get("submission"), answer).misconception == "took_the_default_rate"


def test_a_recipe_object_is_a_recipe():
    """It has no comparison, and earns what its loss earns."""
    recipe = capstone.Recipe("adam", 0.03, "warmup_cosine", 16)
    for exercise in (get("submission"), get("submission").graded(4)):
        assert grade_function(exercise, lambda: recipe).score == 8


def test_a_detected_winner_earns_both_points(monkeypatch):
    """The paired differences decide: their mean is far above 4.3 standard errors."""
    made_up(monkeypatch, adam=[0.10, 0.11, 0.12], sgd=[0.12, 0.129, 0.141])
    assert faults(claimed()) == (None, None)
    first, second = faults(claimed(detected=False))
    assert first is None and "detected is not False. Compare the mean with its bound" in second


def test_a_difference_within_the_noise_is_not_detected(monkeypatch):
    """Two standard errors would have been enough for a false verdict; 4.3 are not."""
    made_up(monkeypatch, adam=[0.10, 0.10, 0.10], sgd=[0.10, 0.12, 0.115])
    stated = {"difference": 0.35 / 30}
    assert faults(claimed(**stated, detected=False)) == (None, None)
    assert "detected is not True" in faults(claimed(**stated))[1]


def test_a_guessed_verdict_earns_nothing(monkeypatch):
    """The mean difference is known to those who made the runs alone, and no message tells it."""
    made_up(monkeypatch, adam=[0.10, 0.11, 0.12], sgd=[0.121, 0.129, 0.139])
    for guess in (0, 0.01, 0.03, 0.1, -0.01):
        for detected in (True, False):
            first, second = faults(claimed(difference=guess, detected=detected))
            assert first == second and "is not the mean paired difference" in first
            assert "0.0197" not in first
    assert faults(claimed(difference=0.0197)) == faults(claimed()) == (None, None)
    assert "the sign of difference is wrong" in faults(claimed(difference=-0.0197))[0]


def test_close_to_the_bound_both_verdicts_are_right(monkeypatch):
    """No mark hangs on rounding."""
    steps = np.array([-1.0, 0.0, 1.0])  # standard error 1 / sqrt(3), bound 2.4842
    made_up(monkeypatch, adam=[0.1] * 3, sgd=list(0.1 + 0.001 * (steps + 2.49)))
    stated = {"difference": 0.00249}
    assert faults(claimed(**stated)) == faults(claimed(**stated, detected=False)) == (None, None)


@pytest.mark.parametrize(("rival", "losses", "words"), [
    ({"optimizer": "adam", "lr": 0.0201, "warmup": 0.2}, [0.1] * 3, "nearly the same recipe"),
    ({"optimizer": "adam", "batch_size": 17}, [0.1] * 3, "nearly the same recipe"),
    ({"optimizer": "sgd"}, [0.10, 0.101, 0.102], "your own recipe under another name"),
    ({"optimizer": "sgd"}, [0.2, 0.3, 0.2], "above 0.13: compare with a recipe that might have"),
    ({"optimizer": "sgd"}, [0.1, np.inf, 0.1], "mean validation loss is inf"),
    ({"optimizer": "sgd"}, [0.08, 0.079, 0.081], "the rival is better: submit it"),
])
def test_a_rival_that_proves_nothing_earns_nothing(monkeypatch, rival, losses, words):
    """The recipe itself, one that never had a chance, or one that should have been chosen."""
    made_up(monkeypatch, adam=[0.10, 0.101, 0.102], sgd=losses)
    found = faults(claimed(rival={**claimed()["rival"], **rival}))
    assert words in found[0] and found[1] == found[0]


@pytest.mark.parametrize(("changes", "words"), [
    ({"rival": 7}, "rival: a recipe is a dict, got int"),
    ({"rival": {"lr": [[]]}}, "rival: the key 'optimizer' is missing"),
    ({"starts": 2}, "starts must be a whole number from 3 to 10; got 2"),
    ({"starts": 10**5000}, "got a number of more than 60 digits"),
    ({"starts": float("nan")}, "got nan"),
    ({"difference": "0.02"}, "difference must be a number of at least -100 and below 100; got '0"),
    ({"difference": float("nan")}, "got nan"),
    ({"difference": -10**5000}, "got a number of more than 60 digits"),
    ({"difference": True}, "difference must be a number"),
    ({"detected": "no"}, "detected must be True or False; got 'no'"),
], ids=["no dict", "no recipe", "two starts", "a huge number", "nan", "a text", "no number",
        "a huge negative number", "a truth value", "a word"])
def test_a_claim_that_cannot_be_read_costs_its_own_points_alone(changes, words):
    """The recipe keeps its own, and the words say what is wrong."""
    with pytest.raises(ValueError) as error:
        submissions.claim_of(claimed(**changes))
    assert words in str(error.value)
    assert submissions.recipe_of(claimed(**changes)).optimizer == "adam"


@pytest.mark.parametrize("entry", [
    float("nan"), float("inf"), -0.5, 10**5000, "x" * 10**6, [[[]]], {}, None, True, 1j,
    np.zeros(10**6), np.array([0.1, 0.2]), np.float64("nan"), np.complex128(1)],
    ids=lambda entry: type(entry).__name__)
@pytest.mark.parametrize("key", ["optimizer", "lr", "schedule", "batch_size", "momentum"])
def test_a_strange_value_is_refused_in_few_words(key, entry):
    """Nothing is trained, nothing raises but a ValueError, and a message stays short."""
    recipe = {**CHEAP, key: entry}
    with pytest.raises(ValueError) as error:
        submissions.recipe_of(recipe)
    assert len(str(error.value)) < 250
    assert grade_function(get("submission").graded(1), lambda: recipe).score == 0


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["recipe"])
def test_the_bars_leave_a_tuned_recipe_room(row):
    """More than the noise of five starts, on validation and test: as measured from 30 starts."""
    last = BARS["fourth"]
    for bar, images in zip(last, ("validation", "test"), strict=True):
        room = bar - row[images] - 2 * row[f"{images}_sd"]
        assert not row["tuned"] or room > 0, images


def test_who_passes_the_last_bar_of_the_check_passes_that_of_the_grade():
    """By the recorded means, give or take the noise of one score."""
    for row in RECORDED:
        if row["validation"] < BARS["fourth"][0]:
            assert row["test"] < BARS["fourth"][1] + row["test_sd"], row["recipe"]
