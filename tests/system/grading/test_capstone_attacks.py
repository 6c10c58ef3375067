"""Submissions of the capstone that want more than they are worth: the judge trains by itself."""

import pytest
from nbformat.v4 import new_code_cell

from lrkit.grading.execution.judge import Judge
from tests.system.grading.judging import RIGHT, graded, judge, scores


def test_a_recipe_is_scored_where_its_student_cannot_reach(sandbox):
    """By the judge, from plain words and numbers: whatever was put in the place of the score."""
    forged = ("from lrkit import capstone\nimport lrkit.capstone.runs as runs\n"
              "import lrkit.capstone.submissions as submissions\n"
              "capstone.score = runs.score = lambda recipe: 0.0\n"
              "runs.test_losses = capstone.validation_losses = lambda *a: (0.0,) * 5\n"
              "runs.validation_losses = submissions.validation_losses = lambda *a: (0.0,) * 5\n"
              "submissions.rival_fault = submissions.verdict_fault = lambda *a: None")
    answer = ('def submission():\n    return dict(optimizer="sgd", lr=0.01, schedule="constant", '
              "batch_size=1000)")
    done = judge(sandbox, forged, answer, graded("submission"))
    assert scores(done) == {"check_submission": 0}


RECIPE = 'dict(optimizer="adam", lr=0.03, schedule="warmup_cosine", batch_size=16)'
STRANGE = {
    "its own starts": f"{RECIPE} | dict(seed=1, seeds=[0] * 5)",
    "nothing to train": f"{RECIPE} | dict(batch_size=10**9)",
    "endless digits": f"{RECIPE} | dict(lr=10**5000)",
    "not a number": f"{RECIPE} | dict(lr=float('nan'), momentum=float('inf'))",
    "a million letters": f"{RECIPE} | dict(optimizer='adam' * 250_000)",
    "itself": "loop",
    "a recipe that lies": "Lie(lr=0.001)",
    "a million zeros": f"{RECIPE} | dict(lr=np.zeros(1_000_000))",
}
PREPARED = ("loop = {}\nloop['optimizer'] = loop\n"
            "class Lie(dict):\n    __getitem__ = get = lambda s, k, d=None: "
            f"{RECIPE}.get(k, d)")


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_submission_earns_nothing_and_harms_nothing(sandbox, value):
    """It is told in few words, and the exercise behind it keeps its points."""
    answer = f"{PREPARED}\ndef submission():\n    return {STRANGE[value]}"
    done = judge(sandbox, answer, graded("submission"), RIGHT, graded("gd_step"))
    assert scores(done) == {"check_submission": 0, "check_gd_step": 4}
    assert len(str(done.results["check_submission"])) < 2000 and not done.remarks


def test_claims_beyond_all_bounds_cost_their_own_points(full):
    """The recipe is trained from five starts, whatever is said about more."""
    for claim in ("rival={}, starts=10**9, difference=0, detected=True",
                  "rival=7, starts=3, difference=1e300, detected=0",
                  "rival=[[[]]], starts=float('nan'), difference='0', detected='yes'"):
        answer = f"def submission():\n    return {RECIPE} | dict({claim})"
        done = judge(full, answer, graded("submission"))
        assert scores(done) == {"check_submission": 8} and sum(done.seconds) < 30


def test_another_secret_draws_other_starts(full):
    """Two classes measure the same recipe from other starts, and one class always from its own."""
    cells = [new_code_cell(f"def submission():\n    return {RECIPE}"), graded("submission")]
    told = [Judge(full, secret).run(cells, {}).results["check_submission"].lines[-1]
            for secret in ("one", "two", "one")]
    assert told[0] == told[2] != told[1]
    assert all(line.startswith("The mean cross-entropy on the 797 test images") for line in told)
