"""Classification and networks: against PyTorch's recorded numbers, the digits, far-out logits."""

import json

import numpy as np
import pytest

from lrkit import problems
from tests.parts import need
from tests.recorded import record_problems as recorded

FOUND = json.loads(recorded.FILE.read_text(encoding="utf-8"))["problems"]
OURS = {
    "tanh": problems.TanhNetwork(recorded.X, recorded.Y, num_hidden=5),
    "logistic": problems.LogisticRegression(recorded.X, recorded.BINARY, l2=recorded.L2),
    "softmax": problems.SoftmaxRegression(
        recorded.X, recorded.CLASSES, num_classes=3, l2=recorded.L2
    ),
    "digits": problems.DigitsNetwork(recorded.IMAGES, recorded.DIGITS, num_hidden=8),
}


def check_against_torch(name, found):
    """Value, gradient and the Hessian's spectrum agree, with the order of parameters as stated."""
    problem, w = OURS[name], recorded.PARAMS[name]
    assert problem.value(w) == pytest.approx(found["value"], rel=1e-13)
    np.testing.assert_allclose(problem.grad(w), found["grad"], rtol=1e-11, atol=1e-14)
    if found["eigenvalues"] is not None:
        ours = np.linalg.eigvalsh(problem.hessian(w))
        np.testing.assert_allclose(ours, found["eigenvalues"], rtol=1e-11, atol=1e-13)
        assert problem.sharpness(w) == pytest.approx(found["eigenvalues"][-1], rel=1e-12)


@pytest.mark.parametrize("name", OURS)
def test_the_recorded_numbers_of_torch(name):
    """As PyTorch's layers, losses and autograd gave them in float64."""
    check_against_torch(name, FOUND[name])


@pytest.mark.filterwarnings("ignore:.*torch.jit")  # in the libraries that torch loads
def test_torch_itself_where_it_is_installed():
    """The same comparison, live."""
    need("frameworks", "torch")
    for name, found in recorded.record()["problems"].items():
        check_against_torch(name, found)


# Classification ----------------------------------------------------------------------------


def test_nothing_overflows_far_out():
    """At logits of ±1e4 the loss is 1e4 for the wrong side, 0 for the right one; no warning."""
    logistic = problems.LogisticRegression([[1.0], [1.0]], [1, 0])
    assert logistic.value([1e4]) == logistic.value([-1e4]) == pytest.approx(5000)
    assert (logistic.grad([1e4]), logistic.grad([-1e4])) == (0.5, -0.5)
    assert logistic.sharpness([1e4]) == 0
    softmax = problems.SoftmaxRegression([[1.0]], [2], num_classes=3)
    assert softmax.value([1e4, 0, -1e4]) == pytest.approx(2e4)
    assert softmax.value([-1e4, 0, 1e4]) == 0
    np.testing.assert_allclose(softmax.grad([1e4, 0, -1e4]), [1, 0, -1], atol=1e-300)


def test_a_sure_model_still_has_its_tiny_slope():
    """At a margin of 50 loss and slope are exp(-50), not 0: runs on separable data go on."""
    model = problems.LogisticRegression([[1.0]], [1])
    assert model.value([50.0]) == pytest.approx(np.exp(-50), rel=1e-12)
    assert model.grad([50.0])[0] == pytest.approx(-np.exp(-50), rel=1e-12)


def test_logistic_minimum_in_closed_form():
    """With a constant feature alone the best weight is the log odds: 3 of 4 gives log 3."""
    model = problems.LogisticRegression(np.ones((4, 1)), [1, 1, 0, 1])
    assert model.minimum[0] == pytest.approx(np.log(3), rel=1e-12)
    assert model.max_sharpness == 0.25
    assert model.accuracy(model.minimum) == 0.75


