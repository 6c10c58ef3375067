"""wsd_lr: warm-up, stable, decay."""

import numpy as np

from lrkit.exercises.base import PURITY, Case, Exercise, Part

wsd_lr = Exercise(
    name="wsd_lr",
    signature=("step", "total_steps", "warmup_steps", "decay_steps", "lr_max", "lr_min"),
    notebook="04_schedules",
    returns=("rate",),
    parts=(
        Part("value", 3, "the stable rate, the decay and the steps after it"),
        Part("warm-up", 1, "the rates of the warm-up, and no warm-up at all"),
        Part("arrays", 0.5, "many steps at once, also without a decay"),
        Part(PURITY, 0.5, "leaves the steps unchanged, and gives the same answer each time"),
    ),
    hints=(
        "Three stretches follow each other. Which is the first step that belongs to the decay, "
        "and which is the first after it?",
        "During the decay the distance from lr_min shrinks in equal parts: all of it is there "
        "when decay_steps steps are left, and none when no step is left.",
        "For an array, compute all three stretches for all steps and choose with np.where; np.clip "
        "keeps a share between 0 and 1. A stretch of 0 steps must not become a division by 0.",
    ),
)


@wsd_lr.set_cases
def cases(rng):
    """Each stretch and its borders; lr_min other than 0; no warm-up, no decay; many steps."""
    yield Case((5, 12, 3, 4, 0.8, 0.2), "a stable step", shown=True)
    yield Case((10, 12, 3, 4, 0.8, 0.2), "halfway through the decay", shown=True)
    yield Case((0, 12, 3, 4, 0.8, 0.2), "the very first step", part="warm-up", shown=True)
    yield Case((np.array([2, 8, 9, 11, 12]), 12, 3, 4, 0.8, 0.2), "the borders of the stretches",
               part="arrays", shown=True)
    for _ in range(3):
        warm, flat, down = (int(n) for n in rng.integers(3, 9, 3))
        total, rates = warm + flat + down, (rng.uniform(0.5, 3), rng.uniform(0.05, 0.3))
        yield Case((total - int(rng.integers(1, down)), total, warm, down, *rates), "in the decay")
        yield Case((int(rng.integers(1, warm)), total, warm, down, *rates), "in the warm-up",
                   part="warm-up")
        yield Case((np.arange(total + 3), total, warm, down, *rates), "all steps and three more",
                   part="arrays")
    yield Case((11, 12, 3, 4, 0.8, 0.2), "the last step")
    yield Case((12, 12, 3, 4, 0.8, 0.2), "the first step after the end")
    yield Case((25, 12, 3, 4, 0.8, 0.2), "long after the end")
    yield Case((8, 12, 3, 4, 0.8, 0.2), "the first step of the decay")
    yield Case((9, 12, 3, 4, 0.8), "in the decay, lr_min left out")
    yield Case((7, 9, 2, 4, 3, 1), "rates that are integers")
    yield Case((2, 12, 3, 4, 0.8, 0.2), "the last step of the warm-up", part="warm-up")
    yield Case((3, 12, 3, 4, 0.8, 0.2), "the first stable step", part="warm-up")
    yield Case((1, 12, 3, 4, 0.8), "in the warm-up, lr_min left out", part="warm-up")
    yield Case((0, 9, 1, 3, 0.6, 0.2), "a warm-up of one step", part="warm-up")
    yield Case((0, 20, 8, 4, 0.8, 0.3), "a first rate below lr_min", part="warm-up")
    yield Case((0, 12, 0, 4, 0.8, 0.2), "the first step without a warm-up", part="warm-up")
    yield Case((np.arange(9), 7, 0, 3, 0.5, 0.1), "many steps without a warm-up", part="arrays")
    yield Case((np.arange(9), 7, 2, 0, 0.5, 0.1), "many steps without a decay", part="arrays")
    yield Case((np.arange(9), 7, 3, 4, 0.5, 0.1), "many steps, none of them stable", part="arrays")
    yield Case((np.arange(9), 7, 1, 1, 0.5, 0.1), "a warm-up and a decay of one step",
               part="arrays")
    yield Case((rng.integers(0, 30, (2, 3)), 24, 6, 9, 0.9, 0.1), "a table of steps", part="arrays")


