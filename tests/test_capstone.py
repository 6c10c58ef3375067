"""The capstone: recipes, runs, the meter and the leaderboard keep their rules."""

import json

import numpy as np
import pytest

from lrkit import capstone, problems
from lrkit.capstone import runs
from lrkit.progress_file import progress_file

# Ten steps: as cheap as a run can be.
CHEAP = {"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 1000}
SGD = {"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 32}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A learner's folder of its own for each test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def spent(folder):
    """A meter with one run left; the file holds one run under 29 starts."""
    capstone.Tuning().run(CHEAP)
    stored = json.loads(progress_file().read_text())
    (run,) = stored["tuning"]["runs"]
    stored["tuning"]["runs"] = [{**run, "start": k} for k in range(capstone.MAX_RUNS - 1)]
    progress_file().write_text(json.dumps(stored))
    return capstone.Tuning()


def by_hand(X, y, seed, lr, size):
    """SGD on the network, written out: another implementation of the same run."""
    rng = np.random.default_rng(seed)
    W1 = rng.normal(size=(64, 64)) * np.sqrt(2 / 64)
    W2 = rng.normal(size=(64, 10)) * np.sqrt(2 / 64)
    b1, b2, left, order = np.zeros(64), np.zeros(10), capstone.BUDGET, []
    while left > 0:
        while len(order) < min(size, left):
            order += list(rng.permutation(len(X)))
        now, order = order[:min(size, left)], order[min(size, left):]
        left -= len(now)
        before = X[now] @ W1 + b1
        hidden = np.where(before > 0, before, 0)
        p = np.exp(hidden @ W2 + b2)
        p = p / p.sum(axis=1)[:, None]
        p[np.arange(len(now)), y[now]] -= 1
        down = np.where(before > 0, p @ W2.T, 0)
        W1, b1, W2, b2 = (W1 - lr * X[now].T @ down / len(now), b1 - lr * down.mean(axis=0),
                          W2 - lr * hidden.T @ p / len(now), b2 - lr * p.mean(axis=0))
    return lambda X: np.maximum(X @ W1 + b1, 0) @ W2 + b2


def cross_entropy(logits, y):
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y])


def test_the_test_losses_are_what_a_loop_by_hand_gives():
    """Trained on the 1,000 images, measured on the 797, once for each start."""
    digits = problems.load_digits()
    nets = [by_hand(digits.X_train, digits.y_train, start, 0.1, 32) for start in (11, 12)]
    expected = [cross_entropy(net(digits.X_test), digits.y_test) for net in nets]
    got = runs.test_losses(capstone.read_recipe(SGD), (11, 12))
    np.testing.assert_allclose(got, expected, rtol=1e-9)


def test_the_score_is_the_mean_validation_loss_of_its_starts():
    """As if each of them were a tuning run."""
    recipe = capstone.read_recipe(CHEAP)
    losses = [runs.validate(recipe, start).loss for start in capstone.SEEDS]
    assert capstone.score(recipe) == pytest.approx(np.mean(losses), rel=1e-12)
    assert capstone.validation_losses(recipe, capstone.SEEDS[:2]) == tuple(losses[:2])


def test_a_dict_has_the_score_of_its_recipe():
    """The notebook writes recipes as dicts; what is wrong with one is said, as elsewhere."""
    entries = {"optimizer": "sgd", "lr": 0.1, "schedule": "constant", "batch_size": 1000}
    recipe = capstone.read_recipe(entries)
    assert capstone.score(entries) == capstone.score(recipe)
    assert capstone.validate(entries, 3) == capstone.validate(recipe, 3)
    with pytest.raises(ValueError, match="batch_size"):
        capstone.score({**entries, "batch_size": 4})


