"""The optimizers of PyTorch 2.14: their arguments and groups of parameters; they train nothing."""

from inspect import Parameter as Argument
from inspect import Signature
from typing import Any

from lrkit.frameworks.standins.names import bind, sign
from lrkit.frameworks.standins.torch_model import Tensor

_KEYWORD = {"foreach": None, "maximize": False, "capturable": False, "differentiable": False}
_ADAM = {"betas": (0.9, 0.999), "eps": 1e-8}

# What may be given by position, and what by name alone.
OPTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "SGD": ({"lr": 1e-3, "momentum": 0, "dampening": 0, "weight_decay": 0, "nesterov": False},
            {"maximize": False, "foreach": None, "differentiable": False, "fused": None}),
    "Adam": ({"lr": 1e-3, **_ADAM, "weight_decay": 0, "amsgrad": False},
             {**_KEYWORD, "fused": None, "decoupled_weight_decay": False}),
    "AdamW": ({"lr": 1e-3, **_ADAM, "weight_decay": 1e-2, "amsgrad": False},
              {"maximize": False, "foreach": None, "capturable": False, "differentiable": False,
              "fused": None}),
    "RMSprop": ({"lr": 1e-2, "alpha": 0.99, "eps": 1e-8, "weight_decay": 0, "momentum": 0,
                 "centered": False, "capturable": False, "foreach": None, "maximize": False,
                 "differentiable": False}, {}),
    "Adagrad": ({"lr": 1e-2, "lr_decay": 0, "weight_decay": 0, "initial_accumulator_value": 0,
                 "eps": 1e-10, "foreach": None},
                {"maximize": False, "differentiable": False, "fused": None}),
    "Adadelta": ({"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0, "foreach": None},
                 {"capturable": False, "maximize": False, "differentiable": False}),
    "Adamax": ({"lr": 2e-3, **_ADAM, "weight_decay": 0, "foreach": None},
               {"maximize": False, "differentiable": False, "capturable": False}),
    "NAdam": ({"lr": 2e-3, **_ADAM, "weight_decay": 0, "momentum_decay": 4e-3,
               "decoupled_weight_decay": False}, dict(_KEYWORD)),
    "RAdam": ({"lr": 1e-3, **_ADAM, "weight_decay": 0, "decoupled_weight_decay": False},
              dict(_KEYWORD)),
    "Adafactor": ({"lr": 1e-2, "beta2_decay": -0.8, "eps": (None, 1e-3), "d": 1.0,
                   "weight_decay": 0.0}, {"foreach": None, "maximize": False}),
    "Muon": ({"lr": 1e-3, "weight_decay": 0.1, "momentum": 0.95, "nesterov": True,
              "ns_coefficients": (3.4445, -4.775, 2.0315), "eps": 1e-7, "ns_steps": 5,
              "adjust_lr_fn": None}, {}),
}


class Optimizer:
    """The base of all optimizers of PyTorch: groups of parameters, each with its own settings.

    Attributes
    ----------
    param_groups : list of dict
        Of each group ``"params"``, ``"lr"``, ``"weight_decay"`` and so on.
    defaults : dict
        What a group gets that says nothing else.
    """

    def __init__(self, params, defaults):
        self.defaults = dict(defaults)
        self.state: dict = {}
        self.param_groups: list[dict[str, Any]] = []
        if isinstance(params, Tensor):
            raise TypeError("params argument given to the optimizer should be an iterable of "
                            "Tensors or dicts, but got torch.FloatTensor")
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Add parameters with settings of their own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the "
                "ordering of tensors in sets will change between runs. Please use a list instead.")
        _note_parameters(param_group, [params] if isinstance(params, Tensor) else list(params))
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        for group in self.param_groups:
            if ("param_names" in group) != ("param_names" in param_group):
                raise ValueError("all optimizer param groups should be with/without names. cannot "
                                 "add param group to the optimizer")
            if not set(group["params"]).isdisjoint(param_group["params"]):
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def step(self, closure=None):
        """Make no step: the stand-in trains nothing."""

    def zero_grad(self, set_to_none=True):
        """Forget no gradients: there are none."""

    def __repr__(self) -> str:
        groups = "; ".join(
            f"group {k}: {len(g['params'])} parameters, lr {g.get('lr')!r}, "
            f"weight_decay {g.get('weight_decay')!r}" for k, g in enumerate(self.param_groups))
        return f"{type(self).__name__} ({groups})"


def _note_parameters(group: dict[str, Any], params: list) -> None:
    """Store a group's parameters, and their names where they came with names."""
    names = [entry[0] for entry in params if isinstance(entry, tuple)]
    params = [entry[1] if isinstance(entry, tuple) else entry for entry in params]
    if names and len(names) != len(params):
        raise ValueError("all optimizer params should be with/without names. Some param names are "
                         "missing")
    for param in params:
        if not isinstance(param, Tensor):
            raise TypeError("optimizer can only optimize Tensors, but one of the params is "
                            f"{type(param).__name__}")
    group["params"] = params
    if names:
        group["param_names"] = names


def _check(options: dict[str, Any]) -> None:
    """Refuse numbers that PyTorch refuses, in its words."""
    if not options["lr"] >= 0:
        raise ValueError(f"Invalid learning rate: {options['lr']}")
    if not options.get("weight_decay", 0) >= 0:
        raise ValueError(f"Invalid weight_decay value: {options['weight_decay']}")
    if not options.get("momentum", 0) >= 0:
        raise ValueError(f"Invalid momentum value: {options['momentum']}")
    for index, beta in enumerate(options.get("betas", ())):
        if not 0 <= beta < 1:
            raise ValueError(f"Invalid beta parameter at index {index}: {beta}")


def _signature(name: str) -> Signature:
    either = Argument.POSITIONAL_OR_KEYWORD
    positional, named = OPTIONS[name]
    return Signature([
        Argument("self", either), Argument("params", either),
        *(Argument(key, either, default=value) for key, value in positional.items()),
        *(Argument(key, Argument.KEYWORD_ONLY, default=value) for key, value in named.items())])


def _optimizer_class(name: str) -> type[Optimizer]:
    signature = _signature(name)

    def __init__(self, *args, **kwargs):
        options = bind(name, signature, args, kwargs)
        params = options.pop("params")
        _check(options)
        if name == "AdamW":
            options["decoupled_weight_decay"] = True
        Optimizer.__init__(self, params, options)

    base = OPTIMIZERS["Adam"] if name == "AdamW" else Optimizer
    return type(name, (base,), {"__init__": sign(__init__, signature), "__module__": __name__,
                                "__doc__": f"PyTorch's {name}: its groups, and no training."})


OPTIMIZERS: dict[str, type[Optimizer]] = {"Optimizer": Optimizer}
for _name in OPTIONS:
    OPTIMIZERS[_name] = _optimizer_class(_name)
