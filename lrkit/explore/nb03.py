"""Notebook 3: a search over rates on the digits, with a budget of runs and a lamp for the edge."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Choice, Slider, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.learners import StepError, as_numbers, own
from lrkit.explore.marks import Arrow, Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.ticks import number
from lrkit.optimizers import GradientDescent
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.problems.classification import cross_entropy
from lrkit.training import SearchResult, grid_search, log_grid
from lrkit.trials.digits import forward, grads

BUDGET, STEPS, BATCH, LEARN = 24, 60, 32, 700  # runs; steps, images a step, images to learn from
PIECES = 10  # of the images that are held out
SMALLEST, LARGEST = 0.7e-5, 14.0  # rates in the picture
FLOOR, CEILING = 0.15, 7.0  # losses in the picture; a network that guesses has a loss of 2.3
MOST_RATES, MOST_SEEDS = 24, 6
DECADES = tuple(10.0**power for power in range(-5, 2))
EDGE = "on the edge: extend the grid "
LIGHTS = {  # a sign and a colour for each verdict, so that neither is needed alone
    "inside the grid": ("●", "green"),
    f"{EDGE}downwards": ("▲", "vermillion"),
    f"{EDGE}upwards": ("▲", "vermillion"),
    "no finite loss": ("■", "vermillion"),
}
_LOSSES: dict[tuple[float, int], float] = {}  # of every run that was made, by rate and seed
LOOKS = {  # as in the notebook's figure of equal factors and equal distances
    "logarithmic": ("blue", "circle", ()),
    "linear": ("vermillion", "square", (6, 3)),
}


class RateSearch(Explorer):
    """Left the loss of each run over its rate, right how the budget is spent."""

    def __init__(self, grid: Callable | None = None):
        self.grid = log_grid if grid is None else own(grid, "grid")
        super().__init__(
            low=Stops("lowest rate", 1e-4, stops=_rates(-5, -1),
                      texts=[_written(rate) for rate in _rates(-5, -1)]),
            high=Stops("highest rate", 0.01, stops=_rates(-3, 1)),
            spacing=Choice("spacing", "logarithmic", options=tuple(LOOKS)),
            n=Slider("number of rates", 4, low=2, high=MOST_RATES),
            seeds=Slider("seeds for each rate", 1, low=1, high=MOST_SEEDS),
            budget=Slider("budget of runs", BUDGET, low=6, high=48, step=6),
        )

    def update(self, low: float, high: float, spacing: str, n: int, seeds: int,
               budget: int) -> Scene:
        try:
            lrs = self.rates(low, high, n, spacing)
        except StepError as error:
            panels = [picture("■ no grid", "vermillion", []), plan(0, n, seeds, budget, "grey")]
            return Scene(panels, columns=(5, 2), says="", trouble=f"{error}.")
        train(lrs[: budget // seeds], range(seeds))  # so that the search finds them made
        found = grid_search(held_out_loss, {"lr": lrs}, seeds=range(seeds), budget=budget)
        word, tried = verdict(found), len(found.trials)
        sign, colour = LIGHTS[word]
        marks = [*lamp(found, word), *runs(found, *LOOKS[spacing]), *crosses(lrs[tried:])]
        return Scene(
            panels=[picture(f"{sign} {word}", colour, marks),
                    plan(tried, n, seeds, budget, LOOKS[spacing][0])],
            columns=(5, 2),
            says=self.tell(found, n, seeds, budget, word),
        )

    def rates(self, low: float, high: float, n: int, spacing: str) -> list[float]:
        """The grid, as plain numbers; a `StepError` if it is none."""
        if not low < high:
            raise StepError(f"The lowest rate, {number(low)}, must be below the highest, "
                            f"{number(high)}")
        if spacing == "linear":
            return np.linspace(low, high, n).tolist()
        lrs = as_numbers(self.grid(low, high, n), "grid", (n,))
        if not (np.isfinite(lrs) & (lrs >= 0)).all():
            raise StepError(f"Your grid must return finite rates of at least 0, got {lrs}")
        return lrs.tolist()

    def tell(self, found: SearchResult, n: int, seeds: int, budget: int, word: str) -> str:
        """The sentence: the runs made, the best, how sure it is, and the lamp."""
        used = f"{found.num_runs} of {budget} runs are used"
        if found.left_out:
            used += f"; that left {found.left_out} of {n} rates out (grey crosses)"
        if found.best is None:
            return f"{used}. No run has a finite loss."
        best = found.best
        sure = "with a single seed nobody knows how sure" if seeds == 1 else \
            f"standard error {number(best.spread / np.sqrt(seeds), 2)}"
        return (f"{used}. The best rate is {number(best.settings['lr'])}, with a loss of "
                f"{number(best.mean)} ({sure}). It lies {word}.")


def picture(title: str, colour: str, marks: list[Mark]) -> Panel:
    """Rates and losses; what is not in it stands at its edge."""
    guess = np.log(10)
    return Panel(
        Axis("learning rate, log scale", SMALLEST, LARGEST, log=True,
             ticks={rate: _written(rate) for rate in DECADES}),
        Axis("held-out loss, log scale", FLOOR, CEILING, log=True),
        [Line([SMALLEST, LARGEST], [guess, guess], "grey", width=1, dash=(4, 3)),
         Text(SMALLEST, guess, "guessing", "grey", shift=(4, -10)), *marks],
        title=title, colour=colour, height=340,
    )


def runs(found: SearchResult, colour: str, marker: str, dash: tuple) -> list[Mark]:
    """A dot for each run, a line through the means with their standard errors, and the best."""
    trials = sorted(found.trials, key=lambda trial: trial.settings["lr"])
    lrs = _shown([trial.settings["lr"] for trial in trials])
    losses = np.array([trial.losses for trial in trials], dtype=float)
    means = losses.mean(axis=1)
    each, loss = np.repeat(lrs, losses.shape[1]), losses.ravel()
    lost, above = ~np.isfinite(loss), np.isfinite(loss) & (loss > CEILING)
    marks: list[Mark] = [
        Points(each[~lost & ~above], loss[~lost & ~above], colour, marker, size=6, alpha=0.45),
        Points(each[above], np.full(above.sum(), CEILING), colour, "triangle", size=8),
        Points(each[lost], np.full(lost.sum(), CEILING), colour, "cross", size=10),
        Line(lrs, np.clip(np.where(np.isfinite(means), means, np.nan), 1e-300, 1e300), colour,
             width=1.8, dash=dash),
        Points(lrs, means, colour, marker, size=4),
        *standard_errors(lrs, losses, colour),
    ]
    if lost.any():
        marks.append(Text(each[lost][-1], CEILING, "lost", colour, "right", (-9, -4)))
    return marks + (star(found, colour) if found.best else [])


def standard_errors(lrs: NDArray, losses: NDArray, colour: str) -> list[Mark]:
    """A bar of one standard error of the mean up and down, if there are two seeds or more."""
    rates, seeds = losses.shape
    if seeds < 2:
        return []
    means, errors = losses.mean(axis=1), losses.std(axis=1, ddof=1) / np.sqrt(seeds)
    bars = [means - errors, means + errors, np.full(rates, np.nan)]  # nan: a gap between two bars
    return [Line(np.repeat(lrs, 3), np.transpose(bars).ravel(), colour, width=2.6)]


def star(found: SearchResult, colour: str) -> list[Mark]:
    """The best mean."""
    lr, mean = found.best.settings["lr"], found.best.mean
    x, y = _shown([lr])[0], min(mean, CEILING)
    return [Points(x, y, "black", "star", size=19), Points(x, y, colour, "star", size=13),
            Text(x, y, f"best: {number(lr)}", "black", "center", (0, -20), bold=True)]


def lamp(found: SearchResult, word: str) -> list[Mark]:
    """Where better rates may lie: beyond the edge, or between the best one's neighbours."""
    if found.best is None:
        return []
    best = _shown([found.best.settings["lr"]])[0]
    y, up = CEILING / 1.3, word.endswith("upwards")  # above the dots, below what is lost
    if word.startswith(EDGE):
        end, reach = (LARGEST, 1.6) if up else (SMALLEST, 1 / 1.6)
        return [Band(min(best, end), max(best, end), "x", "vermillion"),
                Arrow(best, y, best * reach, y, "vermillion"),
                Text(best * reach, y, "not tried", "vermillion", "left" if up else "right",
                     (6 if up else -6, 0))]
    tried = _shown([trial.settings["lr"] for trial in found.trials])
    low, high = tried[tried < best].max(), tried[tried > best].min()
    return [Band(low, high, "x", "green"),
            Text(np.sqrt(low * high), y, f"look between {number(low)} and {number(high)}",
                 "green", "center")]


