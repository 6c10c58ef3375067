"""softmax_xent: the loss of a classifier and its gradient."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

softmax_xent = Exercise(
    name="softmax_xent",
    signature=("logits", "labels"),
    notebook="10_digits_on_a_budget",
    returns=("loss", "gradient"),
    parts=(
        Part("loss", 2, "the mean loss", uses=(0,)),
        Part("gradient", 2.5, "its gradient with respect to the logits", uses=(1,)),
        Part("large", 1, "logits around a thousand, of either sign, and whole ones", uses=(0,)),
        Part(PURITY, 0.5, "leaves logits and labels as they were, and answers the same each time"),
    ),
    hints=(
        "Softmax turns each row into probabilities that add up to 1. The loss of an example is "
        "minus the logarithm of one of them. Which one?",
        "Adding the same number to a whole row changes no probability. Which number keeps the "
        "exponential from overflowing?",
        "The gradient of an example is its row of probabilities, with 1 subtracted at the label. "
        "The loss is a mean, so the gradient is divided as well. For the loss itself, write the "
        "logarithm of the fraction as a difference, so that you never take the logarithm of a "
        "number that may be 0.",
    ),
)


@softmax_xent.set_cases
def cases(rng):
    """One example and many, two classes and more; integers; logits of a thousand."""
    both = ("gradient",)
    yield Case((np.array([[0.0, 0.0]]), np.array([0])), "one undecided example", "loss", both,
               shown=True)
    yield Case((np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 3.0]]), np.array([0, 1])), "two examples",
               "loss", both, shown=True)
    yield Case((np.array([[1000.0, 0.0], [1000.0, 1001.0]]), np.array([0, 1])),
               "logits around a thousand", part="large", shown=True)
    yield Case((np.array([[1000.0, 0.0]]), np.array([1])), "a confident mistake", part="large",
               shown=True)
    for n, k in ((1, 4), (3, 3), (5, 10), (8, 2)):
        yield Case((rng.normal(scale=2, size=(n, k)), rng.integers(0, k, n)),
                   f"{n} examples of {k} classes", "loss", both)
    yield Case((rng.integers(-4, 5, (4, 3)), rng.integers(0, 3, 4)), "integer logits",
               part="large")
    yield Case((rng.normal(size=(6, 5)), np.full(6, 4)), "all of the last class", "loss", both)
    yield Case((rng.normal(size=(4, 3)) + 700, rng.integers(0, 3, 4)), "logits around 700",
               part="large")
    yield Case((rng.normal(size=(4, 3)) - 1000, rng.integers(0, 3, 4)),
               "logits around minus a thousand", part="large")
    yield Case((np.array([[-1000.0, 1000.0, 3.0]]), np.array([0])), "logits far apart",
               part="large")
    rows = rng.normal(size=(3, 4)) + np.array([[1000.0], [0.0], [-1000.0]])
    yield Case((rows, rng.integers(0, 4, 3)), "rows of different size", part="large")


@softmax_xent.set_reference
def reference(logits, labels):
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dlogits = np.exp(log_p)
    dlogits[np.arange(n), labels] -= 1
    return -log_p[np.arange(n), labels].mean(), dlogits / n


@softmax_xent.set_also_holds("large")
def gradient_up_to_a_factor(args, value):
    """The gradient of large logits, whose sign and factor are judged where the logits are small."""
    right = _grad(*args)
    try:
        got = np.asarray(value[1], float)
        factor = np.sum(got * right) / np.sum(right**2)
    except (TypeError, ValueError):
        return "gradient: numbers in the shape of logits should come back"
    if factor and np.allclose(got, factor * right, rtol=1e-6, atol=1e-9):
        return None
    return "gradient: other numbers than expected, and no multiple of them"


def _log_p(logits):
    """Log-probabilities, row by row."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _loss(logits, labels):
    """The right loss."""
    return -_log_p(logits)[np.arange(len(labels)), labels].mean()


