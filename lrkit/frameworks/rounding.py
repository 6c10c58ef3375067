r"""Numbers of Keras that have 32 bits in a run of 64: why its runs differ between backends.

The runs of `recipes` have 64-bit weights (one of them apart). On JAX Keras' losses are lrkit's to
1e-15. On TensorFlow Adam differs by 4e-6, momentum by 1e-7 and AdaGrad by 2e-9, and with the
numbers of this module instead of 0.9, 0.999 and 0.1 lrkit makes those runs too, to 1e-15. So this
is the whole reason. Seen with Keras 3.15.1, TensorFlow 2.21.0 and PyTorch 2.14.1:

- ``keras.ops.cast(0.9, "float64")`` is ``tf.cast`` on TensorFlow
  (``keras/src/backend/tensorflow/core.py``). This turns a Python number into 32 bits first and
  widens it then, as its documentation says (``tensorflow/python/ops/math_ops.py``). The result is
  0.8999999761581421.
- Momentum is cast in this manner (``keras/src/optimizers/sgd.py``).
- Adam casts its betas for the powers :math:`\beta^t` of the correction, and only there: the
  averages use 0.9 and 0.999 in full (``keras/src/optimizers/adam.py``). At the first step
  :math:`1-\beta_2` is 0.000999987 instead of 0.001, so that the step is too short by 7 millionths.
  That is much more than the rounding of 0.999 itself, since the difference of two nearly equal
  numbers keeps few of their digits.
- AdaGrad's first sum, 0.1, is cast where it is made
  (``keras/src/initializers/constant_initializers.py``).
- ``ExponentialDecay`` computes the rate itself in 32 bits, because the first rate becomes a tensor
  without a given type (``keras/src/optimizers/schedules/learning_rate_schedule.py``).

A constant rate is a variable of the type ``keras.config.floatx()``, which is 64 bits in these
runs. RMSProp's ``rho`` and every epsilon are not cast from a Python number and keep their digits.

On PyTorch the reason is another and the size too: about 1e-9 with every optimizer, plain SGD
included. Outside TensorFlow Keras' own rule for types answers 32 bits for two numbers of 64 bits
(``keras/src/backend/common/dtypes.py``), and on PyTorch ``keras.ops.matmul`` obeys it: the products
in the *network* are computed in 32 bits, while the optimizer's numbers keep 64.

With 32-bit weights, the default everywhere, every backend rounds all of these numbers.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def in_32_bits(value: ArrayLike) -> NDArray | float:
    """Round to the nearest 32-bit number, and return it with 64 bits.

    >>> in_32_bits(0.9)
    0.8999999761581421
    """
    rounded = np.float64(np.float32(value))
    return float(rounded) if np.ndim(value) == 0 else rounded


def adam_rates(lr: float, num_steps: int, beta1: float = 0.9, beta2: float = 0.999) -> NDArray:
    r"""Return the rates with which an exact Adam makes the steps of Keras on TensorFlow.

    The correction of the start is the factor :math:`\sqrt{1-\beta_2^t}/(1-\beta_1^t)` of the
    rate, if epsilon is added before the correction, as Keras does. So a correction with other
    betas is another rate.

    Parameters
    ----------
    lr : float
        The rate.
    num_steps : int
        The number of steps.
    beta1, beta2 : float
        Adam's betas.

    Returns
    -------
    ndarray, shape ``(num_steps,)``
        The rates, the first of them 0.9999933 `lr` for the default betas.

    Examples
    --------
    >>> (adam_rates(0.001, 48)[[0, 1, 47]] / 0.001).round(7)
    array([0.9999933, 0.9999933, 0.9999937])
    """
    t = np.arange(1, num_steps + 1)

    def correction(one, two):
        return np.sqrt(1 - two**t) / (1 - one**t)

    return lr * correction(in_32_bits(beta1), in_32_bits(beta2)) / correction(beta1, beta2)
