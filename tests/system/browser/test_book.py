"""The book: a site that shows the course, needs no network, and gives no answer away."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import lrkit
from lrkit.book import build_book
from lrkit.book.notebooks import figures, reader_notebook
from lrkit.book.reference import PARTS, home, public_names
from lrkit.course import find_course
from lrkit.errors import UserError
from lrkit.exercises import questions_of
from tests.parts import missing, need

COURSE = find_course(Path(__file__).parent)
NAMES = COURSE.assignments
AXE = Path(__file__).resolve().parents[3] / ".npm" / "node_modules" / "axe-core" / "axe.min.js"
LITERAL = re.compile(r"""["'][^"']*["']""")  # a choice, which the question itself offers


class Page(HTMLParser):
    """The text, the links, the ids and the pictures of an HTML page."""

    def __init__(self, file: Path):
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.images: list[dict] = []
        self.feed(file.read_text(encoding="utf-8"))
        self.text = "".join(self.texts)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids |= {values[key] for key in ("id", "name") if values.get(key)}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "img":
            self.images.append(values)
        if tag in ("script", "img", "link") and (address := values.get("src", values.get("href"))):
            self.loads.append(address)

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The site as `lrkit book` makes it. Without Sphinx a skip with the reason, in CI a failure."""
    need("book", "sphinx", "myst_nb", "furo")
    return build_book(tmp_path_factory.mktemp("book") / "site")


@pytest.fixture(scope="module")
def pages(book) -> dict[Path, Page]:
    return {file: Page(file) for file in sorted(book.index.parent.rglob("*.html"))}