def crosses(left_out: list[float]) -> list[Mark]:
    """The rates for which the budget did not suffice."""
    if not left_out:
        return []
    lrs = _shown(left_out)
    return [Points(lrs, np.full(len(lrs), FLOOR), "grey", "cross", size=8),
            Text(lrs[-1], FLOOR, "left out", "grey", "right", (4, 15))]


def plan(tried: int, n: int, seeds: int, budget: int, colour: str) -> Panel:
    """A column for each rate, a row for each seed: what the budget pays and what it does not."""
    rate, seed = np.meshgrid(np.arange(1, n + 1), np.arange(1, seeds + 1))
    paid = rate <= tried
    x = np.linspace(1, MOST_RATES + 1, 97)
    used, over = tried * seeds, n * seeds > budget
    return Panel(
        Axis("rates", 0, MOST_RATES + 1.5, ticks={2: "2", 6: "6", 12: "12", 18: "18", 24: "24"}),
        Axis("seeds", 0.3, MOST_SEEDS + 0.9, ticks={k: str(k) for k in range(1, MOST_SEEDS + 1)}),
        [Line(x, budget / x + 0.35, "grey", width=1, dash=(4, 3)),
         Text(MOST_RATES + 1, MOST_SEEDS + 0.5, f"room for {budget} runs", "grey", "right"),
         Points(rate[paid], seed[paid], colour, size=5),
         Points(rate[~paid], seed[~paid], "grey", "cross", size=6),
         Points(n, seeds, "black", size=13, hollow=True),
         Points(n, seeds, colour if paid[-1, -1] else "grey", size=5)],
        title=f"{'▲ ' if over else ''}{used} of {budget} runs used",
        colour="vermillion" if over else "black", height=340, pointer=Pointer(x="n", y="seeds"),
    )


