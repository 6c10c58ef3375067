"""double_until_worse: trial and error from below."""

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.callbacks import LookupTable

NAN, INF = float("nan"), float("inf")

double_until_worse = Exercise(
    name="double_until_worse",
    signature=("loss_at", "lr0", "factor", "max_tries"),
    notebook="03_trial_error_and_grids",
    returns=("best rate",),
    parts=(
        Part("value", 2, "the last rate that improved the loss"),
        Part("not better", 1, "equal losses, nan and infinity do not improve"),
        Part("tries", 1, "the search also ends after max_tries"),
        Part("calls", 1, "calls loss_at no more often than needed", calls="at most"),
    ),
    hints=(
        "Remember two numbers: the best rate so far and its loss. When does the search go on?",
        "The first try is lr0 itself. Then try the best rate times the factor. If its loss is "
        "smaller, it is now the best; otherwise the search is over.",
        "Ask whether the new loss is smaller rather than whether it is not worse. Every comparison "
        "with nan is False, so that nan then ends the search. Count the first try too.",
    ),
)


def _table(lr0, factor, losses):
    lrs = tuple(lr0 * factor**k for k in range(len(losses)))
    return LookupTable(lrs, tuple(map(float, losses)))


@double_until_worse.set_cases
def cases(rng):
    """Draw losses that fall and rise, ties, nan and infinity, and searches that a limit ends."""
    also = ("calls",)
    yield Case((_table(0.1, 2.0, [5, 3, 2, 4, 1]), 0.1), "a loss that rises after three falls",
               also=also, shown=True)
    yield Case((_table(0.01, 10.0, [5, 3, 1, 2]), 0.01, 10.0), "a factor of 10", also=also,
               shown=True)
    yield Case((_table(0.1, 2.0, [3, 4, 1]), 0.1, 2.0), "a first try that is the best", also=also,
               shown=True)
    yield Case((_table(0.1, 2.0, [3, 2, 2, 1]), 0.1, 2.0), "two equal losses", part="not better",
               also=also, shown=True)
    yield Case((_table(0.1, 2.0, [9, 8, 7, 6, 5]), 0.1, 2.0, 3), "a limit of three tries",
               part="tries", also=also, shown=True)
    for n in (3, 6, 9):
        factor, lr0 = rng.uniform(1.3, 4), 10 ** rng.uniform(-4, -1)
        losses = [*sorted(rng.uniform(1, 9, n))[::-1], 20.0, 0.1]
        yield Case((_table(lr0, factor, losses), lr0, factor), "another start and factor",
                   also=also)
    yield Case((_table(0.2, 3.0, [-1, -4, -2, -9]), 0.2, 3.0), "losses below zero", also=also)
    for less in (1e-3, 1e-7):
        yield Case((_table(0.1, 2.0, [3, 2, 2 - less, 2 - 2 * less, 4]), 0.1, 2.0),
                   "a loss that hardly falls", also=also)
    yield Case((_table(0.1, 2.0, [3, 2, NAN, 1]), 0.1), "a nan after a fall", part="not better",
               also=also)
    yield Case((_table(0.1, 2.0, [3, NAN, 1]), 0.1), "a nan in the second try", part="not better",
               also=also)
    yield Case((_table(0.1, 2.0, [3, 2, INF, 1]), 0.1), "an infinite loss", part="not better",
               also=also)
    yield Case((_table(0.1, 2.0, [9, 8, 7, 6, 5, 4]), 0.1, 2.0, 1), "a limit of one try",
               part="tries", also=also)
    yield Case((_table(0.1, 1.5, [9 - k / 3 for k in range(26)]), 0.1, 1.5), "a loss that keeps "
               "falling, with the limit left out", part="tries", also=also)
    yield Case((_table(0.1, 1.5, [9 - k / 3 for k in range(26)]), 0.1, 1.5, 7), "a loss that keeps "
               "falling", part="tries", also=also)
    yield Case((_table(0.1, 2.0, [5, 4, 6, 1]), 0.1, 2.0, 3), "a rise in the last allowed try",
               part="tries", also=also)


