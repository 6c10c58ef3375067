"""scale_lr: another batch size, another rate."""

import math

from lrkit.exercises.base import Case, Exercise, Part

scale_lr = Exercise(
    name="scale_lr",
    signature=("lr", "batch", "new_batch", "rule"),
    notebook="05_noise_why_decay_matters",
    returns=("rate",),
    parts=(
        Part("value", 2, "the linear rule, which is the default"),
        Part("sqrt", 1, "the rule with the square root"),
        Part("unknown", 1, "a ValueError for any other rule"),
    ),
    hints=(
        "With batches k times as large an epoch has 1/k of the steps. How must the rate change so "
        "that the run gets as far?",
        "How many times as large is the new batch? The linear rule uses that number as it is, the "
        "other rule uses its square root.",
        "A rule that is neither of the two words is most likely a typing error. `raise` an "
        "exception there; its message may say which rules exist.",
    ),
)


@scale_lr.set_cases
def cases(rng):
    """Larger and smaller batches, the same one; both rules; rules that do not exist."""
    yield Case((0.1, 32, 128), "a batch four times as large", shown=True)
    yield Case((0.4, 64, 16, "linear"), "a smaller batch", shown=True)
    yield Case((0.1, 32, 288, "sqrt"), "a batch nine times as large, square root", part="sqrt",
               shown=True)
    yield Case((0.1, 32, 64, "cubic"), "a rule that does not exist", part="unknown", shown=True)
    for words in ("a larger batch", "another batch", "a batch size that is not a multiple"):
        yield Case((rng.uniform(0.01, 2), int(rng.integers(7, 64)), int(rng.integers(65, 512)),
                    "linear"), words)
    yield Case((rng.uniform(0.01, 2), 100, int(rng.integers(3, 50))), "a smaller batch, no rule")
    yield Case((1, 8, 4), "a rate that is an integer")
    yield Case((0.3, 1, 1000), "from single examples to large batches")
    for batch, new in ((10, 1000), (256, 64), (48, 48), (7, 100)):
        yield Case((rng.uniform(0.01, 2), batch, new, "sqrt"), f"from {batch} to {new}, "
                   "square root", part="sqrt")
    for rule in ("", "Linear rule", "square"):
        yield Case((0.1, 32, 64, rule), "another rule that does not exist", part="unknown")


@scale_lr.set_reference
def reference(lr, batch, new_batch, rule="linear"):
    if rule == "linear":
        return lr * new_batch / batch
    if rule == "sqrt":
        return lr * math.sqrt(new_batch / batch)
    raise ValueError(f"unknown rule {rule!r}")


@scale_lr.misconception
def divided_by_the_factor(lr, batch, new_batch, rule="linear"):
    """You lower the rate for a larger batch. Its gradient has less noise, and an epoch has fewer
    steps: both rules raise the rate."""
    factor = batch / new_batch
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    return lr * (factor if rule == "linear" else math.sqrt(factor))


@scale_lr.misconception
def scaled_by_the_difference(lr, batch, new_batch, rule="linear"):
    """You used the difference of the two batch sizes. What counts is how many times as large the
    new one is."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    return lr * (new_batch - batch if rule == "linear" else math.sqrt(abs(new_batch - batch)))


@scale_lr.misconception
def left_the_rate_alone(lr, batch, new_batch, rule="linear"):
    """Your rate is the same for every batch size. A run with larger batches then makes fewer steps
    of the same length in each epoch."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    return lr


@scale_lr.misconception
def divided_whole(lr, batch, new_batch, rule="linear"):
    """You divide with //, which drops the fraction, so a smaller batch gets the rate 0. Use /."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    factor = new_batch // batch
    return lr * (factor if rule == "linear" else math.sqrt(factor))


@scale_lr.misconception
def ignored_the_rule(lr, batch, new_batch, rule="linear"):
    """The linear rule is right, but the argument rule has no effect: "sqrt" asks for the other."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    return lr * new_batch / batch


@scale_lr.misconception
def always_took_the_root(lr, batch, new_batch, rule="linear"):
    """You always take the square root. Only the rule "sqrt" does so."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    return lr * math.sqrt(new_batch / batch)


@scale_lr.misconception
def took_the_root_of_the_rate(lr, batch, new_batch, rule="linear"):
    """The linear rule is right. In the other one you take the root of the rate as well; take the
    root of the factor alone."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    return lr * new_batch / batch if rule == "linear" else math.sqrt(lr * new_batch / batch)


@scale_lr.misconception
def took_the_square(lr, batch, new_batch, rule="linear"):
    """The linear rule is right. "sqrt" is the square root; you took the square."""
    if rule not in ("linear", "sqrt"):
        raise ValueError(rule)
    factor = new_batch / batch
    return lr * (factor if rule == "linear" else factor**2)


@scale_lr.misconception
def took_any_other_rule_as_the_root(lr, batch, new_batch, rule="linear"):
    """Both rules are right, but you take every other word as "sqrt": somebody who typed "liner" by
    mistake would never notice. Ask for both words by name, and raise a ValueError otherwise."""
    return lr * (new_batch / batch if rule == "linear" else math.sqrt(new_batch / batch))


@scale_lr.misconception
def took_any_other_rule_as_linear(lr, batch, new_batch, rule="linear"):
    """Both rules are right, but you take every other word as "linear": a typing error would go
    unnoticed. Raise a ValueError for it."""
    factor = new_batch / batch
    return lr * (math.sqrt(factor) if rule == "sqrt" else factor)


@scale_lr.misconception
def gave_nothing_for_other_rules(lr, batch, new_batch, rule="linear"):
    """Both rules are right, but for an unknown one you return None, which fails much later and
    somewhere else. A ValueError says at once what is wrong."""
    factor = new_batch / batch
    return {"linear": lr * factor, "sqrt": lr * math.sqrt(factor)}.get(rule)


@scale_lr.misconception
def returned_the_error(lr, batch, new_batch, rule="linear"):
    """Both rules are right, but you return the ValueError. Nothing stops then, and the caller takes
    an exception for a rate: write raise, not return."""
    factor = new_batch / batch
    return {"linear": lr * factor, "sqrt": lr * math.sqrt(factor)}.get(rule, ValueError(rule))


@scale_lr.misconception
def raised_another_error(lr, batch, new_batch, rule="linear"):
    """Both rules are right, and an unknown one raises an exception. It should be a ValueError: the
    argument has the right type, and its value is wrong. Code that catches ValueError would miss
    yours."""
    factor = new_batch / batch
    return {"linear": lr * factor, "sqrt": lr * math.sqrt(factor)}[rule]


@scale_lr.misconception
def took_the_root_of_the_new_batch_alone(lr, batch, new_batch, rule="linear"):
    """Your rule divides the root of the new batch size by the old size itself. The root belongs to
    the whole factor, new_batch / batch."""
    if rule == "linear":
        return lr * new_batch / batch
    if rule == "sqrt":
        return lr * math.sqrt(new_batch) / batch
    raise ValueError(f"unknown rule {rule!r}")