def test_no_image_is_in_two_parts():
    """700 to learn from, 300 for validation, 797 for the test: together all there are."""
    digits = problems.load_digits()
    parts = [net.X for net in (*runs._tuning_networks(), runs._test_network())]
    assert [len(X) for X in parts] == [700, 300, 797]
    np.testing.assert_array_equal(np.concatenate(parts),
                                  np.concatenate([digits.X_train, digits.X_test]))
    assert len(np.unique(np.concatenate(parts), axis=0)) == 1797


@pytest.mark.parametrize("decay", [0, 0.5])
def test_weight_decay_shrinks_the_weights_of_adamw(decay):
    """Other decay, other network; without any, AdamW is Adam."""
    adam = {**CHEAP, "optimizer": "adam"}
    plain = runs.train_once(capstone.read_recipe(adam), 0)
    decayed = runs.train_once(
        capstone.read_recipe({**adam, "optimizer": "adamw", "weight_decay": decay}), 0)
    assert (decay == 0) == np.array_equal(plain, decayed)
    assert (np.abs(decayed).sum() < np.abs(plain).sum()) == (decay > 0)


def test_only_adamw_takes_weight_decay():
    """The words say whose it is; a Recipe, which always has the entry, is read as a dict is."""
    with pytest.raises(ValueError, match="weight_decay belongs to adamw; sgd has none"):
        capstone.read_recipe({**SGD, "weight_decay": 0.1})
    with pytest.raises(ValueError, match="weight_decay must be a number of at least 0 and below"):
        capstone.read_recipe({**SGD, "optimizer": "adamw", "weight_decay": -1})
    recipe = capstone.Recipe("adam", np.float64(0.02), "cosine", np.int64(16))
    assert capstone.read_recipe(recipe) == capstone.read_recipe(
        {"optimizer": "adam", "lr": np.array(0.02), "schedule": "cosine", "batch_size": 16})


def test_a_tuning_run_learns_from_700_images_and_is_measured_on_the_other_300():
    """The 797 of the test have no part in it."""
    digits = problems.load_digits()
    net = by_hand(digits.X_train[:700], digits.y_train[:700], 3, 0.1, 32)
    logits, y = net(digits.X_train[700:]), digits.y_train[700:]
    run = runs.validate(capstone.read_recipe(SGD), 3)
    assert run.loss == pytest.approx(cross_entropy(logits, y), rel=1e-9)
    assert run.accuracy == np.mean(logits.argmax(axis=1) == y)


@pytest.mark.parametrize("size", [8, 32, 333, 1000])
def test_a_run_spends_exactly_its_budget(size):
    """Every epoch goes through all images, whatever the batch, and there is a rate a step."""
    recipe = capstone.read_recipe({**SGD, "batch_size": size, "schedule": "warmup_cosine"})
    drawn = list(runs.budget_batches(size, 700, np.random.default_rng(0)))
    assert sum(map(len, drawn)) == capstone.BUDGET and max(map(len, drawn)) == size
    assert len(drawn) == recipe.num_steps == len(recipe.rates())
    epoch = np.concatenate(drawn)[:700]
    assert sorted(epoch) == list(range(700))


@pytest.mark.parametrize("schedule", capstone.SCHEDULES)
def test_the_rate_of_a_recipe_is_its_highest(schedule):
    """No schedule goes above `lr`, each comes close to it, and none below 0."""
    rates = capstone.read_recipe({**SGD, "schedule": schedule}).rates()
    assert rates.min() >= 0 and 0.099 < rates.max() <= 0.1
    assert (rates[-1] < 0.002) == (schedule != "constant")


def test_a_run_that_diverges_is_a_result(monkeypatch):
    """Its loss is infinite, it costs what it used, and it comes back from the file as it was."""
    monkeypatch.setattr(problems.DigitsNetwork, "sample_grad", lambda net, w, batch: -1e200 * w)
    run = capstone.Tuning().run(SGD)
    assert run.loss == np.inf and run.accuracy == 0 and run.spent[-1] < capstone.BUDGET
    assert capstone.Tuning().runs == [run]


