"""The callbacks of Keras 3.15 that set rates, or end a run: their arguments, and no training."""

from typing import Any

from lrkit.frameworks.standins.names import Namespace


class Callback:
    """A callback; one of one's own is a subclass with methods such as ``on_epoch_end``."""

    def __init__(self):
        self.params: Any = None
        self._model: Any = None

    def _keep(self, arguments: dict[str, Any]) -> None:
        Callback.__init__(self)
        self.__dict__.update({name: entry for name, entry in arguments.items()
                              if name not in ("self", "__class__", "kwargs")})


class LearningRateScheduler(Callback):
    """Sets the rate at the beginning of each EPOCH to ``schedule(epoch, rate)``."""

    def __init__(self, schedule, verbose=0):
        self._keep(locals())


class ReduceLROnPlateau(Callback):
    """Multiplies the rate by `factor` after `patience` epochs that are no better."""

    def __init__(self, monitor="val_loss", factor=0.1, patience=10, verbose=0, mode="auto",
                 min_delta=1e-4, cooldown=0, min_lr=0.0, **kwargs):
        if factor >= 1.0:
            raise ValueError("ReduceLROnPlateau does not support a factor >= 1.0. "
                             f"Received factor={factor}")
        self._keep(locals())


class EarlyStopping(Callback):
    """Ends a run after `patience` epochs that are no better."""

    def __init__(self, monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto",
                 baseline=None, restore_best_weights=False, start_from_epoch=0):
        self._keep(locals())


class LambdaCallback(Callback):
    """Calls functions at the beginnings and ends of batches and epochs."""

    def __init__(self, on_epoch_begin=None, on_epoch_end=None, on_train_begin=None,
                 on_train_end=None, on_train_batch_begin=None, on_train_batch_end=None, **kwargs):
        self._keep(locals())


class History(Callback):
    """Keeps what each epoch reported."""


class TerminateOnNaN(Callback):
    """Ends a run whose loss is not a number."""

    def __init__(self, raise_error=False):
        self._keep(locals())


CALLBACKS = Namespace("keras.callbacks", {callback.__name__: callback for callback in (
    Callback, LearningRateScheduler, ReduceLROnPlateau, EarlyStopping, LambdaCallback, History,
    TerminateOnNaN)})