@double_until_worse.set_reference
def reference(loss_at, lr0, factor=2.0, max_tries=20):
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if not loss < best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def returned_the_first_that_was_worse(loss_at, lr0, factor=2.0, max_tries=20):
    """You return the rate at which the loss stopped falling, which is one factor too far. Return
    the last rate that improved it."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if not loss < best_loss:
            return best * factor
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def took_equal_for_better(loss_at, lr0, factor=2.0, max_tries=20):
    """You go on while the loss is not larger, so that an equal loss counts as an improvement. It
    must get strictly smaller."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if not loss <= best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def let_nan_pass(loss_at, lr0, factor=2.0, max_tries=20):
    """You stop when the new loss is larger or equal. For nan that comparison is False, so that nan
    passes for an improvement. Ask instead whether the new loss is smaller."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if loss >= best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def stepped_over_a_bad_try(loss_at, lr0, factor=2.0, max_tries=20):
    """You go on after a try that was not better, and find a smaller loss beyond it. That is another
    search, and a more expensive one: stop at the first rate that does not improve the loss."""
    best, best_loss = lr0, loss_at(lr0)
    for k in range(1, max_tries):
        loss = loss_at(lr0 * factor**k)
        if loss < best_loss:
            best, best_loss = lr0 * factor**k, loss
    return best


@double_until_worse.misconception
def compared_with_the_first(loss_at, lr0, factor=2.0, max_tries=20):
    """You compare each loss with the first one. Compare it with the one before, so that the search
    stops as soon as the loss rises."""
    first, best = loss_at(lr0), lr0
    for _ in range(max_tries - 1):
        if not loss_at(best * factor) < first:
            break
        best *= factor
    return best


@double_until_worse.misconception
def tried_once_too_often(loss_at, lr0, factor=2.0, max_tries=20):
    """You make one try too many: the first one, at lr0, counts as well."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries):
        loss = loss_at(best * factor)
        if not loss < best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def gave_up_one_try_early(loss_at, lr0, factor=2.0, max_tries=20):
    """You make one try too few: after lr0 there are max_tries - 1 left."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 2):
        loss = loss_at(best * factor)
        if not loss < best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def ignored_the_limit(loss_at, lr0, factor=2.0, max_tries=20):
    """While the loss keeps falling, you go on beyond max_tries. Let the number of tries limit the
    loop."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(1000):
        loss = loss_at(best * factor)
        if not loss < best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def always_doubled(loss_at, lr0, factor=2.0, max_tries=20):
    """Your code always doubles, which is right only for a factor of 2. Use the argument."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * 2)
        if not loss < best_loss:
            break
        best, best_loss = best * 2, loss
    return best


@double_until_worse.misconception
def added_the_factor(loss_at, lr0, factor=2.0, max_tries=20):
    """You add where you should multiply: each rate should be the same multiple of the one
    before."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best + lr0 * (factor - 1))
        if not loss < best_loss:
            break
        best, best_loss = best + lr0 * (factor - 1), loss
    return best


@double_until_worse.misconception
def returned_the_loss(loss_at, lr0, factor=2.0, max_tries=20):
    """You return the smallest loss. Return the rate at which you found it."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if not loss < best_loss:
            break
        best, best_loss = best * factor, loss
    return best_loss


@double_until_worse.misconception
def asked_again_for_the_best(loss_at, lr0, factor=2.0, max_tries=20):
    """The rate is right, but you compute the loss of the best rate again for each try, which needs
    nearly twice as many runs. Remember the loss together with the rate."""
    best = lr0
    for _ in range(max_tries - 1):
        if not loss_at(best * factor) < loss_at(best):
            break
        best *= factor
    return best


@double_until_worse.misconception
def stopped_only_where_it_got_larger(loss_at, lr0, factor=2.0, max_tries=20):
    """Your search goes on unless the loss gets larger. An equal loss does not improve, and nothing
    is larger than nan: go on only while the new loss is smaller."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best * factor)
        if loss > best_loss:
            break
        best, best_loss = best * factor, loss
    return best


@double_until_worse.misconception
def added_the_first_rate(loss_at, lr0, factor=2.0, max_tries=20):
    """Your rates lie at equal distances, lr0 apart. Each rate should be factor times the one
    before."""
    best, best_loss = lr0, loss_at(lr0)
    for _ in range(max_tries - 1):
        loss = loss_at(best + lr0)
        if not loss < best_loss:
            break
        best, best_loss = best + lr0, loss
    return best