@pytest.fixture
def page(browser):
    """A page of a browser that notes what went wrong and what was asked of the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.troubles, page.requests = [], []
    page.on("console", lambda message: page.troubles.append(message.text)
            if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("requestfailed", lambda request: page.troubles.append(f"no answer: {request.url}"))
    page.on("request", lambda request: page.requests.append(request.url))
    yield page
    context.close()


def test_sphinx_has_nothing_to_complain_about(book):
    """Every reference leads somewhere, every docstring is well-formed."""
    assert book.warnings == ()
    for name in NAMES:
        assert (book.index.parent / "course" / f"{name}.html").is_file()


def test_every_public_name_is_in_the_reference(pages, book):
    """Each part of lrkit has a page, and each name that a part offers has a place on it."""
    assert {*PARTS, "exercises"} == set(lrkit._MODULES)
    api = book.index.parent / "api"
    for part in PARTS:
        for name in public_names(import_module(f"lrkit.{part}")):
            assert f"lrkit.{part}.{name}" in pages[api / f"{part}.html"].ids
    ids = set().union(*(page.ids for page in pages.values()))
    for name in set(lrkit.__all__) - set(lrkit._MODULES):
        assert {f"{home(name)}.{name}"} & ids, name


def test_every_link_inside_the_site_leads_somewhere(pages):
    """Pages, files and the places within pages."""
    assert len(pages) > len(NAMES) + len(PARTS)
    for file, page in pages.items():
        for link in {*page.links, *page.loads}:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{file.name} links to {link}"
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids, f"{file.name}: {link}"


def test_nothing_that_a_page_loads_lies_elsewhere(pages):
    """Scripts, styles and pictures; a link that one may click can lead out."""
    loaded = [address for page in pages.values() for address in page.loads]
    assert [address for address in loaded if urlsplit(address).netloc] == []


def test_every_figure_is_there_with_its_words(pages, book):
    """As many as the executed sources have, each described, each to be found from the gallery."""
    for name in NAMES:
        drawn = figures(name, reader_notebook(COURSE, name))
        assert drawn
        page = pages[book.index.parent / "course" / f"{name}.html"]
        shown = [image for image in page.images if image.get("id", "").startswith("figure-")]
        assert [" ".join(figure.alt.split()) for figure in drawn] == [
            image["alt"] for image in shown]
        gallery = pages[book.index.parent / "gallery.html"]
        for figure in drawn:
            assert f"course/{name}.html#figure-{figure.number}" in gallery.links
    for file, page in pages.items():
        for image in page.images:
            assert len(image.get("alt", "")) > 20, f"{file.name}: {image}"


def answers(name: str) -> Iterator[str]:
    """List what a notebook's source says and its release does not: code lines, rubrics."""
    source, release = (
        json.loads((folder / name / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        for folder in (COURSE.sources, COURSE.release))
    known = "\n".join("".join(cell["source"]) for cell in release).replace("`", "")
    for cell in source:
        for line in "".join(cell["source"]).splitlines():
            line = line.strip()
            new = line.replace("`", "") not in known
            if new and len(line) > 12 and not LITERAL.fullmatch(line):
                yield line


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_on_the_open_page(name, pages, book):
    """No line of a solution, no rubric, no sample answer, no right letter of a quiz."""
    shown = re.sub(r"\s+", " ", pages[book.index.parent / "course" / f"{name}.html"].text)
    hidden = list(answers(name))
    assert len(hidden) > 20
    for line in hidden:
        # Markdown becomes other text on a page, so that its first bare words stand for it
        bare = re.sub(r"\s+", " ", re.split(r"[*`$\\“\"]", line)[0] if line[0].isalpha() else line)
        if len(bare) > 12:
            assert bare not in shown, line
    assert "is right." not in shown and "You predicted" not in shown
    replies = [choice.reply for question in questions_of(name)
               for choice in question.choices.values()]
    assert replies and not any(re.sub(r"\s+", " ", reply) in shown for reply in replies)


@pytest.mark.parametrize("name", NAMES)
def test_with_solutions_every_answer_is_on_the_page(name):
    """The switch shows what the source has: answers folded, rubrics too, no marks."""
    cells = reader_notebook(COURSE, name, solutions=True).cells
    text = "\n".join(cell.source for cell in cells)
    lines = [line for line in answers(name) if not line.startswith("###")]
    assert [line for line in lines if line not in text] == []
    assert "### " not in re.sub(r"^### ", "", text, flags=re.M) and "BEGIN" not in text
    assert any(cell.get("outputs") for cell in cells if "check(" in cell.source)


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    """Only an earlier book is replaced."""
    need("book", "sphinx", "myst_nb", "furo")
    (tmp_path / "thesis.tex").write_text("all my work")
    with pytest.raises(UserError, match="is not empty and no book of lrkit"):
        build_book(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_notebook_reads_well_in_a_browser(page, book):
    """Formulas are drawn, pictures too, nothing fails, and nothing is asked of the network."""
    page.goto(f"{book.index.parent.as_uri()}/course/{NAMES[1]}.html")
    page.locator("mjx-container mjx-math").first.wait_for()
    assert page.locator("mjx-merror").count() == 0
    assert page.locator("mjx-container").count() == page.locator(".math").count()
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert page.evaluate("document.fonts.ready.then(() => "
                         "[...document.fonts].some(font => font.status == 'loaded'))")
    assert page.troubles == []
    assert {urlsplit(url).scheme for url in page.requests} <= {"file", "data"}


def test_search_finds_a_word(page, book):
    """Typed into the box of a page that was opened as a file."""
    page.goto(book.index.as_uri())
    page.locator("input[name=q]").first.fill("overshooting")
    page.keyboard.press("Enter")
    page.locator("#search-results li a", has_text="Too small, too large").first.wait_for()
    assert page.troubles == []
    assert {urlsplit(url).scheme for url in page.requests} <= {"file", "data"}


def test_a_phone_shows_every_page_without_scrolling_sideways(page, pages):
    """Wide code, tables and formulas scroll in themselves."""
    page.set_viewport_size({"width": 390, "height": 800})
    for file in pages:
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), file.name
    assert page.troubles == []


def test_pages_with_code_and_tables_can_be_used_by_everybody(browser, book):
    """axe-core finds no fault: what scrolls sideways can be reached with the keyboard."""
    if not AXE.exists():
        missing("axe-core", "npm install --prefix .npm axe-core@4")
    names = ("pitfalls", "libraries", *(f"course/{name}" for name in NAMES if "09_" in name))
    for name, scheme in product(names, ("light", "dark")):
        page = browser.new_page(viewport={"width": 700, "height": 900}, color_scheme=scheme)
        page.goto((book.index.parent / f"{name}.html").as_uri())
        page.add_script_tag(path=AXE)
        faults = page.evaluate("async () => (await axe.run()).violations.map(fault => [fault.id, "
                               "fault.nodes[0].html])")
        page.close()
        assert faults == [], name


def test_in_print_there_is_the_text_and_nothing_to_click(page, book):
    """Sidebars and buttons stay away, and no line of code is cut off."""
    page.goto(f"{book.index.parent.as_uri()}/course/{NAMES[0]}.html")
    page.emulate_media(media="print")
    for part in (".sidebar-drawer", ".toc-drawer", ".mobile-header", ".related-pages",
                 ".skip-to-content"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator("article h1").is_visible()
    cut = "pre => pre.scrollWidth > pre.clientWidth + 1"
    assert page.evaluate(f"[...document.querySelectorAll('pre')].filter({cut}).length") == 0
