"""The numbers that notebook 11 takes from the recorded runs, and the noise along a run."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrkit.problems import DigitsNetwork
from lrkit.scale.recorded import table
from lrkit.scale.runs import BATCHES, LENGTHS

NOISE_STEPS = (0, 10, 20, 40, 60)  # of a run with batches of 32, at the rate 0.35
SMALL, BIG = 8, 128  # examples in the two kinds of batches


@dataclass(frozen=True, eq=False)
class BestBatches:
    """For each batch size the best rate, the steps of its runs, and a formula through them.

    Attributes
    ----------
    lrs : list of float
        The rate with the fewest steps on average, for each of `BATCHES`.
    steps : ndarray, shape (batches, seeds)
        The steps of the runs at that rate until the training loss was `TARGET`.
    critical : float
        The batch size at which twice as many steps are needed as with any number of examples.
    formula : ndarray, shape (batches,)
        ``min_steps * (1 + critical / batch)``, fitted to the means.
    """

    lrs: list[float]
    steps: NDArray
    critical: float
    formula: NDArray


def best_batches() -> BestBatches:
    """Return the best runs of each batch size.

    Notes
    -----
    S. McCandlish et al., arXiv:1812.06162, equation 2.11: steps over their minimum less 1, times
    examples over theirs less 1, is 1, which is the formula. The fit weighs relative errors.

    Examples
    --------
    >>> found = best_batches()
    >>> found.lrs[0], found.lrs[-1], round(found.critical)
    (0.25, 1.0, 16)
    """
    runs = table("batch")
    best = [int(runs.at(batch=size).steps.mean(axis=-1).argmin()) for size in BATCHES]
    steps = np.array([runs.at(batch=size).steps[at]
                      for size, at in zip(BATCHES, best, strict=True)])
    mean = steps.mean(axis=1)
    terms = np.column_stack([np.ones(len(BATCHES)), 1 / np.array(BATCHES)])
    fewest, slope = np.linalg.lstsq(terms / mean[:, None], np.ones(len(mean)), rcond=None)[0]
    return BestBatches([runs.axes["lr"][at] for at in best], steps, float(slope / fewest),
                       terms @ (fewest, slope))


def gradient_pairs(seed: int = 0) -> Iterator[tuple[float, NDArray, NDArray]]:
    """Yield gradients of small and of large batches at several points of a run of SGD.

    Yields
    ------
    loss : float
        The training loss at the point; the last point is near `TARGET`.
    small, big : ndarray, shape (200, P)
        A gradient of 8 examples in each row, and of 128. The squared norm of all rows together is
        200 times the mean one, in both, so that the factor cancels in a ratio.
    """
    net, rng = DigitsNetwork(), np.random.default_rng(seed)
    w = net.init(rng)
    for step in range(NOISE_STEPS[-1] + 1):
        if step in NOISE_STEPS:
            yield float(net.value(w)), *(
                np.array([net.sample_grad(w, rng.integers(net.num_examples, size=size))
                          for _ in range(200)]) for size in (SMALL, BIG))
        w = w - 0.35 * net.sample_grad(w, rng.integers(net.num_examples, size=32))


def best_lengths(shape: str) -> dict[int, NDArray]:
    """Return the training losses of the runs of each length at its best rate, shape (seeds,).

    Examples
    --------
    >>> [float(losses.mean().round(3)) for losses in best_lengths("cosine").values()]
    [0.257, 0.139, 0.069, 0.028]
    """
    runs = table("length").at(shape=shape)
    losses = {length: runs.at(length=length).train for length in LENGTHS}
    return {length: each[each.mean(axis=1).argmin()] for length, each in losses.items()}


def best_decays() -> dict[float, float]:
    """Return for each rate of AdamW the weight decay with the lowest mean test loss.

    Examples
    --------
    >>> best_decays()[0.0625]
    0.0625
    """
    runs = table("decay")
    best = runs.test.mean(axis=-1).argmin(axis=1)
    decays = runs.axes["weight_decay"]
    return {lr: decays[at] for lr, at in zip(runs.axes["lr"], best, strict=True)}


def best_in_common() -> dict[str, NDArray]:
    """Return AdamW's test losses with one decay for every rate, and with one product of the two.

    Returns
    -------
    dict of str to ndarray, shape (seeds,)
        The mean over the rates, at the decay and at the product where it is lowest. A product is
        tried where its decay was recorded at every rate.

    Examples
    --------
    >>> {name: float(losses.mean().round(3)) for name, losses in best_in_common().items()}
    {'decay 0.0625': 0.059, 'product 0.000977': 0.069}
    """
    runs = table("decay")
    lrs, decays = np.array(runs.axes["lr"]), np.array(runs.axes["weight_decay"])
    every = np.arange(len(lrs))
    found = {f"decay {decay:.3g}": runs.test[:, k].mean(axis=0) for k, decay in enumerate(decays)}
    best = [min(found.items(), key=_mean_loss)]
    found = {}
    for product in lrs[0] * decays[1:]:
        at = np.abs(decays - product / lrs[:, None]).argmin(axis=1)
        if np.allclose(decays[at], product / lrs, rtol=0.01):
            found[f"product {product:.3g}"] = runs.test[every, at].mean(axis=0)
    return dict([*best, min(found.items(), key=_mean_loss)])


def _mean_loss(named: tuple[str, NDArray]) -> float:
    return float(named[1].mean())


def best_of_rule(name: str) -> dict:
    """Return a rule's best rate by training loss, "lr", and there "train" and "test", (seeds,).

    Examples
    --------
    >>> best_of_rule("Adam")["lr"], float(best_of_rule("Muon")["train"].mean().round(3))
    (0.03125, 0.019)
    """
    runs = table("rule").at(rule=name)
    best = int(runs.train.mean(axis=1).argmin())
    return {"lr": runs.axes["lr"][best], "train": runs.train[best], "test": runs.test[best]}
