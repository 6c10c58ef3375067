"""Record names and defaults: ``python -m tests.recorded.record_signatures``.

Needs torch, keras, jax and optax. Writes ``signatures.json`` beside this file: for each library its
version and, for each of its optimizers and schedules, the arguments with their defaults.
"""

import functools
import inspect
import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

FILE = Path(__file__).with_name("signatures.json")
REQUIRED = "(required)"


def torch_names() -> Iterator[tuple[str, object]]:
    """Yield the optimizers and schedulers of PyTorch."""
    from torch import optim
    from torch.optim import lr_scheduler

    yield from _classes(optim, optim.Optimizer, "")
    yield from _classes(lr_scheduler, lr_scheduler.LRScheduler, "lr_scheduler.")
    yield "lr_scheduler.ReduceLROnPlateau", lr_scheduler.ReduceLROnPlateau


def keras_names() -> Iterator[tuple[str, object]]:
    """Yield the optimizers, schedules and the two callbacks of Keras that set a rate."""
    from tests.recorded.record_optimizers import import_keras

    keras = import_keras()
    schedules = keras.optimizers.schedules
    yield from _classes(keras.optimizers, keras.optimizers.Optimizer, "")
    yield from _classes(schedules, schedules.LearningRateSchedule, "schedules.")
    for name in ("LearningRateScheduler", "ReduceLROnPlateau"):
        yield f"callbacks.{name}", getattr(keras.callbacks, name)


def optax_names() -> Iterator[tuple[str, object]]:
    """Yield what takes a rate in optax and optax.contrib, and the functions that make schedules."""
    import optax

    for module, prefix in ((optax, ""), (optax.contrib, "contrib.")):
        for name, value in _public(module):
            if _makes(value) and "learning_rate" in defaults(value):
                yield prefix + name, value
    for name, value in _public(optax.schedules):
        if _makes(value):
            yield f"schedules.{name}", value


NAMES = {"torch": torch_names, "keras": keras_names, "optax": optax_names}


def defaults(thing: object) -> dict[str, str]:
    """Return the arguments of a function or a class, each with its default as text.

    >>> defaults(lambda lr, momentum=0.9: None)
    {'lr': '(required)', 'momentum': '0.9'}
    """
    return {name: REQUIRED if argument.default is argument.empty else _text(argument.default)
            for name, argument in inspect.signature(thing).parameters.items()}


def found(library: str) -> dict[str, dict[str, str]]:
    """Return the names that the installed library has, each with its defaults."""
    return {name: defaults(thing) for name, thing in sorted(NAMES[library]())}


def recorded() -> dict:
    """Return the recording: for each library its ``version`` and its ``names``."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def as_text(recording: dict) -> str:
    """JSON with a line for each name."""
    parts = []
    for library, entry in recording.items():
        lines = (f"  {json.dumps(name)}: {json.dumps(known)}"
                 for name, known in entry["names"].items())
        parts.append(f'{json.dumps(library)}: {{"version": {json.dumps(entry["version"])}, '
                     '"names": {\n' + ",\n".join(lines) + "}}")
    return "{" + ",\n".join(parts) + "}\n"


def _classes(module: ModuleType, base: type, prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in _public(module):
        if inspect.isclass(value) and issubclass(value, base) and value is not base:
            yield prefix + name, value


def _makes(value: object) -> bool:
    """Return True for a function; optax.nadam is a partial one."""
    return inspect.isfunction(value) or isinstance(value, functools.partial)


def _public(module: ModuleType) -> Iterator[tuple[str, object]]:
    yield from ((name, value) for name, value in vars(module).items() if not name.startswith("_"))


def _text(default: object) -> str:
    """A default as it is written, without the address of a function, which always changes."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(default))


if __name__ == "__main__":
    FILE.write_text(as_text({library: {"version": metadata.version(library).split("+")[0],
                                       "names": found(library)} for library in NAMES}),
                    encoding="utf-8")
