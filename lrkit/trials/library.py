"""A trial about one line of code: what ``learning_rate=0.001`` does in Keras.

Keras' losses are those of a recorded run, made by notebook 9's recipe: three epochs of digits.
"""

import numpy as np
from numpy.typing import NDArray

from lrkit.frameworks import recipes, recorded_run
from lrkit.optimizers import Adam
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial

WRITTEN, OTHER = 0.001, 0.002
ROUNDING = 1e-12  # what is less is shown as this
SAME = 1e-6  # two losses that differ by less are one


def differences() -> tuple[Exhibit]:
    """The largest difference from Keras' losses in each of three epochs."""
    keras, torch = (recorded_run("Adam", library).losses for library in ("keras", "torch"))
    losses = {f"our Adam as in Keras, {lr:g}": losses_of(Adam(flavor="keras"), lr)
              for lr in (WRITTEN, OTHER)}
    losses[f"PyTorch's Adam, {WRITTEN:g}"] = torch
    return (Exhibit("difference from Keras' losses at 0.001",
                    {name: np.array([max(np.abs(part).max(), ROUNDING) for part in
                                     np.split((found - keras)[1:], recipes.EPOCHS)])
                     for name, found in losses.items()}, log=True),)


def losses_of(rule: Adam, lr: float) -> NDArray:
    """The loss of all images after 0, 1, ... steps from the recipe's start with its batches."""
    net, w = recipes.network(), recipes.start()
    state, losses = rule.init(w), [net.value(w)]
    for batch in recipes.batches():
        w, state = rule.step(w, net.sample_grad(w, batch), state, lr)
        losses.append(net.value(w))
    return np.array(losses)


def _judge(difference: Exhibit) -> str:
    written, other, _ = (values.max() for values in difference.values.values())
    if written > SAME:
        return WRONG
    return TRUE if other > SAME else QUALIFIED


TRIALS = (
    Trial(
        "keras_learning_rate", "tf.keras.optimizers.Adam(learning_rate=0.001) sets the rate",
        expected="an Adam of our own makes the same steps at 0.001, and at no other rate",
        equal="network, start, batches, 48 steps; each of 3 epochs is looked at",
        rule=f"true if the losses at {WRITTEN:g} agree to {SAME:g} and those at {OTHER:g} do not",
        limit="whether 0.001 is a good rate; it is Keras' default in any case",
        measure=differences, judge=_judge),
)
