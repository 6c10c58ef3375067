"""Kinds of schedules: what lrkit, Keras, PyTorch and optax call one, and how its rates are read.

No library is imported to recognise its objects: the names of an object's classes, and of the
packages that these come from, tell enough.
"""

import copy
import inspect
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, wraps

import numpy as np

from lrkit.explore.learner_functions import LearnerError, guard

MAX_CALLS = 100_000  # of a PyTorch scheduler, which reaches a step only through all steps before it
KERAS = ("keras", "tf_keras")
BY_LOSS = {"ReduceLROnPlateau", "ReduceOnPlateau", "PlateauLRScheduler", "GreedyLR", "GreedyRate"}
BATCH, EPOCH = "batch", "epoch"
WANTED = ("schedule must be a function of the step, a schedule of lrkit, Keras or optax, a "
          "scheduler of PyTorch, an optimizer of PyTorch or Keras, or Keras' LearningRateScheduler")


@dataclass(frozen=True)
class Kind:
    """A schedule that was recognised.

    Attributes
    ----------
    read : callable
        ``read(calls)``, or ``read(calls, lr)`` if `uses_lr`: the rate of each parameter group
        after so many calls, a list; `lr` is the rate of the call before.
    counts : tuple of str
        What may make a call, "batch" or "epoch", the likelier first.
    counts_calls : bool
        Whether it counts the calls of its own ``step()``.
    groups : int
        The number of parameter groups.
    uses_lr : bool
        Whether the rate depends on the rate before.
    note : str
        A sentence about the object, or nothing.
    name : str
        A name, if its own says too little.
    read_many : callable, optional
        ``read_many(calls)``: the rates for an array of calls at once, where a library can do so.
    """

    read: Callable
    counts: tuple[str, ...] = (BATCH, EPOCH)
    counts_calls: bool = False
    groups: int = 1
    uses_lr: bool = False
    note: str = ""
    name: str = ""
    read_many: Callable | None = None


def recognise(schedule: object) -> Kind:
    """Return the kind of a schedule; ValueError, with what to do, for what has no rates.

    >>> recognise(lambda epoch, lr: lr / 2).counts
    ('epoch',)
    """
    if why_not := refusal(schedule):
        raise ValueError(why_not)
    if "LearningRateScheduler" in class_names(schedule):
        return epoch_function(floats_only(schedule.schedule))
    if "BaseOptimizer" in class_names(schedule, *KERAS):
        return keras_optimizer(schedule)
    if hasattr(schedule, "get_last_lr") and hasattr(schedule, "optimizer"):
        return torch_scheduler(schedule)
    if "Optimizer" in class_names(schedule, "torch"):
        return torch_optimizer(schedule)
    if not callable(schedule):
        raise ValueError(f"{WANTED}, got {schedule!r}")
    if "LearningRateSchedule" in class_names(schedule, *KERAS):
        return Kind(in_list(schedule), (BATCH,), read_many=many_at_once(schedule))
    return plain_function(schedule)


def refusal(schedule: object) -> str:
    """Return why an object that is close to a schedule has no rates to show, or nothing.

    >>> refusal(int)
    'int is a class: hand in an object made with it, int(...)'
    """
    names, own = class_names(schedule), type(schedule).__name__
    if isinstance(schedule, type):
        return (f"{schedule.__name__} is a class: hand in an object made with it, "
                f"{schedule.__name__}(...)")
    if names & BY_LOSS:
        return (f"{own} looks at the losses of a run, so that it has no rates before the run; for "
                "given losses, lrkit.schedules.ReduceOnPlateau(...).rates(losses) shows them")
    if "LearningRateScheduler" not in names and "Callback" in class_names(schedule, *KERAS):
        return f"{own} is a callback that plans no rates; LearningRateScheduler does"
    if getattr(schedule, "_fields", None) == ("init", "update"):
        return ("schedule is an optimizer of optax, which keeps its schedule to itself: hand in "
                "the schedule that it was made with")
    return ""


