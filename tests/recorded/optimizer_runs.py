"""Runs of a library's own optimizers, and ours beside them: what all of them share.

The tables in `optimizer_cases` say which optimizer of a library stands beside which rule of ours.
`record_optimizers` writes down what the libraries do; the tests compare ours with the recording,
and with the library itself where it is installed.

Every run is 25 steps on a loss that is not a quadratic, with one coordinate whose gradients are
about 1e-4, and with a rate that falls to 0.3 of itself after 12 steps, or rises where a fall would
not show. Some cases have an epsilon of 1e-2, which shows where it stands.
"""

from dataclasses import dataclass, field

import numpy as np

from lrkit import optimizers

NUM_STEPS, CHANGE_AT, CHANGE = 25, 12, 0.3
START = np.array([1.5, -2.0, 3.0])
MATRIX_START = np.array([[1.5, -2.0], [3.0, 0.5], [-1.0, 0.25]])
_HESSIAN = np.array([[2.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1e-4]])
_WAVES = np.array([0.9, 0.9, 9e-5])


def grad(w):
    """The gradient of the test loss, for the vector and, row by row, for the matrix."""
    waves = _WAVES if w.ndim == 1 else _WAVES[:, None]
    return _HESSIAN @ w + waves * np.sin(3 * w)


def loss(w):
    """The test loss, above its smallest value everywhere (for the Polyak step)."""
    return 0.5 * np.sum(w * (_HESSIAN @ w)) + np.sum(_WAVES / 3 * (1 - np.cos(3 * w)))


def lr_at(lr, step, change=CHANGE):
    """The rate of a step: another one from mid-run on."""
    return lr if step < CHANGE_AT else change * lr


@dataclass(frozen=True)
class Case:
    """A library's optimizer and its options, and our rule that must walk the same path.

    With `layers`, shapes such as ``((2,), (1,))``, the library gets the parameters in several
    arrays, and our rule gets all of them in one flat array, in the same order. With `ahead`, the
    library's parameters are the place at which it takes the gradient, ours the result of the run.
    """

    library: str
    theirs: str
    options: dict
    rule: optimizers.Optimizer
    lr: float = 0.05
    start: np.ndarray = field(default_factory=lambda: START)
    tolerance: float = 1e-9
    layers: tuple[tuple[int, ...], ...] | None = None
    change: float = CHANGE
    ahead: bool = False

    @property
    def name(self) -> str:
        """Unique, and readable in a test report."""
        options = ",".join(f"{key}={value}" for key, value in self.options.items())
        layers = "" if self.layers is None else f" on {self.layers}"
        return f"{self.library}.{self.theirs}({options}){layers}"

    @property
    def first(self) -> np.ndarray:
        """The place before the first step, in the shape that our rule gets."""
        return self.start.ravel() if self.layers else self.start

    def lr_at(self, step):
        """The rate of a step."""
        return lr_at(self.lr, step, self.change)

    def slope(self, w):
        """The gradient at a place of our rule's shape."""
        w = w.reshape(self.start.shape)
        return (grad(w) if w.shape[0] == 3 else grad(w.T).T).reshape(self.first.shape)

    def split(self, w):
        """The arrays that the library gets, as copies."""
        if not self.layers:
            return [w.copy()]
        ends = np.cumsum([np.prod(shape, dtype=int) for shape in self.layers])
        parts = np.split(w, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self.layers, strict=True)]

    def join(self, parts):
        """The place in our rule's shape, from the library's arrays."""
        arrays = [np.array(part, dtype=float) for part in parts]
        return np.concatenate([part.ravel() for part in arrays]).reshape(self.first.shape)


def run_lrkit(case):
    """Our rule's places, shape ``(26, *start.shape)``; as `optimizers.base` says, and no more."""
    rule, w = case.rule, case.first.copy()
    state, places = rule.init(w), [w]
    for step in range(NUM_STEPS):
        lr = case.lr_at(step)
        extra = {"loss": loss(w)} if "loss" in rule.requires else {}
        w, state = rule.step(w, case.slope(rule.gradient_point(w, state, lr)), state, lr, **extra)
        places.append(rule.gradient_point(w, state, lr) if case.ahead else w)
    return np.array(places)
