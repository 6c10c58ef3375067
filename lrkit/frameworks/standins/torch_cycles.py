"""The schedulers of PyTorch 2.14 that cycle. They leave the momentum alone."""

import math

from lrkit.frameworks.standins.torch_optimizers import Optimizer
from lrkit.frameworks.standins.torch_schedulers import LRScheduler, each


def _check_momentum(optimizer, cycle_momentum: bool) -> None:
    if cycle_momentum and not {"momentum", "betas"} & set(optimizer.defaults):
        raise ValueError("optimizer must support momentum or beta1 with `cycle_momentum` option "
                         "enabled")


class CyclicLR(LRScheduler):
    """Up and down between two rates, again and again."""

    def __init__(self, optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None,
                 mode="triangular", gamma=1.0, scale_fn=None, scale_mode="cycle",
                 cycle_momentum=True, base_momentum=0.8, max_momentum=0.9, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        _check_momentum(optimizer, cycle_momentum)
        scales = {"triangular": lambda x: 1.0, "triangular2": lambda x: 1 / 2.0 ** (x - 1),
                  "exp_range": lambda x: gamma**x}
        if mode not in scales and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        lowest, self.max_lrs = each(optimizer, base_lr), each(optimizer, max_lr)
        for group, rate in zip(optimizer.param_groups, lowest, strict=True):
            group["lr"] = rate
        down = step_size_up if step_size_down is None else step_size_down
        self.total_size = float(step_size_up + down)
        self.step_ratio = step_size_up / self.total_size
        self._scale = scale_fn or scales[mode]
        self._by_cycle = scale_mode == "cycle" if scale_fn else mode != "exp_range"
        super().__init__(optimizer, last_epoch)
        self.base_lrs = lowest

    def get_lr(self):
        """Return the rates at the present place of the cycle."""
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        height = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        height *= self._scale(cycle if self._by_cycle else self.last_epoch)
        return [base + (top - base) * height
                for base, top in zip(self.base_lrs, self.max_lrs, strict=True)]


def _cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)


def _line(start: float, end: float, share: float) -> float:
    return (end - start) * share + start


class OneCycleLR(LRScheduler):
    """Up to `max_lr` and down again within `total_steps`; the momentum moves the other way."""

    def __init__(self, optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None,
                 pct_start=0.3, anneal_strategy="cos", cycle_momentum=True, base_momentum=0.85,
                 max_momentum=0.95, div_factor=25.0, final_div_factor=1e4, three_phase=False,
                 last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        if total_steps is None and None in (epochs, steps_per_epoch):
            raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
        self.total_steps = epochs * steps_per_epoch if total_steps is None else total_steps
        if not isinstance(self.total_steps, int) or self.total_steps <= 0:
            raise ValueError(f"Expected positive integer total_steps, but got {self.total_steps}")
        if not isinstance(pct_start, float) or not 0 <= pct_start <= 1:
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError("anneal_strategy must be one of 'cos' or 'linear', instead got "
                             f"{anneal_strategy}")
        _check_momentum(optimizer, cycle_momentum)
        self._between = _cosine if anneal_strategy == "cos" else _line
        self._phases = _phases(pct_start * self.total_steps, self.total_steps, three_phase)
        for group, highest in zip(optimizer.param_groups, each(optimizer, max_lr), strict=True):
            group.update(initial_lr=highest / div_factor, max_lr=highest,
                         min_lr=highest / div_factor / final_div_factor)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Return the rates of the phase that the step is in."""
        step = self.last_epoch
        if step > self.total_steps:
            raise ValueError(f"Tried to step {step} times. The specified number of total steps is "
                             f"{self.total_steps}")
        begin = 0.0
        for end, first, last in self._phases:
            if step <= end or end == self._phases[-1][0]:
                share = (step - begin) / (end - begin)
                return [self._between(group[first], group[last], share)
                        for group in self.optimizer.param_groups]
            begin = end
        raise AssertionError("the last phase has no end")


def _phases(rise: float, total: int, three: bool) -> list[tuple[float, str, str]]:
    """Return the last step of each phase, and the rates at its ends."""
    first = (float(rise) - 1, "initial_lr", "max_lr")
    if three:
        return [first, (float(2 * rise) - 2, "max_lr", "initial_lr"),
                (total - 1, "initial_lr", "min_lr")]
    return [first, (total - 1, "max_lr", "min_lr")]