def class_names(thing: object, *packages: str) -> set[str]:
    """Return the names of the classes of a thing, or of those that come from the packages.

    >>> class_names(True) == {"bool", "int", "object"}, class_names(True, "torch")
    (True, set())
    """
    return {each.__name__ for each in type(thing).__mro__
            if not packages or each.__module__.partition(".")[0] in packages}


def plain_function(function: Callable) -> Kind:
    """Read a function of the step, or of the epoch if its argument is called so."""
    names = required_arguments(function)
    if len(names) == 2 and names[0] == EPOCH:
        return epoch_function(function)
    counts = (EPOCH, BATCH) if names[:1] == [EPOCH] else (BATCH, EPOCH)
    return Kind(in_list(function), counts, read_many=many_at_once(function))


def epoch_function(function: Callable) -> Kind:
    """Read a function of the epoch, or of the epoch and the rate, as Keras' callback does."""
    return Kind(in_list(function), (EPOCH,), uses_lr=takes_two(function))


def in_list(function: Callable) -> Callable:
    """Wrap a function so that its rate is that of the only group, and its errors are sentences."""
    guarded = guard(function, "schedule")
    return lambda *arguments: [guarded(*arguments)]


def many_at_once(schedule: Callable) -> Callable | None:
    """Return a function that reads a schedule of Keras or optax for many steps in one call.

    Called step by step, a cosine with a warm-up of Keras 3.15.1 on JAX is compiled anew for each
    step, in 0.2 seconds. Only the libraries' own schedules are read at once: they have no memory.
    They are not compiled: `PolynomialDecay` in `lrkit.schedules` says what that can do to the last.
    """
    home = getattr(schedule, "__module__", "").partition(".")[0]
    backend = "jax" if home == "optax" else ""
    if home == "keras" and home in sys.modules:
        backend = sys.modules[home].config.backend()
    library = sys.modules.get(backend)
    if library is None or backend not in ("jax", "tensorflow"):
        return None
    if backend == "jax":
        return library.vmap(schedule)
    return lambda steps: library.vectorized_map(schedule, library.convert_to_tensor(steps))


def floats_only(function: Callable) -> Callable:
    """Wrap the function of Keras' LearningRateScheduler, which takes nothing but floats."""
    if not callable(function):
        raise ValueError(f"LearningRateScheduler must have a function, got {function!r}")

    @wraps(function)
    def checked(*arguments):
        answer = function(*arguments)
        if answer is not None and not isinstance(answer, float | np.float32):
            raise LearnerError(f"Your schedule returned {answer!r}, and Keras' "
                               "LearningRateScheduler takes floats only: write float(...) around "
                               "it")
        return answer

    return checked


def required_arguments(function: Callable) -> list[str]:
    """Return the names of the arguments that a function must be given, by their places.

    >>> required_arguments(lambda epoch, lr, drop=0.5: lr * drop)
    ['epoch', 'lr']
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a function of C
        return []
    return [each.name for each in parameters if each.default is each.empty
            and each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]


def takes_two(function: Callable) -> bool:
    """Return whether a function can be called with two arguments, as Keras' callback tries first.

    >>> takes_two(lambda epoch, lr=0.1: lr), takes_two(lambda epoch: 0.1)
    (True, False)
    """
    try:
        inspect.signature(function).bind(0, 0.1)
    except (TypeError, ValueError):  # it cannot, or is a function of C
        return False
    return True


def keras_optimizer(optimizer: object) -> Kind:
    """Read the schedule of a Keras optimizer, or its constant rate."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)  # below a LossScaleOptimizer
    plan, own = optimizer._learning_rate, type(optimizer).__name__
    if "LearningRateSchedule" in class_names(plan, *KERAS):
        return replace(recognise(plan), name=f"{type(plan).__name__} of {own}")
    if callable(plan) and not hasattr(plan, "numpy"):
        raise ValueError(f"the learning_rate of {own} is a function, which Keras calls without the "
                         "step: hand in a schedule of keras.optimizers.schedules")
    rate = float(np.asarray(plan.numpy() if hasattr(plan, "numpy") else plan))
    return Kind(lambda step: [rate], (BATCH,),
                note=f"{own} has no schedule: its rate is constant, unless something sets it.")


