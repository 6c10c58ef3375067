"""Record what the stand-ins of notebook 9 stand for: ``python -m tests.recorded.record_standins``.

Writes ``tests/recorded/standins.json``: of Keras for each backend and of PyTorch the signatures,
the rates of schedules, settings and errors of `standin_facts`, with the versions. It records what
is installed and keeps the other pieces.
"""

import json
from pathlib import Path

from lrkit.frameworks import is_live, libraries, process

FILE = Path(__file__).with_name("standins.json")
FACTS = "tests.recorded.standin_facts"


def record(library: str, backend: str) -> dict:
    """Ask a library that is installed."""
    facts = process.call(backend, f"{FACTS}:{library}_facts")
    if library == "keras":
        facts["further"] = process.call(backend, f"{FACTS}:further_facts")
        facts["own"] = process.call(backend, f"{FACTS}:own_facts")
    versions = {name: libraries.version(name) for name in dict.fromkeys((library, backend))}
    return {"versions": versions, **facts}


def main() -> None:
    """Record what is installed, and say what is kept."""
    pieces = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for library, backend in (("keras", "tensorflow"), ("keras", "jax"), ("keras", "torch"),
                             ("torch", "torch")):
        if is_live(library, backend):
            pieces[f"{library} on {backend}"] = record(library, backend)
    for name, piece in pieces.items():
        print(name, piece["versions"])
    FILE.write_text(as_text(pieces), encoding="utf-8")


def as_text(pieces: dict) -> str:
    """JSON with a line for each fact, its numbers to ten digits."""
    texts = []
    for name, piece in sorted(pieces.items()):
        parts = ",\n".join(f'  {json.dumps(key)}: {{\n' + ",\n".join(
            f"   {json.dumps(text)}: {json.dumps(rounded(fact))}"
            for text, fact in sorted(facts.items())) + "}"
            for key, facts in sorted(piece.items()))
        texts.append(f" {json.dumps(name)}: {{\n{parts}}}")
    return "{\n" + ",\n".join(texts) + "}\n"


def rounded(fact):
    """The same fact with shorter numbers."""
    if isinstance(fact, list | tuple):
        return [rounded(entry) for entry in fact]
    return float(f"{fact:.10g}") if isinstance(fact, float) else fact


if __name__ == "__main__":
    main()