def test_softmax_minimum_in_closed_form():
    """Constant feature: class shares 1/2, 1/4, 1/4, in weights that sum to 0."""
    model = problems.SoftmaxRegression(np.ones((4, 1)), [0, 0, 1, 2], num_classes=3)
    logs = np.log([1 / 2, 1 / 4, 1 / 4])
    np.testing.assert_allclose(model.minimum, logs - logs.mean(), atol=1e-12)


def test_two_softmax_classes_are_logistic_regression():
    """With weights (0, w) the loss is the logistic one of w."""
    rng = np.random.default_rng(0)
    X, labels, w = rng.normal(size=(9, 3)), rng.integers(0, 2, size=9), rng.normal(size=3)
    logistic = problems.LogisticRegression(X, labels)
    softmax = problems.SoftmaxRegression(X, labels, num_classes=2)
    both = np.stack([np.zeros(3), w], axis=1).ravel()
    assert softmax.value(both) == pytest.approx(logistic.value(w), rel=1e-13)
    np.testing.assert_allclose(softmax.grad(both)[1::2], logistic.grad(w), rtol=1e-12)
    assert softmax.accuracy(both) == logistic.accuracy(w)


@pytest.mark.parametrize(
    ("X", "labels"),
    [
        ([[-1.0], [-2.0], [1.0], [3.0]], [0, 0, 1, 1]),  # a gap between the classes
        ([[-100.0, 1], [-2e3, 1], [100, 1], [3e4, 1]], [0, 0, 1, 1]),
        ([[1.0, 0], [1, 0], [1, 1], [1, 2]], [0, 1, 1, 1]),  # both lie on the border
    ],
)
def test_separable_classes_have_no_minimum_without_a_penalty(X, labels):
    """The loss falls for ever; with a penalty there is a best place."""
    for make in (
        lambda l2: problems.LogisticRegression(X, labels, l2=l2),
        lambda l2: problems.SoftmaxRegression(X, labels, num_classes=2, l2=l2),
    ):
        with pytest.raises(ValueError, match="there is no minimum"):
            _ = make(0.0).minimum
        best = make(0.1).minimum
        np.testing.assert_allclose(make(0.1).grad(best), 0, atol=1e-9)


def test_no_place_is_sharper_than_the_origin():
    """The logistic curvature p (1 - p) is largest at p = 1/2."""
    rng = np.random.default_rng(1)
    model = problems.LogisticRegression(rng.normal(size=(9, 3)), rng.integers(0, 2, size=9), 0.1)
    assert all(model.sharpness(w) < model.max_sharpness for w in rng.normal(size=(50, 3)))


# Networks ----------------------------------------------------------------------------------


def test_a_tanh_network_by_hand():
    """One unit, 0.5 + 2 tanh(3 x - 1) at x = 1/3 is 0.5: an error of -1.5, hence a loss of 2.25."""
    net = problems.TanhNetwork([[1 / 3]], [2.0], num_hidden=1)
    w = [3.0, -1.0, 2.0, 0.5]
    assert net.predict(w, [[1 / 3]]) == pytest.approx([0.5])
    assert net.value(w) == pytest.approx(2.25)
    # 2 * error, times: v x, v, tanh(0), 1
    np.testing.assert_allclose(net.grad(w), [-2.0, -6.0, 0.0, -3.0], atol=1e-15)


def test_predictions_of_many_runs():
    """(P, *runs) gives (m, *runs), each run as by itself; the parts of split have the shapes."""
    net = problems.TanhNetwork(recorded.X, recorded.Y, num_hidden=3)
    w = np.random.default_rng(0).normal(size=(net.num_params, 2, 4))
    outputs = net.predict(w, recorded.X[:5])
    assert outputs.shape == (5, 2, 4)
    np.testing.assert_allclose(outputs[:, 1, 2], net.predict(w[:, 1, 2], recorded.X[:5]))
    shapes = [part.shape for part in net.split(w)]
    assert shapes == [(2, 3, 2, 4), (3, 2, 4), (3, 2, 4), (2, 4)]


