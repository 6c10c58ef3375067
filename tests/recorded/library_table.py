"""Make the table of what differs between libraries: ``python -m tests.recorded.library_table``.

Needs torch, keras, jax and optax. Runs each method in each library with the same options and writes
``library_table.json`` beside this file, how far apart the paths are; from it and from
``signatures.json`` it writes the tables into ``docs/libraries.md``.
"""

import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from lrkit.optimizers import GradientDescent
from tests.recorded import record_signatures
from tests.recorded.optimizer_runs import MATRIX_START, START, Case
from tests.recorded.record_optimizers import RUN

FILE = Path(__file__).with_name("library_table.json")
PAGE = Path(__file__).parents[2] / "docs" / "libraries.md"
START_MARK, END_MARK = "<!-- {} -->", "<!-- end of {} -->"
TITLES = {"torch": "PyTorch", "keras": "Keras", "optax": "optax"}
SAME = 1e-9  # paths that are no farther apart are the same; the rest is rounding
# Arguments that say how a step is computed or kept, not what it is.
HOUSEKEEPING = {
    "params", "foreach", "capturable", "maximize", "differentiable", "fused", "clipnorm",
    "clipvalue", "global_clipnorm", "use_ema", "ema_momentum", "ema_overwrite_frequency",
    "loss_scale_factor", "gradient_accumulation_steps", "name", "kwargs", "mu_dtype", "mask",
    "weight_decay_mask", "accumulator_dtype", "dtype_momentum",
}
OFF = {"None", "False", "0", "0.0", record_signatures.REQUIRED}


@dataclass(frozen=True)
class Method:
    """A method as each library knows it: its optimizer, and options that ask for the same.

    `reason` says why the paths differ although the options agree; empty where they do not. Where
    a library rounds to 32 bits, `rounding` is how far machines may differ in that.
    """

    name: str
    theirs: dict[str, tuple[str, dict]]
    reason: str = ""
    lr: float = 0.05
    start: tuple = tuple(START)
    rounding: float = SAME


def _all(torch: str, keras: str, optax: str, *options: dict) -> dict[str, tuple[str, dict]]:
    """A method that all three have, with the options of each, or one dict for all."""
    names, chosen = (torch, keras, optax), options if len(options) == 3 else 3 * options
    return dict(zip(TITLES, zip(names, chosen, strict=True), strict=True))


SQUARES = ({"eps": 1e-7}, {"epsilon": 1e-7}, {"eps": 1e-7})
METHODS = (
    Method("gradient descent", _all("SGD", "SGD", "sgd", {}), lr=0.2),
    Method("momentum", _all("SGD", "SGD", "sgd", {"momentum": 0.9}),
           "Keras keeps the rate inside the velocity, so that a new rate acts later"),
    Method("Nesterov's momentum",
           _all("SGD", "SGD", "sgd", {"momentum": 0.9, "nesterov": True}),
           "as for momentum"),
    Method("AdaGrad",
           _all("Adagrad", "Adagrad", "adagrad",
                {"initial_accumulator_value": 0.1, "eps": 1e-7},
                {"initial_accumulator_value": 0.1, "epsilon": 1e-7},
                {"initial_accumulator_value": 0.1, "eps": 1e-7}),
           "PyTorch adds ε to the root, Keras and optax add it inside", lr=0.3),
    Method("AdaDelta",
           _all("Adadelta", "Adadelta", "adadelta", {"rho": 0.9, "eps": 1e-6},
                {"rho": 0.9, "epsilon": 1e-6}, {"rho": 0.9, "eps": 1e-6}), lr=1.0),
    Method("RMSProp",
           _all("RMSprop", "RMSprop", "rmsprop", {"alpha": 0.9, "eps": 1e-7},
                {"rho": 0.9, "epsilon": 1e-7}, {"decay": 0.9, "eps": 1e-7}),
           "PyTorch adds ε to the root, Keras and optax add it inside"),
    Method("Adam", _all("Adam", "Adam", "adam", *SQUARES),
           "Keras adds ε before the averages are corrected, PyTorch and optax after it"),
    Method("Adam with `weight_decay`",
           {"torch": ("Adam", {"weight_decay": 0.1, "eps": 1e-7}),
            "keras": ("Adam", {"weight_decay": 0.1, "epsilon": 1e-7})},
           "PyTorch adds the decay to the gradient (a penalty), Keras takes it off the weights"),
    Method("AMSGrad",
           {"torch": ("Adam", {"amsgrad": True, "eps": 1e-7}),
            "keras": ("Adam", {"amsgrad": True, "epsilon": 1e-7}),
            "optax": ("amsgrad", {"eps": 1e-7})},
           "as for Adam; optax takes the maximum of the corrected average"),
    Method("AdamW",
           _all("AdamW", "AdamW", "adamw", {"weight_decay": 0.01, "eps": 1e-7},
                {"weight_decay": 0.01, "epsilon": 1e-7}, {"weight_decay": 0.01, "eps": 1e-7}),
           "as for Adam"),
    Method("Adamax", _all("Adamax", "Adamax", "adamax", *SQUARES),
           "Keras adds ε below the fraction, PyTorch and optax inside the maximum"),
    Method("NAdam", _all("NAdam", "Nadam", "nadam", *SQUARES),
           "another growth of the momentum: PyTorch's by 0.004, Keras' by 1, optax' none"),
    Method("NAdamW",
           _all("NAdam", "Nadam", "nadamw",
                {"decoupled_weight_decay": True, "weight_decay": 0.01, "eps": 1e-7},
                {"weight_decay": 0.01, "epsilon": 1e-7}, {"weight_decay": 0.01, "eps": 1e-7}),
           "as for NAdam"),
    Method("RAdam", {"torch": ("RAdam", {"eps": 1e-7}), "optax": ("radam", {"eps": 1e-7})},
           "PyTorch adds ε before the correction, optax after it"),
    Method("Lion", {"keras": ("Lion", {}), "optax": ("lion", {"weight_decay": 0.0})}),
    Method("LAMB", {"keras": ("Lamb", {"epsilon": 1e-6}), "optax": ("lamb", {"eps": 1e-6})}),
    Method("Adafactor",
           _all("Adafactor", "Adafactor", "adafactor", {"eps": (1e-30, 1e-3)}, {}, {}),
           "optax has no 1/√t above which the rate is cut; Keras computes means in 32 bits",
           lr=0.5, rounding=1e-7),
    Method("Muon",
           {"torch": ("Muon", {"weight_decay": 0.0}), "keras": ("Muon", {"weight_decay": 0.0}),
            "optax": ("contrib.muon", {})},
           "another factor of the rate; PyTorch orthogonalises in bfloat16; optax corrects the "
           "momentum for its start", start=tuple(map(tuple, MATRIX_START))),
)


