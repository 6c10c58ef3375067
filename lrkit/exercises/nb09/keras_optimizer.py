"""keras_optimizer: the line that makes an optimizer in Keras."""

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.libraries import Library
from lrkit.exercises.nb09.readings import (
    close,
    fault_of_kind,
    fault_of_settings,
    fault_of_type,
)

keras_optimizer = Exercise(
    name="keras_optimizer",
    signature=("keras", "lr", "weight_decay"),
    notebook="09_real_frameworks",
    returns=("optimizer",),
    parts=(
        Part("value", 1, "AdamW with the given rate"),
        Part("decay", 1, "with the given weight decay"),
    ),
    hints=(
        "The line with Adam in the text is nearly what you need. Which name has the optimizer "
        "with weight decay?",
        "It stands in keras.optimizers. Give both numbers by name, and return what you made.",
        "keras.optimizers.AdamW takes learning_rate and weight_decay. What is not given gets "
        "Keras' default, here a decay of 0.004.",
    ),
)


@keras_optimizer.set_cases
def cases(rng):
    """Usual rates and decays, none of them a default; no decay at all."""

    def case(lr, weight_decay, about, **options):
        return Case((Library("keras"), lr, weight_decay), about, also=("decay",),
                    reads="keras_optimizer", **options)

    yield case(0.003, 0.02, "a rate of 0.003 and a decay of 0.02", shown=True)
    yield case(0.1, 0.5, "a rate of 0.1 and a decay of 0.5", shown=True)
    yield case(0.0004, 0.1, "a rate of 0.0004 and a decay of 0.1", shown=True)
    yield case(0.02, 0.0, "no decay")
    for low, high in ((1e-5, 1e-4), (1e-4, 8e-4), (2e-3, 0.05), (0.1, 1.0)):
        for _ in range(2):
            yield case(rng.uniform(low, high), rng.uniform(0.006, 0.9),
                       f"a rate between {low:g} and {high:g}")


@keras_optimizer.set_reference
def reference(keras, lr, weight_decay):
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)


@keras_optimizer.set_right_if
def is_right(args, value, part):
    """Adam with a decay is AdamW in Keras, where the decay is decoupled in every optimizer."""
    _, lr, weight_decay = args
    if fault := fault_of_kind(value, "an optimizer", "keras"):
        return fault
    if part == "decay":
        if "without decay" in value:
            return "the decay is for all weights; some were excluded"
        decay = value.get("weight_decay")
        return None if close(0.0 if decay is None else decay, weight_decay) else \
            "the weight decay is another one"
    if fault := fault_of_type(value, "AdamW", "Adam"):
        return fault
    if not close(value.get("learning_rate"), lr):
        return "the learning rate is another one"
    return fault_of_settings(value)


@keras_optimizer.misconception
def swapped_the_two(keras, lr, weight_decay):
    """The two numbers have changed places. By position the rate comes first; by name, as in
    learning_rate=lr, nothing can be swapped."""
    return keras.optimizers.AdamW(learning_rate=weight_decay + 0.0, weight_decay=lr)


@keras_optimizer.misconception
def wrote_lr(keras, lr, weight_decay):
    """Keras has no argument `lr`, and says so with an error. The name is learning_rate; lr is
    PyTorch's."""
    return keras.optimizers.AdamW(lr=lr, weight_decay=weight_decay)


@keras_optimizer.misconception
def wrote_tf(keras, lr, weight_decay):
    """Your function gets Keras as its first argument: write keras.optimizers instead of
    tf.keras.optimizers. In a script you pass tf.keras to it."""
    return tf.keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay)  # noqa: F821


@keras_optimizer.misconception
def made_an_adam_without_decay(keras, lr, weight_decay):
    """This is Adam, and it decays nothing: the W of AdamW stands for the weight decay. (An old
    argument `decay` is ignored, with a warning.)"""
    return keras.optimizers.Adam(learning_rate=lr)


@keras_optimizer.misconception
def left_the_decay_at_its_default(keras, lr, weight_decay):
    """The decay is Keras' default, 0.004, because yours was not handed on. The argument is called
    weight_decay; an old argument `decay` is ignored, with a warning."""
    return keras.optimizers.AdamW(learning_rate=lr)


@keras_optimizer.misconception
def left_the_rate_at_its_default(keras, lr, weight_decay):
    """The rate is Keras' default, 0.001, because yours was not handed on."""
    return keras.optimizers.AdamW(weight_decay=weight_decay)


@keras_optimizer.misconception
def set_an_attribute_lr(keras, lr, weight_decay):
    """optimizer.lr = ... raises no error, and changes nothing: Keras reads
    optimizer.learning_rate. Give the rate when you make the optimizer."""
    optimizer = keras.optimizers.AdamW(weight_decay=weight_decay)
    optimizer.lr = lr
    return optimizer


@keras_optimizer.misconception
def multiplied_the_decay_by_the_rate(keras, lr, weight_decay):
    """You multiplied the decay by the rate. Keras does that by itself in each step, so that it
    would count twice."""
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=lr * weight_decay)


@keras_optimizer.misconception
def divided_the_decay_by_the_rate(keras, lr, weight_decay):
    """You divided the decay by the rate, so as to undo that Keras multiplies by it. The exercise
    asks for the optimizer with this decay as Keras means it."""
    return keras.optimizers.AdamW(learning_rate=lr, weight_decay=weight_decay / lr)


@keras_optimizer.misconception
def made_an_sgd(keras, lr, weight_decay):
    """Rate and decay are right, and the rule is another one: SGD adapts nothing. The exercise asks
    for AdamW."""
    return keras.optimizers.SGD(learning_rate=lr, weight_decay=weight_decay)


@keras_optimizer.misconception
def gave_the_class(keras, lr, weight_decay):
    """You returned the class and not an optimizer. Call it, with the rate and the decay in the
    brackets."""
    return keras.optimizers.AdamW


@keras_optimizer.misconception
def gave_the_name(keras, lr, weight_decay):
    """You returned a name. compile("adamw") would take it, with Keras' default rate and decay and
    without yours."""
    return "adamw"


@keras_optimizer.misconception
def gave_the_decay_last(keras, lr, weight_decay):
    """By position AdamW takes the rate, the decay, the two betas and epsilon, in this order. Your
    decay stands where epsilon belongs; write learning_rate= and weight_decay=."""
    return keras.optimizers.AdamW(lr, 0.9, 0.999, 1e-7, weight_decay)
