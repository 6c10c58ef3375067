"""Reaches into the insides of Matplotlib and nbconvert, held to what they rely on.

Two more are held to elsewhere: the grammar in `test_startup.py`, the revision in
`test_nbgrader_driver.py`.
"""

import io
import zlib

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lrkit.grading.reporting.feedback_exporter import FeedbackExporter
from lrkit.sandbox import png_compression


def test_matplotlib_hands_the_way_of_compression_to_pillow(monkeypatch):
    """By `print_png` and its `pil_kwargs`, upon whatever way a figure is saved."""
    Image = pytest.importorskip("PIL.Image")
    import matplotlib.pyplot as plt
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    given = []
    save = Image.Image.save
    monkeypatch.setattr(Image.Image, "save", lambda self, *args, **kwargs: (
        given.append(kwargs.get("compress_type")), save(self, *args, **kwargs))[1])
    monkeypatch.setattr(FigureCanvasAgg, "print_png", FigureCanvasAgg.print_png)  # to set it back
    fig = plt.figure()
    try:
        for kwargs in ({}, {"bbox_inches": "tight"}):
            fig.savefig(io.BytesIO(), format="png", **kwargs)
        png_compression.compress_png_by_runs()
        for kwargs in ({}, {"bbox_inches": "tight"}):
            fig.savefig(io.BytesIO(), format="png", **kwargs)
    finally:
        plt.close(fig)
    assert given == [None, None, zlib.Z_RLE, zlib.Z_RLE]


def test_nbconverts_preprocessors_add_a_style_sheet_and_nothing_else(tmp_path):
    """So that one for all pages will do, and a notebook need not go through them."""
    from nbconvert.exporters import HTMLExporter

    notebook = new_notebook(cells=[new_markdown_cell("# A page"), new_code_cell("1 + 1")])
    given = {"metadata": {"name": "page"}, "config_dir": str(tmp_path)}
    made, resources = HTMLExporter()._preprocess(notebook, given)
    assert made == notebook
    assert resources.keys() - given.keys() <= {"inlining", "raw_mimetypes", "output_extension"}
    ours, styled = FeedbackExporter()._preprocess(notebook, given)
    assert ours == notebook
    assert styled["inlining"] == resources["inlining"]


def test_our_exporters_page_is_nbconverts():
    """But for the parsing, which puts attributes in another order and form."""
    BeautifulSoup = pytest.importorskip("bs4").BeautifulSoup
    from nbconvert.exporters import HTMLExporter

    notebook = new_notebook(cells=[new_markdown_cell("# A *page*"), new_code_cell("1 + 1")])
    ours, theirs = (BeautifulSoup(exporter().from_notebook_node(notebook.copy())[0], "html.parser")
                    for exporter in (FeedbackExporter, HTMLExporter))
    for soup in (ours, theirs):
        for focusable in soup.select("[tabindex]"):
            del focusable.attrs["tabindex"]
    assert ours.find("main") == theirs.find("main")
