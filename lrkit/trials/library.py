"""A trial about one line of code: the effect of ``learning_rate=0.001`` in Keras.

Keras' losses are those of a recorded run, made by notebook 9's recipe: three epochs of digits.
"""

import numpy as np
from numpy.typing import NDArray

from lrkit.frameworks import recipes, recorded_run
from lrkit.optimizers import Adam
from lrkit.trials.base import QUALIFIED, TRUE, WRONG, Exhibit, Trial

WRITTEN_LR, OTHER_LR = 0.001, 0.002
MIN_DIFFERENCE = 1e-12  # smaller ones are drawn at this
TOLERANCE = 1e-6  # losses that differ by less count as equal


def keras_differences() -> tuple[Exhibit]:
    """Measure the largest difference from Keras' losses in each of three epochs."""
    keras, torch = (recorded_run("Adam", library).losses for library in ("keras", "torch"))
    losses = {f"our Adam as in Keras, {lr:g}": losses_of(Adam(flavor="keras"), lr)
              for lr in (WRITTEN_LR, OTHER_LR)}
    losses[f"PyTorch's Adam, {WRITTEN_LR:g}"] = torch
    return (Exhibit("difference from Keras' losses at 0.001",
                    {name: np.array([max(np.abs(part).max(), MIN_DIFFERENCE) for part in
                                     np.split((found - keras)[1:], recipes.EPOCHS)])
                     for name, found in losses.items()}, log=True),)


def losses_of(rule: Adam, lr: float) -> NDArray:
    """Return the loss of all images after 0, 1, ... steps of the recipe, by a rule of lrkit."""
    net, w = recipes.network(), recipes.start()
    state, losses = rule.init(w), [net.value(w)]
    for batch in recipes.batches():
        w, state = rule.step(w, net.sample_grad(w, batch), state, lr)
        losses.append(net.value(w))
    return np.array(losses)


def _judge(difference: Exhibit) -> str:
    written, other, _ = (values.max() for values in difference.values.values())
    if written > TOLERANCE:
        return WRONG
    return TRUE if other > TOLERANCE else QUALIFIED


TRIALS = (
    Trial(
        "keras_learning_rate", "tf.keras.optimizers.Adam(learning_rate=0.001) sets the rate",
        expected="an Adam of our own makes the same steps at 0.001, and at no other rate",
        equal="network, start, batches, 48 steps; each of 3 epochs is looked at",
        rule=f"true if the losses at {WRITTEN_LR:g} agree to {TOLERANCE:g} and those at "
             f"{OTHER_LR:g} do not",
        limit="whether 0.001 is a good rate; it is Keras' default in any case",
        measure=keras_differences, judge=_judge),
)
