"""A trial about one line of code: the effect of ``learning_rate=0.001`` in Keras.

Keras' losses are those of a recorded run on JAX, made by notebook 9's recipe: three epochs of
digits.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lrkit.frameworks import recipes, recorded_run
from lrkit.optimizers import Adam
from lrkit.trials.base import Exhibit, Trial

WRITTEN_LR, OTHER_LR = 0.001, 0.002
MIN_DIFFERENCE = 1e-12  # a smaller one is drawn as this
TOLERANCE = 1e-6  # losses that differ by less are equal


def keras_differences() -> tuple[Exhibit]:
    """Measure the largest difference from Keras' losses in each of three epochs."""
    keras = recorded_run("Adam", "keras", "jax").losses
    torch = recorded_run("Adam", "torch").losses
    losses = {f"our Adam as in Keras, {lr:g}": losses_of(Adam(flavor="keras"), lr)
              for lr in (WRITTEN_LR, OTHER_LR)}
    losses[f"PyTorch's Adam, {WRITTEN_LR:g}"] = torch
    return (Exhibit("difference from Keras' losses at 0.001",
                    {name: np.array([max(np.abs(part).max(), MIN_DIFFERENCE) for part in
                                     np.split((found - keras)[1:], recipes.EPOCHS)])
                     for name, found in losses.items()}, log=True, repeated=False),)


def losses_of(rule: Adam, lr: float) -> NDArray:
    """Return the loss over all images after 0, 1, ... steps of the recipe, by a rule of lrkit."""
    net, w = recipes.network(), recipes.start()
    state, losses = rule.init(w), [net.value(w)]
    for batch in recipes.batches():
        w, state = rule.step(w, net.sample_grad(w, batch), state, lr)
        losses.append(net.value(w))
    return np.array(losses)


def _agrees_at_this_rate_only(difference: Exhibit) -> Mapping[str, float]:
    written, other, _ = difference.values.values()
    return {f"epoch {epoch}": here <= TOLERANCE < there
            for epoch, (here, there) in enumerate(zip(written, other, strict=True), start=1)}


TRIALS = (
    Trial(
        "keras_learning_rate", "tf.keras.optimizers.Adam(learning_rate=0.001) sets the rate",
        expected=f"an Adam of our own reproduces Keras' losses at {WRITTEN_LR:g}, and does not at "
                 f"{OTHER_LR:g}",
        equal="network, start, batches, 48 steps in 3 epochs",
        rule=f"in an epoch, the losses at {WRITTEN_LR:g} agree to {TOLERANCE:g} and those at "
             f"{OTHER_LR:g} do not",
        limit="whether 0.001 is a good rate; it is Keras' default in any case",
        measure=keras_differences, seen=_agrees_at_this_rate_only),
)
