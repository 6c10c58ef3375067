"""Networks that read digits, many at a time: rates times seeds in one array program.

`lrkit.problems.DigitsNetwork` is the plain form: one network, in formulas. Here the same network
exists once for each seed and each rate, with these two axes in front: ``W1[s, r]`` is the first
layer of the run with seed s and rate r. NumPy's ``@`` multiplies all of them at once, which takes a
third of the time, and the measurements of every epoch come out as one array.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrkit.optimizers import GradientDescent, Optimizer
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.training import minibatches

NUM_VALIDATION = 200  # of the 1,000 training images, held out; the other 800 are learnt
NUM_CLASSES = 10
BATCH = 50
STEPS_PER_EPOCH = (1000 - NUM_VALIDATION) // BATCH


@dataclass(frozen=True, eq=False)
class DigitRuns:
    """Measurements of runs, epoch by epoch; entry 0 is the start.

    Attributes
    ----------
    lrs : ndarray, shape (R,)
    epochs : ndarray, shape (E,)
        The epochs after which was measured.
    train_losses, val_losses, test_losses, test_accs : ndarray, shape (S, R, E)
        For each seed and rate the mean loss on the 800 images that are learnt, on the 200 that are
        held out (both with the labels as given) and on the 797 test images; and the share of the
        test images that is read right.
    """

    lrs: NDArray
    epochs: NDArray
    train_losses: NDArray
    val_losses: NDArray
    test_losses: NDArray
    test_accs: NDArray


def digit_runs(
    lrs: ArrayLike, num_epochs: int, *, seeds: Sequence[int] = range(5), wrong_labels: float = 0.0,
    optimizer: Optimizer | None = None, factor: Callable[[int], float] | None = None,
    every: int = 1,
) -> DigitRuns:
    """Train the network of the course at each rate and from each seed, in batches of 50.

    Parameters
    ----------
    lrs : array_like, shape (R,)
    num_epochs : int
        Of 16 steps each.
    seeds : sequence of int
        A seed draws the start, the wrong labels, the held-out images and the order of the batches:
        all of that is the same for every rate, so that rates can be compared in pairs.
    wrong_labels : float
        The share of the 1,000 images whose label is replaced by one of the nine others.
    optimizer : Optimizer, optional
        An elementwise rule; gradient descent by default.
    factor : callable, optional
        Multiplies the rate of each step, counted from 0.
    every : int
        Measure after every so many epochs; must divide their number.

    Returns
    -------
    DigitRuns

    Raises
    ------
    ValueError
        If there is no rate, seed or epoch, `every` does not divide the epochs, or the share lies
        outside 0 to 1.

    Examples
    --------
    >>> runs = digit_runs([0.1, 0.3], num_epochs=2, seeds=[0])
    >>> runs.test_accs.shape
    (1, 2, 3)
    """
    lrs = np.atleast_1d(np.asarray(lrs, dtype=float))
    _check(lrs, seeds, num_epochs, every, wrong_labels)
    draws, rule = [_Draw(seed, wrong_labels) for seed in seeds], optimizer or GradientDescent()
    parts, rates, step = _starts(draws, len(lrs)), lrs[:, None, None], 0
    states, seen = [rule.init(part) for part in parts], [_measure(parts, draws)]
    with np.errstate(all="ignore"):  # a run that diverges ends at nan, without a warning
        for epoch in range(1, num_epochs + 1):
            for images, labels in _batches(draws):
                lr = rates if factor is None else rates * factor(step)
                for k, grad in enumerate(grads(parts, images, labels)):
                    parts[k], states[k] = rule.step(parts[k], grad, states[k], lr)
                step += 1
            if epoch % every == 0:
                seen.append(_measure(parts, draws))
    return DigitRuns(lrs, np.arange(0, num_epochs + 1, every),
                     *np.moveaxis(np.array(seen, dtype=float), 0, -1))


def best_rate(runs: DigitRuns) -> int:
    """Return the index of the rate with the lowest mean held-out loss in the end.

    This is the rate that tuning chooses.

    >>> best_rate(digit_runs([0.001, 0.3, 9.0], num_epochs=2, seeds=[0, 1]))
    1
    """
    losses = runs.val_losses[..., -1].mean(axis=0)
    return int(np.nan_to_num(losses, nan=np.inf).argmin())


def _check(lrs, seeds, num_epochs, every, wrong_labels) -> None:
    if not (lrs.size and len(seeds)):
        raise ValueError(f"lrs and seeds must not be empty, got {lrs} and {seeds}")
    if num_epochs < 1 or every < 1 or num_epochs % every:
        raise ValueError("num_epochs must be at least 1 and a multiple of every, "
                         f"got {num_epochs} and {every}")
    if not 0 <= wrong_labels <= 1:
        raise ValueError(f"wrong_labels must be a share from 0 to 1, got {wrong_labels}")


class _Draw:
    """The choices of a seed: start, labels, held-out images, order of the batches."""

    def __init__(self, seed: int, wrong_labels: float):
        self.rng, digits = np.random.default_rng(seed), load_digits()
        self.start = DigitsNetwork().init(self.rng)
        labels = digits.y_train.copy()
        wrong = self.rng.permutation(len(labels))[: round(wrong_labels * len(labels))]
        labels[wrong] = (labels[wrong] + self.rng.integers(1, NUM_CLASSES, len(wrong))) % 10
        held_out, learnt = np.split(self.rng.permutation(len(labels)), [NUM_VALIDATION])
        self.learnt = digits.X_train[learnt], labels[learnt]
        self.held_out = digits.X_train[held_out], labels[held_out]
        self.test = digits.X_test, digits.y_test

    def batches(self) -> Iterator[tuple[NDArray, NDArray]]:
        """Return images and labels of the next epoch."""
        images, labels = self.learnt
        return ((images[batch], labels[batch])
                for batch in minibatches(len(labels), BATCH, self.rng))


def _starts(draws: Sequence[_Draw], num_lrs: int) -> list[NDArray]:
    """Return W1, b1, W2, b2 of every run, with seeds and rates in front; biases are rows."""
    net = DigitsNetwork()
    layers = [(W1, b1[None], W2, b2[None])
              for W1, b1, W2, b2 in (net.split(draw.start) for draw in draws)]
    return [np.repeat(np.stack(part)[:, None], num_lrs, axis=1)
            for part in zip(*layers, strict=True)]


def _batches(draws: Sequence[_Draw]) -> Iterator[tuple[NDArray, NDArray]]:
    """Yield a batch of every seed at a time: images (S, 1, n, 64), labels (S, 1, n)."""
    for batches in zip(*(draw.batches() for draw in draws), strict=True):
        images, labels = zip(*batches, strict=True)
        yield np.stack(images)[:, None], np.stack(labels)[:, None]


def forward(parts: Sequence[NDArray], images: NDArray) -> tuple[NDArray, NDArray]:
    """Return hidden units and logits of every run, for images of shape ``(*runs, n, 64)``."""
    W1, b1, W2, b2 = parts
    hidden = images @ W1
    hidden += b1  # without a new array, which would cost as much as the addition at this size
    np.maximum(hidden, 0, out=hidden)
    return hidden, hidden @ W2 + b2


def grads(parts: Sequence[NDArray], images: NDArray, labels: NDArray) -> tuple[NDArray, ...]:
    """Return the gradient of each run's mean cross-entropy for each part; runs lie in front."""
    hidden, logits = forward(parts, images)
    d_logits = np.exp(logits - logits.max(axis=-1, keepdims=True))
    d_logits /= d_logits.sum(axis=-1, keepdims=True)
    d_logits = (d_logits - np.eye(NUM_CLASSES)[labels]) / labels.shape[-1]
    d_hidden = (d_logits @ np.swapaxes(parts[2], -1, -2)) * (hidden > 0)
    return (np.swapaxes(images, -1, -2) @ d_hidden, d_hidden.sum(axis=-2, keepdims=True),
            np.swapaxes(hidden, -1, -2) @ d_logits, d_logits.sum(axis=-2, keepdims=True))


