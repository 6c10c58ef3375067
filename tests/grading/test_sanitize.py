"""Harmless texts and figures of a student's stay as they are."""

import base64

import pytest

from lrkit.grading.execution.sanitize import escape_markup, sanitize_outputs


def test_figures_and_plain_text_stay():
    """Harmless outputs are kept as they are."""
    picture = base64.b64encode(b"\x89PNG picture").decode() + "\n"
    outputs = [{"output_type": "display_data", "data": {"image/png": picture,
                                                        "text/plain": "<Figure 1>"}}]
    assert sanitize_outputs(outputs)[0]["data"] == outputs[0]["data"]


@pytest.mark.parametrize("text", ["[a](https://example.org/x)", "[b](#part)", "f[0] and (x)",
                                  "[1]: https://example.org", "![a](attachment:a.png)", "a & b",
                                  "![a](data:image/png;base64,AAAA)", "$\\frac{\\dot x}{2}$"])
def test_links_to_the_web_and_pictures_that_came_along_stay(text):
    """Texts that a student may well write are kept character by character."""
    assert escape_markup(text) == text


def test_what_tex_would_do_is_taken_apart():
    """MathJax builds an address from pieces, which no look at the text finds."""
    text = r"\newcommand{\z}[1]{\href{java#1:alert(1)}{x}} \z{script} \style{position:fixed}{x}"
    assert r"\href" not in escape_markup(text)
    assert r"\style" not in escape_markup(text)


@pytest.mark.parametrize("text", ["a < b and c <= d", "1 <2", "x << 3", "$a<b$ is not a tag? <"])
def test_comparisons_stay(text):
    """Only what begins a tag is written out."""
    assert escape_markup(text).replace("&lt;b", "<b") == text