def torch_optimizer(optimizer: object) -> Kind:
    """Read the rates of a PyTorch optimizer, which are constant as long as it has no scheduler."""
    own, groups = type(optimizer).__name__, optimizer.param_groups
    if any("initial_lr" in group for group in groups):
        raise ValueError(f"{own} has a scheduler, which changes its rates, but does not know it: "
                         "hand in the scheduler")
    rates = [float(group["lr"]) for group in groups]
    return Kind(lambda step: rates, (BATCH,), groups=len(rates),
                note=f"{own} has no schedule: its rate is constant, unless something sets it.")


def torch_scheduler(scheduler: object) -> Kind:
    """Read a PyTorch scheduler: the rates of its optimizer after so many calls of a copy."""
    groups = getattr(scheduler.optimizer, "param_groups", [None])
    before = getattr(scheduler, "last_epoch", 0)
    if hasattr(scheduler, "_schedulers") and not before:  # ChainedScheduler does not count
        before = max(getattr(each, "last_epoch", 0) for each in scheduler._schedulers)
    note = (f"It was called {before} times before: the figure goes on from there."
            if before > 0 else "")
    return Kind(SchedulerCalls(scheduler), counts_calls=True, groups=len(groups), note=note)


class SchedulerCalls:
    """The rates after a number of calls of a PyTorch scheduler, one for each parameter group.

    A copy is called, so that the learner's scheduler and optimizer stay as they are; parameters
    and the optimizer's memory of them, which no scheduler changes, are not copied. A scheduler that
    failed, or was interrupted, may already have counted the call: from then on it would give the
    rates of other steps. So a failure is kept, and after an interruption a new copy is made.
    """

    def __init__(self, scheduler: object):
        self._scheduler = scheduler
        self._copy: object = None
        self._rates: list[list] = []
        self._failure: LearnerError | None = None

    def __call__(self, calls: int) -> list:
        if not 0 <= calls <= MAX_CALLS or calls != int(calls):
            raise LearnerError(f"A scheduler can be called 0 to {MAX_CALLS} times, not {calls:g}")
        if calls >= len(self._rates) and self._failure:
            raise self._failure
        while len(self._rates) <= calls:
            self._go_on()
        return self._rates[int(calls)]

    def _go_on(self) -> None:
        try:
            if self._copy is None:
                copied = partial(copy.deepcopy, self._scheduler, shared(self._scheduler))
                self._rates, self._copy = [], guard(copied, "schedule")()
            else:
                # PyTorch warns that optimizer.step() was not called; here it need not be.
                with warnings.catch_warnings(action="ignore"):
                    guard(lambda: (self._copy.step(), "done")[1], "schedule")()
            self._rates.append(guard(lambda: present_rates(self._copy), "schedule")())
        except LearnerError as error:
            self._failure = error
            raise
        except BaseException:  # an interruption, after which the count is unknown
            self._copy = None
            raise


def shared(scheduler: object) -> dict[int, object]:
    """Return what a copy of a scheduler shares with it, in the form of deepcopy's memo."""
    optimizer = scheduler.optimizer
    things = [each for group in getattr(optimizer, "param_groups", ()) for each in group["params"]]
    things.append(getattr(optimizer, "state", None))
    return {id(each): each for each in things if each is not None}


def present_rates(scheduler: object) -> list[float]:
    """Return the rates that the next step uses: those of the optimizer, which may be tensors."""
    groups = getattr(scheduler.optimizer, "param_groups", None)
    rates = scheduler.get_last_lr() if groups is None else [group["lr"] for group in groups]
    return [float(rate) for rate in rates]
