"""The capstone: recipes, tuning runs on a meter, the score, and the leaderboard.

A recipe is a dict: optimizer, rate, schedule and batch size. It trains the course's digits network
on 10,000 example-gradients. A tuning run is measured on the validation images, and a meter counts
it. The score is the mean validation cross-entropy from five other starts; notebook, check and
leaderboard all use it. The grade uses other images and starts: see `lrkit.capstone.runs`.

>>> recipe = {"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 32}
>>> read_recipe(recipe).num_steps, 0.2 < score(recipe) < 0.3
(313, True)
"""

from lrkit.capstone.meter import MAX_RUNS, BudgetSpent, Tuning, label
from lrkit.capstone.ranking import Leaderboard, LeaderboardEntry, enter, leaderboard
from lrkit.capstone.recipes import BUDGET, RULES, SCHEDULES, Recipe, read_recipe
from lrkit.capstone.runs import SEEDS, TuningRun, score, validate, validation_losses

__all__ = [
    "BUDGET",
    "MAX_RUNS",
    "RULES",
    "SCHEDULES",
    "SEEDS",
    "BudgetSpent",
    "Leaderboard",
    "LeaderboardEntry",
    "Recipe",
    "Tuning",
    "TuningRun",
    "enter",
    "label",
    "leaderboard",
    "read_recipe",
    "score",
    "validate",
    "validation_losses",
]