def test_networks_start_with_the_spread_they_say():
    """Variance 1 / inputs for tanh and 2 / inputs for ReLU, biases 0; seeds repeat."""
    tanh = problems.TanhNetwork(np.ones((2, 50)), [0, 1], num_hidden=400)
    W, b, v, b2 = tanh.split(tanh.init(np.random.default_rng(0)))
    assert W.var() == pytest.approx(1 / 50, rel=0.05)
    assert v.var() == pytest.approx(1 / 400, rel=0.2)
    digits = problems.DigitsNetwork()
    W1, b1, W2, b2s = digits.split(digits.init(np.random.default_rng(0)))
    assert (W1.shape, W2.shape) == ((64, 64), (64, 10))
    assert W1.var() == pytest.approx(2 / 64, rel=0.1) and W2.var() == pytest.approx(2 / 64, rel=0.2)
    assert not (b.any() or b2 or b1.any() or b2s.any())
    again = digits.init(np.random.default_rng(0))
    np.testing.assert_array_equal(again, digits.init(np.random.default_rng(0)))


def test_relu_has_no_slope_at_exactly_zero():
    """A hidden unit at 0 passes nothing back, so that from all zeros only b2 moves."""
    grad = problems.DigitsNetwork(num_hidden=4).grad(np.zeros(64 * 4 + 4 + 40 + 10))
    assert not grad[:-10].any()
    # a tenth each, less the share of each digit among the 1,000: 100 of them are zeros
    assert grad[-10] == pytest.approx(0.1 - 0.100)
    assert grad[-9] == pytest.approx(0.1 - 0.102)


# The digits --------------------------------------------------------------------------------


def test_the_digits_are_the_published_ones():
    """Shape, range, total ink and counts as scikit-learn 1.9.1 ships them; nobody in both parts."""
    digits = problems.load_digits()
    assert [part.shape for part in digits] == [(1000, 64), (1000,), (797, 64), (797,)]
    X = 16 * np.vstack([digits.X_train, digits.X_test])
    y = np.concatenate([digits.y_train, digits.y_test])
    assert (np.round(X) == X).all() and (X.min(), X.max(), X.sum()) == (0, 16, 561718)
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(digits.y_train).tolist() == [100, 102, 86, 109, 96, 106, 94, 109, 101, 97]
    assert len(np.unique(X, axis=0)) == 1797  # all are different, so that none is in both parts


def test_an_image_belongs_to_its_label():
    """scikit-learn's first image, a zero: it lies in one of the parts, with its label."""
    first = "00 00 05 13 09 01 00 00 00 00 13 15 10 15 05 00 00 03 15 02 00 11 08 00 00 04 12 00 00"
    first += " 08 08 00 00 05 08 00 00 09 08 00 00 04 11 00 01 12 07 00 00 02 14 05 10 12 00 00"
    first += " 00 00 06 13 10 00 00 00"
    pixels = np.array(first.split(), dtype=float) / 16
    X_train, y_train, X_test, y_test = problems.load_digits()
    X, y = np.vstack([X_train, X_test]), np.concatenate([y_train, y_test])
    assert y[(pixels == X).all(axis=1)].tolist() == [0]


def test_each_call_gives_fresh_digits():
    """Somebody who writes into the data does not spoil it for the next cell."""
    total = problems.load_digits().X_train.sum()
    problems.load_digits().X_train[:] = 0
    assert problems.load_digits().X_train.sum() == total


def test_the_full_network_has_its_gradient_along_random_directions():
    """4,810 parameters: the slope along a direction is the gradient's share in it."""
    net, rng = problems.DigitsNetwork(), np.random.default_rng(0)
    w = net.init(rng)
    grad = net.grad(w)
    for direction in rng.normal(size=(5, net.num_params)):
        h = 1e-7 * direction  # small: further on, some units switch
        slope = (net.value(w + h) - net.value(w - h)) / 2e-7
        assert slope == pytest.approx(grad @ direction, rel=2e-5)


