"""The tensors that a schedule of Keras meets inside `fit`, and some of ``keras.ops`` for them."""

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from lrkit.frameworks.standins.names import Namespace

_OPERATORS_OF_NUMPY = ("add", "subtract", "multiply", "divide", "floor_divide", "remainder",
                       "power", "less", "less_equal", "greater", "greater_equal", "equal",
                       "not_equal")
UNKNOWN = ("inside fit the step is a tensor without a number, since Keras compiles the step "
           "first: instead of {instead} write {write}")


class Tensor:
    """A number that code may compute with and not look at, as while Keras compiles a step.

    >>> Tensor(3) * 0.1 < 0.5
    <tensor>
    >>> bool(Tensor(3) < 5)
    Traceback (most recent call last):
    TypeError: inside fit the step is a tensor without a number, since Keras compiles the step \
first: instead of if, and, min or max write keras.ops.where, minimum or maximum
    """

    shape = ()

    def __init__(self, value: Any):
        self._value = value

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Take part in the operators of NumPy's numbers, and refuse NumPy's other functions."""
        if method != "__call__" or kwargs or ufunc.__name__ not in _OPERATORS_OF_NUMPY:
            return self.__array__()
        return Tensor(ufunc(*map(value_of, inputs)))

    @property
    def dtype(self) -> str:
        """The name of its type, as Keras has it where nothing is said."""
        kind = np.asarray(self._value).dtype.kind
        return {"b": "bool", "i": "int32", "u": "int32"}.get(kind, "float32")

    def __bool__(self) -> bool:
        raise TypeError(UNKNOWN.format(instead="if, and, min or max",
                                       write="keras.ops.where, minimum or maximum"))

    def __float__(self) -> float:
        raise TypeError(UNKNOWN.format(instead="float or a function of math",
                                       write="keras.ops.cast or a function of keras.ops"))

    __int__ = __index__ = __float__

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        raise TypeError(UNKNOWN.format(instead="a function of NumPy",
                                       write="the one of the same name in keras.ops"))

    def __repr__(self) -> str:
        return "<tensor>"

    __hash__ = object.__hash__


def value_of(entry: Any) -> Any:
    """Return the number of a tensor or a variable; anything else as it is."""
    return getattr(entry, "_value", entry) if isinstance(entry, (Tensor, Variable)) else entry


def lift(function: Callable) -> Callable:
    """Make a function of numbers one of tensors: the result is a tensor if an argument is one."""

    def lifted(*args: Any, **kwargs: Any) -> Any:
        result = function(*map(value_of, args), **{k: value_of(v) for k, v in kwargs.items()})
        symbolic = any(isinstance(arg, Tensor) for arg in (*args, *kwargs.values()))
        return Tensor(result) if symbolic else result

    return lifted


class Variable:
    """A number that an optimizer keeps, such as its rate."""

    __array_ufunc__ = None  # NumPy's numbers leave their operators to it
    shape = ()

    def __init__(self, value: Any):
        self._value = value

    def assign(self, value: Any) -> "Variable":
        """Set the number."""
        self._value = value_of(value)
        return self

    def numpy(self) -> Any:
        """Return the number."""
        return self._value

    @property
    def value(self) -> Any:
        """The number."""
        return self._value

    def __float__(self) -> float:
        return float(self._value)

    def __int__(self) -> int:
        return int(self._value)

    def __repr__(self) -> str:
        return repr(self._value)

    __hash__ = object.__hash__


def _swapped(function: Callable) -> Callable:
    return lambda a, b: function(b, a)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and_", "or_"):
    _function, _plain = lift(getattr(operator, _name)), _name.rstrip("_")
    for _kind in (Tensor, Variable):
        setattr(_kind, f"__{_plain}__", _function)
        setattr(_kind, f"__r{_plain}__", _swapped(_function))
for _name in ("lt", "le", "gt", "ge", "eq", "ne", "neg", "pos", "abs", "invert"):
    for _kind in (Tensor, Variable):
        setattr(_kind, f"__{_name}__", lift(getattr(operator, _name)))


def _cast(x: Any, dtype: str) -> Any:
    """Convert numbers: floats are of 64 bits here, whatever the name says."""
    kind = str(dtype)
    return np.asarray(x).astype(bool if kind == "bool" else np.int64 if "int" in kind
                                else np.float64)[()]


def _array(x: Any, dtype: str | None = None, **_: Any) -> Any:
    return x if dtype is None else _cast(x, dtype)


def _cond(pred: Any, true_fn: Callable, false_fn: Callable) -> Any:
    """Call one of two functions; which one it is only the stand-in knows."""
    result = true_fn() if value_of(pred) else false_fn()
    symbolic = isinstance(pred, Tensor) and not isinstance(result, Tensor)
    return Tensor(value_of(result)) if symbolic else result


_OPERATORS = {"add": "add", "subtract": "sub", "multiply": "mul", "floor_divide": "floordiv",
              "mod": "mod", "negative": "neg", "equal": "eq", "not_equal": "ne", "less": "lt",
              "less_equal": "le", "greater": "gt", "greater_equal": "ge"}
_OF_NUMPY = ("abs", "absolute", "arccos", "ceil", "clip", "cos", "divide", "exp", "expm1", "floor",
             "log", "log1p", "logical_and", "logical_not", "logical_or", "maximum", "minimum",
             "power", "round", "sign", "sin", "sqrt", "square", "tanh", "true_divide", "where")

OPS = Namespace("keras.ops", {
    **{name: lift(getattr(operator, python)) for name, python in _OPERATORS.items()},
    **{name: lift(getattr(np, name)) for name in _OF_NUMPY},
    "array": lift(_array), "cast": lift(_cast), "cond": _cond, "convert_to_tensor": lift(_array),
    "rsqrt": lift(lambda x: 1 / math.sqrt(x)),
})