@wsd_lr.set_reference
def reference(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    step = np.asarray(step)
    up = lr_max * (step + 1) / max(warmup_steps, 1)
    share_left = np.clip((total_steps - step) / max(decay_steps, 1), 0, 1)
    return np.where(step < warmup_steps, up, lr_min + (lr_max - lr_min) * share_left)


def _join(step, warmup_steps, up, after):
    """Choose the warm-up's rates before `warmup_steps` and the others from there on."""
    return np.where(np.asarray(step) < warmup_steps, up, after)


def _up(step, warmup_steps, lr_max):
    """Rise in equal parts from the first one to lr_max."""
    return lr_max * (np.asarray(step) + 1) / max(warmup_steps, 1)


def _left(step, total_steps, decay_steps):
    """Fall from 1 to 0 in the last steps."""
    return np.clip((total_steps - np.asarray(step)) / max(decay_steps, 1), 0, 1)


@wsd_lr.misconception
def began_at_zero(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your first rate is 0, so the first step changes nothing. Step 0 already has one part of the
    warm-up, and its last step has lr_max."""
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps, decay_steps)
    return _join(step, warmup_steps, _up(np.asarray(step) - 1, warmup_steps, lr_max), down)


@wsd_lr.misconception
def rose_from_the_lowest_rate(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your warm-up rises from lr_min. lr_min belongs to the end of the run only: the rates of the
    warm-up are shares of lr_max."""
    up = lr_min + _up(step, warmup_steps, lr_max - lr_min)
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps, decay_steps)
    return _join(step, warmup_steps, up, down)


@wsd_lr.misconception
def left_the_warm_up_out(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """The stable rate and the decay are right. Your first steps use lr_max at once: warmup_steps is
    not used."""
    return lr_min + (lr_max - lr_min) * _left(step, total_steps, decay_steps)


@wsd_lr.misconception
def decayed_from_the_warm_up_on(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your rate falls as soon as the warm-up is over, so nothing is stable. The decay takes only
    the last decay_steps steps."""
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps, total_steps - warmup_steps)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max), down)


@wsd_lr.misconception
def never_decayed(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your rate stays at lr_max. In the last decay_steps steps it should fall along a straight
    line, and after total_steps it is lr_min."""
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max), lr_max)


@wsd_lr.misconception
def began_the_decay_too_late(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your decay begins at total_steps, when the run is over. It should be finished by then: its
    first step is total_steps - decay_steps."""
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps + decay_steps, decay_steps)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max), down)


@wsd_lr.misconception
def took_decay_steps_for_its_first_step(step, total_steps, warmup_steps, decay_steps, lr_max,
                                        lr_min=0.0):
    """Your decay begins at step number decay_steps. decay_steps is a length, counted back from the
    end of the run."""
    left = _left(step, total_steps, total_steps - decay_steps)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * left)


@wsd_lr.misconception
def arrived_one_step_early(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your last step, total_steps - 1, already uses lr_min. The line should arrive one step later,
    at total_steps."""
    left = _left(np.asarray(step) + 1, total_steps, decay_steps)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * left)


@wsd_lr.misconception
def forgot_the_lowest_rate(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Right for an lr_min of 0. Your line goes down to 0 whatever lr_min is."""
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_max * _left(step, total_steps, decay_steps))


@wsd_lr.misconception
def cut_the_line_off_at_the_lowest_rate(step, total_steps, warmup_steps, decay_steps, lr_max,
                                        lr_min=0.0):
    """Your line heads for 0 and is cut off at lr_min. It should head for lr_min itself, and be
    there at total_steps and no earlier."""
    down = np.maximum(lr_min, lr_max * _left(step, total_steps, decay_steps))
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max), down)


@wsd_lr.misconception
def fell_along_a_cosine(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your decay follows a cosine. It agrees with a straight line at both ends and halfway between
    them, but nowhere else: a line is asked for."""
    left = (1 - np.cos(np.pi * _left(step, total_steps, decay_steps))) / 2
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * left)


@wsd_lr.misconception
def went_on_below_the_lowest_rate(step, total_steps, warmup_steps, decay_steps, lr_max,
                                  lr_min=0.0):
    """Right up to the end of the run. After it your line goes on down, in the end to rates below 0.
    From total_steps on the rate is lr_min."""
    left = np.minimum((total_steps - np.asarray(step)) / max(decay_steps, 1), 1)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * left)


