"""`lrkit book`: the course, the guides and the reference as a site that needs no network.

1. `notebooks`: notebooks as pages, with open exercises, with figures, and without answers.
2. `gallery`: every figure of the course on one page.
3. `reference`: a page for each part of the library, made from its docstrings.
4. `mathjax`: the program that renders the formulas, copied from an installed package.
5. `extension`: a Sphinx extension that adds alt texts and link targets to the figures.
6. `site`: collects the sources and runs Sphinx.
"""

from lrkit.book.site import Book, build_book

__all__ = ["Book", "build_book"]