def test_a_run_is_charged_once():
    """Another kernel finds it, with the same numbers, and pays nothing for it."""
    first = capstone.Tuning().run(CHEAP)
    again = capstone.Tuning()
    assert again.left == capstone.MAX_RUNS - 1
    assert again.run(dict(reversed(CHEAP.items()))) == first
    assert again.left == capstone.MAX_RUNS - 1 and again.examples == [capstone.BUDGET]
    again.run(CHEAP, start=1)
    assert capstone.Tuning().left == capstone.MAX_RUNS - 2


def test_the_last_run_is_the_last(spent):
    """A new one is refused, before it is trained; an old one may be looked at."""
    spent.run({**CHEAP, "lr": 0.2})
    with pytest.raises(capstone.BudgetSpent, match="all 30 tuning runs are spent"):
        capstone.Tuning().run({**CHEAP, "lr": 0.3})
    assert spent.run(CHEAP, 4).start == 4 and spent.left == 0


def test_two_notebooks_cannot_share_the_last_run(spent, monkeypatch):
    """One that another has overtaken while it trained sees nothing of its run."""
    train = runs.validate

    def overtaken(recipe, start):
        monkeypatch.setattr("lrkit.capstone.meter.validate", train)
        capstone.Tuning().run({**CHEAP, "lr": 0.2})
        return train(recipe, start)

    monkeypatch.setattr("lrkit.capstone.meter.validate", overtaken)
    with pytest.raises(capstone.BudgetSpent):
        spent.run({**CHEAP, "lr": 0.3})
    assert [run.recipe.lr for run in capstone.Tuning().runs[-2:]] == [0.1, 0.2]


def test_a_file_that_is_deleted_resets_nothing_while_the_kernel_lives():
    """Nor does a folder that cannot be written to: the meter remembers by itself."""
    tuning = capstone.Tuning()
    tuning.run(CHEAP)
    progress_file().unlink()
    assert tuning.left == capstone.MAX_RUNS - 1
    tuning.run(CHEAP, 1)
    assert len(capstone.Tuning().runs) == 2


@pytest.mark.parametrize("entry", [
    7, {}, {"recipe": SGD}, {"recipe": {}, "start": 0, "spent": "0", "losses": "1", "accuracy": 1},
    {"recipe": SGD, "start": 0, "spent": "0 500", "losses": "1", "accuracy": 1},
    {"recipe": SGD, "start": 0, "spent": [0], "losses": [1.0], "accuracy": 1}])
def test_an_entry_that_is_no_run_is_passed_over(entry):
    """A notebook goes on, whatever somebody wrote into the file."""
    tuning = capstone.Tuning()
    run = tuning.run(CHEAP)
    stored = json.loads(progress_file().read_text())
    stored["tuning"]["runs"].append(entry)
    progress_file().write_text(json.dumps(stored))
    assert capstone.Tuning().runs == [run]


@pytest.mark.parametrize("start", [-1, 0.5, True, "1"])
def test_a_start_is_a_whole_number(start):
    """Anything else is refused and costs nothing."""
    with pytest.raises(ValueError, match="start must be a whole number of at least 0"):
        capstone.Tuning().run(CHEAP, start)
    assert capstone.Tuning().left == capstone.MAX_RUNS


def test_the_table_has_a_line_a_recipe_the_best_first():
    """The standard error needs two starts; the state of the meter comes last."""
    tuning = capstone.Tuning()
    losses = [tuning.run({**CHEAP, "lr": 0.5}, start).loss for start in (0, 1)]
    tuning.run(CHEAP)
    first, second = tuning.cells()
    assert first[:2] == ("sgd 0.5, constant, batch 1000", "2")
    assert float(first[3]) == pytest.approx(abs(losses[0] - losses[1]) / 2, abs=6e-5)
    assert second[1] == "1" and second[3] == ""
    assert repr(tuning).endswith("3 of 30 runs spent, 27 left; 30,000 example-gradients.")
    assert tuning._repr_html_().count("<tr>") == 3


