"""The optimizers of Keras 3.15: their arguments and what can be set on them; they train nothing."""

from inspect import Parameter, Signature
from typing import Any

from lrkit.frameworks.standins.keras_schedules import SCHEDULES, LearningRateSchedule
from lrkit.frameworks.standins.names import Namespace, bind, sign
from lrkit.frameworks.standins.tensors import Tensor, Variable

CLIPPING = {"clipnorm": None, "clipvalue": None, "global_clipnorm": None}
COMMON = {**CLIPPING, "use_ema": False, "ema_momentum": 0.99, "ema_overwrite_frequency": None,
          "loss_scale_factor": None, "gradient_accumulation_steps": None, "name": None}
DECAY = {"weight_decay": None, **COMMON}
_BETAS = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
_RATE = {"learning_rate": 0.001}

OPTIONS: dict[str, dict[str, Any]] = {
    "SGD": {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False, **DECAY},
    "RMSprop": {**_RATE, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False, **DECAY},
    "Adam": {**_RATE, **_BETAS, "amsgrad": False, **DECAY},
    "AdamW": {**_RATE, "weight_decay": 0.004, **_BETAS, "amsgrad": False, **COMMON},
    "Adadelta": {**_RATE, "rho": 0.95, "epsilon": 1e-7, **DECAY},
    "Adagrad": {**_RATE, "initial_accumulator_value": 0.1, "epsilon": 1e-7, **DECAY},
    "Adamax": {**_RATE, **_BETAS, **DECAY},
    "Nadam": {**_RATE, **_BETAS, **DECAY},
    "Lamb": {**_RATE, **_BETAS, **DECAY},
    "Lion": {**_RATE, "beta_1": 0.9, "beta_2": 0.99, **DECAY},
    "Ftrl": {**_RATE, "learning_rate_power": -0.5, "initial_accumulator_value": 0.1,
             "l1_regularization_strength": 0.0, "l2_regularization_strength": 0.0,
             "l2_shrinkage_regularization_strength": 0.0, "beta": 0.0, **DECAY},
    "Adafactor": {**_RATE, "beta_2_decay": -0.8, "epsilon_1": 1e-30, "epsilon_2": 1e-3,
                  "clip_threshold": 1.0, "relative_step": True, **DECAY},
    "Muon": {**_RATE, "adam_beta_1": 0.9, "adam_beta_2": 0.999, "adam_weight_decay": 0.004,
             "epsilon": 1e-7, "weight_decay": 0.004, **COMMON, "exclude_layers": None,
             "exclude_embeddings": True, "muon_a": 3.4445, "muon_b": -4.775, "muon_c": 2.0315,
             "adam_lr_ratio": 1, "momentum": 0.95, "ns_steps": 5, "nesterov": True,
             "rms_rate": 0.2},
    "ScheduleFreeAdamW": {"learning_rate": 0.0025, "beta_1": 0.9, "beta_2": 0.999,
                          "epsilon": 1e-8, "warmup_steps": 0, **DECAY},
}