def gaps(method: Method) -> dict[str, float]:
    """Return how far apart the paths of each two libraries are: the largest difference."""
    paths = {library: RUN[library](Case(library, theirs, options, GradientDescent(), method.lr,
                                        np.array(method.start)))
             for library, (theirs, options) in method.theirs.items()}
    return {f"{one} and {other}": float(np.abs(paths[one] - paths[other]).max())
            for one, other in combinations(paths, 2)}


def recorded() -> dict[str, dict[str, float]]:
    """Return the recorded gaps of each method."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def defaults_of(library: str, name: str) -> str:
    """Return an optimizer's defaults as a cell of the table."""
    known = record_signatures.recorded()[library]["names"][name]
    told = [f"{key} {value}" for key, value in known.items()
            if key not in HOUSEKEEPING and value not in OFF]
    return f"`{name}`: " + (", ".join(told) or "none")


def tables() -> dict[str, str]:
    """Return the two tables, of defaults and of paths, as Markdown."""
    columns = tuple(TITLES)
    known = record_signatures.recorded()
    head = "| method | " + " | ".join(
        f"{TITLES[library]} {known[library]['version']}" for library in columns
    ) + " |\n|---|---|---|---|\n"
    once = {tuple(name for name, _ in method.theirs.values()): method
            for method in reversed(METHODS)}
    defaults = head + "".join(
        f"| {method.name} | " + " | ".join(
            defaults_of(library, method.theirs[library][0]) if library in method.theirs else "–"
            for library in columns) + " |\n" for method in reversed(once.values()))
    pairs = [f"{one} and {other}" for one, other in combinations(columns, 2)]
    head = "| method | " + " | ".join(" and ".join(map(TITLES.get, pair.split(" and ")))
                                      for pair in pairs) + " | why |\n|---|---|---|---|---|\n"
    found = recorded()
    paths = head + "".join(
        f"| {method.name} | " + " | ".join(_gap(found[method.name].get(pair)) for pair in pairs)
        + f" | {method.reason} |\n" for method in METHODS)
    return {"defaults": defaults, "paths": paths}


def page() -> str:
    """Return the page with its tables made anew."""
    text = PAGE.read_text(encoding="utf-8")
    for name, table in tables().items():
        start, end = START_MARK.format(name), END_MARK.format(name)
        before, _, rest = text.partition(start)
        text = f"{before}{start}\n\n{table}\n{end}{rest.partition(end)[2]}"
    return text


def _gap(gap: float | None) -> str:
    return "–" if gap is None else "same" if gap <= SAME else f"{gap:.1g}"


if __name__ == "__main__":
    found = {method.name: gaps(method) for method in METHODS}
    lines = (f"{json.dumps(name)}: {json.dumps(gap)}" for name, gap in found.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
