"""Schedule-free rules: recorded from the authors' package, optax and Keras on three backends."""

from lrkit import optimizers
from tests.recorded.optimizer_runs import Case

# Powers of two, which Keras on TensorFlow does not round when it turns them into float32.
EXACT = {"beta_1": 0.75, "beta_2": 0.875, "epsilon": 2.0**-20}
RISE = {"change": 4.0, "ahead": True}


def cases():
    """Yield each library's optimizer with the rule of ours beside it; the rate rises."""
    o = optimizers
    betas = {"beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1}
    yield from (
        Case("schedulefree", "SGDScheduleFree", {}, o.ScheduleFreeSGD(), lr=0.1, **RISE),
        Case("schedulefree", "SGDScheduleFree", {"momentum": 0.7, "weight_decay": 0.1},
             o.ScheduleFreeSGD(0.7, 0.1), lr=0.1, **RISE),
        Case("schedulefree", "SGDScheduleFree", {"weight_lr_power": 1.0},
             o.ScheduleFreeSGD(weight_power=1.0), lr=0.1, **RISE),
        Case("schedulefree", "AdamWScheduleFree", {"betas": (0.8, 0.9), "weight_decay": 0.1},
             o.ScheduleFreeAdamW(**betas), **RISE),
        Case("keras", "ScheduleFreeAdamW", {}, o.ScheduleFreeAdamW(flavor="keras"), **RISE),
        Case("keras", "ScheduleFreeAdamW", {"beta_1": 0.8, "beta_2": 0.9, "weight_decay": 0.1},
             o.ScheduleFreeAdamW(**betas, flavor="keras"), **RISE),
    )
    for library, beta1 in (("keras", 0.75), ("keras_on_torch", 1), ("keras_on_tensorflow", 1)):
        for weight_decay in (0.0, 0.125):
            rule = o.ScheduleFreeAdamW(beta1, weight_decay, beta2=0.875, eps=2.0**-20,
                                       flavor="keras")
            yield Case(library, "ScheduleFreeAdamW", {**EXACT, "weight_decay": weight_decay}, rule,
                       lr=0.0625, **RISE)
