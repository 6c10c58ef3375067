"""Notebook 2: the limit of the rate, derived by the reader in four lines and tried in runs."""

import ast
import operator
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Rate, Slider, TextField
from lrkit.explore.explorer import Explorer
from lrkit.explore.marks import Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Scene, SceneTable
from lrkit.explore.ticks import number

STEPS, START = 8, 1.5  # of the runs that are drawn
LOW, HIGH = 1e-3, 1e3  # of the distances that are drawn
# Shares of the reader's limit, each with a colour and a dash.
SHARES = ((0.9, "blue", ()), (1.0, "green", ()), (1.1, "vermillion", (6, 4)))
# Values of lr, c and x at which a formula is tried: none of them is 0, 1 or twice another.
TRIALS = ((0.3, 2.1, 1.5), (0.7, 4.1, -2.3), (0.11, 5.0, 3.2))
READ_AS = str.maketrans({"·": "*", "×": "*", "−": "-", "^": "**", "½": "0.5", "²": "**2",
                         ",": "."})
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
             ast.Div: operator.truediv, ast.Pow: operator.pow, ast.USub: operator.neg,
             ast.UAdd: operator.pos}
EMPTY = "Not filled in yet."
UNREADABLE = "This cannot be read. Write * between two factors, as in lr*c."
Formula = Callable[[float, float, float], float]  # of lr, c and x


class FormulaLine(NamedTuple):
    """A line of the derivation: its right formula, and replies to the usual wrong ones."""

    ask: str
    right: Formula
    slips: tuple[tuple[Formula, str], ...]


QUESTIONS = {
    "slope": FormulaLine("1. slope of the bowl at x", lambda lr, c, x: c * x, (
        (lambda lr, c, x: c * x**2 / 2, "This is the loss itself; its slope is the derivative."),
        (lambda lr, c, x: 2 * c * x, "The 2 of the square and the ½ in front cancel."),
        (lambda lr, c, x: x, "The curvature c is missing."),
        (lambda lr, c, x: c, "This is the second derivative, the curvature."),
    )),
    "new_x": FormulaLine("2. x after one step", lambda lr, c, x: x - lr * c * x, (
        (lambda lr, c, x: x + lr * c * x, "The plus climbs: a step goes against the slope."),
        (lambda lr, c, x: lr * c * x, "This is what is taken away from x. What is left?"),
        (lambda lr, c, x: -lr * c * x, "This is the step. Where does it end?"),
        (lambda lr, c, x: x - c * x, "The rate is missing."),
        (lambda lr, c, x: x - lr * x, "The slope is not x but the formula of line 1."),
    )),
    "factor": FormulaLine("3. factor that multiplies x", lambda lr, c, x: 1 - lr * c, (
        (lambda lr, c, x: x - lr * c * x, "Write this as x times something: the factor is that."),
        (lambda lr, c, x: lr * c, "This share is taken away. Which share is left?"),
        (lambda lr, c, x: 1 + lr * c, "Look at the sign: a step takes something away."),
        (lambda lr, c, x: lr * c - 1, "The sign is wrong: a rate of 0 must leave x as it is."),
        (lambda lr, c, x: abs(1 - lr * c), "This is its size. The factor also has a sign."),
    )),
    "limit": FormulaLine("4. rate above which |x| grows", lambda lr, c, x: 2 / c, (
        (lambda lr, c, x: 1 / c, "There x arrives in one step. Does |x| grow just above?"),
        (lambda lr, c, x: c / 2, "This is upside down: a steeper bowl needs a smaller rate."),
        (lambda lr, c, x: 2.0, "Right for c = 1. The limit depends on the curvature."),
        (lambda lr, c, x: 1.0, "Nothing special happens at 1. Which factor leaves |x| as it is?"),
    )),
}


class LimitInSteps(Explorer):
    """A run beside the run that the reader's factor predicts, and runs around their limit."""

    def __init__(self):
        super().__init__(
            **{name: TextField(asked.ask) for name, asked in QUESTIONS.items()},  # in one row
            lr=Rate("learning rate lr", 0.3, low=0.01, high=3.0),
            c=Slider("curvature c", 2.0, low=0.5, high=4.0, step=0.1),
        )

    def update(self, lr: float, c: float, **texts: str) -> Scene:
        replies = {name: reply(QUESTIONS[name], text) for name, text in texts.items()}
        rows = [(QUESTIONS[name].ask, texts[name] or "…", replies[name]) for name in texts]
        return Scene(
            panels=[predicted_panel(lr, c, texts["factor"]), limit_panel(c, texts["limit"])],
            says=tell(replies),
            tables=[SceneTable(("Line", "Your formula", "Reply"), rows,
                               "Your derivation, for the bowl c·x²/2")],
        )


def reply(question: FormulaLine, text: str) -> str:
    """Return a sentence on a reader's formula: right, a usual slip, or where a number differs."""
    if not text.strip():
        return EMPTY
    try:
        found = [evaluate(text, *trial) for trial in TRIALS]
    except ValueError as error:
        return str(error)
    if _same(found, question.right):
        return "Right."
    for slip, words in question.slips:
        if _same(found, slip):
            return words
    lr, c, x = TRIALS[0]
    return (f"At lr = {lr}, c = {c}, x = {x} this gives {number(found[0])}; right is "
            f"{number(question.right(lr, c, x))}.")


