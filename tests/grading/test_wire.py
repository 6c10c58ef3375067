"""Messages of a submission's process: they become plain data, or are refused."""

import json
import random

import numpy as np
import pytest

from lrkit.checking.observe import OpaqueValue, PlainTuple, same
from lrkit.checking.wire import (
    DecodeError,
    decode,
    decode_call,
    decode_case,
    encode,
    encode_case,
    encode_exactly,
)
from lrkit.exercises import get
from lrkit.exercises.base import Case
from lrkit.exercises.callbacks import Formula, Rng
from lrkit.grading.execution.remote_call import JudgeCallbacks

PLAIN = (type(None), bool, int, float, complex, str, list, tuple, dict, np.ndarray, np.generic,
         OpaqueValue)
VALUES = [None, True, 3, -(2**70), 0.1, float("inf"), float("nan"), 1 + 2j, "text", [1, [2.0]],
          (1, "a"), PlainTuple([1, [2.0]]), {"a": [1]}, np.arange(6).reshape(2, 3),
          np.zeros((0, 3)), np.array(5.0), np.array([True]), np.array([1 + 1j])]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_is_sent_arrives(value):
    """Through JSON, with type and shape."""
    back = decode(json.loads(json.dumps(encode(value))))
    assert type(back) is type(value)
    assert same(back, value)


@pytest.mark.parametrize("value", [np.float64(0.1), np.int64(3), np.bool_(True)])
def test_numpys_scalars_stay_numpys_where_it_matters(value):
    """A function among the inputs gives what it would give on the other side."""
    back = decode(json.loads(json.dumps(encode_exactly((value, [value])))))
    assert type(back[0]) is type(back[1][0]) is type(value)
    assert back[0] == value


def test_whatever_is_written_becomes_plain_data_or_is_refused():
    """Twenty thousand forms, made of the tags and of what should not be in them."""
    rng = random.Random(0)
    leaves = [None, True, 0, -1, 10**12, 1e308, "", "O", "<f8", "nan", "inf", "V8", "()f8", "Rng",
              "Formula", "AAAAAAAAAAA=", "=", "9" * 5000, "__class__", [], {}]
    tags = ["int", "float", "complex", "array", "scalar", "tuple", "plain tuple", "dict",
            "unreadable", "described", "fields", "function", "value"]

    def made(depth):
        if depth == 0 or rng.random() < 0.3:
            return rng.choice(leaves)
        if rng.random() < 0.4:
            return [made(depth - 1) for _ in range(rng.randrange(4))]
        return {rng.choice(tags): made(depth - 1) for _ in range(rng.randrange(1, 3))}

    refused = 0
    for _ in range(20_000):
        try:
            assert isinstance(decode(made(4)), PLAIN)
        except DecodeError:
            refused += 1
    assert 1000 < refused < 19_000


def test_no_function_and_no_expected_value_travels():
    """Of a function a case carries its number; a generator is its seed; words stay here."""
    case = Case((Formula("0.5 ** x"), Rng(3), 0.25), "a secret kind of input", part="a part")
    assert encode_case(case) == {
        "args": [{"function": 0}, {"described": "Rng", "fields": [3]}, 0.25], "times": 1}
    for name in ("gd_path", "grid_search", "nesterov_step", "double_until_worse", "lr_per_epoch"):
        assert "described" not in json.dumps([encode_case(one) for one in get(name).cases(1)])


@pytest.mark.parametrize("name", [
    "keras_optimizer", "torch_optimizer", "keras_schedule", "torch_schedule"])
def test_a_library_travels_as_its_description(name):
    """It is built on the other side; what reads the answer has a name. None comes back."""
    for case in get(name).cases(1):
        sent = json.loads(json.dumps(encode_case(case)))
        arrived = decode_case(sent, call=None)
        assert (arrived.args, arrived.times, arrived.reads) == (case.args, 1, name)
        assert str(arrived.args[0]) in ("keras", "torch")
        with pytest.raises(DecodeError):
            decode(sent["args"][0])


@pytest.mark.parametrize("question", [
    {"ask": 1, "args": []}, {"ask": -1, "args": []}, {"ask": True, "args": []},
    {"ask": "0", "args": []}, {"ask": 0}, {"ask": 0, "args": {"int": "3"}},
    {"ask": 0, "args": [{"described": "Formula", "fields": ["1"]}]},
])
def test_a_damaged_question_is_refused(question):
    """It ends the submission's process, and costs the exercise."""
    with pytest.raises(DecodeError):
        JudgeCallbacks(Case((Formula("x"),), "")).answer(question)


@pytest.mark.parametrize(("arg", "error"), [
    ("text", "TypeError"), (None, "TypeError"), ({"a": 1}, "TypeError"), (10**30, "OverflowError"),
    (np.zeros(200_000), "ValueError"), (0, "ZeroDivisionError"),
])
def test_a_function_answers_with_its_exception(arg, error):
    """As it would raise it on the other side; what is too large for the judge is an error too."""
    answer = JudgeCallbacks(Case((Formula("1 / x"),), "")).answer({"ask": 0, "args": [encode(arg)]})
    assert answer["error"][0] == error


def test_the_record_holds_every_call_and_no_more_than_the_memory():
    """Each call counts; of very many entries only the count is kept."""
    functions = JudgeCallbacks(Case((Formula("x"), 1.0, Formula("x + 1")), ""))
    assert functions.answer({"ask": 1, "args": [2.0]}) == {"value": 3.0}
    large = encode(np.zeros(100_000))
    for _ in range(20):
        functions.answer({"ask": 0, "args": [large]})
    assert [len(calls) for calls in functions.calls] == [20, 1]
    assert sum(np.size(entry) for call in functions.calls[0] for entry in call) <= 1_000_000


@pytest.mark.parametrize("message", [
    {"value": 1}, {"value": 1, "args": [1]}, {"value": 1, "args": 3}, [], {"args": [1, {"x": 2}]},
    {"value": 1, "args": [1, 2], "error": ["ValueError"]},
])
def test_a_damaged_report_of_a_call_is_refused(message):
    """It is no performance."""
    with pytest.raises(DecodeError):
        decode_call(message, Case((1.0, 2.0), ""))
