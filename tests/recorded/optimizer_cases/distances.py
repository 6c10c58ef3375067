"""Rules that estimate their rate: recorded from optax and from the authors' packages."""

from lrkit import optimizers
from tests.recorded.optimizer_runs import Case


def cases():
    """Yield each library's optimizer with the rule of ours beside it; the rate is 1 at first."""
    o = optimizers
    betas, optax = {"beta1": 0.8, "beta2": 0.9}, {"flavor": "optax"}
    options = {"betas": (0.8, 0.9), "weight_decay": 0.1}
    yield from (
        Case("dadaptation", "DAdaptAdam", {}, o.DAdaptAdam(), lr=1.0),
        Case("dadaptation", "DAdaptAdam", {"d0": 0.01, **options, "decouple": True},
             o.DAdaptAdam(**betas, first=0.01, weight_decay=0.1), lr=1.0),
        Case("dadaptation", "DAdaptAdam", {"d0": 0.01, "eps": 0.01, "weight_decay": 0.1},
             o.L2Penalty(o.DAdaptAdam(first=0.01, eps=0.01), 0.1), lr=0.5),
        Case("dadaptation", "DAdaptAdam", {"d0": 0.01, "use_bias_correction": True},
             o.DAdaptAdam(first=0.01, flavor="optax"), lr=1.0),
        Case("optax", "contrib.dadapt_adamw", {}, o.DAdaptAdam(**optax), lr=1.0),
        Case("optax", "contrib.dadapt_adamw", {"estim_lr0": 0.01, "eps": 0.01, **options},
             o.DAdaptAdam(**betas, first=0.01, eps=0.01, weight_decay=0.1, **optax), lr=1.0),
        Case("prodigyopt", "Prodigy", {}, o.Prodigy(), lr=1.0),
        Case("prodigyopt", "Prodigy", {"d0": 0.01, **options},
             o.Prodigy(**betas, first=0.01, weight_decay=0.1), lr=1.0),
        Case("prodigyopt", "Prodigy", {"d0": 0.01, "beta3": 0.7, "eps": 0.01, "d_coef": 2.0},
             o.Prodigy(beta3=0.7, first=0.01, eps=0.01, scale=2.0), lr=0.5),
        Case("prodigyopt", "Prodigy", {"d0": 0.01, "use_bias_correction": True},
             o.Prodigy(first=0.01, flavor="optax"), lr=1.0),
        Case("optax", "contrib.prodigy", {}, o.Prodigy(**optax), lr=1.0),
        Case("optax", "contrib.prodigy",
             {"estim_lr0": 0.01, "eps": 0.01, "estim_lr_coef": 2.0, "beta3": 0.7, **options},
             o.Prodigy(**betas, beta3=0.7, first=0.01, eps=0.01, scale=2.0, weight_decay=0.1,
                       **optax), lr=1.0),
    )
