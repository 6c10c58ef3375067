"""mup_rates: the rates of a wide network, from those of a narrow one."""

import numpy as np

from lrkit.exercises.base import Case, Exercise, Part

mup_rates = Exercise(
    name="mup_rates",
    signature=("base_lr", "base_width", "width"),
    notebook="11_rates_at_scale",
    returns=("rates",),
    parts=(
        Part("value", 3, "the four rates for a wider network"),
        Part("narrower", 1, "a width that is smaller than the base, or no multiple of it"),
    ),
    hints=(
        "Two of the four kinds keep the rate whatever the width is. Which matrices have units that "
        "add up more inputs in a wider network?",
        "How many times wider is the network than the one in which the rate was tuned? The larger "
        "that number, the smaller the rates of the wide matrices must be.",
        "Return a dict with the keys 'input', 'hidden', 'output' and 'bias'. Two values are "
        "base_lr; the other two are base_lr divided by the factor between the widths.",
    ),
)


@mup_rates.set_cases
def cases(rng):
    """Wider, as wide, narrower; widths that are not multiples; never a list of widths."""
    yield Case((0.03, 32, 128), "a network four times as wide", shown=True)
    yield Case((0.5, 100, 100), "the base width itself", shown=True)
    yield Case((0.02, 64, 16), "a narrower network", part="narrower", shown=True)
    yield Case((0.1, 8, 4096), "a network 512 times as wide")
    for words in ("a wider network", "another wider network", "a much wider network"):
        yield Case((rng.uniform(0.001, 0.3), int(rng.integers(8, 64)),
                    int(rng.integers(65, 2048))), words)
    yield Case((2, 16, 64), "a rate that is an integer")
    yield Case((np.float64(rng.uniform(0.01, 2)), 10, 25), "a width that is not a multiple")
    for base, width in ((256, 32), (100, 30), (48, 47)):
        yield Case((rng.uniform(0.01, 0.3), base, width), f"from {base} down to {width}",
                   part="narrower")
    yield Case((rng.uniform(0.01, 0.3), 64, 96), "half as wide again", part="narrower")


@mup_rates.set_reference
def reference(base_lr, base_width, width):
    wide = base_lr * base_width / width
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": base_lr}


@mup_rates.misconception
def divided_every_rate(base_lr, base_width, width):
    """You divided all four rates. In a wider network the first layer has no more inputs than
    before, and a bias is one number that is added once: muP leaves the rates of both alone."""
    wide = base_lr * base_width / width
    return {"input": wide, "hidden": wide, "output": wide, "bias": wide}


@mup_rates.misconception
def one_rate_for_all(base_lr, base_width, width):
    """You keep the rate for every kind. That is the usual practice, and section 11.1 shows its
    price: the best rate falls as the network grows wider. The hidden and the output matrix need
    smaller rates."""
    return {"input": base_lr, "hidden": base_lr, "output": base_lr, "bias": base_lr}


@mup_rates.misconception
def multiplied_by_the_width(base_lr, base_width, width):
    """You raise the rates of the wide matrices. A unit of a wider layer adds up more inputs, and
    their changes add up as well: the change of each weight must become smaller."""
    wide = base_lr * width / base_width
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": base_lr}


@mup_rates.misconception
def took_the_root_of_the_width(base_lr, base_width, width):
    """You divide by the root of the factor between the widths. The root belongs to the start, whose
    weights are independent and partly cancel. Adam's changes agree in their signs and do not
    cancel, so that muP divides by the factor itself."""
    wide = base_lr * np.sqrt(base_width / width)
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": base_lr}


@mup_rates.misconception
def kept_the_output(base_lr, base_width, width):
    """The other rates are right, and the output's is not. The output matrix has as many inputs as
    the layer below has units, so that its rate falls with the width too."""
    wide = base_lr * base_width / width
    return {"input": base_lr, "hidden": wide, "output": base_lr, "bias": base_lr}


@mup_rates.misconception
def kept_the_hidden(base_lr, base_width, width):
    """The output's rate is right, and the hidden one is not. The matrix between two hidden layers
    is the one that grows most: each of its units has as many inputs as the network is wide."""
    wide = base_lr * base_width / width
    return {"input": base_lr, "hidden": base_lr, "output": wide, "bias": base_lr}


@mup_rates.misconception
def divided_the_bias_too(base_lr, base_width, width):
    """The matrices' rates are right, and the bias's is not. A unit adds its bias once, however wide
    the network is: nothing more is added up there, so that the rate stays."""
    wide = base_lr * base_width / width
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": wide}


@mup_rates.misconception
def forgot_the_base_width(base_lr, base_width, width):
    """You divide by the width itself. At the base width every rate must come out as base_lr, so
    only the ratio of the two widths can count: divide by width / base_width."""
    return {"input": base_lr, "hidden": base_lr / width, "output": base_lr / width, "bias": base_lr}


@mup_rates.misconception
def divided_the_input_too(base_lr, base_width, width):
    """You divided the input layer's rate too. An image has 64 pixels in a narrow network and in a
    wide one: nothing more is added up there."""
    wide = base_lr * base_width / width
    return {"input": wide, "hidden": wide, "output": wide, "bias": base_lr}


@mup_rates.misconception
def squared_for_the_hidden(base_lr, base_width, width):
    """You divide the hidden rate twice, once for its rows and once for its columns. Only the number
    of inputs of a unit counts, not the number of units."""
    factor = base_width / width
    return {"input": base_lr, "hidden": base_lr * factor**2, "output": base_lr * factor,
            "bias": base_lr}


@mup_rates.misconception
def squared_for_both(base_lr, base_width, width):
    """You divide the hidden and the output rate by the square of the factor between the widths. A
    unit has that many times more inputs, and no more: divide by the factor itself."""
    wide = base_lr * (base_width / width) ** 2
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": base_lr}


@mup_rates.misconception
def gave_the_factors(base_lr, base_width, width):
    """You return the factors by which the rates change. The rates are asked for: multiply each of
    them by base_lr."""
    wide = base_width / width
    return {"input": 1.0, "hidden": wide, "output": wide, "bias": 1.0}


@mup_rates.misconception
def squared_for_the_output(base_lr, base_width, width):
    """You divide the output's rate by the factor between the widths twice. Once is enough:
    what falls as well is the standard deviation with which the output matrix starts."""
    factor = base_width / width
    return {"input": base_lr, "hidden": base_lr * factor, "output": base_lr * factor**2,
            "bias": base_lr}


@mup_rates.misconception
def swapped_the_kinds(base_lr, base_width, width):
    """You divided the rates of input and bias and kept the other two. It is the other way round:
    the kinds whose units get more inputs in a wider network get smaller rates."""
    wide = base_lr * base_width / width
    return {"input": wide, "hidden": base_lr, "output": base_lr, "bias": wide}


@mup_rates.misconception
def divided_whole(base_lr, base_width, width):
    """You divide the widths with //, which drops the fraction: right where one width is a multiple
    of the other, wrong elsewhere, and an error for a narrower network. Use / here."""
    wide = base_lr / (width // base_width)
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": base_lr}


@mup_rates.misconception
def never_raised_a_rate(base_lr, base_width, width):
    """Right for wider networks. In a narrower one the rule works the other way: the hidden and the
    output rate rise above base_lr, and you capped them."""
    wide = base_lr * min(base_width / width, 1)
    return {"input": base_lr, "hidden": wide, "output": wide, "bias": base_lr}
