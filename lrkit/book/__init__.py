"""`lrkit book`: the course, the guides and the reference as a site that needs no network.

1. `notebooks`: a notebook as its reader may see it: exercises open, figures in, no answer.
2. `gallery`: every figure of the course on one page.
3. `reference`: a page for each part of the library, made from its docstrings.
4. `mathjax`: the program that draws the formulas, copied from an installed package.
5. `extension`: what Sphinx is told beside its settings: alt text, places to link to.
6. `site`: puts the sources together and runs Sphinx.
"""

from lrkit.book.site import Book, build_book

__all__ = ["Book", "build_book"]
