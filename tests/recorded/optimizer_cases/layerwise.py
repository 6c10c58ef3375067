"""Rules with a rate for each layer: Adafactor, LARS and LAMB."""

from lrkit import optimizers as o
from tests.recorded.optimizer_runs import MATRIX_START, Case

MATRIX = {"start": MATRIX_START, "layers": ((3, 2),)}
# A matrix of 2 by 2, and a vector of 2.
TWO = {"start": MATRIX_START, "layers": ((2, 2), (2,))}
# Powers of two, which Keras on TensorFlow does not round when it turns them into float32.
EXACT = {"beta_1": 0.75, "beta_2": 0.875, "epsilon": 2.0**-20}


def both(rule, other=None):
    """Our rule on each of the two layers."""
    return o.RuleForEach([rule, other or rule], [4, 2])


def cases():
    """Yield each library's optimizer with the rule of ours beside it."""
    yield from _adafactor()
    yield from _lars()
    yield from _lamb()
    yield from _keras_elsewhere()


def _adafactor():
    keras, optax = {"flavor": "keras"}, {"flavor": "optax"}
    # On JAX and PyTorch, Keras 3.15.1 computes the mean of float64 numbers in float32; optax 0.2.8
    # computes the memory of the squares in it.
    rough = {"tolerance": 1e-6}
    # A rate of 0.5 is above 1/sqrt(t) until it is cut.
    yield from (
        Case("torch", "Adafactor", {}, o.Adafactor(), lr=0.5),
        Case("torch", "Adafactor", {}, o.Adafactor(shape=(3, 2)), lr=0.5, **MATRIX),
        Case("torch", "Adafactor", {"beta2_decay": -0.5, "eps": (1e-2, 2.0), "d": 1.5},
             both(o.Adafactor(0.5, 1e-2, 2.0, 1.5, shape=(2, 2)), o.Adafactor(0.5, 1e-2, 2.0, 1.5)),
             **TWO),
        Case("keras", "Adafactor", {}, o.Adafactor(**keras), lr=0.5, **rough),
        # A slip of Keras 3.15.1: this option has no effect.
        Case("keras", "Adafactor", {"relative_step": False}, o.Adafactor(**keras), lr=0.5,
             **rough),
        Case("keras", "Adafactor", {"weight_decay": 0.1},
             o.DecoupledDecay(o.Adafactor(shape=(3, 2), **keras), 0.1), lr=0.5, **MATRIX, **rough),
        Case("keras", "Adafactor", {"beta_2_decay": -0.5, "epsilon_1": 1e-2, "epsilon_2": 2.0,
                                    "clip_threshold": 0.5},
             both(o.Adafactor(0.5, 1e-2, 2.0, 0.5, shape=(2, 2), **keras),
                  o.Adafactor(0.5, 1e-2, 2.0, 0.5, **keras)), **TWO, **rough),
        Case("optax", "adafactor", {}, o.Adafactor(**optax), lr=0.5, **rough),
        Case("optax", "adafactor", {"min_dim_size_to_factor": 2},
             o.Adafactor(shape=(3, 2), **optax), lr=0.5, **MATRIX, **rough),
        Case("optax", "adafactor", {"decay_rate": 0.5, "eps": 1e-2, "clipping_threshold": 0.5,
                                    "multiply_by_parameter_scale": False},
             o.Adafactor(0.5, 1e-2, clip=0.5, scale=False, **optax), **rough),
        Case("transformers", "Adafactor", {"relative_step": False},
             both(o.Adafactor(shape=(2, 2), **optax), o.Adafactor(**optax)), lr=0.5, **TWO),
        Case("transformers", "Adafactor", {"relative_step": False, "scale_parameter": False},
             o.Adafactor(scale=False, **optax)),
    )


def _lars():
    optax, timm = {"flavor": "optax"}, {"flavor": "timm"}
    share, decay = {"trust": 0.2}, {"trust": 0.2, "weight_decay": 0.1, "momentum": 0.8}
    yield from (
        Case("optax", "lars", {"trust_coefficient": 0.2}, o.LARS(**share, **optax), lr=0.5),
        # Without a decay, the paper's ratio is that of optax.
        Case("optax", "lars", {"trust_coefficient": 0.2, "momentum": 0.5}, lr=0.5,
             rule=both(o.LARS(**share, momentum=0.5)), **TWO),
        Case("optax", "lars", {"trust_coefficient": 0.2, "momentum": 0.8, "weight_decay": 0.1,
                               "eps": 1e-2},
             both(o.LARS(**decay, eps=1e-2, **optax)), lr=0.5, **TWO),
        Case("timm", "Lars", {"trust_coeff": 0.2, "momentum": 0.8, "weight_decay": 0.1},
             both(o.LARS(**decay, **timm)), lr=0.5, **TWO),
        Case("timm", "Lars", {"trust_coeff": 0.2, "always_adapt": True, "eps": 1e-2},
             both(o.LARS(**share, momentum=0.0, eps=1e-2, **timm)), lr=0.5, **TWO),
        # timm 1.0.31 uses the ratio only where the weight decay is above 0.
        Case("timm", "Lars", {"momentum": 0.8}, o.Momentum(0.8)),
        Case("pytorch_optimizer", "LARS",
             {"trust_coefficient": 0.2, "momentum": 0.8, "weight_decay": 0.1}, lr=0.1,
             rule=both(o.LARS(**decay, eps=0.0, **timm), o.Momentum(0.8)), **TWO),
    )


def _lamb():
    large, keras = {"beta1": 0.8, "beta2": 0.9, "eps": 1e-2}, {"flavor": "keras"}
    yield from (
        Case("optax", "lamb", {}, o.LAMB()),
        Case("optax", "lamb", {"b1": 0.8, "b2": 0.9, "eps": 1e-2, "weight_decay": 0.2},
             both(o.LAMB(**large, weight_decay=0.2)), **TWO),
        Case("keras", "Lamb", {}, o.LAMB(**keras)),
        Case("keras", "Lamb", {"beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-2, "weight_decay": 0.2},
             o.DecoupledDecay(both(o.LAMB(**large, **keras)), 0.2), **TWO),
        Case("timm", "Lamb", {"max_grad_norm": None, "weight_decay": 0.2},
             both(o.LAMB(weight_decay=0.2)), **TWO),
        Case("timm", "Lamb", {"max_grad_norm": None, "weight_decay": 0.0}, o.Adam(eps=1e-6)),
    )


def _keras_elsewhere():
    lamb = o.LAMB(beta1=0.75, beta2=0.875, eps=2.0**-20, flavor="keras")
    adafactor = {"decay": 0.75, "smallest_size": 2.0**-10, "flavor": "keras"}
    # On TensorFlow, Keras 3.15.1 computes means as precisely as its numbers are.
    for library, tolerance in (("keras_on_torch", 1e-6), ("keras_on_tensorflow", 1e-9)):
        yield Case(library, "Lamb", EXACT, both(lamb), **TWO)
        yield Case(library, "Adafactor", {"beta_2_decay": -0.75, "epsilon_2": 2.0**-10},
                   both(o.Adafactor(shape=(2, 2), **adafactor), o.Adafactor(**adafactor)), lr=0.5,
                   **TWO, tolerance=tolerance)
