"""budget_meter: whether all runs together are within the budget."""

from lrkit.exercises.base import Case, Exercise, Part

budget_meter = Exercise(
    name="budget_meter",
    signature=("examples_per_run", "budget"),
    notebook="10_digits_on_a_budget",
    returns=("within",),
    parts=(
        Part("value", 2.5, "whether the total is within the budget"),
        Part("exact", 1, "a total that is exactly the budget"),
        Part("empty", 0.5, "no runs yet"),
    ),
    hints=(
        "What counts is what all runs have used together, not what any one of them used.",
        "A total that equals the budget is still within it.",
        "Python can add up a list by itself, even an empty one. Compare that total with the "
        "budget and return the result of the comparison.",
    ),
)


@budget_meter.set_cases
def cases(rng):
    """Below, at and above the budget; many small runs, one large one; none; a budget of 0."""
    yield Case(([4000, 3000], 10_000), "two runs and something left", shown=True)
    yield Case(([4000, 7000], 10_000), "one run too many", shown=True)
    yield Case(([4000, 6000], 10_000), "everything spent", part="exact", shown=True)
    yield Case(([], 10_000), "no runs", part="empty", shown=True)
    yield Case(([12_000, 1000], 10_000), "a first run that is too large", shown=True)
    yield Case(([15_000, 1000], 10_000), "a large run and a small one")
    yield Case(([12_000, 11_000], 10_000), "two large runs")
    yield Case(([3000, 3000, 3000, 3000], 10_000), "runs of the same size")
    yield Case(([1000, 12_000], 10_000), "a last run that is too large")
    yield Case(([1, 2, 1], 2), "more runs than the budget has examples")
    for _ in range(3):
        runs = [int(n) for n in rng.integers(500, 4000, int(rng.integers(3, 9)))]
        yield Case((runs, sum(runs) + int(rng.integers(1, 900))), "something left")
        yield Case((runs, sum(runs) - int(rng.integers(1, 400))), "a little too much")
    runs = [int(n) for n in rng.integers(500, 4000, 5)]
    yield Case((runs, sum(runs)), "everything spent", part="exact")
    yield Case((runs, sum(runs) - 1), "one example too many", part="exact")
    yield Case((runs, sum(runs) + 1), "one example left", part="exact")
    yield Case(([1, 1, 1], 3), "tiny runs", part="exact")
    yield Case(([6_000_000, 4_000_001], 10_000_000), "one example too many among ten million",
               part="exact")
    yield Case(([], 0), "no runs and no budget", part="empty")
    yield Case(([1], 0), "a run without a budget", part="empty")


@budget_meter.set_reference
def reference(examples_per_run, budget):
    return sum(examples_per_run) <= budget


@budget_meter.misconception
def refused_the_last_example(examples_per_run, budget):
    """A total that equals the budget is within it. The comparison must allow for that."""
    return sum(examples_per_run) < budget


@budget_meter.misconception
def refused_what_is_spent_exactly(examples_per_run, budget):
    """A total that equals the budget is within it. Look for a < or a <= that should have, or
    should not have, its equals sign."""
    return not examples_per_run or sum(examples_per_run) < budget


@budget_meter.misconception
def asked_whether_all_is_spent(examples_per_run, budget):
    """You answer True only where the total equals the budget. A total below it is within the budget
    too."""
    return sum(examples_per_run) == budget


@budget_meter.misconception
def looked_at_each_run_alone(examples_per_run, budget):
    """You compare each run by itself with the budget. Ten small runs together may use far more
    than one large run."""
    return all(run <= budget for run in examples_per_run)


@budget_meter.misconception
def counted_the_runs(examples_per_run, budget):
    """You counted the runs. The budget is in example-gradients: how many did each run use?"""
    return len(examples_per_run) <= budget


@budget_meter.misconception
def looked_at_the_last_run(examples_per_run, budget):
    """You look at the last run only. The earlier runs used examples as well."""
    return not examples_per_run or examples_per_run[-1] <= budget


@budget_meter.misconception
def looked_at_the_first_run(examples_per_run, budget):
    """You look at the first run only. Perhaps the `return` stands inside the loop: then the first
    time round is the last."""
    used = 0
    for run in examples_per_run:
        used += run
        return used <= budget


@budget_meter.misconception
def left_the_last_run_out(examples_per_run, budget):
    """You left out the last run. It has used its examples too."""
    return sum(examples_per_run[:-1]) <= budget


@budget_meter.misconception
def left_the_first_run_out(examples_per_run, budget):
    """You left out the first run. Lists begin with index 0."""
    return sum(examples_per_run[1:]) <= budget


@budget_meter.misconception
def took_the_mean(examples_per_run, budget):
    """You compare the mean of the runs with the budget. The budget is for all of them
    together."""
    return sum(examples_per_run) / max(len(examples_per_run), 1) <= budget


@budget_meter.misconception
def answered_the_opposite(examples_per_run, budget):
    """You answer whether the budget has been exceeded. The question is whether the total is within
    it."""
    return sum(examples_per_run) > budget


@budget_meter.misconception
def gave_what_is_left(examples_per_run, budget):
    """You return how much is left. The answer should be True or False."""
    return budget - sum(examples_per_run)


@budget_meter.misconception
def gave_the_total(examples_per_run, budget):
    """You return the total. Compare it with the budget, and return the result."""
    return sum(examples_per_run)


@budget_meter.misconception
def refused_an_empty_list(examples_per_run, budget):
    """Your answer is right as long as there is a run. Without any, nothing has been spent, and
    that is within the budget."""
    return bool(examples_per_run) and sum(examples_per_run) <= budget


@budget_meter.misconception
def divided_by_an_empty_list(examples_per_run, budget):
    """Your answer is right as long as there is a run. Without any, your code fails: look for an
    index or a division that needs at least one."""
    total = examples_per_run[0]
    for run in examples_per_run[1:]:
        total += run
    return total <= budget