@wsd_lr.misconception
def returned_zero_after_the_end(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Right up to the end of the run. After it you return 0, but the rate should stay at lr_min."""
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps, decay_steps)
    rates = _join(step, warmup_steps, _up(step, warmup_steps, lr_max), down)
    return np.where(np.asarray(step) < total_steps, rates, 0.0)


@wsd_lr.misconception
def rose_in_the_decay(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your rate drops to lr_min when the decay begins and rises from there. Turn the share round:
    all of the distance from lr_min is there at first, and none of it at the end."""
    left = 1 - _left(step, total_steps, decay_steps)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * left)


@wsd_lr.misconception
def took_one_number_only(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Right for a single step. An array of steps has no single answer to "if step < ...": np.where
    chooses for each step by itself."""
    if step < warmup_steps:
        return lr_max * (step + 1) / warmup_steps
    if step < total_steps - decay_steps:
        return lr_max
    left = (total_steps - step) / decay_steps if step < total_steps else 0
    return lr_min + (lr_max - lr_min) * left


@wsd_lr.misconception
def divided_by_a_stretch_of_no_steps(step, total_steps, warmup_steps, decay_steps, lr_max,
                                     lr_min=0.0):
    """Right where there is a warm-up and a decay. With decay_steps = 0 you divide by 0, which gives
    nan: take max(decay_steps, 1)."""
    left = np.clip((total_steps - np.asarray(step)) / np.float64(decay_steps), 0, 1)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * left)


@wsd_lr.misconception
def arrived_in_the_last_step(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your last step, total_steps - 1, already uses lr_min, as if the line had decay_steps - 1
    parts. It has decay_steps of them, and arrives at step total_steps."""
    left = (total_steps - 1 - np.asarray(step)) / max(decay_steps - 1, 1)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max),
                 lr_min + (lr_max - lr_min) * np.clip(left, 0, 1))


@wsd_lr.misconception
def raised_the_warm_up_to_the_lowest_rate(step, total_steps, warmup_steps, decay_steps, lr_max,
                                          lr_min=0.0):
    """You keep every rate above lr_min, those of the warm-up too. A long warm-up begins below
    lr_min: its first rate is lr_max / warmup_steps."""
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps, decay_steps)
    rates = _join(step, warmup_steps, _up(step, warmup_steps, lr_max), down)
    return np.maximum(rates, lr_min)


@wsd_lr.misconception
def cut_the_decimals_off(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """Your rates are whole numbers. An array made like the steps, by np.zeros_like(step) or by
    np.piecewise, holds whole numbers and drops the decimals: make one of floats."""
    down = lr_min + (lr_max - lr_min) * _left(step, total_steps, decay_steps)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max), down).astype(int)


@wsd_lr.misconception
def added_the_lowest_rate(step, total_steps, warmup_steps, decay_steps, lr_max, lr_min=0.0):
    """The decay falls by lr_max and ends at lr_min, so that it begins too high. It should begin at
    lr_max: what falls is the difference lr_max - lr_min."""
    share = _left(step, total_steps, decay_steps)
    after = np.where(np.asarray(step) < total_steps - decay_steps, lr_max, lr_min + lr_max * share)
    return _join(step, warmup_steps, _up(step, warmup_steps, lr_max), after)
