"""Runs of PyTorch's, Keras' and optax's own optimizers, and ours beside them.

One table says which optimizer of a library stands beside which rule of ours. `record_optimizers`
writes down what the libraries do; the tests compare ours with the recording, and with the library
itself where it is installed.

Every run is 25 steps on a loss that is not a quadratic, with one coordinate whose gradients are
about 1e-4, and with a rate that falls to 0.3 of itself after 12 steps. Some cases have an epsilon
of 1e-2, which shows where it stands.
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


def lr_at(lr, step):
    """The rate of a step: cut in mid-run."""
    return lr if step < CHANGE_AT else CHANGE * lr


@dataclass(frozen=True)
class Case:
    """A library's optimizer and its options, and our rule that must walk the same path."""

    library: str
    theirs: str
    options: dict
    rule: optimizers.Optimizer
    lr: float = 0.05
    start: np.ndarray = field(default_factory=lambda: START)
    tolerance: float = 1e-9

    @property
    def name(self) -> str:
        """Unique, and readable in a test report."""
        options = ",".join(f"{key}={value}" for key, value in self.options.items())
        return f"{self.library}.{self.theirs}({options})"


def _cases():
    o = optimizers
    small, large = {"eps": 1e-8}, {"eps": 1e-2}
    yield from (
        Case("torch", "SGD", {}, o.GradientDescent(), lr=0.2),
        Case("torch", "SGD", {"weight_decay": 0.1}, o.L2Penalty(o.GradientDescent(), 0.1)),
        Case("torch", "SGD", {"momentum": 0.8}, o.Momentum(0.8)),
        Case("torch", "SGD", {"momentum": 0.8, "nesterov": True}, o.Nesterov(0.8)),
        Case("torch", "SGD", {"momentum": 0.8, "weight_decay": 0.1},
             o.L2Penalty(o.Momentum(0.8), 0.1)),
        Case("torch", "Adagrad", {}, o.AdaGrad(), lr=0.3),
        Case("torch", "Adagrad", {**large, "initial_accumulator_value": 0.2},
             o.AdaGrad(**large, initial_accumulator=0.2), lr=0.3),
        Case("torch", "Adadelta", {}, o.AdaDelta(), lr=1.0),
        Case("torch", "Adadelta", {"rho": 0.7, "eps": 1e-2}, o.AdaDelta(rho=0.7, eps=1e-2), lr=1.0),
        Case("torch", "RMSprop", {}, o.RMSProp()),
        Case("torch", "RMSprop", {"alpha": 0.9, **large}, o.RMSProp(rho=0.9, **large)),
        Case("torch", "RMSprop", {"alpha": 0.9, "centered": True},
             o.RMSProp(rho=0.9, centered=True), lr=0.01),
        Case("torch", "RMSprop", {"alpha": 0.9, "momentum": 0.8},
             o.RMSProp(rho=0.9, momentum=0.8), lr=0.01),
        Case("torch", "RMSprop", {"alpha": 0.9, "momentum": 0.8, "centered": True, **large},
             o.RMSProp(rho=0.9, momentum=0.8, centered=True, **large), lr=0.01),
        Case("torch", "Adam", {}, o.Adam()),
        Case("torch", "Adam", {"betas": (0.8, 0.9), **large},
             o.Adam(beta1=0.8, beta2=0.9, **large)),
        Case("torch", "Adam", {"weight_decay": 0.1}, o.L2Penalty(o.Adam(), 0.1)),
        Case("torch", "Adam", {"amsgrad": True, "betas": (0.8, 0.9), **large},
             o.AMSGrad(beta1=0.8, beta2=0.9, **large)),
        Case("torch", "AdamW", {}, o.AdamW()),
        Case("torch", "AdamW", {"weight_decay": 0.3}, o.AdamW(weight_decay=0.3)),
        Case("torch", "Adamax", {}, o.Adamax()),
        Case("torch", "Adamax", {"betas": (0.8, 0.9), **large},
             o.Adamax(beta1=0.8, beta2=0.9, **large)),
        Case("torch", "NAdam", {}, o.NAdam()),
        Case("torch", "NAdam", {"betas": (0.8, 0.9), "momentum_decay": 0.5, **large},
             o.NAdam(beta1=0.8, beta2=0.9, momentum_decay=0.5, **large)),
        Case("torch", "RAdam", {}, o.RAdam()),
        Case("torch", "RAdam", {"betas": (0.8, 0.9), **large},
             o.RAdam(beta1=0.8, beta2=0.9, **large)),
        Case("torch", "Rprop", {}, o.Rprop()),
        Case("torch", "Rprop", {"etas": (0.4, 1.5), "step_sizes": (0.01, 0.1)},
             o.Rprop(shrink=0.4, grow=1.5, smallest=0.01, largest=0.1)),
    )
    keras = {"flavor": "keras"}
    yield from (
        Case("keras", "SGD", {}, o.GradientDescent(), lr=0.2),
        Case("keras", "SGD", {"weight_decay": 0.1}, o.DecoupledDecay(o.GradientDescent(), 0.1)),
        Case("keras", "SGD", {"momentum": 0.8}, o.Momentum(0.8, **keras)),
        Case("keras", "SGD", {"momentum": 0.8, "nesterov": True}, o.Nesterov(0.8, **keras)),
        Case("keras", "Adagrad", {}, o.AdaGrad(**keras), lr=0.3),
        Case("keras", "Adagrad", {"epsilon": 1e-2, "initial_accumulator_value": 0.01},
             o.AdaGrad(eps=1e-2, initial_accumulator=0.01, **keras), lr=0.3),
        Case("keras", "Adadelta", {}, o.AdaDelta(**keras), lr=1.0),
        Case("keras", "RMSprop", {}, o.RMSProp(**keras)),
        Case("keras", "RMSprop", {"rho": 0.8, "epsilon": 1e-2},
             o.RMSProp(rho=0.8, eps=1e-2, **keras)),
        Case("keras", "RMSprop", {"centered": True, "momentum": 0.7},
             o.RMSProp(centered=True, momentum=0.7, **keras), lr=0.01),
        Case("keras", "Adam", {}, o.Adam(**keras)),
        Case("keras", "Adam", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2},
             o.Adam(beta1=0.8, beta2=0.9, eps=1e-2, **keras)),
        Case("keras", "Adam", {"amsgrad": True, "beta_2": 0.9, "epsilon": 1e-2},
             o.AMSGrad(beta2=0.9, eps=1e-2, **keras)),
        Case("keras", "AdamW", {}, o.AdamW(**keras)),
        Case("keras", "AdamW", {"weight_decay": 0.3}, o.AdamW(weight_decay=0.3, **keras)),
        Case("keras", "Adamax", {}, o.Adamax(**keras)),
        Case("keras", "Adamax", {"beta_2": 0.9, "epsilon": 1e-2},
             o.Adamax(beta2=0.9, eps=1e-2, **keras)),
        Case("keras", "Nadam", {}, o.NAdam(**keras)),
        Case("keras", "Nadam", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2},
             o.NAdam(beta1=0.8, beta2=0.9, eps=1e-2, **keras)),
        Case("keras", "Lion", {}, o.Lion()),
        # Keras 3.15.1 computes the norm of a float64 matrix in float32.
        Case("keras", "Muon", {"weight_decay": 0.0}, o.Muon(**keras), start=MATRIX_START,
             tolerance=2e-7),
        Case("keras", "Muon", {"weight_decay": 0.2, "momentum": 0.5},
             o.DecoupledDecay(o.Muon(0.5, **keras), 0.2), start=MATRIX_START, tolerance=2e-7),
    )
    optax = {"flavor": "optax"}
    yield from (
        Case("optax", "sgd", {}, o.GradientDescent(), lr=0.2),
        Case("optax", "sgd", {"momentum": 0.8}, o.Momentum(0.8, **optax)),
        Case("optax", "sgd", {"momentum": 0.8, "nesterov": True}, o.Nesterov(0.8, **optax)),
        Case("optax", "adagrad", {}, o.AdaGrad(**optax), lr=0.3),
        Case("optax", "adagrad", {"initial_accumulator_value": 0.0, **large},
             o.AdaGrad(initial_accumulator=0.0, **large, **optax), lr=0.3),
        Case("optax", "adadelta", {}, o.AdaDelta(**optax), lr=1.0),
        Case("optax", "rmsprop", {}, o.RMSProp(**optax)),
        Case("optax", "rmsprop", {"decay": 0.8, **large}, o.RMSProp(rho=0.8, **large, **optax)),
        Case("optax", "rmsprop", {"centered": True, "momentum": 0.7},
             o.RMSProp(centered=True, momentum=0.7, **optax), lr=0.01),
        Case("optax", "adam", {}, o.Adam(**optax)),
        Case("optax", "adam", {"b1": 0.8, "b2": 0.9, **large},
             o.Adam(beta1=0.8, beta2=0.9, **large, **optax)),
        Case("optax", "amsgrad", {"b1": 0.8, "b2": 0.9, **large},
             o.AMSGrad(beta1=0.8, beta2=0.9, **large, **optax)),
        Case("optax", "adamw", {}, o.AdamW(**optax)),
        Case("optax", "adamw", {"weight_decay": 0.3}, o.AdamW(weight_decay=0.3, **optax)),
        Case("optax", "adamax", {"b2": 0.9, **large}, o.Adamax(beta2=0.9, **large, **optax)),
        Case("optax", "nadam", {"b1": 0.8, "b2": 0.9, **large},
             o.NAdam(beta1=0.8, beta2=0.9, **large, **optax)),
        Case("optax", "radam", {"b2": 0.9, **large}, o.RAdam(beta2=0.9, **large, **optax)),
        Case("optax", "radam", small, o.RAdam(**optax)),
        Case("optax", "lion", {"weight_decay": 0.0}, o.Lion()),
        Case("optax", "lion", {"weight_decay": 0.2}, o.DecoupledDecay(o.Lion(), 0.2)),
        Case("optax", "adabelief", {}, o.AdaBelief()),
        Case("optax", "adabelief", {"eps": 1e-4, "eps_root": 1e-4}, o.AdaBelief(eps=1e-4)),
        Case("optax", "polyak_sgd", {"max_learning_rate": 0.5}, o.PolyakStep(), lr=0.5),
        Case("optax", "contrib.dog", {}, o.DoG(), lr=1.0),
        Case("optax", "contrib.dog", {"init_step": ("heuristic", 0.01)}, o.DoG(first=0.01), lr=1.0),
        Case("optax", "contrib.schedule_free_sgd", {}, o.ScheduleFreeSGD(), lr=0.2),
        Case("optax", "contrib.schedule_free_sgd", {"b1": 0.7, "weight_decay": 0.1},
             o.ScheduleFreeSGD(beta1=0.7, weight_decay=0.1), lr=0.2),
        Case("optax", "contrib.schedule_free_adamw", {"b1": 0.8, "b2": 0.9, "weight_decay": 0.1},
             o.ScheduleFreeAdamW(beta1=0.8, beta2=0.9, weight_decay=0.1)),
        Case("optax", "contrib.muon", {}, o.Muon(**optax), start=MATRIX_START),
        Case("optax", "contrib.muon", {"beta": 0.5}, o.Muon(0.5, **optax), start=MATRIX_START.T),
    )


CASES = {case.name: case for case in _cases()}


def run_lrkit(case):
    """Our rule's places, shape ``(26, *start.shape)``; as `optimizers.base` says, and no more."""
    rule, w = case.rule, case.start.copy()
    state, places = rule.init(w), [w]
    slope = grad if case.start.shape[0] == 3 else lambda w: grad(w.T).T
    for step in range(NUM_STEPS):
        # The cap of the Polyak step is an option there and the rate here: it stays.
        lr = case.lr if "loss" in rule.requires else lr_at(case.lr, step)
        extra = {"loss": loss(w)} if "loss" in rule.requires else {}
        w, state = rule.step(w, slope(rule.gradient_point(w, state, lr)), state, lr, **extra)
        places.append(w)
    return np.array(places)