def held_out_loss(lr: float, seed: int) -> float:
    """The loss on the held-out digits after a short run, as notebook 3 makes it.

    >>> round(held_out_loss(0.32, 0), 3)
    0.326
    """
    train([lr], [seed])
    return _LOSSES[lr, seed]


def train(lrs: Sequence[float], seeds: Sequence[int]) -> None:
    """Make every run that was not made before, all of them side by side.

    Gradient descent changes each weight by itself, so that the networks are one array with the
    runs in front; each comes out as if it were trained alone.
    """
    todo = [(lr, seed) for seed in seeds for lr in dict.fromkeys(lrs) if (lr, seed) not in _LOSSES]
    if not todo:
        return
    images, labels = _digits()
    rates, whose = np.array(todo).T
    starts, batches = zip(*(_drawn(int(seed)) for seed in whose), strict=True)
    parts, rule = [np.stack(part) for part in zip(*starts, strict=True)], GradientDescent()
    states = [rule.init(part) for part in parts]
    with np.errstate(all="ignore"):  # a run that diverges ends at inf
        for batch in np.moveaxis(batches, 1, 0):
            for k, grad in enumerate(grads(parts, images[batch], labels[batch])):
                parts[k], states[k] = rule.step(parts[k], grad, states[k], rates[:, None, None])
        # In pieces: a larger product BLAS spreads over the cores, which the browser needs as well.
        pieces = images[LEARN:].reshape(PIECES, -1, images.shape[1])
        logits = forward([part[:, None] for part in parts], pieces)[1].reshape(len(todo), -1, 10)
        found = cross_entropy(np.moveaxis(logits, 0, -1), labels[LEARN:]).mean(axis=0)
    _LOSSES.update(zip(todo, np.nan_to_num(found, nan=np.inf, posinf=np.inf).tolist(), strict=True))


@lru_cache(maxsize=MOST_SEEDS)
def _drawn(seed: int) -> tuple[tuple[NDArray, ...], NDArray]:
    """What a seed decides: the weights at the start, and the images of every step."""
    net, rng = DigitsNetwork(), np.random.default_rng(seed)
    W1, b1, W2, b2 = net.split(net.init(rng))
    return (W1, b1[None], W2, b2[None]), rng.integers(LEARN, size=(STEPS, BATCH))


def verdict(found: SearchResult) -> str:
    """Whether the best rate lies inside its grid, and if not, where to go on."""
    if found.best is None:
        return "no finite loss"
    if not found.on_edge("lr"):
        return "inside the grid"
    smallest = min(trial.settings["lr"] for trial in found.trials)
    return EDGE + ("downwards" if found.best.settings["lr"] == smallest else "upwards")


@lru_cache(maxsize=1)
def _digits() -> tuple[NDArray, NDArray]:
    """Images and labels; the first `LEARN` are learnt, the others held out."""
    return load_digits()[:2]


def _rates(low: int, high: int) -> list[float]:
    """1, 2, 5, 10, ..., from one power of ten to another."""
    return [*(float(f"{digit}e{power}") for power in range(low, high) for digit in (1, 2, 5)),
            float(f"1e{high}")]


def _written(rate: float) -> str:
    """0.00001, and not 1e-05."""
    return np.format_float_positional(rate, trim="-")


def _shown(lrs: list[float]) -> NDArray:
    """Rates as places on the axis: those beyond it stand at its ends."""
    return np.clip(np.asarray(lrs, dtype=float), SMALLEST, LARGEST)


def rate_search(grid: Callable | None = None) -> RateSearch:
    """A search over learning rates on the digits, with sliders and a budget of runs.

    Parameters
    ----------
    grid : callable, optional
        Your own ``log_grid(lo, hi, n)``; lrkit's by default. What it returns is run.

    Examples
    --------
    >>> rate_search().set(low=0.01, high=10.0, n=4)
    RateSearch: 4 of 24 runs are used. The best rate is 1, with ... It lies inside the grid.
    """
    return RateSearch(grid)
