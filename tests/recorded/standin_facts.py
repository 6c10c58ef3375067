"""Facts about Keras and PyTorch, asked in the same words of the library and of its stand-in.

`keras_facts` and `torch_facts` take either. They are called in a process of the library's own, so
that they return plain data alone.
"""

import inspect
import math
from collections import OrderedDict

STEPS = 16
KERAS_SCHEDULES = (
    "S.ExponentialDecay(0.1, 5, 0.5)",
    "S.ExponentialDecay(0.1, decay_steps=5, decay_rate=0.5, staircase=True)",
    "S.InverseTimeDecay(0.1, 4, 0.7)",
    "S.InverseTimeDecay(0.1, 4, 0.7, staircase=True)",
    "S.PolynomialDecay(0.1, 10)",
    "S.PolynomialDecay(0.1, 10, 0.02, power=2.0)",
    "S.PolynomialDecay(0.1, 4, end_learning_rate=0.01, cycle=True)",
    "S.PolynomialDecay(0.0, 6, end_learning_rate=0.3)",
    "S.PiecewiseConstantDecay([3, 7], [0.1, 0.05, 0.01])",
    "S.PiecewiseConstantDecay([3], [0.1, 0.05])",
    "S.CosineDecay(0.1, 10)",
    "S.CosineDecay(0.1, 10, alpha=0.2)",
    "S.CosineDecay(0.0, 9, warmup_target=0.5, warmup_steps=4)",
    "S.CosineDecay(0.02, 8, 0.1, 'name', 0.3, 5)",
    "S.CosineDecay(0.2, 8, warmup_steps=5)",
    "S.CosineDecay(0.1, 8, warmup_target=0.2)",
    "S.CosineDecay(0.3, 5, warmup_target=0.0, warmup_steps=3)",
    "S.CosineDecayRestarts(0.1, 4)",
    "S.CosineDecayRestarts(0.1, 4, t_mul=1.0, m_mul=0.5, alpha=0.1)",
)
# Schedules of a student's own: what they compute is known only once the step is compiled.
KERAS_OWN = {
    "where": "ops.where(step < 3, 0.1 * step / 3, 0.05 * (1 + ops.cos(step / 4)))",
    "cast": "0.1 * ops.minimum(ops.cast(step, 'float32') / 3, 1.0)",
    "cond": "ops.cond(step < 3, lambda: 0.1 * step / 3, lambda: 0.2 / ops.sqrt(step + 1.0))",
    "clip": "ops.clip(0.3 - 0.02 * step, 0.05, 0.25) ** 2",
    "maximum": "ops.maximum(0.3 - 0.02 * step, ops.exp(-0.1 * step) / 9)",
}
KERAS_OWN_FAILS = {
    "if": "0.1 if step < 3 else 0.05",
    "float": "0.1 / (1 + float(step))",
    "math": "0.1 + 0.01 * math.cos(step)",
    "min": "0.1 * min(step, 3)",
}
KERAS_OPTIMIZERS = (
    "O.AdamW(0.1)", "O.AdamW(0.1, 0.3)", "O.Adam(0.1, weight_decay=0.2)", "O.SGD()",
    "O.get('adamw')", "O.get({'class_name': 'SGD', 'config': {'learning_rate': 0.5}})",
    "O.AdamW(lambda: 0.25)", "O.Adam(S.ExponentialDecay(0.1, 5, 0.5))", "O.Lion()", "O.Muon()",
)
KERAS_ERRORS = (
    "O.AdamW(lr=0.1)", "O.AdamW(1)", "O.AdamW('0.1')", "O.Adam(0.1, clipnorm=1.0, clipvalue=1.0)",
    "O.get('adamwx')", "S.CosineDecay(0.1, 0)", "S.ExponentialDecay(0.1, -1, 0.5)",
    "S.PiecewiseConstantDecay([1], [0.1])", "S.LearningRateSchedule()(3)",
    "setattr(O.SGD(S.CosineDecay(0.1, 5)), 'learning_rate', 0.1)",
    "C.ReduceLROnPlateau(factor=1.0)", "S.CosineDecay()",
)
TORCH_SCHEDULERS = (
    "L.LambdaLR(o, lambda k: 1 / (1 + k))", "L.LambdaLR(o, [lambda k: 1, lambda k: 0.5**k])",
    "L.MultiplicativeLR(o, lambda k: 0.9)", "L.StepLR(o, 3)", "L.StepLR(o, 4, gamma=0.5)",
    "L.MultiStepLR(o, [2, 5, 5], gamma=0.5)", "L.ConstantLR(o)", "L.ConstantLR(o, 0.5, 3)",
    "L.LinearLR(o)", "L.LinearLR(o, 0.01, total_iters=6)", "L.LinearLR(o, 1.0, 0.0, 8)",
    "L.ExponentialLR(o, 0.8)", "L.PolynomialLR(o)", "L.PolynomialLR(o, 7, power=2.0)",
    "L.CosineAnnealingLR(o, 5)", "L.CosineAnnealingLR(o, T_max=20, eta_min=0.01)",
    "L.CosineAnnealingWarmRestarts(o, 4)", "L.CosineAnnealingWarmRestarts(o, 2, T_mult=2)",
    "L.OneCycleLR(o, 0.5, total_steps=16)", "L.OneCycleLR(o, [0.5, 1.0], epochs=4, "
    "steps_per_epoch=4, pct_start=0.25, anneal_strategy='linear', div_factor=10.0)",
    "L.OneCycleLR(o, 0.5, total_steps=20, three_phase=True, final_div_factor=100.0)",
    "L.CyclicLR(o, 0.01, 0.1, step_size_up=3)",
    "L.CyclicLR(o, 0.01, 0.1, 3, 5, mode='triangular2')",
    "L.CyclicLR(o, 0.01, 0.1, 4, mode='exp_range', gamma=0.9)",
    "L.SequentialLR(o, [L.LinearLR(o, 0.01, total_iters=4), L.CosineAnnealingLR(o, 9)], [4])",
    "L.SequentialLR(o, [L.LinearLR(o, 0.01, total_iters=4), L.CosineAnnealingLR(o, 9)], [2])",
    "L.SequentialLR(o, [L.ConstantLR(o, 0.1, 3), L.ExponentialLR(o, 0.9), L.StepLR(o, 2)], "
    "[3, 8])",
    "L.SequentialLR(o, [L.LinearLR(o, 0.1, total_iters=3), L.LambdaLR(o, lambda k: 0.7**k)], [3])",
    "L.SequentialLR(o, [L.LinearLR(o, 0.1, total_iters=3), "
    "L.CosineAnnealingWarmRestarts(o, 5)], [3])",
    "L.SequentialLR(o, [L.LinearLR(o, 0.1, total_iters=3), L.PolynomialLR(o, 8)], [3])",
    "L.SequentialLR(o, [L.LinearLR(o, 0.1, total_iters=5), L.MultiStepLR(o, [2, 4])], [0])",
    "L.SequentialLR(o, [L.LinearLR(o, 0.1, total_iters=5), L.CosineAnnealingLR(o, 6)], [0])",
    "L.ChainedScheduler([L.LinearLR(o, 0.1, total_iters=4), L.ExponentialLR(o, 0.9)])",
    "L.ChainedScheduler([L.LinearLR(o, 0.1, total_iters=4), L.CosineAnnealingLR(o, 12)])",
)
TORCH_ERRORS = (
    "L.LinearLR(o, 0.0)", "L.LinearLR(o, 1.5)", "L.LinearLR(o, 0.5, 1.5)", "L.ConstantLR(o, 2.0)",
    "L.StepLR(3, 2)", "L.SequentialLR(o, [L.LinearLR(o)], [3])", "L.SequentialLR(o, [], [])",
    "L.SequentialLR(o, [L.ReduceLROnPlateau(o), L.StepLR(o, 2)], [2])",
    "L.SequentialLR(o, [L.StepLR(T.SGD(m.parameters()), 2), L.StepLR(o, 2)], [2])",
    "L.LambdaLR(o, [lambda k: 1])", "L.OneCycleLR(o, 0.1)", "L.OneCycleLR(o, 0.1, 4.0)",
    "L.CosineAnnealingWarmRestarts(o, 1.5)", "T.AdamW(m.parameters(), learning_rate=0.1)",
    "T.AdamW(m.parameters(), lr=-1.0)", "T.AdamW([])", "T.AdamW([3])", "T.AdamW(m.weight)",
    "T.AdamW([{'weights': m.parameters()}])", "T.SGD([{'params': set(m.parameters())}])",
    "T.AdamW([{'params': m.parameters()}, {'params': [m.bias]}])",
    "T.AdamW(m.parameters(), 0.1, betas=(1.5, 0.9))", "T.SGD(m.parameters(), weight_decay=-1)",
    "o.add_param_group([m.bias])", "L.ReduceLROnPlateau(o, factor=1.0)",
)
TORCH_GROUPS = (
    "T.AdamW(m.parameters())", "T.Adam(m.parameters(), decoupled_weight_decay=True)",
    "T.SGD(m.named_parameters(), 0.2)",
    "T.AdamW([{'params': m.weight}, {'params': [m.bias], 'lr': 0.5, 'weight_decay': 0}], lr=0.1)",
)
TORCH_MODELS = (
    "N.Sequential(N.Linear(4, 3), N.ReLU(), N.Linear(3, 2, bias=False))",
    "N.Sequential(N.Sequential(N.Linear(4, 3), N.Tanh()), N.LayerNorm(3), N.Linear(3, 2))",
    "N.Sequential(named([('first', N.Linear(2, 2)), ('rest', N.Sequential(N.Embedding(5, 2)))]))",
)