def test_the_digits_network_learns_to_read():
    """Five passes of mini-batches of 20 at rate 0.1 read nine unseen digits of ten."""
    net, rng = problems.DigitsNetwork(), np.random.default_rng(0)
    _, _, X_test, y_test = problems.load_digits()
    w = net.init(rng)
    before = net.accuracy(w, X_test, y_test)
    for _ in range(5):
        for batch in rng.permutation(1000).reshape(50, 20):
            w = w - 0.1 * net.sample_grad(w, batch)
    assert before < 0.3 and net.accuracy(w, X_test, y_test) > 0.9
    both = np.stack([net.init(np.random.default_rng(0)), w], axis=1)
    np.testing.assert_allclose(net.accuracy(both, X_test, y_test)[1] * 797 % 1, 0, atol=1e-9)


# Bad input ---------------------------------------------------------------------------------

LOGISTIC = OURS["logistic"]
NET = problems.DigitsNetwork(num_hidden=1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: problems.LogisticRegression([[1.0]], [2]), "whole numbers from 0 to 1, got 2"),
        (lambda: problems.LogisticRegression([[1.0]], [-1]), "whole numbers from 0 to 1, got -1"),
        (lambda: problems.LogisticRegression([[1.0]], [0.5]), "from 0 to 1, got 0.5"),
        (lambda: problems.LogisticRegression([[1.0]], [np.nan]), "X and labels must be finite"),
        (lambda: problems.LogisticRegression([[1.0]], [0, 1]), r"got \(1, 1\) and \(2,\)"),
        (lambda: problems.LogisticRegression([[1.0]], [0], l2=-1), "l2 must be .* got -1"),
        (lambda: problems.SoftmaxRegression([[1.0]], [3], 3), "whole numbers from 0 to 2, got 3"),
        (lambda: problems.SoftmaxRegression([[1.0]], [0], 1), "num_classes .* at least 2, got 1"),
        (lambda: problems.SoftmaxRegression([[1.0]], [0], 2.5), "num_classes .* got 2.5"),
        (lambda: problems.TanhNetwork([[1.0]], [0.0], 0), "num_hidden .* at least 1, got 0"),
        (lambda: problems.TanhNetwork([1.0], [0.0], 2), r"got \(1,\) and \(1,\)"),
        (lambda: OURS["tanh"].predict(np.zeros(21), [[1.0]]), r"X must have shape \(m, 2\)"),
        (lambda: OURS["tanh"].init(7), "rng must be a numpy Generator, .* got 7"),
        (lambda: LOGISTIC.sample_grad([0, 0], [9]), "indices must lie from 0 to 8, got 9 to 9"),
        (lambda: LOGISTIC.sample_grad([0, 0], [-1, 2]), "from 0 to 8, got -1 to 2"),
        (lambda: LOGISTIC.sample_grad([0, 0], []), r"whole numbers .* of shape \(0,\)"),
        (lambda: LOGISTIC.sample_grad([0, 0], [0.0]), "whole numbers .* got float64"),
        (lambda: LOGISTIC.sample_grad(np.zeros((2, 3)), np.zeros((4, 2), int)), r"runs \(3,\)"),
        (lambda: problems.DigitsNetwork(X=[[1.0]]), "X and labels must be given together"),
        (lambda: problems.DigitsNetwork([[1.0]], [10]), "from 0 to 9, got 10"),
        (lambda: NET.accuracy(np.zeros(85), [[1.0]], [1]), r"shape \(n, 64\), got \(1, 1\)"),
        (lambda: NET.split(np.zeros((85, 2))), r"params must have shape \(85,\), got \(85, 2\)"),
    ],
)
def test_bad_input_names_the_argument_and_what_it_got(make, message):
    """A ValueError that says what was wrong."""
    with pytest.raises(ValueError, match=message):
        make()
