"""Signs, cautious steps, and later relatives of Adam: NAdamW, MADGRAD and Adan."""

from lrkit import optimizers as o
from tests.recorded.optimizer_runs import Case

TWO = {"layers": ((2,), (1,))}


def both(rule):
    """Our rule on each of the two layers."""
    return o.RuleForEach([rule, rule], [2, 1])


def cases():
    """Yield each library's optimizer with the rule of ours beside it."""
    yield from (
        Case("optax", "sign_sgd", {}, o.Signum(0.0)),
        Case("optax", "signum", {}, o.Signum()),
        Case("optax", "signum", {"beta": 0.5}, o.Signum(0.5)),
    )
    yield from _nadamw()
    yield from _cautious()
    yield from _madgrad_and_adan()


def _nadamw():
    yield from (
        Case("torch", "NAdam", {"weight_decay": 0.3}, o.L2Penalty(o.NAdam(), 0.3)),
        Case("torch", "NAdam", {"weight_decay": 0.3, "decoupled_weight_decay": True},
             o.NAdamW(weight_decay=0.3)),
        Case("keras", "Nadam", {"weight_decay": 0.3}, o.NAdamW(weight_decay=0.3, flavor="keras")),
        Case("optax", "nadamw", {}, o.NAdamW(flavor="optax")),
        Case("optax", "nadamw", {"b1": 0.8, "b2": 0.9, "eps": 1e-2, "weight_decay": 0.3},
             o.NAdamW(beta1=0.8, beta2=0.9, eps=1e-2, weight_decay=0.3, flavor="optax")),
    )


def _cautious():
    careful = {"caution": True}
    yield from (
        Case("timm", "AdamWLegacy", {**careful, "weight_decay": 0.2},
             o.DecoupledDecay(o.Cautious(o.Adam()), 0.2)),
        Case("timm", "AdamWLegacy",
             {**careful, "weight_decay": 0.2, "betas": (0.8, 0.9), "eps": 1e-2},
             o.DecoupledDecay(both(o.Cautious(o.Adam(0.8, 0.9, 1e-2))), 0.2), **TWO),
        Case("timm", "Lion", careful, o.Cautious(o.Lion())),
        Case("pytorch_optimizer", "Lion", {"cautious": True, "weight_decay": 0.0},
             both(o.Cautious(o.Lion(), flavor="pytorch_optimizer")), **TWO),
    )


def _madgrad_and_adan():
    optax = {"flavor": "optax"}
    rough = {"tolerance": 1e-6}  # optax 0.2.8 computes the root of the number of steps in float32
    yield from (
        Case("optax", "contrib.madgrad", {}, o.MADGRAD(**optax), **rough),
        Case("optax", "contrib.madgrad", {"momentum": 0.5, "eps": 1e-2, "weight_decay": 0.1},
             o.L2Penalty(o.MADGRAD(0.5, 1e-2, **optax), 0.1), **rough),
        Case("timm", "MADGRAD", {"momentum": 0.0}, o.MADGRAD(0.0, **optax)),
        Case("timm", "Adan", {}, o.Adan()),
        Case("timm", "Adan", {"betas": (0.8, 0.7, 0.9), "eps": 1e-2, "weight_decay": 0.2},
             o.Adan(0.8, 0.7, 0.9, eps=1e-2, weight_decay=0.2)),
        Case("timm", "Adan", {"weight_decay": 0.2, "no_prox": True},
             o.DecoupledDecay(o.Adan(), 0.2)),
        # optax 0.2.8 weighs the change with 1 - b2, which is b2 here.
        Case("optax", "adan", {"b2": 0.5, "eps_root": 0.0, "weight_decay": 0.2},
             o.DecoupledDecay(o.Adan(beta2=0.5), 0.2)),
    )