def keras_facts(keras=None) -> dict:
    """Return what Keras, or its stand-in, says of signatures, rates, settings and errors."""
    keras = keras or __import__("keras")
    names = {"O": keras.optimizers, "S": keras.optimizers.schedules, "C": keras.callbacks}
    made = {text: eval(text, names) for text in KERAS_OPTIMIZERS}
    return {
        "signatures": signatures(names),
        "rates": {text: [float(eval(text, names)(step)) for step in range(STEPS)]
                  for text in KERAS_SCHEDULES},
        "settings": {text: [type(optimizer).__name__, float(optimizer.learning_rate),
                            optimizer.weight_decay] for text, optimizer in made.items()},
        "errors": {text: error_of(text, names) for text in KERAS_ERRORS},
    }


def own_rates(body: str) -> list[float]:
    """Return the rates of a schedule of one's own within `fit`, in which a step is compiled."""
    import keras
    import numpy as np

    namespace = {"keras": keras, "ops": keras.ops, "math": math}
    exec(f"class Own(keras.optimizers.schedules.LearningRateSchedule):\n"
         f"    def __call__(self, step):\n        return {body}", namespace)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(namespace["Own"]()), loss="mse")
    rates = [float(model.optimizer.learning_rate)]

    class Reads(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            rates.append(float(self.model.optimizer.learning_rate))

    model.fit(np.ones((STEPS - 1, 1)), np.ones(STEPS - 1), batch_size=1, verbose=0,
              callbacks=[Reads()])
    return rates


def own_facts() -> dict:
    """Return the rates of schedules of one's own in `fit`, or the name of the error."""
    return {name: tried(own_rates, body) for name, body in (KERAS_OWN | KERAS_OWN_FAILS).items()}


def tried(function, *args):
    """Return what a function returns, or the name of its error."""
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__


def further_facts() -> dict:
    """Return what the texts of notebook 9's exercises say of Keras besides."""
    import keras

    optimizers = keras.optimizers

    def whole():
        schedule = optimizers.schedules.CosineDecay(0, 9, warmup_target=0.5, warmup_steps=4)
        return [float(schedule(step)) for step in range(STEPS)]

    def decayed(optimizer) -> float:
        variable = keras.Variable([1.0])
        optimizer.apply([keras.ops.zeros(1)], [variable])
        return float(variable[0])

    ignored = optimizers.SGD(0.25)
    ignored.lr = 0.5
    return {
        "CosineDecay(0, ...)": tried(whole),
        "AdamW(0.1, 0.5)": decayed(optimizers.AdamW(0.1, weight_decay=0.5)),
        "Adam(0.1, weight_decay=0.5)": decayed(optimizers.Adam(0.1, weight_decay=0.5)),
        "SGD(0.25).lr = 0.5": float(ignored.learning_rate),
    }


def torch_facts(torch=None) -> dict:
    """Return what PyTorch, or its stand-in, says of signatures, rates, groups, names and errors."""
    torch = torch or __import__("torch")

    def names() -> dict:
        weights, biases = ([p] for p in torch.nn.Linear(2, 2).parameters())
        optimizer = torch.optim.SGD([{"params": weights, "lr": 0.1}, {"params": biases}], lr=0.4,
                                    momentum=0.9)
        return {"T": torch.optim, "L": torch.optim.lr_scheduler, "N": torch.nn, "o": optimizer,
                "m": torch.nn.Linear(3, 2), "named": OrderedDict}

    return {
        "signatures": signatures({"T": torch.optim, "L": torch.optim.lr_scheduler}),
        "rates": {text: rates_of(eval(text, space := names()), space["o"])
                  for text in TORCH_SCHEDULERS},
        "plateau": {"rates": plateau_rates(names())},
        "groups": {text: groups_of(eval(text, names())) for text in TORCH_GROUPS},
        "models": {text: [[name, list(param.shape), param.ndim]
                          for name, param in eval(text, names()).named_parameters()]
                   for text in TORCH_MODELS},
        "errors": {text: error_of(text, names()) for text in TORCH_ERRORS},
    }


def rates_of(scheduler, optimizer) -> list[list[float]]:
    """Return the rates of the groups at each step of the usual loop."""
    rates = []
    for _ in range(STEPS):
        rates.append([float(group["lr"]) for group in optimizer.param_groups])
        optimizer.step()
        scheduler.step()
    return rates


def plateau_rates(names: dict) -> list[list[float]]:
    """Return the rates while a loss falls, stands still, rises, and falls again."""
    scheduler, rates = names["L"].ReduceLROnPlateau(names["o"], patience=1, cooldown=1), []
    for loss in (5, 4, 4, 4, 4, 4, 4, 3, 3.5, 4, 5, 6, 2, 2, 2, 2):
        scheduler.step(loss)
        rates.append([float(group["lr"]) for group in names["o"].param_groups])
    return rates


def groups_of(optimizer) -> list:
    """Return of each group how many parameters it has, its rate, its decay and its kind."""
    return [[len(group["params"]), float(group["lr"]), float(group["weight_decay"]),
             bool(group.get("decoupled_weight_decay")), sorted(group.get("param_names", []))]
            for group in optimizer.param_groups]


def error_of(text: str, names: dict) -> list[str]:
    """Return the type of an error and the beginning of its words."""
    try:
        eval(text, names)
    except Exception as error:
        return [type(error).__name__, str(error).strip("'\"")]
    return ["nothing", ""]


def signatures(modules: dict) -> dict:
    """Return the arguments of every class of the stand-in's: name, kind, and default."""
    from lrkit.frameworks import stand_in

    keras, torch = stand_in("keras"), stand_in("torch")
    known = {"O": keras.optimizers, "S": keras.optimizers.schedules, "C": keras.callbacks,
             "T": torch.optim, "L": torch.optim.lr_scheduler}
    found = {}
    for short in known.keys() & modules.keys():
        for name in dir(known[short]):
            entry = getattr(modules[short], name)
            if isinstance(entry, type):
                arguments = inspect.signature(entry.__init__).parameters.values()
                found[f"{short}.{name}"] = [
                    [each.name, each.kind.name,
                     "" if each.default is each.empty else repr(each.default)]
                    for each in arguments if each.name != "self"]
    return found
