"""The schedules of Keras 3.15: the same arguments, the same rate at each step, in 64 bits.

They compute with ``keras.ops``, so that they take a number and return one, or take the tensor that
`fit` hands to a schedule. As in Keras on JAX and PyTorch, everything is of the type of the first
rate: with the integer 0 as first rate, all rates are cut to integers. (On TensorFlow 2.21 that is
an InvalidArgumentError.)
"""

import math
from typing import Any

from lrkit.frameworks.standins.names import Namespace
from lrkit.frameworks.standins.tensors import OPS as ops
from lrkit.frameworks.standins.tensors import value_of


class LearningRateSchedule:
    """A rate for each step; a schedule of one's own is a subclass with ``__call__(self, step)``."""

    def __call__(self, step):
        raise NotImplementedError(f"Learning rate schedule '{type(self).__name__}' must override "
                                  "`__call__(self, step)`.")

    def get_config(self) -> dict:
        """Return the arguments, by name."""
        raise NotImplementedError(f"Learning rate schedule '{type(self).__name__}' must override "
                                  "`get_config()` in order to be serializable.")

    @classmethod
    def from_config(cls, config: dict) -> "LearningRateSchedule":
        """Make a schedule from `get_config`."""
        return cls(**config)


class _BuiltIn(LearningRateSchedule):
    """The base of the library's schedules: their arguments as attributes, and their type."""

    def _keep(self, arguments: dict[str, Any], positive: str | None = None) -> None:
        self._config = {name: entry for name, entry in arguments.items()
                        if name not in ("self", "__class__")}
        self.__dict__.update(self._config)
        if positive and not self._config[positive] > 0:
            raise ValueError(f"Argument `{positive}` must be > 0. Received: "
                             f"{positive}={self._config[positive]}")

    def get_config(self) -> dict:
        """Return the arguments, by name."""
        return dict(self._config)

    def _cast(self, value: Any) -> Any:
        """Convert to the type of the first rate."""
        whole = isinstance(value_of(self.initial_learning_rate), int)
        return ops.cast(value, "int" if whole else "float")

    def __repr__(self) -> str:
        told = ", ".join(f"{key}={value!r}" for key, value in self._config.items()
                         if key != "name")
        return f"{type(self).__name__}({told})"


class ExponentialDecay(_BuiltIn):
    """The rate times ``decay_rate ** (step / decay_steps)``."""

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False,
                 name="ExponentialDecay"):
        self._keep(locals(), positive="decay_steps")

    def __call__(self, step):
        p = self._cast(step) / self._cast(self.decay_steps)
        p = ops.floor(p) if self.staircase else p
        return self.initial_learning_rate * self._cast(self.decay_rate) ** p


class InverseTimeDecay(_BuiltIn):
    """The rate over ``1 + decay_rate * step / decay_steps``."""

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False,
                 name="InverseTimeDecay"):
        self._keep(locals(), positive="decay_steps")

    def __call__(self, step):
        p = self._cast(step) / self._cast(self.decay_steps)
        p = ops.floor(p) if self.staircase else p
        return self.initial_learning_rate / (1 + self._cast(self.decay_rate) * p)


class PolynomialDecay(_BuiltIn):
    """From the first rate to `end_learning_rate`, as a power of the share that is left."""

    def __init__(self, initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0,
                 cycle=False, name="PolynomialDecay"):
        self._keep(locals(), positive="decay_steps")

    def __call__(self, step):
        step, length = self._cast(step), self._cast(self.decay_steps)
        if self.cycle:
            length = length * ops.where(step == 0, 1.0, ops.ceil(step / self.decay_steps))
        else:
            step = ops.minimum(step, length)
        end = self._cast(self.end_learning_rate)
        return (self.initial_learning_rate - end) * (1 - step / length) ** self._cast(self.power) \
            + end


class PiecewiseConstantDecay(_BuiltIn):
    """One of `values`: the first up to and including step ``boundaries[0]``, and so on."""

    def __init__(self, boundaries, values, name="PiecewiseConstant"):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "The length of boundaries should be 1 less than the length of values. Received: "
                f"boundaries={boundaries} of length {len(boundaries)}, and values={values} of "
                f"length {len(values)}.")
        self._keep(locals())

    def __call__(self, step):
        rate = self.values[0]
        for boundary, value in zip(self.boundaries, self.values[1:], strict=True):
            rate = ops.where(step > boundary, value, rate)
        return rate


class CosineDecay(_BuiltIn):
    """Half a cosine to ``alpha`` times the rate; with `warmup_target`, first a line up to it.

    The warm-up begins at `initial_learning_rate`. `decay_steps` are the steps of the cosine alone.

    >>> schedule = CosineDecay(0.0, decay_steps=4, warmup_target=0.5, warmup_steps=2)
    >>> [round(float(schedule(step)), 3) for step in range(7)]
    [0.0, 0.25, 0.5, 0.427, 0.25, 0.073, 0.0]
    """

    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, name="CosineDecay",
                 warmup_target=None, warmup_steps=0):
        self._keep(locals(), positive="decay_steps")

    def __call__(self, step):
        step, length = self._cast(step), self._cast(self.decay_steps)
        if self.warmup_target is None:
            return self._cosine(ops.minimum(step, length), self.initial_learning_rate)
        target, warmup = self._cast(self.warmup_target), self._cast(self.warmup_steps)
        step = ops.minimum(step, length + warmup)
        return ops.cond(
            step < warmup,
            lambda: (target - self.initial_learning_rate) * (step / warmup)
            + self.initial_learning_rate,
            lambda: self._cosine(step - warmup, target))

    def _cosine(self, step, rate):
        fraction = step / self._cast(self.decay_steps)
        cosine = 0.5 * (1 + ops.cos(self._cast(math.pi) * fraction))
        return rate * ((1 - self.alpha) * cosine + self.alpha)


class CosineDecayRestarts(_BuiltIn):
    """Cosines one after the other, each `t_mul` times as long and `m_mul` times as high."""

    def __init__(self, initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0,
                 name="SGDRDecay"):
        self._keep(locals(), positive="first_decay_steps")

    def __call__(self, step):
        done = self._cast(step) / self._cast(self.first_decay_steps)
        t_mul, m_mul = self._cast(self.t_mul), self._cast(self.m_mul)
        alpha = self._cast(self.alpha)
        if t_mul == 1:
            cycle = ops.floor(done)
            done = done - cycle
        else:
            cycle = ops.floor(ops.log(1 - done * (1 - t_mul)) / math.log(t_mul))
            done = (done - (1 - t_mul**cycle) / (1 - t_mul)) / t_mul**cycle
        cosine = 0.5 * m_mul**cycle * (1 + ops.cos(self._cast(math.pi) * done))
        return self.initial_learning_rate * ((1 - alpha) * cosine + alpha)


SCHEDULES = Namespace("keras.optimizers.schedules", {schedule.__name__: schedule for schedule in (
    LearningRateSchedule, ExponentialDecay, InverseTimeDecay, PolynomialDecay,
    PiecewiseConstantDecay, CosineDecay, CosineDecayRestarts)})