def evaluate(text: str, lr: float, c: float, x: float) -> float:
    """Return the value of a formula in lr, c and x; ValueError, with a sentence, if it has none.

    Only numbers, these letters, brackets and ``+ - * / **`` are read: nothing is executed.
    Capitals are read as small letters.

    Examples
    --------
    >>> evaluate("x − lr·c·x", lr=0.5, c=2.0, x=3.0)
    0.0
    >>> evaluate("2c", lr=0.5, c=2.0, x=3.0)
    Traceback (most recent call last):
    ValueError: This cannot be read. Write * between two factors, as in lr*c.
    """
    if any(sign in text for sign in "=<>≤≥"):
        raise ValueError("This cannot be read. Type the formula alone, without = or <.")
    try:
        tree = ast.parse(text.strip().lower().translate(READ_AS), mode="eval").body
        value = _value(tree, {"lr": lr, "c": c, "x": x})
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError(UNREADABLE) from None
    except (ZeroDivisionError, OverflowError, TypeError):
        raise ValueError("This gives no number.") from None
    if isinstance(value, complex) or not np.isfinite(value):
        raise ValueError("This gives no number.")
    return value


def _value(tree: ast.expr, letters: dict[str, float]) -> float:
    """Return the value of a parsed formula."""
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.Name(id=name) if name in letters:
            return letters[name]
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(tree.left, letters), _value(tree.right, letters))
        case ast.UnaryOp(op=op) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(tree.operand, letters))
        case ast.Call(func=ast.Name(id="abs"), args=[inside], keywords=[]):
            return abs(_value(inside, letters))
        case ast.Call(func=ast.Name(id=name)) | ast.Name(id=name) \
                if set(name) <= set("clrx") and name not in ("l", "r"):
            raise ValueError(UNREADABLE)  # such as x(1 - lr*c), or cx
        case ast.Call(func=ast.Constant() | ast.BinOp() | ast.Call()):
            raise ValueError(UNREADABLE)
    raise ValueError("This cannot be read: only numbers, lr, c, x, brackets and + - * / are.")


def _same(found: list[float], formula: Formula) -> bool:
    return np.allclose(found, [formula(*trial) for trial in TRIALS], rtol=1e-6, atol=1e-12)


def predicted_panel(lr: float, c: float, factor: str) -> Panel:
    """Draw a run and, as rings, the positions that the reader's factor predicts."""
    steps = np.arange(STEPS + 1)
    run = START * (1 - lr * c) ** steps
    top = 2.0
    marks: list[Mark] = [Line([0, STEPS], [0, 0], "grey", width=1),
                         Line(steps, np.clip(run, -1e6, 1e6), "blue", width=1.2, alpha=0.7)]
    title = "a run"
    try:
        value = evaluate(factor, lr, c, START)
    except ValueError:
        marks.append(Text(STEPS, 0.85 * top, "line 3 adds rings here", "grey", "right"))
    else:
        marks.append(Points(steps, START * value**steps, "vermillion", size=12, hollow=True))
        title += f", and rings for your factor {number(value)}"
    marks.append(Points(steps, run, "blue", size=6))  # inside the rings
    return Panel(Axis("step", -0.3, STEPS + 0.3), Axis("x", -top, top), marks, title=title)


def limit_panel(c: float, limit: str) -> Panel:
    """Draw runs at nine tenths of the reader's limit, at the limit, and at eleven tenths."""
    steps = np.arange(4 * STEPS + 1)
    axes = (Axis("step", 0, 1.4 * steps[-1], ticks={k: str(k) for k in steps[::8]}),
            Axis("size of x, log scale", LOW, HIGH, log=True))
    try:
        value = evaluate(limit, 1.0, c, START)
    except ValueError:
        value = np.nan
    if not value > 0:
        return Panel(*axes, [Text(0.7 * steps[-1], 1, "line 4 adds runs here", "grey", "center")],
                     title="runs around your limit")
    marks: list[Mark] = []
    sizes = [np.clip(START * np.abs(1 - share * value * c) ** steps, LOW / 10, HIGH * 10)
             for share, *_ in SHARES]
    last = max(np.flatnonzero((curve >= LOW) & (curve <= HIGH))[-1] for curve in sizes)
    heights = _apart([curve[last] for curve in sizes])  # where the last curve leaves the picture
    for curve, height, (share, colour, dash) in zip(sizes, heights, SHARES, strict=True):
        marks += [Line(steps, curve, colour, dash=dash),
                  Text(last, height, f"{share:g} × limit", colour, shift=(8, 0))]
    return Panel(*axes, marks, title=f"runs around your limit {number(value)}")


def _apart(ends: list[float]) -> NDArray:
    """Return heights of the curves' names: near their ends, in the picture, a factor of 4 apart."""
    order, gap = np.argsort(ends, kind="stable"), 4.0
    heights = np.clip(ends, 2 * LOW, HIGH / 2)
    for lower, upper in pairwise(order):
        heights[upper] = max(heights[upper], gap * heights[lower])
    for upper, lower in pairwise(order[::-1]):
        heights[upper] = min(heights[upper], HIGH / 2)
        heights[lower] = min(heights[lower], heights[upper] / gap)
    return heights


def tell(replies: dict[str, str]) -> str:
    """Say in a sentence how many lines are right, and what is the matter with the first other."""
    right = [name for name in replies if replies[name] == "Right."]
    done = f"{len(right)} of {len(replies)} lines are right."
    for number_of, (name, words) in enumerate(replies.items(), start=1):
        if name not in right:
            trouble = " is not filled in yet." if words == EMPTY else f": {words}"
            return f"{done} Line {number_of}{trouble}"
    return f"{done} The limit is derived."


def limit_in_steps() -> LimitInSteps:
    """Ask for the largest stable rate on the bowl ``c*x**2/2`` in four formulas, and try them.

    Examples
    --------
    >>> limit_in_steps().set(slope="c*x", new_x="x - lr*c*x", factor="lr*c")
    LimitInSteps: 2 of 4 lines are right. Line 3: This share is taken away. Which share is left?
    """
    return LimitInSteps()
