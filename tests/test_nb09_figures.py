"""The figures of notebook 9: what they say is what the runs and the schedules did."""

import warnings

import numpy as np
import pytest

from lrkit import explore, plotting, schedules
from lrkit.explore.marks import Bars, Points, Text
from lrkit.explore.schedule_adapter import ScheduleAdapter, read_rates
from lrkit.timeouts import TimeLimitExceeded


def test_differences_hide_rounding_and_tell_the_rest():
    """Below the floor one number is as good as another."""
    ax = plotting.differences({"same": ([1.0, 0.5], [1.0, 0.5 + 1e-15]),
                               "other": ([1.0, 0.5], [1.0, 0.75])})
    assert plotting.alt_text(ax) == (
        "Difference of two losses over steps, log scale: same never more than 1e-12; other at "
        "most 0.25, at the end 0.25.")
    assert ax.get_lines()[0].get_ydata().tolist() == [1e-12, 1e-12]


def test_differences_have_a_floor_of_their_own():
    """Chosen by the caller."""
    ax = plotting.differences({"a": ([1.0, 1.0], [1.0, 1.01])}, floor=0.1)
    assert "a never more than 0.1" in plotting.alt_text(ax)


@pytest.mark.parametrize(("pairs", "message"), [
    ({}, "at least one run"), ({"a": ([1, 2], [1])}, r"pairs\['a'\] must be two equally long"),
])
def test_differences_need_pairs(pairs, message):
    """Equally long ones."""
    with pytest.raises(ValueError, match=message):
        plotting.differences(pairs)


@pytest.mark.parametrize(("controls", "says"), [
    ({"decay_steps": 16}, "make 16 steps an epoch. From one epoch to the next the rate is "
                          "multiplied by 0.9: 0.1 in the first, 0.09 in the second, 0.0387"),
    ({"decay_steps": 1}, "multiplied by 0.185"),
    ({"decay_steps": 32, "batch_size": 32}, "make 32 steps an epoch."),
    ({"decay_steps": 40, "staircase": True}, "multiplied by 0.9 to 1"),
])
def test_the_inspector_tells_the_rates_of_the_epochs(controls, says):
    """1,000 images; the factor is decay_rate to the power of steps by decay_steps."""
    assert says in explore.schedule_inspector().set(**controls).says()


