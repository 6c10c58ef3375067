"""Models of PyTorch 2.14 without numbers: layers, and parameters with a name and a shape."""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from lrkit.frameworks.standins.names import Namespace


class Size(tuple):
    """The shape of a tensor."""

    def numel(self) -> int:
        """Return how many numbers a tensor of this shape has."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"


class Tensor:
    """A tensor of which only the shape is known."""

    is_leaf = True
    grad = None

    def __init__(self, *shape: int, requires_grad: bool = False):
        self.shape = Size(shape)
        self.requires_grad = requires_grad

    @property
    def ndim(self) -> int:
        """The number of axes: 2 for the weights of a Linear, 1 for its biases."""
        return len(self.shape)

    def dim(self) -> int:
        """Return the number of axes."""
        return len(self.shape)

    ndimension = dim

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or one entry of it."""
        return self.shape if dim is None else self.shape[dim]

    def numel(self) -> int:
        """Return how many numbers it has."""
        return self.shape.numel()

    nelement = numel

    def requires_grad_(self, requires_grad: bool = True) -> "Tensor":
        """Set whether it is to be trained."""
        self.requires_grad = requires_grad
        return self

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} of shape {tuple(self.shape)}>"


class Parameter(Tensor):
    """A tensor that is trained."""

    def __init__(self, data: Tensor, requires_grad: bool = True):
        super().__init__(*data.shape, requires_grad=requires_grad)


class Module:
    """A layer or a network: what is assigned to its attributes is found by the methods below."""

    training = True

    def __init__(self):
        self.__dict__.update(_parameters={}, _modules={})

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, (Parameter, Module)):
            kept = self._parameters if isinstance(value, Parameter) else self._modules
            kept[name] = value
        self.__dict__[name] = value

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Note a parameter; None says that there is none."""
        self._parameters[name] = param
        self.__dict__[name] = param

    def named_modules(self, memo=None, prefix="", remove_duplicate=True,
                      ) -> Iterator[tuple[str, "Module"]]:
        """Yield this module and all inside it, with their names."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name,
                                            remove_duplicate)

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True,
                         ) -> Iterator[tuple[str, Parameter]]:
        """Yield the parameters with their names, such as ``"0.weight"`` and ``"0.bias"``."""
        seen: set[Parameter] = set()
        inside = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) \
            if recurse else [(prefix, self)]
        for before, module in inside:
            for name, param in module._parameters.items():
                if param is None or param in seen:
                    continue
                if remove_duplicate:
                    seen.add(param)
                yield f"{before}.{name}" if before else name, param

    def parameters(self, recurse=True) -> Iterator[Parameter]:
        """Yield the parameters."""
        for _, param in self.named_parameters(recurse=recurse):
            yield param

    def modules(self) -> Iterator["Module"]:
        """Yield this module and all inside it."""
        for _, module in self.named_modules():
            yield module

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        """Yield the modules directly inside it, with their names."""
        yield from self._modules.items()

    def children(self) -> Iterator["Module"]:
        """Yield the modules directly inside it."""
        yield from self._modules.values()

    def state_dict(self) -> dict[str, Parameter]:
        """Return the parameters by name."""
        return dict(self.named_parameters())

    def get_parameter(self, target: str) -> Parameter:
        """Return the parameter of a name."""
        return dict(self.named_parameters())[target]

    def get_submodule(self, target: str) -> "Module":
        """Return the module of a name."""
        return dict(self.named_modules())[target]

    def apply(self, fn: Callable[["Module"], None]) -> "Module":
        """Call a function with every module, from the inside to the outside."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> "Module":
        """Say that it is trained."""
        self.training = mode
        return self

    def eval(self) -> "Module":
        """Say that it is not trained."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> "Module":
        """Set whether its parameters are to be trained."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}: {module!r}" for name, module in self._modules.items())
        return f"{type(self).__name__}({inside})"


class Sequential(Module):
    """Layers one after the other, whose names are "0", "1", ..."""

    def __init__(self, *args):
        super().__init__()
        entries = args[0].items() if len(args) == 1 and isinstance(args[0], OrderedDict) else \
            ((str(number), module) for number, module in enumerate(args))
        for name, module in entries:
            setattr(self, name, module)

    def __getitem__(self, index):
        layers = list(self._modules.values())[index]
        return Sequential(*layers) if isinstance(index, slice) else layers

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())


def _layer(name: str, shapes: Callable[..., tuple], parameters: tuple[str, ...]) -> type[Module]:
    """Make a layer's class: `shapes` gives those of weight and bias, or None for one."""

    def __init__(self, *args, **kwargs):
        Module.__init__(self)
        for parameter, shape in zip(parameters, shapes(*args, **kwargs), strict=True):
            self.register_parameter(parameter, None if shape is None else
                                    Parameter(Tensor(*shape)))

    return type(name, (Module,), {"__init__": __init__, "__module__": __name__,
                                  "__doc__": f"PyTorch's {name}: its parameters' shapes alone."})


def _affine(size, elementwise_affine=True, bias=True):
    shape = tuple(size) if isinstance(size, (tuple, list)) else (size,)
    return (shape if elementwise_affine else None, shape if elementwise_affine and bias else None)


BOTH = ("weight", "bias")
Linear = _layer("Linear", lambda in_features, out_features, bias=True, device=None, dtype=None: (
    (out_features, in_features), (out_features,) if bias else None), BOTH)
LayerNorm = _layer(
    "LayerNorm", lambda normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, **_:
    _affine(normalized_shape, elementwise_affine, bias), BOTH)
Embedding = _layer("Embedding", lambda num_embeddings, embedding_dim, **_: (
    (num_embeddings, embedding_dim),), ("weight",))
_PLAIN = [_layer(name, lambda *args, **kwargs: (), ()) for name in (
    "ReLU", "GELU", "Tanh", "Sigmoid", "Flatten", "Dropout", "Identity")]

NN = Namespace("torch.nn", {kind.__name__: kind for kind in (
    Module, Parameter, Sequential, Linear, LayerNorm, Embedding, *_PLAIN)})


def zeros(*size, requires_grad=False) -> Tensor:
    """Return a tensor of a shape."""
    shape = size[0] if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    return Tensor(*shape, requires_grad=requires_grad)
