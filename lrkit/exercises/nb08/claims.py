"""The claims that `verdicts` is about: what to measure for each, and the experiment itself.

The check runs each experiment again and accepts a number near its result. Nothing of the library is
loaded before that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

EVERYWHERE = ("true", "qualified", "wrong")


@dataclass(frozen=True)
class Claim:
    """A sentence on trial.

    Attributes
    ----------
    name : str
        Its key in the dict.
    sentence : str
        The claim, as one often reads it.
    number : str
        The quantity to measure, with everything that the measurement depends on.
    verdict : str
        The verdict by the notebook's definition.
    measure : callable
        The experiment; returns the number.
    rtol, atol : float
        How far from it a number may lie, for another seed, another start or another rounding.
    """

    name: str
    sentence: str
    number: str
    verdict: str
    measure: Callable[[], float]
    rtol: float = 0.01
    atol: float = 0.0

    @property
    def band(self) -> tuple[float, float]:
        """The range of numbers that are accepted; the experiment runs once."""
        middle = _measured(self.name)
        reach = self.atol + self.rtol * abs(middle)
        return middle - reach, middle + reach


@cache
def _measured(name: str) -> float:
    return float(next(claim for claim in CLAIMS if claim.name == name).measure())


def _limit_of_diabetes() -> float:
    from lrkit.problems import LeastSquares, load_diabetes

    data = load_diabetes("unit norm")
    return LeastSquares(data.X, data.y - data.y.mean()).max_stable_lr


def _steps_to_a_millionth(lr: float, num_steps: int) -> float:
    from lrkit.optimizers import GradientDescent
    from lrkit.problems import Bowl
    from lrkit.training import train

    run = train(Bowl(curvature=1.0), GradientDescent(), 1.0, lr=lr, num_steps=num_steps)
    return float(np.flatnonzero(np.abs(run.params.ravel()) <= 1e-6)[0])


def _two_weights():
    from lrkit.optimizers import GradientDescent
    from lrkit.problems import TwoWeights
    from lrkit.training import train

    net = TwoWeights()
    return net, train(net, GradientDescent(), [4.0, 0.3], lr=0.15, num_steps=200)


def _spike() -> float:
    _, run = _two_weights()
    return run.losses.max() / run.losses[0]


def _sharpness_at_the_end() -> float:
    net, run = _two_weights()
    return net.sharpness(run.params[-1])


def _adams_path_moves() -> float:
    from lrkit.optimizers import Adam
    from lrkit.problems import Bowl
    from lrkit.training import train

    runs = [train(Bowl(curvature=size), Adam(), 1.0, lr=0.01, num_steps=200)
            for size in (1.0, 1000.0)]
    return np.abs(runs[0].params - runs[1].params).max()


def _adam_on_reddis_problem() -> float:
    from lrkit.optimizers import Adam
    from lrkit.problems import ReddiOnline

    problem, rule, x = ReddiOnline(C=3.0), Adam(beta1=0.0, beta2=0.1), np.array([0.0])
    state = rule.init(x)
    for step in range(1000):
        x, state = rule.step(x, problem.grad_at(x, step), state, 0.5 / np.sqrt(step + 1))
        x = problem.project(x)
    return float(x[0])


def _adams_error_on_wilsons_data() -> float:
    from lrkit.optimizers import Adam
    from lrkit.problems import LeastSquares, wilson_data
    from lrkit.training import train

    data = wilson_data(40, 0.7, np.random.default_rng(0), num_test=200)
    problem = LeastSquares(data.X_train, data.y_train)
    run = train(problem, Adam(), np.zeros(data.X_train.shape[1]), lr=0.001, num_steps=1000,
                record="ends")
    return float(np.mean(np.sign(data.X_test @ run.params[-1]) != data.y_test))


def _keras_differences() -> float:
    from lrkit.frameworks import recipes, recorded_run
    from lrkit.optimizers import Adam

    rule, net, w = Adam(flavor="keras"), recipes.network(), recipes.start()
    state, losses = rule.init(w), []
    for batch in recipes.batches():
        w, state = rule.step(w, net.sample_grad(w, batch), state, 0.002)
        losses.append(net.value(w))
    differences = np.abs(np.array(losses) - recorded_run("Adam", "keras", "jax").losses[1:])
    return np.mean([part.max() for part in np.split(differences, recipes.EPOCHS)])


def _noise_floor() -> float:
    lr, steps, runs = 0.1, 500, 4000
    rng, x = np.random.default_rng(0), np.zeros(runs)
    for _ in range(steps):
        x = x - lr * (x + rng.normal(size=runs))
    return float(np.var(x))


CLAIMS = (
    Claim("between_0_and_1", "the learning rate is chosen between 0.0 and 1.0",
          "the largest stable rate on the diabetes data of all patients, scaled to unit norm",
          "wrong", _limit_of_diabetes),
    Claim("small_is_slow", "small = slow",
          "steps from 1 to one millionth on a bowl of curvature 1 at the rate 0.01",
          "qualified", lambda: _steps_to_a_millionth(0.01, 1400), atol=1),
    Claim("large_is_fast", "large = fast",
          "steps from 1 to one millionth on a bowl of curvature 1 at the rate 1.9",
          "qualified", lambda: _steps_to_a_millionth(1.9, 200), atol=1),
    Claim("large_diverges", "large overshoots and diverges",
          "two weights from (4, 0.3) at the rate 0.15: the highest loss over the first",
          "qualified", _spike, rtol=0.05),
    Claim("ensures_the_optimum", "a proper rate ensures convergence to an optimal solution",
          "two weights from (4, 0.3) at the rate 0.15: the sharpness after 200 steps",
          "qualified", _sharpness_at_the_end, rtol=0.05),
    Claim("adapts_to_performance", "adaptive methods adjust to the performance of the model",
          "how far Adam's path from 1 shifts on a bowl when the loss is multiplied by 1000",
          "wrong", _adams_path_moves, atol=1e-3),
    Claim("adaptive_is_stable", "adaptive: stability high",
          "where Adam ends on Reddi's problem, whose best point is -1",
          "qualified", _adam_on_reddis_problem, rtol=0.1),
    Claim("adaptive_balances", "adaptive methods balance speed and precision",
          "Adam's test error on Wilson's data with 30 % negatives",
          "qualified", _adams_error_on_wilsons_data, atol=0.06),
    Claim("decay_refines", "decay allows finer convergence",
          "the variance that the rate 0.1 leaves on a bowl of curvature 1 with noise 1",
          "qualified", _noise_floor, rtol=0.15),
    Claim("keras_learning_rate", "tf.keras.optimizers.Adam(learning_rate=0.001) sets the rate",
          "how far our Adam at 0.002 lies from Keras' losses at 0.001, as the trial prints it",
          "true", _keras_differences, rtol=0.05),
)