class Optimizer:
    """The base of all optimizers of Keras: the rate, the decay, and the count of the steps.

    Attributes
    ----------
    learning_rate
        A variable; with a schedule, its rate at the current step.
    iterations
        The steps that were made. It makes none here.
    """

    def __init__(self, learning_rate, weight_decay=None, clipnorm=None, clipvalue=None,
                 global_clipnorm=None, use_ema=False, ema_momentum=0.99,
                 ema_overwrite_frequency=None, loss_scale_factor=None,
                 gradient_accumulation_steps=None, name=None, **kwargs):
        arguments = {key: entry for key, entry in locals().items()
                     if key not in ("self", "kwargs", "__class__")}
        self._set_up(arguments, kwargs)

    def _set_up(self, arguments: dict[str, Any], unknown: dict[str, Any]) -> None:
        unknown.pop("decay", None)  # Keras warns, and goes on without it
        if unknown:
            raise ValueError(f"Argument(s) not recognized: {unknown}")
        _refuse_two_clips(arguments)
        self.__dict__.update({key: entry for key, entry in arguments.items()
                              if key != "learning_rate"})
        self.__dict__["_arguments"] = tuple(arguments)
        self.name = arguments["name"] or type(self).__name__.lower()
        self.iterations = Variable(0)
        self._excluded: list[str] = []
        rate = arguments["learning_rate"]
        if not isinstance(rate, LearningRateSchedule) and not callable(rate):
            if not isinstance(rate, float):
                raise ValueError(
                    "Argument `learning_rate` should be float, or an instance of "
                    "LearningRateSchedule, or a callable (that takes in the current iteration "
                    "value and returns the corresponding learning rate value). Received instead: "
                    f"learning_rate={rate}")
            rate = Variable(rate)
        self._learning_rate = rate

    @property
    def learning_rate(self):
        """The rate of the current step."""
        if isinstance(self._learning_rate, LearningRateSchedule):
            return self._learning_rate(self.iterations.value)
        return self._learning_rate() if callable(self._learning_rate) else self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate):
        if isinstance(rate, LearningRateSchedule) or callable(rate):
            self._learning_rate = rate
        elif isinstance(self._learning_rate, LearningRateSchedule):
            raise TypeError(
                "This optimizer was created with a `LearningRateSchedule` object as its "
                "`learning_rate` constructor argument, hence its learning rate is not settable. "
                "If you need the learning rate to be settable, you should instantiate the "
                "optimizer with a float `learning_rate` argument.")
        else:
            self._learning_rate.assign(rate)

    def rate_at(self, step: int) -> Any:
        """Return the rate of a step as `fit` would read it: of the stand-in alone."""
        if isinstance(self._learning_rate, LearningRateSchedule):
            return self._learning_rate(Tensor(step))
        return self.learning_rate

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        """Leave variables without decay."""
        self._excluded += [str(entry) for entry in (*(var_list or ()), *(var_names or ()))]

    def get_config(self) -> dict:
        """Return the arguments as they stand now, by name."""
        rate = self._learning_rate
        rate = float(rate) if isinstance(rate, Variable) else rate
        return {key: rate if key == "learning_rate" else getattr(self, key)
                for key in self._arguments}

    @classmethod
    def from_config(cls, config: dict) -> "Optimizer":
        """Make an optimizer from `get_config`."""
        return cls(**config)

    def __repr__(self) -> str:
        defaults = OPTIONS.get(type(self).__name__, {})
        told = {key: entry for key, entry in self.get_config().items() if key != "name" and (
            key in ("learning_rate", "weight_decay") or entry != defaults.get(key))}
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in told.items())})"


def _refuse_two_clips(arguments: dict[str, Any]) -> None:
    clips = {key: arguments[key] for key in CLIPPING}
    if sum(value is not None for value in clips.values()) > 1:
        told = ", ".join(f"{key}={value}" for key, value in clips.items())
        raise ValueError("Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. "
                         f"Received: {told}.")


def _signature(options: dict[str, Any]) -> Signature:
    either = Parameter.POSITIONAL_OR_KEYWORD
    return Signature([Parameter("self", either),
                      *(Parameter(name, either, default=value) for name, value in options.items()),
                      Parameter("kwargs", Parameter.VAR_KEYWORD)])


def _optimizer_class(name: str) -> type[Optimizer]:
    signature = _signature(OPTIONS[name])

    def __init__(self, *args, **kwargs):
        arguments = bind(name, signature, args, kwargs)
        self._set_up(arguments, arguments.pop("kwargs", {}))

    base = _CLASSES["Adam"] if name == "AdamW" else Optimizer
    made = type(name, (base,), {"__init__": sign(__init__, signature), "__module__": __name__,
                                "__doc__": f"Keras' {name}: its arguments, and no training."})
    return made


_CLASSES: dict[str, type[Optimizer]] = {"Optimizer": Optimizer}
for _name in OPTIONS:
    _CLASSES[_name] = _optimizer_class(_name)


def get(identifier):
    """Make an optimizer from its name or from ``{"class_name": ..., "config": {...}}``."""
    if identifier is None or isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, str):
        identifier = {"class_name": identifier, "config": {}}
    known = {name.lower(): made for name, made in _CLASSES.items()}
    made = known.get(str(identifier.get("class_name")).lower()) \
        if isinstance(identifier, dict) else None
    if made is None:
        raise ValueError(f"Could not interpret optimizer identifier: {identifier}")
    return made(**identifier.get("config", {}))


OPTIMIZERS = Namespace("keras.optimizers", {**_CLASSES, "schedules": SCHEDULES, "get": get,
                                            "deserialize": get})
