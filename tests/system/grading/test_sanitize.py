"""Nothing of a student's acts in the browser of a reader: feedback pages and formgrader's view."""

import base64

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from lrkit.remarks import SubmissionKey
from tests.grading.pool import grade

ALERT = "alert('x' + document.cookie)"
TEXTS = (
    f"<script>{ALERT}</script>",
    f"<img src=x onerror=\"{ALERT}\">",
    f"<svg/onload={ALERT}>",
    f"</div></div><iframe srcdoc='<script>{ALERT}</script>'></iframe>",
    f"[click](javascript:{ALERT})",
    f"<a href='javascript:{ALERT}'>click</a>",
    f"[click](data:text/html;base64,{base64.b64encode(b'<script>1</script>').decode()})",
    f"![x](javascript:{ALERT})",
    "<style>body { display: none }</style><form action=//evil><input name=a></form>",
    f"$$\\href{{javascript:{ALERT}}}{{x}}$$ <math><a xlink:href='javascript:{ALERT}'>x</a></math>",
    f"<!-- --!><script>{ALERT}</script> -->",
    "<ScRiPt\n>alert(1)</sCrIpT>",
    f"[click](&#106;avascript:{ALERT}) [click](javascript&colon;{ALERT})",
    f"[click](java&Tab;script:{ALERT})",
    f"[click](javascript\\:{ALERT}) [click](\n&#x6a;avascript:{ALERT})",
    f"[click][1]\n\n[1]: &#106;avascript:{ALERT}",
    f"[click][2]\n\n[2]:\n   javascript&colon;{ALERT}",
    "![x](https://example.org/seen.png) ![x](/hub/logout) ![x][3]\n\n[3]: http://example.org/3.png",
    "![x](attachment:../../../hub/logout) [a page of mine](evil.html)",
)
HANDLER = f'x" onerror="{ALERT}'
FORMS = (  # what a display holds, and what is said of it
    ({"image/png": HANDLER}, {}),
    ({"image/png": "AAAA"}, {"image/png": {"alt": f"seen by ear {HANDLER}", "x": [1],
                                           "width": f"1 onerror={ALERT}", "height": True}}),
    ({"image/svg+xml": '<svg onload="alert(1)"/>'}, {}),
    ({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}, {}),
)
DISPLAYS = "\n".join((
    "from IPython.display import HTML, Javascript, Latex, Markdown, SVG, display",
    *(f"display({form}({text!r}))" for text in TEXTS[:4] for form in ("HTML", "Markdown", "Latex")),
    f"display(Javascript({ALERT!r}))",
    *(f"display({data!r}, raw=True, metadata={metadata!r})" for data, metadata in FORMS),
    f"print({TEXTS[0]!r})",
))


def _active(html: str) -> list[str]:
    """Every script, event handler, odd address and foreign element of a page."""
    page = BeautifulSoup(html, "html.parser")
    found = [str(tag)[:200] for tag in page.find_all(
        ["script", "iframe", "object", "embed", "form", "input", "style", "link", "svg", "math",
         "base", "meta"])]
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            if name.startswith("on") or name == "srcdoc":
                found.append(f"{tag.name} {name}={value}")
            if name == "src" and not str(value).startswith(("data:image/png", "data:image/jpeg")):
                found.append(f"{tag.name} {name}={value[:80]}")  # fetched without a click
            if name == "href" and "evil.html" in str(value):  # formgrader hands it out as a page
                found.append(f"{tag.name} {name}={value[:80]}")
            if name in ("href", "src", "action", "xlink:href") and ":" in str(value) and \
                    not str(value).startswith(("http", "data:image/png", "data:image/jpeg")):
                found.append(f"{tag.name} {name}={value[:80]}")
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory, tiny, hand_in, all_right):
    """A harmless notebook, and the same with every text above in every place."""
    folder = tmp_path_factory.mktemp("hostile") / "class"
    hand_in(tiny, folder, "good/01_tiny", **all_right)
    path = hand_in(tiny, folder, "evil/01_tiny", **all_right | {
        "explain_why": "\n\n".join(TEXTS)})
    notebook = nbformat.read(path, as_version=4)
    for text in TEXTS:
        notebook.cells += [new_markdown_cell(text), new_raw_cell(text),
                           new_raw_cell(text, metadata={"raw_mimetype": "text/html"})]
    notebook.cells.append(new_code_cell(DISPLAYS, metadata={"tags": [f"x\" onclick=\"{ALERT}"]}))
    notebook.cells.append(new_markdown_cell("![a](attachment:a.svg)", attachments={
        "a.svg": {"image/svg+xml": "<svg onload=alert(1)>", "text/html": TEXTS[0]}}))
    notebook.metadata["title"] = TEXTS[0]
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {
        "state": {}, "x": "</script>" + TEXTS[0]}}
    nbformat.write(notebook, path)
    return grade(folder, tiny).output


def test_a_feedback_page_has_nothing_active_of_a_students(graded):
    """No more scripts, handlers and elements than a harmless notebook's page."""
    pages = {student: (graded / f"feedback/{student}/01_tiny/01_tiny.html").read_text()
             for student in ("good", "evil")}
    known = _active(pages["good"])
    assert [entry for entry in _active(pages["evil"]) if entry not in known] == []
    assert "document.cookie" in pages["evil"]  # written out, so that a reader sees what it was
    images = BeautifulSoup(pages["evil"], "html.parser").find_all("img", alt=True)
    described = next(image for image in images if "seen by ear" in image["alt"])
    assert set(described.attrs) == {"src", "alt"} and "onerror" in described["alt"]


def test_formgraders_view_has_nothing_active_of_a_students(graded):
    """The instructor, who is logged in, looks at the autograded notebook as HTML."""
    from nbconvert.exporters import HTMLExporter

    pages = {}
    for student in ("good", "evil"):
        notebook = nbformat.read(graded / f"autograded/{student}/01_tiny/01_tiny.ipynb", 4)
        pages[student] = HTMLExporter(template_name="classic").from_notebook_node(notebook)[0]
    known = _active(pages["good"])
    assert [entry for entry in _active(pages["evil"]) if entry not in known] == []


def test_the_detector_sees_what_it_should(graded):
    """The hostile notebook as it was handed in, as HTML: the test above would fail on it."""
    from nbconvert.exporters import HTMLExporter

    notebook = nbformat.read(graded / "submitted/evil/01_tiny/01_tiny.ipynb", 4)
    for cell in notebook.cells:  # nbconvert refuses a picture that did not come along
        cell.source = cell.source.replace("(attachment:..", "(..")
    page = HTMLExporter(template_name="classic").from_notebook_node(notebook)[0]
    assert len(_active(page)) > 25


def test_a_text_that_cannot_be_rendered_is_shown_as_typed(graded, monkeypatch):
    """The page is written all the same, with the text in it."""
    from nbconvert.exporters import HTMLExporter

    from lrkit.course.nbgrader_driver import NbgraderCourse
    from lrkit.grading.gradebook.gradebook import ClassGradebook
    from lrkit.grading.reporting.feedback import FeedbackWriter

    def fail(self, context, source):
        raise RuntimeError("no such text")

    monkeypatch.setattr(HTMLExporter, "markdown2html", fail)
    with ClassGradebook(NbgraderCourse(graded)) as books:
        page = FeedbackWriter(books).write(SubmissionKey("good", "01_tiny")).read_text()
    assert "Because of the curvature." in BeautifulSoup(page, "html.parser").get_text()
