"""Record losses, gradients and sharpness of PyTorch: ``python -m tests.recorded.record_problems``.

Needs torch. Writes ``problems.json`` beside this file, with the version. The networks are written
here with torch's own layers and losses, and differentiated by autograd; of lrkit only the order of
the parameters is used.
"""

import json
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("problems.json")


def numbers(*shape: int, scale: float = 1.0, phase: float = 0.0) -> np.ndarray:
    """Irregular numbers that are the same on every machine and in every version."""
    return scale * np.sin(1.7 * np.arange(np.prod(shape)) ** 1.3 + phase).reshape(shape)


X, Y = numbers(9, 2, scale=2.0), numbers(9, phase=1.0)
BINARY, CLASSES = np.array([0, 1, 1, 0, 1, 0, 0, 1, 1]), np.array([0, 2, 1, 1, 0, 2, 2, 1, 0])
IMAGES, DIGITS = np.abs(numbers(11, 6, phase=2.0)), np.arange(11) % 10
L2 = 0.3
PARAMS = {  # where each is evaluated
    "tanh": numbers(5 * 4 + 1, phase=3.0),
    "logistic": numbers(2, phase=4.0),
    "softmax": numbers(2 * 3, phase=5.0),
    "digits": numbers(6 * 8 + 8 + 8 * 10 + 10, scale=0.7, phase=6.0),
}


def losses() -> dict:
    """The losses as functions of the flat parameters, in torch."""
    import torch
    from torch.nn import functional as F

    x, y, images = (torch.tensor(array) for array in (X, Y, IMAGES))
    binary, classes, digits = (torch.tensor(array) for array in (BINARY, CLASSES, DIGITS))

    def tanh(w):
        W, b, v, out = w[:10].reshape(2, 5), w[10:15], w[15:20], w[20]
        return F.mse_loss(F.linear(torch.tanh(F.linear(x, W.T, b)), v[None], out[None])[:, 0], y)

    def logistic(w):
        return F.binary_cross_entropy_with_logits(x @ w, binary.double()) + L2 / 2 * w @ w

    def softmax(w):
        return F.cross_entropy(x @ w.reshape(2, 3), classes) + L2 / 2 * w @ w

    def network(w):
        W1, b1, W2, b2 = torch.split(w, [48, 8, 80, 10])
        hidden = F.relu(F.linear(images, W1.reshape(6, 8).T, b1))
        return F.cross_entropy(F.linear(hidden, W2.reshape(8, 10).T, b2), digits)

    return {"tanh": tanh, "logistic": logistic, "softmax": softmax, "digits": network}


def record() -> dict:
    """Value and gradient of each, and the Hessian's eigenvalues where it has one of ours."""
    import torch

    found = {}
    for name, loss in losses().items():
        w = torch.tensor(PARAMS[name])
        eigenvalues = torch.linalg.eigvalsh(torch.func.hessian(loss)(w)).tolist()
        found[name] = {
            "value": loss(w).item(),
            "grad": torch.func.grad(loss)(w).tolist(),
            "eigenvalues": None if name == "digits" else eigenvalues,
        }
    return {"versions": {"torch": torch.__version__, "numpy": np.__version__}, "problems": found}


if __name__ == "__main__":
    FILE.write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")
