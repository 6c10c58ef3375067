"""mlp_grads: backpropagation through a network with one hidden layer."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

mlp_grads = Exercise(
    name="mlp_grads",
    signature=("params", "X", "y"),
    notebook="10_digits_on_a_budget",
    returns=("dW1", "db1", "dW2", "db2"),
    parts=(
        Part("upper", 2, "the gradients of W2 and b2", uses=(2, 3)),
        Part("lower", 2.5, "the gradients of W1 and b1", uses=(0, 1)),
        Part("special", 1, "pre-activations of exactly 0, a single example, large logits"),
        Part(PURITY, 0.5, "leaves params, X and y as they were, and answers the same each time"),
    ),
    hints=(
        "Go forward first, and keep what you compute: the pre-activations, the hidden units, the "
        "logits. Your softmax_xent gives the gradient with respect to the logits.",
        "In a product of matrices the gradient of the right factor is the left factor, "
        "transposed, times the gradient of the product. A bias is added to every example. What "
        "does that mean for its gradient?",
        "To get to the hidden units, multiply by W2 transposed. Then keep the gradient of the "
        "units that were on; a unit at exactly 0 was off. The lower layer repeats the pattern of "
        "the upper one.",
    ),
)


def _network(rng, n, d, h, k, scale=1.0):
    """Random parameters and examples."""
    params = [rng.normal(scale=scale, size=(d, h)), rng.normal(size=h),
              rng.normal(scale=scale, size=(h, k)), rng.normal(size=k)]
    return params, rng.normal(size=(n, d)), rng.integers(0, k, n)


@mlp_grads.set_cases
def cases(rng):
    """Small and larger networks; units at exactly 0, dead units; one example; large logits."""
    both = ("lower",)
    small = [np.array([[1.0, -1.0]]), np.array([0.0, 0.5]), np.array([[1.0, 0.0], [0.0, 2.0]]),
             np.array([0.0, 0.0])]
    yield Case((small, np.array([[1.0], [-1.0]]), np.array([0, 1])), "two examples, two units",
               "upper", both, shown=True)
    yield Case((small, np.array([[2.0]]), np.array([1])), "one example", "upper", both, shown=True)
    on_edge = [np.array([[1.0, -1.0]]), np.array([-1.0, 1.0]), small[2], small[3]]
    yield Case((on_edge, np.array([[1.0], [2.0]]), np.array([0, 1])),
               "pre-activations of exactly 0", part="special", shown=True)
    for n, d, h, k in ((4, 3, 5, 3), (6, 2, 4, 2), (3, 5, 2, 4), (8, 4, 6, 10)):
        yield Case(_network(rng, n, d, h, k), f"{n} examples, {h} hidden units", "upper", both)
    params, X, y = _network(rng, 5, 3, 4, 3)
    yield Case((params, rng.integers(-3, 4, (5, 3)), y), "integer inputs", "upper", both)
    yield Case((params, X, np.zeros(5, dtype=int)), "all of one class", "upper", both)
    dead = [params[0], np.full(4, -50.0), params[2], params[3]]
    yield Case((dead, X, y), "units that are always off", part="special")
    flat = [np.zeros((3, 4)), np.zeros(4), params[2], params[3]]
    yield Case((flat, X, y), "a first layer of zeros", part="special")
    yield Case(_network(rng, 1, 3, 4, 3), "one example", part="special")
    yield Case(_network(rng, 3, 3, 4, 3, scale=30.0), "large logits", part="special")


@mlp_grads.set_reference
def reference(params, X, y):
    W1, b1, W2, b2 = params
    hidden = np.maximum(X @ W1 + b1, 0)
    logits = hidden @ W2 + b2
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    dlogits = exps / exps.sum(axis=1, keepdims=True)
    dlogits[np.arange(len(y)), y] -= 1
    dlogits /= len(y)
    dhidden = (dlogits @ W2.T) * (hidden > 0)
    return [X.T @ dhidden, dhidden.sum(axis=0), hidden.T @ dlogits, dlogits.sum(axis=0)]


def _forward(params, X):
    """Pre-activations, hidden units and logits."""
    W1, b1, W2, b2 = params
    before = X @ W1 + b1
    hidden = np.maximum(before, 0)
    return before, hidden, hidden @ W2 + b2


def _dlogits(logits, y):
    """The right gradient of the logits."""
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = exps / exps.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


def _backward(params, X, y, mask=None, dlogits=None):
    """The right gradients, but for another mask or gradient of the logits."""
    before, hidden, logits = _forward(params, X)
    dlogits = _dlogits(logits, y) if dlogits is None else dlogits
    dhidden = (dlogits @ params[2].T) * (before > 0 if mask is None else mask)
    return [X.T @ dhidden, dhidden.sum(axis=0), hidden.T @ dlogits, dlogits.sum(axis=0)]


@mlp_grads.misconception
def forgot_the_slope_of_relu(params, X, y):
    """The upper layer is right. In the lower one you let the gradient through every unit. A unit
    that is off does not change its output when its input changes a little."""
    return _backward(params, X, y, mask=1.0)


@mlp_grads.misconception
def let_zero_through(params, X, y):
    """Only pre-activations of exactly 0 go wrong. There the slope is 0 by convention, and your mask
    lets the gradient through."""
    return _backward(params, X, y, mask=_forward(params, X)[0] >= 0)


@mlp_grads.misconception
def masked_the_wrong_side(params, X, y):
    """Your mask lets the gradient through the units that are off, and stops it at those that are
    on. It is the other way round."""
    return _backward(params, X, y, mask=_forward(params, X)[0] <= 0)


@mlp_grads.misconception
def left_relu_out(params, X, y):
    """Your forward pass leaves out the maximum with 0. W2 is multiplied by the hidden units after
    it, in the logits and in the gradient of W2."""
    before = _forward(params, X)[0]
    dlogits = _dlogits(before @ params[2] + params[3], y)
    dhidden = (dlogits @ params[2].T) * (before > 0)
    return [X.T @ dhidden, dhidden.sum(axis=0), before.T @ dlogits, dlogits.sum(axis=0)]


@mlp_grads.misconception
def multiplied_by_the_units_again(params, X, y):
    """You multiplied the gradient by the values of the hidden units. Multiply it by whether they
    were on: 1 or 0."""
    return _backward(params, X, y, mask=_forward(params, X)[1])


@mlp_grads.misconception
def masked_by_the_input(params, X, y):
    """You decided by the sign of the gradient which units are on. The pre-activations of the
    forward pass decide that."""
    _, _, logits = _forward(params, X)
    return _backward(params, X, y, mask=(_dlogits(logits, y) @ params[2].T) > 0)


@mlp_grads.misconception
def summed_over_the_examples(params, X, y):
    """Your gradients belong to the sum of the losses. The loss is their mean."""
    return [grad * len(y) for grad in _backward(params, X, y)]


@mlp_grads.misconception
def averaged_twice(params, X, y):
    """You divided by the number of examples twice. The gradient of the logits is divided by it
    already."""
    return [grad / len(y) for grad in _backward(params, X, y)]


@mlp_grads.misconception
def averaged_the_biases(params, X, y):
    """The gradients of the weights are right. For the biases you took the mean over the examples.
    Take the sum: the gradient of the logits is divided by their number already."""
    dW1, db1, dW2, db2 = _backward(params, X, y)
    return [dW1, db1 / len(y), dW2, db2 / len(y)]


@mlp_grads.misconception
def forgot_the_label(params, X, y):
    """Your gradients do not depend on the labels. Subtract 1 from the probability at the
    label."""
    logits = _forward(params, X)[2]
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = exps / exps.sum(axis=1, keepdims=True)
    return _backward(params, X, y, dlogits=p / len(y))


@mlp_grads.misconception
def turned_them_all_round(params, X, y):
    """All your gradients point downhill. A gradient points to where the loss grows. The minus
    belongs to the step."""
    return [-grad for grad in _backward(params, X, y)]


@mlp_grads.misconception
def used_the_pre_activations(params, X, y):
    """For the gradient of W2 you used the pre-activations. The forward pass multiplies W2 by the
    hidden units, after relu."""
    before, _, logits = _forward(params, X)
    dW1, db1, _, db2 = _backward(params, X, y)
    return [dW1, db1, before.T @ _dlogits(logits, y), db2]


@mlp_grads.misconception
def left_the_biases_out(params, X, y):
    """Your forward pass leaves out the biases. They shift the pre-activations and the logits."""
    W1, b1, W2, b2 = params
    return _backward([W1, np.zeros_like(b1, float), W2, np.zeros_like(b2, float)], X, y)


@mlp_grads.misconception
def gave_the_upper_layer_first(params, X, y):
    """You return the upper layer first. Return the four gradients in the order of params."""
    dW1, db1, dW2, db2 = _backward(params, X, y)
    return [dW2, db2, dW1, db1]


@mlp_grads.misconception
def overflowed(params, X, y):
    """Your gradients are right as long as the logits are small. The exponential of a large logit
    is infinite: subtract the largest of each row, as in softmax_xent."""
    logits = _forward(params, X)[2]
    logits = np.where(np.abs(logits) < 50, logits, np.inf)
    exps = np.exp(logits)
    p = exps / exps.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return _backward(params, X, y, dlogits=p / len(y))


@mlp_grads.misconception
def made_a_step(params, X, y):
    """You changed params. Return the gradients only; the optimizer makes the step."""
    grads = _backward(params, X, y)
    for param, grad in zip(params, grads):
        param -= 0.1 * grad
    return grads


@mlp_grads.misconception
def left_the_biases_unsummed(params, X, y):
    """The gradient of a bias comes back with a row for each example. A bias is added to every
    example: add the rows up, so that the gradient has the shape of the bias."""
    before, hidden, logits = _forward(params, X)
    dlogits = _dlogits(logits, y)
    dhidden = (dlogits @ params[2].T) * (before > 0)
    return [X.T @ dhidden, dhidden, hidden.T @ dlogits, dlogits]


@mlp_grads.misconception
def transposed_the_weights(params, X, y):
    """The gradient of a matrix comes back transposed. That of a product A W with respect to W is
    A.T @ D, in this order, and has the shape of W."""
    dW1, db1, dW2, db2 = _backward(params, X, y)
    return [dW1.T, db1, dW2.T, db2]


@mlp_grads.misconception
def gave_the_weights_first(params, X, y):
    """Where dW2 belongs you return db1. The four gradients come back in the order of params, in
    which each matrix is followed by its bias: dW1, db1, dW2, db2."""
    dW1, db1, dW2, db2 = _backward(params, X, y)
    return [dW1, dW2, db1, db2]


@mlp_grads.misconception
def summed_before_the_mask(params, X, y):
    """All but db1 is right. It still counts the gradient at units that are off: add the rows up
    after the mask has taken these away."""
    dW1, _, dW2, db2 = _backward(params, X, y)
    dlogits = _dlogits(_forward(params, X)[2], y)
    return [dW1, (dlogits @ params[2].T).sum(axis=0), dW2, db2]
