"""Systematic mutants of a reference: the same function with one thing changed.

Operators, constants, comparisons, off by one, swapped arguments, dropped terms, sums for means,
strict for not strict, and for or. Each mutant that still earns full marks is either truly
equivalent, and then `EQUIVALENT` in `equivalent.py` says why, or a hole in the cases.
"""

import ast
import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lrkit.exercises import Exercise
from tests.exercises.drawn import passes

OPERATORS = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv), ast.FloorDiv: (ast.Div,), ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,), ast.Mod: (ast.FloorDiv,),
}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}
NAMES = {
    "mean": "sum", "sum": "mean", "max": "min", "min": "max", "argmin": "argmax", "any": "all",
    "all": "any", "floor": "ceil", "ceil": "floor", "sqrt": "square", "sin": "cos", "cos": "sin",
    "isfinite": "isinf", "minimum": "maximum", "maximum": "minimum", "zeros": "ones",
}


@dataclass(frozen=True)
class Mutant:
    """A changed reference: which line, from what to what, and the code."""

    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """A key that does not change when other lines do."""
        return f"{self.before} -> {self.after}"


def mutants_of(exercise: Exercise) -> list[Mutant]:
    """Every mutant of the reference, without doubles."""
    tree = ast.parse(exercise.source(exercise.reference))
    original, found = ast.unparse(tree), {}
    for index, node in enumerate(ast.walk(tree)):
        for change in _changes(node, exercise.signature):
            twin = copy.deepcopy(tree)
            target = list(ast.walk(twin))[index]
            before = ast.unparse(target)
            replacement = change(target)
            if replacement is not target:
                twin = _Swap(target, replacement).visit(twin)
            source = ast.unparse(ast.fix_missing_locations(twin))
            if source != original and source not in found:
                line = getattr(node, "lineno", 0)
                found[source] = Mutant(line, before, ast.unparse(replacement), source)
    return list(found.values())


def survives(exercise: Exercise, mutant: Mutant) -> bool:
    """Tell whether a mutant earns full marks as a submission does, with 24 drawn cases."""
    namespace = {"np": np, "math": math}
    try:
        exec(mutant.source, namespace)
    except SyntaxError:
        return False
    return passes(exercise, namespace[exercise.name])


class _Swap(ast.NodeTransformer):
    """Put one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST):
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else super().visit(node)


def _changes(node: ast.AST, parameters: tuple[str, ...]) -> Iterator:
    """Functions that change a node in place, or return another for it."""
    if isinstance(node, ast.BinOp):
        for new in OPERATORS.get(type(node.op), ()):
            yield lambda n, new=new: _set(n, op=new())
        yield lambda n: n.left
        yield lambda n: n.right
    elif isinstance(node, ast.UnaryOp):
        yield lambda n: n.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for new in COMPARISONS.get(type(node.ops[0]), ()):
            yield lambda n, new=new: _set(n, ops=[new()])
    elif isinstance(node, ast.BoolOp):
        yield lambda n: _set(n, op=ast.Or() if isinstance(n.op, ast.And) else ast.And())
        for k in range(len(node.values)):
            yield lambda n, k=k: n.values[k]
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) \
            and not isinstance(node.value, bool):
        for value in (node.value + 1, node.value - 1, -node.value, 2 * node.value, 0):
            yield lambda n, value=value: ast.Constant(value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda n: ast.Constant(not n.value)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in parameters:
        for other in parameters:
            if other != node.id:
                yield lambda n, other=other: ast.Name(other, ast.Load())
    yield from _call_changes(node)


def _call_changes(node: ast.AST) -> Iterator:
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield lambda n: _set(n, attr=NAMES[n.attr])
    if isinstance(node, ast.IfExp):
        yield lambda n: n.body
        yield lambda n: n.orelse
    if isinstance(node, ast.Call):
        if len(node.args) >= 2:
            yield lambda n: _set(n, args=[n.args[1], n.args[0], *n.args[2:]])
        if isinstance(node.func, ast.Name) and node.func.id == "range":
            for step in (ast.Add, ast.Sub):
                yield lambda n, step=step: _set(n, args=[*n.args[:-1], ast.BinOp(
                    n.args[-1], step(), ast.Constant(1))])
        if len(node.args) == 1 and not node.keywords:
            yield lambda n: n.args[0]  # the call left out


def _set(node: ast.AST, **fields) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node
