"""Library use: answers that take lrkit's own implementation of what they should implement.

Read from the text of the notebook, which no code of a student's can change. It costs nobody a
point: the instructor is told and decides.
"""

import ast
from collections.abc import Iterable, Iterator

# The parts of lrkit that hold answers; figures, data and counters may be used by anybody.
ANSWERS = ("lrkit.optimizers", "lrkit.schedules", "lrkit.training", "lrkit.sweeps",
           "lrkit.capstone", "lrkit.checking", "lrkit.exercises")
MAX_CHAIN = 50  # names joined by dots; nobody writes more
_LOADERS = {"__import__", "import_module", "exec", "eval"}


def library_use(cells: Iterable[str], names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Find what each of these functions of a notebook takes from lrkit.

    Parameters
    ----------
    cells : iterable of str
        The texts of the code cells, in order.
    names : iterable of str
        The functions that are checked.

    Returns
    -------
    dict of str to tuple of str
        Functions that take nothing are left out.

    Examples
    --------
    >>> library_use(["from lrkit.optimizers import Adam",
    ...           "def helper(w): return Adam().init(w)", "def adam_step(w): return helper(w)"],
    ...          ["adam_step"])
    {'adam_step': ('lrkit.optimizers.Adam.init',)}
    """
    imports: dict[str, str] = {}
    definitions: dict[str, ast.AST] = {}
    for text in cells:
        for statement in _statements(text):
            imports |= _imported(statement)
            definitions |= _defined(statement)
    found = {}
    for name in names:
        if used := tuple(dict.fromkeys(_uses(name, imports, definitions))):
            found[name] = used
    return found


def _statements(text: str) -> list[ast.stmt]:
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in text.splitlines())
    try:
        return ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _imported(statement: ast.AST) -> dict[str, str]:
    if isinstance(statement, ast.Import):
        return {(alias.asname or alias.name.split(".")[0]):
                (alias.name if alias.asname else alias.name.split(".")[0])
                for alias in statement.names}
    if isinstance(statement, ast.ImportFrom) and statement.module:
        return {alias.asname or alias.name: f"{statement.module}.{alias.name}"
                for alias in statement.names}
    return {}


def _defined(statement: ast.AST) -> dict[str, ast.AST]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name: statement}
    if isinstance(statement, ast.Assign):
        return {target.id: statement.value for target in statement.targets
                if isinstance(target, ast.Name)}
    return {}


def _uses(name: str, imports: dict[str, str], definitions: dict[str, ast.AST]) -> Iterator[str]:
    """Find what a definition, and those of the notebook that it uses, take from lrkit."""
    todo, seen = [name], set()
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        if here not in definitions:
            if _holds_answers(imports.get(here, "")):
                yield imports[here]
            continue
        chains, names = _mentions(definitions[here])
        todo += [name for name in names if name in definitions]
        yield from _answers_among(chains, imports | _imported_within(definitions[here]))


def _mentions(definition: ast.AST) -> tuple[set[tuple[str, ...]], list[str]]:
    """Return the chains of names joined by dots in a definition, and its plain names in order.

    A function's own variables are left out, since those of the notebook may have the same names.
    """
    chains, names, own = set(), [], _own_variables(definition)
    for node in ast.walk(definition):
        if isinstance(node, ast.Attribute) and (chain := _chain(node)):
            chains.add(chain)
        elif isinstance(node, ast.Name):
            chains.add((node.id,))
            names += [node.id] * (node.id not in own)
    return chains, names


def _own_variables(definition: ast.AST) -> set[str]:
    """Return the arguments and the names that a function assigns, but for those it calls global."""
    if not isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    nodes = list(ast.walk(definition))
    bound = {node.id for node in nodes
             if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    return bound - {name for node in nodes if isinstance(node, ast.Global) for name in node.names}


def _imported_within(definition: ast.AST) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(definition):
        found |= _imported(node)
    return found


def _answers_among(chains: set[tuple[str, ...]], imports: dict[str, str]) -> Iterator[str]:
    """Find the chains that lead to answers, each at its full length, and the loaders of modules."""
    begun = {chain[:length] for chain in chains for length in range(1, len(chain))}
    for chain in sorted(chains, key=len, reverse=True):
        whole = ".".join([imports.get(chain[0], ""), *chain[1:]])
        if _holds_answers(whole) and chain not in begun:
            yield whole
        elif chain[-1] in _LOADERS and len(chain) == 1:
            yield chain[-1]


def _chain(node: ast.AST) -> tuple[str, ...]:
    """Return ``a.b(...).c`` as ("a", "b", "c"); nothing if it does not begin with a name."""
    parts: list[str] = []
    while len(parts) < MAX_CHAIN:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return (node.id, *reversed(parts))
        else:
            break
    return ()


def _holds_answers(path: str) -> bool:
    return path.startswith(ANSWERS) or path in ("lrkit.check", "lrkit.solution")