def _measure(parts: Sequence[NDArray], draws: Sequence[_Draw]) -> list[NDArray]:
    """Return losses on learnt, held-out and test images, and the test accuracy, each (S, R)."""
    found = [[], [], [], []]
    for k, draw in enumerate(draws):
        own = [part[k] for part in parts]
        for number, (images, labels) in enumerate((draw.learnt, draw.held_out, draw.test)):
            logits = _logits(own, images)
            found[number].append(_mean_loss(logits, labels))
        found[3].append((logits.argmax(axis=-1) == labels).mean(axis=-1))
    return [np.array(values) for values in found]


def _logits(parts: Sequence[NDArray], images: NDArray) -> NDArray:
    """Return outputs of one seed's runs, shape (R, n, 10).

    They are computed in pieces of a batch, since BLAS spreads larger products over the cores, which
    costs more than it saves with matrices of this size, and ten times as much if the cores are
    busy. Single precision halves the cost and suffices for losses of three digits. Training stays
    in double.
    """
    missing = -len(images) % BATCH
    pieces = np.concatenate([images, images[:missing]]).reshape(-1, BATCH, images.shape[1])
    single = [part[:, None].astype(np.float32) for part in parts]
    logits = forward(single, pieces.astype(np.float32))[1]
    return logits.reshape(len(logits), -1, NUM_CLASSES)[:, : len(images)]


def _mean_loss(logits: NDArray, labels: NDArray) -> NDArray:
    logits = logits - logits.max(axis=-1, keepdims=True)
    sums = np.log(np.exp(logits).sum(axis=-1))
    return (sums - logits[:, np.arange(len(labels)), labels]).mean(axis=-1)