def test_a_comparison_takes_the_starts_that_both_recipes_have():
    """It costs nothing; with one shared start there is no spread."""
    tuning, better = capstone.Tuning(), {**CHEAP, "lr": 0.5}
    for start in (0, 1, 2):
        tuning.run(better, start)
    tuning.run(CHEAP, 1)
    with pytest.raises(ValueError, match=r"at least two starts .* the meter has 1"):
        tuning.compare(better, CHEAP)
    tuning.run(CHEAP, 2)
    steps = [tuning.run(CHEAP, start).loss - tuning.run(better, start).loss for start in (1, 2)]
    assert tuning.compare(better, CHEAP).mean == pytest.approx(np.mean(steps))
    assert tuning.compare(CHEAP, better).mean == pytest.approx(-np.mean(steps))
    assert len(tuning.runs) == 5


def test_a_leaderboard_row_is_computed_from_its_recipe():
    """Score, runs used; the same recipe again is the same row, and the best comes first."""
    capstone.Tuning().run(CHEAP)
    capstone.enter("<b>A", CHEAP)
    capstone.enter("B", {**CHEAP, "lr": 0.5})
    board = capstone.enter("B", {**CHEAP, "lr": 0.5})
    assert board.entered.score == capstone.score(capstone.read_recipe({**CHEAP, "lr": 0.5}))
    assert [row[1:3] + row[5:6] for row in board.cells()] == [
        ("B", f"{board.entered.score:.4f}", "1"),
        ("<b>A", f"{capstone.score(capstone.read_recipe(CHEAP)):.4f}", "1")]
    assert board.cells()[0][4] == "" and board.cells()[1][4].endswith(", detected")
    assert "<b>" not in board._repr_html_() and "&lt;b&gt;A" in board._repr_html_()
    assert repr(capstone.leaderboard()) == repr(board)


def test_a_file_of_others_is_scored_again(folder):
    """Scores that the file states do not count."""
    forged = {"nickname": "C", "losses": [0.001] * 5, "runs_used": 1, "recipe": CHEAP}
    (folder / "theirs.json").write_text(json.dumps([forged, 3, {"nickname": "D"}]))
    (entry,) = capstone.leaderboard(folder / "theirs.json").entries
    assert entry.score == capstone.score(capstone.read_recipe(CHEAP)) > 1


def test_rows_of_an_older_edition_are_not_mixed_in():
    """They had test losses; a friend's old file is scored anew."""
    old = {"nickname": "C", "score": 0.07, "error": 0.002, "runs_used": 1, "recipe": CHEAP}
    file = progress_file().with_name("leaderboard.json")
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([old]))
    assert capstone.leaderboard().entries == []
    assert capstone.leaderboard(file).entries[0].score > 1


def test_who_diverged_is_last_and_can_be_read_back(monkeypatch):
    """JSON knows no infinity."""
    capstone.enter("A", CHEAP)
    monkeypatch.setattr("lrkit.capstone.ranking.validation_losses",
                        lambda recipe: (0.1, 0.1, 0.1, 0.1, np.inf))
    assert capstone.enter("B", SGD).cells()[1][3:5] == ("inf", "diverged")
    assert json.loads(progress_file().with_name("leaderboard.json").read_text(),
                      parse_constant=pytest.fail)
    assert [entry.nickname for entry in capstone.leaderboard().entries] == ["A", "B"]


def test_nothing_is_entered_without_a_recipe():
    """The untouched notebook shows an empty board; a wrong recipe or nickname is refused."""
    assert repr(capstone.enter("A", ...)) == "Nobody is on the leaderboard yet."
    assert capstone.enter("A", None).entered is None
    with pytest.raises(ValueError, match="nickname must be a text of 1 to 30 characters"):
        capstone.enter(" ", CHEAP)
    with pytest.raises(ValueError, match="lr must be a number above 0"):
        capstone.enter("A", {**CHEAP, "lr": 0})
