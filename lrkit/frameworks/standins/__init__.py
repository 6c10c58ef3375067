"""Stand-ins for the few names of Keras and PyTorch that set rates: they train nothing.

An answer that gets the library as its first argument is tried with a stand-in, whatever is
installed, so that no mark depends on the machine. The names have the arguments and defaults of
Keras 3.15 and PyTorch 2.14, and give the same rate at each step. `read` turns what an answer
returned into plain data.
"""

from lrkit.frameworks.standins import torch_cycles, torch_joined, torch_schedulers
from lrkit.frameworks.standins.keras_callbacks import CALLBACKS
from lrkit.frameworks.standins.keras_optimizers import OPTIMIZERS as KERAS_OPTIMIZERS
from lrkit.frameworks.standins.names import Namespace
from lrkit.frameworks.standins.reading import READERS, read
from lrkit.frameworks.standins.tensors import OPS, Variable
from lrkit.frameworks.standins.torch_model import NN, Tensor, zeros
from lrkit.frameworks.standins.torch_optimizers import OPTIMIZERS as TORCH_OPTIMIZERS

__all__ = ["READERS", "VERSIONS", "read", "stand_in"]

VERSIONS = {"keras": "3.15.1", "torch": "2.14.1"}

_SCHEDULERS = {
    name: entry for module in (torch_schedulers, torch_joined, torch_cycles)
    for name, entry in vars(module).items()
    if isinstance(entry, type) and issubclass(entry, torch_schedulers.LRScheduler)
}
_LIBRARIES = {
    "keras": Namespace("keras", {
        "callbacks": CALLBACKS, "ops": OPS, "optimizers": KERAS_OPTIMIZERS, "Variable": Variable,
        "__version__": VERSIONS["keras"]}),
    "torch": Namespace("torch", {
        "nn": NN, "Tensor": Tensor, "zeros": zeros, "__version__": VERSIONS["torch"],
        "optim": Namespace("torch.optim", {
            **TORCH_OPTIMIZERS,
            "lr_scheduler": Namespace("torch.optim.lr_scheduler", _SCHEDULERS)})}),
}


def stand_in(library: str) -> Namespace:
    """Return the stand-in for a library, to be used as the library itself would be.

    Parameters
    ----------
    library : str
        ``"keras"`` or ``"torch"``.

    Returns
    -------
    Namespace
        With ``optimizers``, ``optimizers.schedules``, ``callbacks`` and ``ops`` for Keras, and with
        ``optim``, ``optim.lr_scheduler`` and ``nn`` for PyTorch.

    Raises
    ------
    ValueError
        For another library. An AttributeError, later, for a name that it has not.

    Examples
    --------
    >>> keras = stand_in("keras")
    >>> keras.optimizers.AdamW(learning_rate=0.003)
    AdamW(learning_rate=0.003, weight_decay=0.004)
    >>> keras.optimizers.AdamW(lr=0.003)
    Traceback (most recent call last):
    ValueError: Argument(s) not recognized: {'lr': 0.003}
    """
    if library not in _LIBRARIES:
        raise ValueError(f"library must be one of {list(_LIBRARIES)}, got {library!r}")
    return _LIBRARIES[library]
