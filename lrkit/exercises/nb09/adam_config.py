"""adam_config: the same name, other defaults."""

from lrkit.exercises.base import Case, Exercise, Part

adam_config = Exercise(
    name="adam_config",
    signature=("name",),
    notebook="09_real_frameworks",
    returns=("defaults",),
    parts=(
        Part("value", 1, "Keras' defaults"),
        Part("torch", 1, "PyTorch's defaults"),
        Part("unknown", 1, "a ValueError for any other name"),
    ),
    hints=(
        "Look both up, in the table of this notebook or in the documentation of each library. "
        "They agree in three of four numbers.",
        "The keys are those of the text for both libraries, whatever the library itself calls "
        "them: PyTorch has its two betas in one pair.",
        "Keras' eps is ten times PyTorch's. And an unknown name must not be answered as if it were "
        "a known one.",
    ),
)


@adam_config.set_cases
def cases(rng):
    """Both names, and names that are not among them: in capitals, with blanks, other libraries."""
    yield Case(("keras",), "Keras", shown=True)
    yield Case(("torch",), "PyTorch", part="torch", shown=True)
    yield Case(("jax",), "another library", part="unknown", shown=True)
    yield Case(("",), "an empty name", part="unknown")
    for name in ("Keras", "TORCH", " keras", "pytorch", "tensorflow", "optax", "torch "):
        yield Case((name,), "another name", part="unknown")
    yield Case(("adam" + str(int(rng.integers(10, 99))),), "a name that nobody has",
               part="unknown")


@adam_config.set_reference
def reference(name):
    if name not in ("keras", "torch"):
        raise ValueError(f"no defaults are known for {name!r}")
    return {
        "learning_rate": 0.001,
        "beta1": 0.9,
        "beta2": 0.999,
        "eps": 1e-7 if name == "keras" else 1e-8,
    }


def _defaults(eps, lr=0.001, beta1=0.9, beta2=0.999):
    """A dict with the right keys."""
    return {"learning_rate": lr, "beta1": beta1, "beta2": beta2, "eps": eps}


def _known(name):
    """Say whether the name is one of the two."""
    if name not in ("keras", "torch"):
        raise ValueError(name)
    return True


@adam_config.misconception
def gave_both_the_eps_of_torch(name):
    """eps is 1e-8 in the paper and in PyTorch. Keras has a default of its own."""
    return _defaults(1e-8) if _known(name) else None


@adam_config.misconception
def gave_both_the_eps_of_keras(name):
    """Keras' defaults are right. PyTorch has a different eps, that of the paper."""
    return _defaults(1e-7) if _known(name) else None


@adam_config.misconception
def swapped_the_two(name):
    """You swapped the two libraries: look at eps again."""
    return _defaults(1e-8 if name == "keras" else 1e-7) if _known(name) else None


@adam_config.misconception
def took_the_rate_of_sgd(name):
    """0.01 is Keras' default rate for SGD. Adam's is smaller, in both libraries."""
    return _defaults(1e-7 if name == "keras" else 1e-8, lr=0.01) if _known(name) else None


@adam_config.misconception
def took_a_beta2_of_two_nines(name):
    """Your beta2 is 0.99, a usual value for RMSProp. Adam's has one nine more."""
    return _defaults(1e-7 if name == "keras" else 1e-8, beta2=0.99) if _known(name) else None


@adam_config.misconception
def swapped_the_betas(name):
    """You swapped the betas: the one for the squares is closer to 1."""
    eps = 1e-7 if name == "keras" else 1e-8
    return _defaults(eps, beta1=0.999, beta2=0.9) if _known(name) else None


@adam_config.misconception
def used_the_names_of_torch(name):
    """These are PyTorch's names. The text asks for one set of keys for both: learning_rate, beta1,
    beta2, eps."""
    eps = 1e-7 if name == "keras" else 1e-8
    return {"lr": 0.001, "betas": [0.9, 0.999], "eps": eps} if _known(name) else None


@adam_config.misconception
def used_the_names_of_keras(name):
    """These are Keras' names. The text asks for one set of keys for both: learning_rate, beta1,
    beta2, eps."""
    eps = 1e-7 if name == "keras" else 1e-8
    return {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": eps} \
        if _known(name) else None


@adam_config.misconception
def took_any_other_name_for_torch(name):
    """Both dicts are right. But you answer any other name with PyTorch's, so that a typing error
    would never be noticed. Raise a ValueError instead."""
    return _defaults(1e-7 if name == "keras" else 1e-8)


@adam_config.misconception
def took_any_other_name_for_keras(name):
    """Both dicts are right. But you answer any other name with Keras', so that a typing error would
    never be noticed. Raise a ValueError instead."""
    return _defaults(1e-8 if name == "torch" else 1e-7)


@adam_config.misconception
def gave_nothing_for_other_names(name):
    """Both dicts are right. For any other name you return None, and the error appears later,
    somewhere else. A ValueError says at once what is wrong."""
    return {"keras": _defaults(1e-7), "torch": _defaults(1e-8)}.get(name)


@adam_config.misconception
def raised_a_key_error(name):
    """Both dicts are right, and another name raises an error. But it is a KeyError, which says that
    a dict lacks a key. The contract asks for a ValueError."""
    return {"keras": _defaults(1e-7), "torch": _defaults(1e-8)}[name]


@adam_config.misconception
def forgave_capitals_and_blanks(name):
    """Both dicts are right. But "Keras" and " keras" are other names. The contract allows two, and
    guessing what was meant hides mistakes."""
    word = name.strip().lower()
    return _defaults(1e-7 if word == "keras" else 1e-8) if _known(word) else None
