"""Numbers are alive: each number in a notebook's prose is one that its cells show.

The outputs in solutions/ are what the cells print (nbval and the canonical form see to that). A
number in the text must be among them, rounded as the text rounds it, or stand in the code, or be
in the table below with the computation that gives it.
"""

import math
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lrkit import problems, scale, trials
from lrkit.capstone.meter import MAX_RUNS
from lrkit.capstone.recipes import BUDGET
from lrkit.capstone.runs import NUM_LEARNT
from lrkit.training import recorded_schedules
from lrkit.uncertainty import t_factor

SOLUTIONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("*/*.ipynb"))
NUMBER = re.compile(r"(?<![\w.,^{_/-])[−-]?\d[\d,]*(?:\.\d+)?(?![\w^}])")
ANY = re.compile(r"-?\d[\d,]*\.?\d*(?:e[-+]?\d+)?")
NEAR = 12  # cells before and after a text in which its numbers are looked for
SMALL = 10  # whole numbers up to here are counting words: two runs, three steps

_TRAIN_DIGITS, _TEST_DIGITS = 1000, 797  # see test_what_a_table_entry_says_is_true
_ROOT = math.sqrt(10)


def _best_rate(batch: int) -> float:
    """With the lowest mean loss, in closed form, on the bowl of notebook 5's plane.

    Its curvatures are 0.25 and 1, the start is (6, 4), the noise of an example has variance 16, and
    a run looks at 1,024 examples.
    """
    lr = np.geomspace(0.005, 1.99, 5001)[:, None]
    curvatures = np.array([0.25, 1.0])
    forgotten = 1 - (1 - lr * curvatures) ** (2 * (1024 // batch))
    floor = lr * 16 / batch / (curvatures * (2 - lr * curvatures))
    squares = (1 - forgotten) * np.array([36.0, 16.0]) + forgotten * floor
    return float(lr[(curvatures * squares).sum(axis=1).argmin(), 0])


def _longest_adam_step(beta1: float, beta2: float) -> float:
    """Of any gradients, in units of the rate, after many steps: by Cauchy and Schwarz's inequality.

    It is reached by gradients that grow by the factor beta2 / beta1 in each step.
    """
    grads = (beta2 / beta1) ** np.arange(200)
    past = np.arange(200)[::-1]
    m = ((1 - beta1) * beta1**past * grads).sum()
    return float(m / math.sqrt(((1 - beta2) * beta2**past * grads**2).sum()))



# What the prose says beyond its cells, and what gives it; None where it is an example to think
# about or an instruction for a slider, and nothing is claimed.
ELSEWHERE: dict[str, dict[str, float | None]] = {
    "01_one_step_downhill": {},
    "02_too_small_too_large": {"442": len(problems.load_diabetes("raw").y), "0.01": None,
                               "4,810": 64 * 64 + 64 + 64 * 10 + 10, "1,000": _TRAIN_DIGITS},
    "03_trial_error_and_grids": {"4,810": 64 * 64 + 64 + 64 * 10 + 10, "300": 1000 - 700,
                                 "797": _TEST_DIGITS, "12": None},
    "04_schedules": {"0.0001": None, "2024": None, "20": None, "1,000": _TRAIN_DIGITS,
                     "630": sum(losses.size for settings in recorded_schedules().losses.values()
                                for losses in settings.values())},
    "05_noise_why_decay_matters": {"1,024": None, "1,000": _TRAIN_DIGITS,
                                   "0.011": _best_rate(1), "0.33": _best_rate(32),
                                   "32": None},
    "06_momentum": {"0.37": None, "0.3": None, "74": 0.37 / 0.005, "0.949": math.sqrt(0.9),
                    "0.23": (2 / (1 + _ROOT)) ** 2,
                    "0.27": ((_ROOT - 1) / (_ROOT + 1)) ** 2},
    "07_adaptive_learning_rates": {"80": None, "0.0005": 2 / 2**12, "797": _TEST_DIGITS,
                                   "7.3": _longest_adam_step(0.9, 0.999)},
    "08_claims_on_trial": {"797": _TEST_DIGITS, "2.8": t_factor(5), "4.3": t_factor(3),
                           "800": _TRAIN_DIGITS - trials.digits.NUM_VALIDATION,
                           "200": trials.digits.NUM_VALIDATION,
                           "50": trials.digits.BATCH},
    "09_real_frameworks": {"0.005": None, "1,000": _TRAIN_DIGITS, "2.11": None, "32": None},
    "10_digits_on_a_budget": {"1,797": _TRAIN_DIGITS + _TEST_DIGITS, "1,000": _TRAIN_DIGITS,
                              "797": _TEST_DIGITS, "700": NUM_LEARNT,
                              "300": _TRAIN_DIGITS - NUM_LEARNT,
                              "10,000": BUDGET, "313": math.ceil(BUDGET / 32),
                              "2.30": math.log(10), "200": None,
                              "19": MAX_RUNS - 11},  # sweep 6, four more starts, one of Adam
    "11_rates_at_scale": {"1,875": sum(scale.LENGTHS),
                          "1,175": 4 * max(scale.LENGTHS) / 5 + sum(scale.LENGTHS) / 5,
                          "16": max(scale.WIDTHS) / scale.BASE_WIDTH,
                          "0.31": (1 - 1 / 256) ** 300, "0.75": (1 - 1 / 1024) ** 300},
}


def prose(cells) -> str:
    """Return the running text: no headings, formulas, code, rubrics, choices, literature."""
    texts = [cell.source.split("### BEGIN MARK")[0].split("## Literature")[0]
             for cell in cells if cell.cell_type == "markdown"]
    text = "\n\n".join(texts)
    text = re.sub(r"## Quiz.*?(?=\n## |\Z)", "", text, flags=re.S)
    for left_out in (r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$"):
        text = re.sub(left_out, " ", text, flags=re.S)
    for left_out in (r"^#.*$", r"\*\*Time:\*\*.*?\.", r"\bet al\.,? \(?(19|20)\d\d\)?",
                     r"(?i)\b(?:notebook|section)s? [\d.]+(?:(?:,| and| to) [\d.]+)*",
                     r"^\(?[a-d]\).*$"):
        text = re.sub(left_out, " ", text, flags=re.M)
    return text


def shown(cells) -> list[float]:
    """Every number in code and outputs, also as a percentage."""
    texts = []
    for cell in cells:
        if cell.cell_type == "code":
            texts.append(cell.source)
            for output in cell.get("outputs", ()):
                texts += [output.get("text", ""), str(output.get("metadata", ""))]
                texts.append(output.get("data", {}).get("text/plain", ""))
    values = [float(found[0].replace(",", "")) for text in texts for found in ANY.finditer(text)]
    return values + [100 * value for value in values if abs(value) <= 1]


def _fits(written: str, values: list[float]) -> bool:
    """Tell whether one of the values is written so, at the written number of digits."""
    plain = written.replace("−", "-").replace(",", "")
    digits = len(plain.split(".")[1]) if "." in plain else 0
    half = 0.5 * 10.0**-digits * (1 + 1e-9)
    return any(abs(abs(value) - abs(float(plain))) <= half for value in values)


def unbacked(notebook, known: dict[str, float | None]) -> list[str]:
    """The numbers of the prose that no cell nearby gives, each with the words around it."""
    found = []
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown":
            continue
        # The first cells announce and the last sum up: they may tell of any figure.
        wide = index < 3 or index > len(notebook.cells) - 8
        near = notebook.cells if wide else notebook.cells[max(0, index - NEAR): index + NEAR]
        text, values = prose([cell]), shown(near)
        for match in NUMBER.finditer(text):
            written = match[0].rstrip(".,")
            plain = written.replace("−", "-").replace(",", "")
            counted = "." not in plain and abs(int(plain)) <= SMALL
            if not (counted or written in known or _fits(written, values)):
                found.append(text[max(0, match.start() - 40): match.end() + 20])
    return found


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_each_number_in_the_prose_is_computed(path):
    """By a cell of the notebook, or by the table above."""
    assert unbacked(nbformat.read(path, as_version=4), ELSEWHERE.get(path.stem, {})) == []


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_result_that_is_gone_is_noticed(path):
    """Without the numbers that its cells print, the prose has nothing to stand on."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output["metadata"] = {}
            if "text" in output:
                output["text"] = ANY.sub("?", output["text"])
            if "data" in output:
                output["data"]["text/plain"] = ANY.sub("?", output["data"].get("text/plain", ""))
    assert unbacked(notebook, ELSEWHERE.get(path.stem, {}))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_a_table_entry_says_is_true(name):
    """Each entry is what its computation gives, and still stands in the text."""
    digits = problems.load_digits()
    assert (len(digits.y_train), len(digits.y_test)) == (_TRAIN_DIGITS, _TEST_DIGITS)
    path = SOLUTIONS[0].parents[1] / name / f"{name}.ipynb"
    text = prose(nbformat.read(path, as_version=4).cells)
    for written, value in ELSEWHERE[name].items():
        assert written in text, f"{written} is not in the text any more"
        assert value is None or _fits(written, [value]), written