def _grad(logits, labels):
    """The right gradient."""
    p = np.exp(_log_p(logits))
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)


@softmax_xent.misconception
def overflowed(logits, labels):
    """The exponential of a thousand is infinite, and infinity over infinity is nan. Subtract the
    largest logit of each row first: the probabilities stay the same."""
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    n = np.arange(len(labels))
    onehot = np.eye(logits.shape[1])[labels]
    return -np.log(p[n, labels]).mean(), (p - onehot) / len(labels)


@softmax_xent.misconception
def took_the_logarithm_of_zero(logits, labels):
    """You shift the logits, but a probability may still come out as 0, and its logarithm is
    infinite. The logarithm of a fraction is a difference: compute it as one."""
    p = np.exp(_log_p(logits))
    return -np.log(p[np.arange(len(labels)), labels]).mean(), _grad(logits, labels)


@softmax_xent.misconception
def added_a_small_number(logits, labels):
    """A small number keeps you from the logarithm of 0. It also keeps the loss of a confident
    mistake far below its true value. The logarithm of a fraction is a difference: compute it as
    one, and nothing needs to be added."""
    p = np.exp(_log_p(logits))[np.arange(len(labels)), labels]
    return -np.log(p + 1e-12).mean(), _grad(logits, labels)


@softmax_xent.misconception
def multiplied_zero_by_infinity(logits, labels):
    """You take the logarithm of every probability and multiply all but one by 0. Where a
    probability comes out as 0, that is 0 times infinity, which is nan. The logarithm of a fraction
    is a difference: compute it as one."""
    onehot = np.eye(logits.shape[1])[labels]
    with np.errstate(all="ignore"):
        losses = -np.sum(onehot * np.log(np.exp(_log_p(logits))), axis=1)
    return losses.mean(), _grad(logits, labels)


@softmax_xent.misconception
def shifted_all_rows_alike(logits, labels):
    """You subtracted the largest of all logits from every row. In a row far below it every
    exponential underflows to 0. Subtract each row's own maximum, and compute the logarithm of the
    fraction as a difference, so that it is never the logarithm of 0."""
    exps = np.exp(logits - logits.max())
    p = exps / exps.sum(axis=1, keepdims=True)
    n = np.arange(len(labels))
    onehot = np.eye(logits.shape[1])[labels]
    return -np.log(p[n, labels]).mean(), (p - onehot) / len(labels)


@softmax_xent.misconception
def shifted_by_one_maximum_for_all(logits, labels):
    """You subtracted the largest of all logits from every row. In a row far below it every
    exponential underflows to 0. Subtract each row's own maximum."""
    shifted = logits - logits.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    n = np.arange(len(labels))
    p = np.exp(log_p)
    p[n, labels] -= 1
    return -log_p[n, labels].mean(), p / len(labels)


@softmax_xent.misconception
def summed_the_losses(logits, labels):
    """You summed over the examples, in the loss and in the gradient. Both should be means."""
    return _loss(logits, labels) * len(labels), _grad(logits, labels) * len(labels)


@softmax_xent.misconception
def forgot_to_divide_the_gradient(logits, labels):
    """Your gradient belongs to the sum of the losses. The loss is their mean: divide its gradient
    by the number of examples as well."""
    return _loss(logits, labels), _grad(logits, labels) * len(labels)


@softmax_xent.misconception
def divided_by_the_classes_too(logits, labels):
    """You took the mean over all entries. Take it over the examples only, not over the
    classes."""
    return _loss(logits, labels) / logits.shape[1], _grad(logits, labels) / logits.shape[1]


@softmax_xent.misconception
def forgot_the_minus(logits, labels):
    """Your loss is negative, as the logarithm of a probability is. The loss is minus that
    logarithm."""
    return -_loss(logits, labels), -_grad(logits, labels)


