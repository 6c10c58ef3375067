"""torch_optimizer: groups of parameters with rates and decays of their own in PyTorch."""

from lrkit.exercises.base import Case, Exercise, Part
from lrkit.exercises.libraries import Library, TorchModel
from lrkit.exercises.nb09.readings import (
    close,
    fault_of_kind,
    fault_of_settings,
    fault_of_type,
)

RELU = ("ReLU",)
SMALL = (("Linear", 4, 3), RELU, ("Linear", 3, 2))
NESTED = (("Sequential", ("Linear", 6, 5), RELU, ("Linear", 5, 4)), RELU, ("Linear", 4, 3))
FIRST_WITHOUT = (("Linear", 5, 4, False), RELU, ("Linear", 4, 2))

torch_optimizer = Exercise(
    name="torch_optimizer",
    signature=("torch", "model", "lr", "bias_lr", "weight_decay"),
    notebook="09_real_frameworks",
    returns=("optimizer",),
    parts=(
        Part("value", 1, "AdamW, with lr for the weights and bias_lr for the biases"),
        Part("decay", 1, "the weights decay and the biases do not"),
        Part("models", 1, "in networks of other shapes, too"),
    ),
    hints=(
        "Go through model.named_parameters() and sort the parameters into two lists. How does one "
        "see that a parameter is a bias?",
        "An optimizer takes a list of dicts, one for each group: under \"params\" the list of its "
        "parameters, and beside it whatever this group has of its own.",
        "What stands in a group's dict counts for the group; everything else it takes from the "
        "arguments behind the list. The biases need two entries of their own.",
    ),
)


@torch_optimizer.set_cases
def cases(rng):
    """Two layers, nested ones, layers without biases, one layer; no decay, equal rates."""

    def case(layers, numbers, about, part="value", **options):
        return Case((Library("torch"), TorchModel(layers), *numbers), about, part,
                    () if part == "models" else ("decay",), reads="torch_optimizer", **options)

    yield case(SMALL, (0.001, 0.002, 0.1), "two layers", shown=True)
    yield case(SMALL, (0.03, 0.005, 0.02), "two layers, and slower biases", shown=True)
    yield case(FIRST_WITHOUT, (0.002, 0.01, 0.3), "a layer without biases", "models", shown=True)
    for _ in range(4):
        rates = rng.uniform(1e-4, 0.01), rng.uniform(0.02, 0.3), rng.uniform(0.02, 0.5)
        yield case(SMALL, rates, "two layers")
    yield case((("Linear", 8, 8), RELU, ("Linear", 8, 8), RELU, ("Linear", 8, 1)),
               (0.004, 0.0007, 0.05), "three layers")
    yield case((("Linear", 7, 1),), (0.02, 0.3, 0.2), "a single layer", "models")
    yield case(NESTED, (rng.uniform(0.002, 0.1), 0.2, 0.04), "layers inside layers", "models")
    yield case((("Linear", 4, 4), ("Linear", 4, 4, False), ("Linear", 4, 4)),
               (rng.uniform(0.002, 0.1), 0.2, 0.04), "a layer without biases between others",
               "models")


@torch_optimizer.set_reference
def reference(torch, model, lr, bias_lr, weight_decay):
    weights = [p for name, p in model.named_parameters() if not name.endswith("bias")]
    biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.set_right_if
def is_right(args, value, part):
    """What each parameter gets counts, in however many groups."""
    _, model, lr, bias_lr, weight_decay = args
    if fault := fault_of_kind(value, "an optimizer", "torch"):
        return fault
    names = [name for name, _ in model.named_parameters()]
    fault = _fault_of_optimizer(value, names)
    if part != "decay":
        fault = fault or _first_wrong(value.get("lr"), "rate", {
            name: bias_lr if name.endswith("bias") else lr for name in names})
    if part != "value":
        fault = fault or _first_wrong(value.get("weight_decay"), "decay", {
            name: 0.0 if name.endswith("bias") else weight_decay for name in names})
    return fault or fault_of_settings(value)


def _fault_of_optimizer(value: dict, names: list[str]) -> str | None:
    if fault := fault_of_type(value, "AdamW"):
        return fault
    if "unknown parameters" in value:
        return "there are parameters in it that are not the model's"
    rates = value.get("lr")
    missing = [name for name in names if name not in rates] if isinstance(rates, dict) else names
    return f"{missing[0]} is in no group, so that it would never be trained" if missing else None


def _first_wrong(found: object, what: str, wanted: dict[str, float]) -> str | None:
    for name, right in wanted.items():
        if not isinstance(found, dict) or not close(found.get(name), right):
            return f"{name} has another {what} than it should"
    return None


def _split(model):
    weights = [p for name, p in model.named_parameters() if not name.endswith("bias")]
    biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
    return weights, biases


