"""Descriptions, as plain data, of a library and its objects among an exercise's inputs.

What is built from them are stand-ins, never the library itself: no mark depends on what is
installed.

>>> str(TorchModel((("Linear", 4, 3), ("ReLU",), ("Linear", 3, 2))))
'torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))'
"""

from dataclasses import dataclass
from typing import Any

from lrkit.exercises.callbacks import Described
from lrkit.frameworks.standins import read, stand_in

__all__ = ["Library", "TorchModel", "TorchOptimizer", "read"]


@dataclass(frozen=True)
class Library(Described):
    """A library that an answer gets as an argument: ``"keras"`` or ``"torch"``.

    >>> str(Library("keras")), Library("keras").build().optimizers.SGD()
    ('keras', SGD(learning_rate=0.01, weight_decay=None))
    """

    name: str

    def build(self) -> Any:
        return stand_in(self.name)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class TorchModel(Described):
    """A network of PyTorch's layers one after the other.

    Each layer is a tuple of its name and its numbers: ``("Linear", 4, 3)``, ``("Linear", 4, 3,
    False)`` for one without biases, ``("ReLU",)``, or ``("Sequential", layer, layer, ...)``.
    """

    layers: tuple

    def build(self) -> Any:
        return _build_layer(("Sequential", *self.layers))

    def __str__(self) -> str:
        return _write_layer(("Sequential", *self.layers))


@dataclass(frozen=True)
class TorchOptimizer(Described):
    """An SGD of PyTorch's, with a group of parameters for each of the rates.

    >>> str(TorchOptimizer((0.1,)))
    'torch.optim.SGD(torch.nn.Linear(2, 1).parameters(), lr=0.1)'
    """

    rates: tuple[float, ...]

    def build(self) -> Any:
        torch = stand_in("torch")
        return torch.optim.SGD([
            {"params": torch.nn.Linear(2, 1).parameters(), "lr": rate} for rate in self.rates])

    def __str__(self) -> str:
        params = "torch.nn.Linear(2, 1).parameters()"
        if len(self.rates) == 1:
            return f"torch.optim.SGD({params}, lr={self.rates[0]!r})"
        groups = ", ".join(f'{{"params": {params}, "lr": {rate!r}}}' for rate in self.rates)
        return f"torch.optim.SGD([{groups}])"


def _build_layer(layer: tuple) -> Any:
    name, *rest = layer
    kind = getattr(stand_in("torch").nn, name)
    return kind(*map(_build_layer, rest)) if name == "Sequential" else kind(*rest)


def _write_layer(layer: tuple) -> str:
    name, *rest = layer
    if name == "Sequential":
        inside = [_write_layer(entry) for entry in rest]
    else:
        inside = [f"bias={entry}" if entry is False else repr(entry) for entry in rest]
    return f"torch.nn.{name}({', '.join(inside)})"