@softmax_xent.misconception
def turned_the_gradient_round(logits, labels):
    """The gradient has the wrong sign: a step against it would make the network surer of what is
    wrong. It is what the network believes minus what is true."""
    return _loss(logits, labels), -_grad(logits, labels)


@softmax_xent.misconception
def gave_the_probabilities(logits, labels):
    """Your gradient does not depend on the labels: it holds the probabilities alone, divided by the
    number of examples."""
    return _loss(logits, labels), np.exp(_log_p(logits)) / len(labels)


@softmax_xent.misconception
def left_the_other_classes_out(logits, labels):
    """Your gradient is 0 except at the labels. Every other logit of the row has a derivative too:
    its probability."""
    onehot = np.eye(logits.shape[1])[labels]
    return _loss(logits, labels), _grad(logits, labels) * onehot


@softmax_xent.misconception
def normalised_the_columns(logits, labels):
    """You normalised the columns. Each row is an example, so the probabilities of a row must add
    up to 1."""
    shifted = logits - logits.max(axis=0)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
    n = np.arange(len(labels))
    p = np.exp(log_p)
    p[n, labels] -= 1
    return -log_p[n, labels].mean(), p / len(labels)


@softmax_xent.misconception
def left_out_keepdims(logits, labels):
    """The maximum or the sum of each row is a flat array of n numbers, and n rows of k numbers need
    a column of them: write keepdims=True."""
    exps = np.exp(logits - logits.max(axis=1))
    p = exps / exps.sum(axis=1)
    n = np.arange(len(labels))
    loss = -np.log(p[n, labels]).mean()
    p[n, labels] -= 1
    return loss, p / len(labels)


@softmax_xent.misconception
def subtracted_the_one_too_early(logits, labels):
    """The loss is nan, as a logarithm of a negative number is. Are the probabilities still whole
    when the loss is computed? Subtract the 1 at the label afterwards, or in a copy."""
    dlogits = np.exp(_log_p(logits))
    n = np.arange(len(labels))
    dlogits[n, labels] -= 1
    with np.errstate(all="ignore"):
        return -np.log(dlogits[n, labels]).mean(), dlogits / len(labels)


@softmax_xent.misconception
def normalised_the_whole_array(logits, labels):
    """You divided by a sum over all rows. Each row is an example, so the probabilities of a row
    must add up to 1."""
    log_p = logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())
    n = np.arange(len(labels))
    p = np.exp(log_p)
    p[n, labels] -= 1
    return -log_p[n, labels].mean(), p / len(labels)


@softmax_xent.misconception
def took_all_labels_in_each_row(logits, labels):
    """This is right for a single example. With several, you took the columns of all labels from
    every row. Each row has one label: index rows and columns in pairs."""
    log_p = _log_p(logits)
    p = np.exp(log_p)
    p[:, labels] -= 1
    return -log_p[:, labels].mean(), p / len(labels)


@softmax_xent.misconception
def used_the_square(logits, labels):
    """You computed the squared distance between the probabilities and the label. Cross-entropy is
    minus the logarithm of one probability."""
    errors = np.exp(_log_p(logits)) - np.eye(logits.shape[1])[labels]
    return np.mean(np.sum(errors**2, axis=1)), 2 * errors / len(labels)


@softmax_xent.misconception
def took_the_surest_class(logits, labels):
    """You took the largest probability of each row. Take the one at the label, whether or not the
    network prefers it."""
    best = logits.argmax(axis=1)
    return _loss(logits, best), _grad(logits, best)


@softmax_xent.misconception
def used_base_two(logits, labels):
    """Your logarithm has the base 2. The gradient belongs to the natural logarithm, which is
    np.log."""
    return _loss(logits, labels) / np.log(2), _grad(logits, labels)


@softmax_xent.misconception
def changed_the_logits(logits, labels):
    """You changed logits, perhaps with -=. The array belongs to the caller: make a new one."""
    result = _loss(logits, labels), _grad(logits, labels)
    logits -= logits.max(axis=1, keepdims=True)
    return result
