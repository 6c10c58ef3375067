"""Sweeps: many runs at once, as operations on arrays.

A rule that is written for parameters of shape ``(P, *runs)`` makes a step of every run at once.
So a sweep over 200 rates and 200 momenta is one loop over arrays instead of 40,000 loops. The runs
are cut into blocks that stay in the cache from the first step to the last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import Optimizer
from lrkit.problems import Problem
from lrkit.training.batches import gradient_of
from lrkit.training.kernels import kernel_of, make_adam_step, step_adam
from lrkit.training.loop import check_kinds

# Parameters of all runs of a block: Adam's arrays then stay in a core's cache from step to step.
# Noise is drawn for each block, so that another number here is another noise.
BLOCK = 16_384
RUN_AXES = ("lr", "start", "seed")  # axes that are not hyperparameters of the rule
NUMBERS = (float, float | None, ArrayLike, ArrayLike | None)  # kinds of hyperparameters for an axis


@dataclass(frozen=True, eq=False)
class Sweep:
    """The results of all runs of a sweep.

    Attributes
    ----------
    axes : dict of str to ndarray
        The values along each axis of the arrays below, in order.
    first_losses, final_losses : ndarray, shape of the grid
        The loss at the start and at the end; inf for a run that diverged.
    final_params : ndarray, shape (P, *grid)
        The final parameters of each run; not finite if it diverged.
    steps : ndarray, shape of the grid, or None
        The first step after which the loss was at most `tolerance`, inf if there was none; None if
        no tolerance was given.
    num_steps : int
        The number of steps that every run made.
    tolerance : float or None
        The tolerance that was given.
    """

    axes: dict[str, NDArray]
    first_losses: NDArray
    final_losses: NDArray
    final_params: NDArray
    steps: NDArray | None
    num_steps: int
    tolerance: float | None = None

    @property
    def diverged(self) -> NDArray:
        """The mask of the runs whose final loss is not finite, shape of the grid."""
        return np.isinf(self.final_losses)

    def best(self) -> dict[str, float]:
        """Return the settings of the run with the smallest final loss, the first of several.

        ValueError if every run diverged.
        """
        if self.diverged.all():
            raise ValueError("every run of the sweep diverged, so there is no best one")
        best = np.unravel_index(np.argmin(self.final_losses), self.final_losses.shape)
        return {name: values[k] for (name, values), k in zip(self.axes.items(), best, strict=True)}

    def __repr__(self) -> str:
        size = " x ".join(f"{len(values)} {name}" for name, values in self.axes.items())
        return (f"Sweep({size}, {self.num_steps} steps, {int(self.diverged.sum())} of "
                f"{self.final_losses.size} runs diverged)")


def sweep(
    problem: Problem, optimizer: Optimizer, params0: ArrayLike | None,
    grid: Mapping[str, Sequence | ArrayLike], num_steps: int, *,
    schedule: Callable[[int], float] | None = None, tolerance: float | None = None,
    batch_size: int | None = None,
) -> Sweep:
    """Run an optimizer with every combination of the values of a grid.

    Parameters
    ----------
    problem : Problem
        The loss to minimise.
    optimizer : Optimizer
        The rule; its fields give the hyperparameters that the grid does not name.
    params0 : array_like, shape (P,), or None
        The start; None if the grid has starts.
    grid : mapping of str to sequence
        The axes. ``"lr"`` is required. ``"start"`` takes initial parameters, shape ``(n, P)``.
        ``"seed"`` takes whole numbers from 0 on, all different: each seeds a generator that draws
        the noise or the batches of its runs. Every other name is a field of the optimizer that
        holds any number, such as ``"momentum"`` or ``"beta2"``, but not a count or a flavor.
    num_steps : int
        The number of steps of each run, at least 1.
    schedule : callable, optional
        A function from the step to a factor on its rate; 1 by default.
    tolerance : float, optional
        A loss; the sweep then records the first step after which each run is at or below it.
    batch_size : int, optional
        As for `train`; needs an axis of seeds.

    Returns
    -------
    Sweep
        The results. Runs that diverge end at inf, without a warning.

    Raises
    ------
    ValueError
        For an axis that is empty or unknown, rates that are negative or not finite, seeds that are
        not whole, negative or equal, a start that does not fit, or fewer than one step.

    Examples
    --------
    >>> from lrkit.optimizers import Momentum
    >>> from lrkit.problems import Quadratic
    >>> valley = Quadratic.from_curvatures((1.0, 100.0))
    >>> found = sweep(valley, Momentum(), [1.0, 1.0], {"lr": [0.01, 0.03, 0.05],
    ...               "momentum": [0.0, 0.5, 0.8]}, num_steps=100)
    >>> found
    Sweep(3 lr x 3 momentum, 100 steps, 0 of 9 runs diverged)
    >>> found.best()
    {'lr': np.float64(0.03), 'momentum': np.float64(0.8)}
    """
    axes = _axes(problem, optimizer, params0, grid, num_steps)
    seeds = axes.get("seed", [None])
    inner = {name: values for name, values in axes.items() if name != "seed"}
    parts = [_sweep_seed(problem, optimizer, params0, inner, num_steps, seed, schedule, tolerance,
                         batch_size) for seed in seeds]
    axis = list(axes).index("seed") if "seed" in axes else None

    def joined(arrays: Sequence[NDArray], leading: int = 0) -> NDArray:
        return arrays[0] if axis is None else np.stack(arrays, axis=axis + leading)

    params, first, losses, steps = zip(*parts, strict=True)
    return Sweep(axes, joined(first), joined(losses), joined(params, leading=1),
                 None if tolerance is None else joined(steps), num_steps, tolerance)


def _axes(problem, optimizer, params0, grid, num_steps) -> dict[str, NDArray]:
    """Check the axes and return them as arrays."""
    check_kinds(problem, optimizer)
    if not isinstance(num_steps, Integral) or num_steps < 1:
        raise ValueError(f"num_steps must be a whole number of at least 1, got {num_steps!r}")
    axes = {name: _axis(optimizer, name, values) for name, values in grid.items()}
    if "lr" not in axes:
        raise ValueError(f"grid must name 'lr', got {list(axes)}")
    if not (np.isfinite(axes["lr"]).all() and (axes["lr"] >= 0).all()):
        raise ValueError(f"grid['lr'] must be finite and at least 0, got {axes['lr']}")
    if params0 is None and "start" not in axes:
        raise ValueError("params0 must be given, or grid must name 'start'; got neither")
    starts = axes.get("start", np.atleast_2d(np.asarray(params0, dtype=float)))
    if starts.shape[-1] != problem.num_params or not np.isfinite(starts).all():
        raise ValueError(f"the start must be {problem.num_params} finite numbers, got {starts}")
    return axes


def _axis(optimizer: Optimizer, name: str, values: Sequence | ArrayLike) -> NDArray:
    """Check one axis and return it as an array."""
    every = {field.name: field.type for field in fields(optimizer)}
    # Any number may differ from run to run; a count, a switch or a flavor is that of all.
    known = {key for key, kind in every.items() if kind in NUMBERS} | set(RUN_AXES)
    if name in set(every) - known:
        raise ValueError(f"grid cannot name {name!r}: all runs of a sweep share it, so make "
                         "a sweep for each of its values")
    if name not in known:
        raise ValueError(f"grid must name {sorted(known)}, got {name!r}")
    try:
        axis = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"grid[{name!r}] must hold numbers, got {values!r}") from None
    if axis.ndim != (2 if name == "start" else 1) or not len(axis):
        raise ValueError(f"grid[{name!r}] must be a list with at least one entry, "
                         f"got shape {axis.shape}")
    return _seeds(values) if name == "seed" else axis


def _seeds(values: Sequence | ArrayLike) -> NDArray:
    """Check the seeds: a fraction would be cut to the seed of another run, its exact repeat."""
    seeds = list(values)
    whole = all(isinstance(seed, Integral) and not isinstance(seed, bool) and seed >= 0
                for seed in seeds)
    if not whole:
        raise ValueError(f"grid['seed'] must hold whole numbers from 0 on, got {values!r}")
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"grid['seed'] must hold a seed only once: a run that is repeated gives "
                         f"the same result, got {values!r}")
    return np.array(seeds)


def _sweep_seed(problem, optimizer, params0, axes, num_steps, seed, schedule, tolerance, batch):
    """Make all runs of one seed; return params (P, *grid), first and last losses and steps."""
    shape = tuple(len(values) for values in axes.values())
    common = None if params0 is None else np.reshape(
        np.array(params0, dtype=float), (-1, *[1] * len(shape)))
    params, (first, losses, steps) = np.empty((problem.num_params, *shape)), np.empty((3, *shape))
    for number, part in enumerate(_blocks(shape, max(BLOCK // problem.num_params, 1))):
        cuts = enumerate(zip(axes.items(), part, strict=True))
        chosen = {name: _along(values[cut], axis, len(shape))
                  for axis, ((name, values), cut) in cuts}
        start, lrs = chosen.pop("start", common), chosen.pop("lr")
        rule = replace(optimizer, **chosen) if chosen else optimizer
        # All runs of a seed use the same batches; noise is drawn separately for each block.
        rng = None if seed is None else np.random.default_rng(
            seed if batch is not None else [seed, number])
        w = np.broadcast_to(start, (problem.num_params, *losses[part].shape)).copy()
        with np.errstate(all="ignore"):
            first[part] = problem.value(w)
            params[:, *part], losses[part], steps[part] = _run_block(
                problem, rule, w, lrs, num_steps, gradient_of(problem, batch, rng), schedule,
                tolerance)
    return params, first, losses, steps


def _blocks(shape: tuple[int, ...], max_runs: int) -> Iterator[tuple[slice, ...]]:
    """Cut a grid into boxes of at most `max_runs` runs, the last axes whole as long as they fit.

    >>> list(_blocks((3, 4), 8))
    [(slice(0, 2, None), slice(0, 4, None)), (slice(2, 3, None), slice(0, 4, None))]
    """
    if not shape:
        yield ()
        return
    rest = int(np.prod(shape[1:]))
    size = max(max_runs // rest, 1)
    for begin in range(0, shape[0], size):
        for other in _blocks(shape[1:], max_runs):
            yield (slice(begin, min(begin + size, shape[0])), *other)


def _along(values: NDArray, axis: int, ndim: int) -> NDArray:
    """Reshape the values of one axis to broadcast over the others; starts keep P in front."""
    shape = [1] * ndim
    shape[axis] = len(values)
    return values.T.reshape(-1, *shape) if values.ndim == 2 else values.reshape(shape)


def _run_block(problem, rule, w, lrs, num_steps, gradient, schedule, tolerance):
    """Make all steps of one block of runs: the training loop without a record."""
    state, steps = rule.init(w), np.full(w.shape[1:], np.inf)
    kernel, spare = kernel_of(rule), np.empty_like(w)
    own = make_adam_step(rule, w) if kernel is step_adam else None
    for step in range(num_steps):
        lr = lrs if schedule is None else lrs * schedule(step)
        if tolerance is not None or rule.requires:
            loss = problem.value(w)
            if tolerance is not None:
                steps[(loss <= tolerance) & np.isinf(steps)] = step
        if own is not None:
            own(gradient(w), lr)
            continue
        if kernel is not None:
            state = kernel(rule, w, gradient(w), state, lr, spare)
            continue
        extra = {"loss": loss, "loss_at": problem.value} if rule.requires else {}
        w, state = rule.step(w, gradient(rule.gradient_point(w, state, lr)), state, lr,
                             **{name: extra[name] for name in rule.requires})
    losses = problem.value(w)
    if tolerance is not None:
        steps[(losses <= tolerance) & np.isinf(steps)] = num_steps
    return w, np.where(np.isfinite(losses), losses, np.inf), steps
