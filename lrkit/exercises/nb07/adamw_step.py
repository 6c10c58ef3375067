"""adamw_step: Adam with weight decay that the averages never see."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

adamw_step = Exercise(
    name="adamw_step",
    signature=("w", "m", "v", "t", "grad", "lr", "weight_decay", "beta1", "beta2", "eps"),
    notebook="07_adaptive_learning_rates",
    returns=("weights", "m", "v"),
    parts=(
        Part("moments", 2, "the two averages, which the decay does not touch", uses=(1, 2)),
        Part("weights", 2, "the new weights", uses=(0,)),
        Part("special", 1, "no decay, no gradient or a tiny one", uses=(0,)),
        Part("arrays", 0.5, "arrays of any shape, and integers"),
        Part(PURITY, 0.5, "leaves w, m, v and grad as they were, and answers the same each time"),
    ),
    hints=(
        "Which part of adam_step would change if the penalty were in the gradient? With decoupled "
        "decay that part must stay as it is.",
        "First shrink the weights a little, in proportion to themselves. Then make an Adam step "
        "from there, with the gradient as it was given.",
        "The share by which the weights shrink contains the learning rate, so that at a smaller "
        "rate they decay less. The rest is adam_step: you may call your own function.",
    ),
)


@adamw_step.set_cases
def cases(rng):
    """First and later steps, strong decay, none; a gradient of 0; arrays, integers."""
    both = ("weights",)
    yield Case((4.0, 0.0, 0.0, 1, 2.0, 0.5, 0.25, 0.5, 0.75), "a first step", "moments", both,
               shown=True)
    yield Case((-2.0, 1.0, 4.0, 2, 2.0, 0.5, 0.5, 0.5, 0.75), "a second step", "moments", both,
               shown=True)
    yield Case((4.0, 0.0, 0.0, 1, 0.0, 0.5, 0.25), "no gradient at all", "moments", ("special",),
               shown=True)
    yield Case((np.array([1.0, -2.0]), np.array([0.0, 1.0]), np.array([1.0, 4.0]), 3,
                np.array([2.0, -1.0]), 0.5, 0.1, 0.5, 0.75), "two weights", "arrays", shown=True)
    for t in (1, 4, 30):
        w, m, grad = rng.normal(scale=2, size=3)
        yield Case((w, m, rng.uniform(0.5, 9), t, grad, rng.uniform(0.05, 0.5),
                    rng.uniform(0.1, 1), rng.uniform(0.2, 0.8), rng.uniform(0.85, 0.99)),
                   f"step {t}, other betas", "moments", both)
    yield Case((3.0, 0.5, 2.0, 5, -1.5, 0.01, 0.3), "betas and eps left out", "moments", both)
    yield Case((rng.normal(), 0.002, 1e-5, 2, 0.01, 0.5, 0.3, 0.8, 0.9, 0.02), "a large eps",
               "moments", both)
    yield Case((rng.normal(size=4), rng.normal(size=4), rng.uniform(0.1, 4, 4), 3,
                rng.normal(size=4), 0.2, 0.5, 0.7, 0.9), "four weights", "arrays")
    yield Case((rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.uniform(0.1, 4, (2, 3)), 2,
                rng.normal(size=(2, 3)), 0.2, 0.5), "a matrix of weights", "arrays")
    yield Case((rng.integers(2, 9, 3), rng.integers(1, 9, 3), rng.integers(1, 9, 3), 2,
                rng.integers(1, 9, 3), 0.3, 0.2, 0.7, 0.9), "integer arrays", "arrays")
    yield Case((rng.normal(), 0.5, 2.0, 3, 1.0, 0.1, 0.0), "no decay", "moments", ("special",))
    yield Case((rng.normal(), 0.0, 0.0, 1, rng.uniform(5e-9, 2e-8), 0.5, 0.1), "a tiny gradient",
               "moments", ("special",))
    yield Case((0.0, 0.5, 2.0, 3, 1.0, 0.1, 0.5), "a weight of 0", "moments", ("special",))
    yield Case((rng.normal(), 0.0, 0.0, 1, 0.0, 0.2, 0.7), "nothing but the decay", "moments",
               ("special",))


@adamw_step.set_reference
def reference(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    w, grad = np.asarray(w), np.asarray(grad)
    new_m = beta1 * np.asarray(m) + (1 - beta1) * grad
    new_v = beta2 * np.asarray(v) + (1 - beta2) * grad**2
    m_hat = new_m / (1 - beta1**t)
    v_hat = new_v / (1 - beta2**t)
    shrunk = w - lr * weight_decay * w
    return shrunk - lr * m_hat / (np.sqrt(v_hat) + eps), new_m, new_v


def _adam(w, m, v, t, grad, lr, beta1, beta2, eps):
    """A right Adam step from w."""
    grad = np.asarray(grad)
    m = beta1 * np.asarray(m) + (1 - beta1) * grad
    v = beta2 * np.asarray(v) + (1 - beta2) * grad**2
    step = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return np.asarray(w) - step, m, v


@adamw_step.misconception
def put_the_decay_into_the_gradient(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                    eps=1e-8):
    """You added the decay to the gradient: that is L2 regularisation, where the decay goes through
    both averages and is divided like a gradient. Weights with large gradients would hardly decay.
    Keep it out of the averages."""
    return _adam(w, m, v, t, grad + weight_decay * np.asarray(w), lr, beta1, beta2, eps)


@adamw_step.misconception
def forgot_the_decay(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """This is Adam without any decay."""
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def decayed_without_the_rate(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are right, but your decay lacks the learning rate. Here, as in PyTorch and
    Keras, the rate multiplies the decay as well; in the paper only the schedule does."""
    return _adam(np.asarray(w) * (1 - weight_decay), m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def decayed_after_the_step(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """You shrink the weights after the Adam step, so that the step is shrunk too. First the decay,
    then the step."""
    moved, m, v = _adam(w, m, v, t, grad, lr, beta1, beta2, eps)
    return moved * (1 - lr * weight_decay), m, v


@adamw_step.misconception
def let_the_weights_grow(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your decay makes the weights grow: check its sign."""
    grown = np.asarray(w) * (1 + lr * weight_decay)
    return _adam(grown, m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def set_the_weights_to_the_decay(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                 eps=1e-8):
    """You subtract the same amount from every weight. Decay takes away a share of each weight: a
    large one loses more, and 0 stays 0."""
    return _adam(np.asarray(w) - lr * weight_decay, m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def kept_only_the_decayed_part(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                               eps=1e-8):
    """You kept the part that should be taken away: w times lr times the decay is what the weights
    lose."""
    return _adam(lr * weight_decay * np.asarray(w), m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def divided_the_decay_too(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are right, but you divided the decay by the root of v. Decoupled means that all
    weights shrink by the same share."""
    moved, m, v = _adam(w, m, v, t, grad, lr, beta1, beta2, eps)
    root = np.sqrt(v / (1 - beta2**t)) + eps
    return moved - lr * weight_decay * np.asarray(w) / root, m, v


@adamw_step.misconception
def decayed_with_the_square_of_the_rate(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                        eps=1e-8):
    """You multiplied the decay by the rate twice. Once is enough."""
    shrunk = np.asarray(w) * (1 - lr**2 * weight_decay)
    return _adam(shrunk, m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def halved_the_decay(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your decay is half of what it should be. The penalty has a half in front, but its derivative
    does not."""
    shrunk = np.asarray(w) * (1 - lr * weight_decay / 2)
    return _adam(shrunk, m, v, t, grad, lr, beta1, beta2, eps)


@adamw_step.misconception
def subtracted_the_penalty(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """You take away the rate times the penalty, which has the square of the weight. Take away a
    share of the weight itself: the penalty's derivative, without a square and without a half."""
    w = np.asarray(w)
    return _adam(w - lr * weight_decay / 2 * w**2, m, v, t, grad, lr, beta1, beta2, eps)



@adamw_step.misconception
def did_not_correct(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """The decay and the averages are right, but you did not correct their bias. The Adam part is
    that of adam_step."""
    grad = np.asarray(grad)
    m = beta1 * np.asarray(m) + (1 - beta1) * grad
    v = beta2 * np.asarray(v) + (1 - beta2) * grad**2
    return np.asarray(w) * (1 - lr * weight_decay) - lr * m / (np.sqrt(v) + eps), m, v


@adamw_step.misconception
def put_the_decay_in_the_place_of_beta1(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                        eps=1e-8):
    """Your Adam step takes weight_decay for beta1 and beta1 for beta2. adam_step knows nothing of
    the decay: leave it out of the call, or pass the options by name."""
    shrunk = np.asarray(w) * (1 - lr * weight_decay)
    return _adam(shrunk, m, v, t, grad, lr, weight_decay, beta1, beta2)


@adamw_step.misconception
def left_the_rate_of_the_step_out(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                  eps=1e-8):
    """Your decay has the right rate, but your Adam step always has the rate 0.001, the default of
    adam_step: pass lr on."""
    shrunk = np.asarray(w) * (1 - lr * weight_decay)
    return _adam(shrunk, m, v, t, grad, 0.001, beta1, beta2, eps)


@adamw_step.misconception
def left_eps_out_of_the_call(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your step always has an eps of 1e-8, the default of adam_step: pass eps on."""
    shrunk = np.asarray(w) * (1 - lr * weight_decay)
    return _adam(shrunk, m, v, t, grad, lr, beta1, beta2, 1e-8)



@adamw_step.misconception
def decayed_the_averages(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999, eps=1e-8):
    """You shrank the averages as well. Only the weights decay."""
    keep = 1 - lr * weight_decay
    moved, m, v = _adam(np.asarray(w) * keep, m, v, t, grad, lr, beta1, beta2, eps)
    return moved, m * keep, v * keep


@adamw_step.misconception
def changed_the_weights_in_place(w, m, v, t, grad, lr, weight_decay, beta1=0.9, beta2=0.999,
                                 eps=1e-8):
    """Your call changes w, as *= and -= do. The caller's own array is then changed, and an array of
    integers cannot hold the result. Create a new value instead."""
    w *= 1 - lr * weight_decay
    return _adam(w, m, v, t, grad, lr, beta1, beta2, eps)