@torch_optimizer.misconception
def made_one_group(torch, model, lr, bias_lr, weight_decay):
    """Every parameter has the rate and the decay of the weights. Give the optimizer a list of two
    dicts, and print which names are in the second: biases are called "0.bias", not "bias"."""
    return torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def decayed_the_biases(torch, model, lr, bias_lr, weight_decay):
    """The rates are right, and the biases decay, too: a group takes what its dict does not say from
    the arguments behind the list. Write "weight_decay": 0 into theirs."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def swapped_the_rates(torch, model, lr, bias_lr, weight_decay):
    """The decays are right, and the rates have changed places: bias_lr is for the biases."""
    weights, biases = _split(model)
    groups = [{"params": weights, "lr": bias_lr}, {"params": biases, "lr": lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, weight_decay=weight_decay)


@torch_optimizer.misconception
def swapped_the_groups(torch, model, lr, bias_lr, weight_decay):
    """You treat the weights as the biases, and the biases as the weights. Print the names of what
    is in each of your lists."""
    weights, biases = _split(model)
    groups = [{"params": biases}, {"params": weights, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def gave_the_biases_the_same_rate(torch, model, lr, bias_lr, weight_decay):
    """The biases do not decay, and have the rate of the weights. bias_lr was not used."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def made_an_adam(torch, model, lr, bias_lr, weight_decay):
    """The groups are right. But PyTorch's Adam adds its weight_decay to the gradient, and divides
    it with the gradient by its size; the W of AdamW stands for the decay of the weights
    themselves."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.Adam(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def left_the_decay_at_its_default(torch, model, lr, bias_lr, weight_decay):
    """The rates are right. The weights decay by PyTorch's default of 0.01, because yours was not
    handed on."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr)


@torch_optimizer.misconception
def left_the_biases_out(torch, model, lr, bias_lr, weight_decay):
    """The biases are in no group, so that they would never be trained. PyTorch does not warn: an
    optimizer moves what it was given. (What named_parameters() returns can be gone through once.)
    """
    weights, _ = _split(model)
    return torch.optim.AdamW(weights, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def decayed_nothing(torch, model, lr, bias_lr, weight_decay):
    """The rates are right, and nothing decays. Only the biases should be spared."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=0)


@torch_optimizer.misconception
def took_every_second_one(torch, model, lr, bias_lr, weight_decay):
    """You took every second parameter for a bias. That holds as long as each layer has one: look at
    the name, or at the number of axes."""
    params = list(model.parameters())
    groups = [{"params": params[::2]},
              {"params": params[1::2], "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def looked_at_the_outer_layers_only(torch, model, lr, bias_lr, weight_decay):
    """You went through model itself, which gives its outer layers: those that stand inside another
    one are missing. model.named_parameters() finds all."""
    layers = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    weights = [layer.weight for layer in layers]
    biases = [layer.bias for layer in layers if layer.bias is not None]
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def wrote_learning_rate(torch, model, lr, bias_lr, weight_decay):
    """PyTorch has no argument learning_rate, and says so with an error. The name is lr;
    learning_rate is Keras'."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, learning_rate=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def left_the_biases_at_the_default_decay(torch, model, lr, bias_lr, weight_decay):
    """The biases decay by PyTorch's default of 0.01, which AdamW gives to every group that says
    nothing else. Their group needs a decay of 0."""
    weights, biases = _split(model)
    groups = [{"params": weights, "weight_decay": weight_decay}, {"params": biases, "lr": bias_lr}]
    return torch.optim.AdamW(groups, lr=lr)


@torch_optimizer.misconception
def left_every_decay_at_its_default(torch, model, lr, bias_lr, weight_decay):
    """Everything decays by PyTorch's default of 0.01, weights and biases. In a group the key is
    "weight_decay"; other keys, such as "decay", are kept and not read."""
    weights, biases = _split(model)
    return torch.optim.AdamW([{"params": weights}, {"params": biases, "lr": bias_lr}], lr=lr)


@torch_optimizer.misconception
def left_the_rates_at_their_default(torch, model, lr, bias_lr, weight_decay):
    """Every rate is PyTorch's default, 0.001. In a group the key is "lr"; other keys, such as
    "learning_rate", are kept and not read."""
    weights, biases = _split(model)
    groups = [{"params": weights}, {"params": biases, "weight_decay": 0}]
    return torch.optim.AdamW(groups, weight_decay=weight_decay)


@torch_optimizer.misconception
def decayed_the_biases_alone(torch, model, lr, bias_lr, weight_decay):
    """The decays have changed places: the weights should decay, and the biases should not."""
    weights, biases = _split(model)
    groups = [{"params": weights, "weight_decay": 0}, {"params": biases, "lr": bias_lr}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def put_the_biases_in_both_groups(torch, model, lr, bias_lr, weight_decay):
    """A parameter stands in two groups, which PyTorch refuses: model.parameters() has the biases
    too. Take them out of the first group."""
    _, biases = _split(model)
    groups = [{"params": model.parameters()},
              {"params": biases, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)


@torch_optimizer.misconception
def asked_every_layer(torch, model, lr, bias_lr, weight_decay):
    """Not every layer has weights and biases: a ReLU has neither. model.named_parameters() gives
    only what there is, also inside other layers."""
    weights, biases = [layer.weight for layer in model], [layer.bias for layer in model]
    groups = [{"params": weights}, {"params": biases, "lr": bias_lr, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=lr, weight_decay=weight_decay)
