"""The grammar of international addresses (IRI): not built where nobody asks for it.

nbformat loads jsonschema, which imports rfc3987_syntax, and that builds its grammar upon import: a
second of the processor in each process. jsonschema uses it for the formats "iri" and
"iri-reference" alone, which no notebook has, and does without it where it is not installed. None in
``sys.modules`` looks like that to an import. Seen in jsonschema 4.26 with rfc3987-syntax 1.1.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

IRI_GRAMMAR = "rfc3987_syntax"


def skip_iri_grammar() -> None:
    """Let jsonschema do without the grammar in this process, unless it is loaded already."""
    sys.modules.setdefault(IRI_GRAMMAR, None)


@contextmanager
def grammar_skipped() -> Iterator[None]:
    """Skip the grammar for a while; who wants it afterwards can import it."""
    had_it = IRI_GRAMMAR in sys.modules
    skip_iri_grammar()
    try:
        yield
    finally:
        if not had_it:
            sys.modules.pop(IRI_GRAMMAR, None)