def test_the_inspector_takes_the_learners_function():
    """A right one gives the same picture, a wrong one a sentence."""
    def right(schedule, n_train, batch_size, epochs):
        return [schedule(epoch * -(-n_train // batch_size)) for epoch in range(epochs)]

    explorer = explore.schedule_inspector(right)
    assert explorer.says() == explore.schedule_inspector().says()
    assert not any(bar.hatch for bar in bars(explorer))
    for wrong, says in (
        (lambda *arguments: None, "Your lr_per_epoch returned nothing. The figure shows lrkit's"),
        (lambda *arguments: 1 / 0, "Your lr_per_epoch raised ZeroDivisionError"),
        (lambda *arguments: 0.1, "Your lr_per_epoch must return a list of rates"),
        (lambda *arguments: [np.nan] * 10, "These are not rates: not a number"),
        (lambda *arguments: [0.1], "10 rates are expected, one for each epoch; there are 1"),
        (lambda *arguments: [], "there are 0"),
    ):
        assert says in explore.schedule_inspector(wrong).says()


def test_an_epoch_that_was_taken_for_a_step_is_seen():
    """Rates that are not those of the epochs are hatched, and leave the curve of the steps."""
    explorer = explore.schedule_inspector(lambda schedule, n, batch, epochs:
                                          [schedule(epoch) for epoch in range(epochs)])
    assert all(bar.hatch for bar in bars(explorer)) and "multiplied by 0.99:" in explorer.says()
    points = next(m for m in explorer.scene.panels[0].marks if isinstance(m, Points))
    assert points.x[1] == 16 and points.y[1] == pytest.approx(0.1 * 0.9**0.1)


def test_a_function_that_is_not_written_yet_is_no_trouble():
    """An untouched notebook shows lrkit's rates."""
    explorer = explore.schedule_inspector(lambda *arguments: ...)
    assert explorer.scene.trouble == "" and len(bars(explorer)) == 10


@pytest.mark.parametrize("controls", [
    {"decay_rate": 0.1, "decay_steps": 1, "batch_size": 4}, {"decay_rate": 1.0}, {"lr0": 0.0},
    {"decay_steps": 200, "batch_size": 256, "lr0": 1.0}, {"lr0": 1e300}, {"lr0": np.inf},
])
def test_the_inspector_draws_its_corners(controls):
    """The sliders' ends, and rates beyond them."""
    explorer = explore.schedule_inspector().set(**controls)
    assert explorer.scene.trouble == "" and explorer.picture()
    assert "nothing moves" in explorer.says() or controls.get("lr0") != 0


@pytest.mark.parametrize("schedule", [
    lambda step: 0.1 / (1 + step), schedules.InverseTimeDecay(0.1, 1, 1.0),
    schedules.Scale(schedules.InverseTimeDecay(0.2, 1, 1.0), 0.5),
])
def test_the_inspector_takes_any_schedule(schedule):
    """The rates of the epochs are those of steps 0, 16, 32 …, for one's own function or lrkit's."""
    explorer = explore.schedule_inspector(schedule=schedule)
    assert [bar.y[0] for bar in bars(explorer)] == pytest.approx(
        [0.1 / (1 + step) for step in range(0, 160, 16)])
    assert set(explorer.scene.off) == {"lr0", "decay_steps", "decay_rate", "staircase"}
    assert explorer.set(schedule="ExponentialDecay").scene.off == ("calls",)


def test_a_rate_that_rises_from_zero_is_multiplied_by_nothing():
    """A warm-up from 0 has no factor from the first epoch to the second."""
    warm = schedules.Warmup(schedules.Constant(0.5), 32, 0.0)
    assert explore.schedule_inspector(schedule=warm).says().endswith(
        "an epoch. The rate of the epochs: 0 in the first, 0.25 in the second, 0.5 in the tenth.")


def test_kerass_other_schedule_has_the_same_four_arguments():
    """lr0 / (1 + 0.5 t / 16): at t = 144 a rate of 0.1 / 5.5."""
    explorer = explore.schedule_inspector().set(
        schedule="InverseTimeDecay", decay_steps=16, decay_rate=0.5)
    assert "0.0182 in the tenth" in explorer.says()
    assert explorer.scene.panels[0].title == "InverseTimeDecay(0.1, 16, 0.5)"


class HalvingScheduler:
    """As PyTorch's: it has no function of the step, and warns where no optimizer made a step."""

    def __init__(self):
        self.optimizer, self.lr = object(), 0.8

    def get_last_lr(self):
        return [self.lr]

    def step(self):
        warnings.warn("call optimizer.step() first", stacklevel=2)
        self.lr /= 2


def test_the_inspector_calls_a_copy_of_pytorchs_scheduler():
    """Once in a batch of 250 images, or once in an epoch of four; the learner's stays as it is."""
    scheduler = HalvingScheduler()
    explorer = explore.schedule_inspector(schedule=scheduler).set(batch_size=248)  # 5 an epoch
    assert "0.8 in the first, 0.025 in the second" in explorer.says()
    explorer.set(calls="epoch")
    assert "0.8 in the first, 0.4 in the second" in explorer.says() and scheduler.lr == 0.8
    assert explorer.set(schedule="ExponentialDecay").scene.off == ("calls",)


@pytest.mark.parametrize(("schedule", "says"), [
    (lambda step: 1 / (40 - step), "At step 40 your schedule raised ZeroDivisionError"),
    (lambda step: np.nan, "At step 0 your schedule gave not a number, which is not a rate"),
    (lambda step: "0.1 each", "At step 0 your schedule returned something that is not a number"),
    (lambda step: [0.1, 0.1], "At step 0 your schedule returned shape (2,), not one number"),
    (lambda step: None, "At step 0 your schedule returned nothing"),
    (lambda: 0.1, "At step 0 your schedule raised TypeError"),
    (lambda step: -0.1 if step == 7 else 0.1, "At step 7 your schedule gave −0.1"),
])
@pytest.mark.parametrize("mine", [None, lambda schedule, n, batch, epochs: [
    schedule(epoch * -(-n // batch)) for epoch in range(epochs)]])
def test_a_schedule_that_fails_is_drawn_until_then(schedule, says, mine):
    """With lrkit's reading of the epochs, and with the learner's."""
    explorer = explore.schedule_inspector(mine, schedule=schedule)
    assert explorer.says().startswith(says) and explorer.picture()
    missing = [mark for mark in explorer.scene.panels[1].marks
               if isinstance(mark, Text) and mark.text == "none"]
    assert mine or len(missing) == 10 - sum(bool(bar.y[0]) for bar in bars(explorer))


@pytest.mark.parametrize("wrong", [0.1, "cosine", [0.1, 0.01]])
def test_what_is_no_schedule_is_refused(wrong):
    """A number, a word, a list of rates."""
    with pytest.raises(ValueError, match="schedule must be a function of the step"):
        explore.schedule_inspector(schedule=wrong)


def bars(explorer):
    """The bars of the rates."""
    return [mark for mark in explorer.scene.panels[1].marks if isinstance(mark, Bars)]


class Counting:
    """As PyTorch's schedulers do, it counts a call before it may fail in it."""

    optimizer = None

    def __init__(self, error: BaseException):
        self.calls, self.error = 0, error

    def step(self):
        self.calls += 1
        if self.calls == 2 and self.error:
            raise self.error

    def get_last_lr(self):
        return [0.5**self.calls]


def test_a_scheduler_that_failed_tells_no_rate_of_another_step():
    """Read again it says the same, rather than going on one step too far."""
    given = ScheduleAdapter(Counting(ZeroDivisionError("no")))
    for _ in range(2):
        rates, trouble = read_rates(given, 5)
        assert rates.tolist() == [1, 0.5]
        assert trouble.startswith("At step 2 your schedule raised ZeroDivisionError")


def test_a_scheduler_that_was_stopped_begins_anew():
    """It had counted the call in which it was stopped."""
    scheduler = Counting(TimeLimitExceeded())
    given = ScheduleAdapter(scheduler)
    with pytest.raises(TimeLimitExceeded):
        read_rates(given, 5)
    scheduler.error = None
    assert read_rates(given, 5)[0].tolist() == [1, 0.5, 0.25, 0.125, 0.0625]


def test_a_given_schedule_takes_many_steps_at_once():
    """As Keras' and lrkit's own do, so that an answer that works for those works here."""
    given = ScheduleAdapter(lambda step: 0.5**step)
    assert given(np.array([[0, 1], [2, 3]])).tolist() == [[1, 0.5], [0.25, 0.125]]
