"""ADOPT, AdEMAMix and SOAP: recorded from optax, timm and pytorch_optimizer."""

from lrkit import optimizers
from tests.recorded.optimizer_runs import MATRIX_START, Case


def cases():
    """Yield each library's optimizer with the rule of ours beside it."""
    o = optimizers
    yield from (
        Case("optax", "contrib.adopt", {}, o.ADOPT()),
        Case("optax", "contrib.adopt", {"b1": 0.8, "b2": 0.9, "eps": 0.01},
             o.ADOPT(beta1=0.8, beta2=0.9, eps=0.01)),
        Case("timm", "adopt.Adopt", {}, o.ADOPT(clip_power=0.333)),
        Case("timm", "adopt.Adopt", {"betas": (0.8, 0.9), "weight_decay": 0.1, "clip_exp": 0.25},
             o.L2Penalty(o.ADOPT(beta1=0.8, beta2=0.9), 0.1)),
        Case("optax", "contrib.ademamix", {}, o.AdEMAMix()),
        Case("optax", "contrib.ademamix",
             {"b1": 0.8, "b2": 0.9, "b3": 0.95, "alpha": 2.0, "eps": 0.01, "weight_decay": 0.1},
             o.DecoupledDecay(o.AdEMAMix(0.8, 0.9, 0.95, alpha=2.0, eps=0.01), 0.1)),
        Case("pytorch_optimizer", "AdEMAMix", {}, o.AdEMAMix()),
        Case("pytorch_optimizer", "AdEMAMix", {"betas": (0.8, 0.9, 0.95), "t_alpha_beta3": 18},
             o.AdEMAMix(0.8, 0.9, 0.95, warmup=18)),
        # Its QR decomposition is that of float32.
        Case("pytorch_optimizer", "SOAP", {"weight_decay": 0.0}, o.SOAP(), start=MATRIX_START,
             tolerance=1e-6),
        Case("pytorch_optimizer", "SOAP",
             {"weight_decay": 0.0, "betas": (0.8, 0.9), "eps": 0.01, "precondition_frequency": 3},
             o.SOAP(0.8, 0.9, eps=0.01, every=3), start=MATRIX_START.T, tolerance=1e-6),
    )
