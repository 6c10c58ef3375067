"""A JupyterHub as docs/ways-in.md sets it up: an instructor and two students in a browser."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.parts import missing
from tests.system.browser.conftest import PICTURES
from tests.system.ways.hub import PASSWORD, PROGRAMS, hub_lacks, jupyterhub
from tests.system.ways.student import NAME, ROOT, answer

PATIENCE = 90_000  # milliseconds: a server of its own starts for each user


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder of the hub, with the instructor's clone and a repository for nbgitpuller."""
    folder = tmp_path_factory.mktemp("hub")
    teacher = folder / "home" / "teacher"
    teacher.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", teacher)
    for name in ("solutions", "course"):
        shutil.copytree(ROOT / name / NAME, teacher / name / NAME)
    repository = folder / "lrkit"
    shutil.copytree(ROOT / "course" / NAME, repository / "course" / NAME)
    author = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], [*author, "commit", "-qm", "one"]):
        subprocess.run(["git", *command], cwd=repository, check=True)
    return folder


@pytest.fixture(scope="module")
def hub(folder, browser):
    """The hub's address. Missing: a skip with the reason, in CI a failure."""
    if lacks := hub_lacks():
        missing(*lacks)
    exchange = folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with jupyterhub(folder, documented_settings().replace("/srv/nbgrader/exchange", str(exchange))
                    + "c.ExchangeCollect.check_owner = False\n") as address:  # all files are ours
        yield address


@pytest.fixture
def log_in(hub, browser):
    """Log somebody in; gives a page that has just begun to load `then`."""
    contexts = []

    def log_in_(name: str, then: str):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{hub}/hub/login?next={then}")
        page.fill("#username_input", name)
        page.fill("#password_input", PASSWORD)
        page.click("#login_submit")
        return page

    yield log_in_
    for context in contexts:
        context.close()


def documented_settings() -> str:
    """The nbgrader_config.py that the page on ways in tells a hub's administrator to write."""
    text = (ROOT / "docs" / "ways-in.md").read_text(encoding="utf-8")
    settings, = re.findall(r"```python\n(c = get_config\(\).*?)```", text, re.S)
    return settings


def test_a_class_on_a_hub(hub, folder, log_in):
    """Each student's marks are in formgrader under the name of their login.

    Before that: release in formgrader, fetch and submit in the assignment list, collect in
    formgrader, `lrkit grade`.
    """
    teacher = log_in("teacher", "/hub/spawn")
    teacher.wait_for_selector("#jp-MainMenu")
    formgrader = f"{hub}/user/teacher/formgrader"
    teacher.goto(formgrader)
    teacher.get_by_role("row", name=NAME).locator(".release a").click()
    teacher.get_by_text(f"Successfully released '{NAME}'").wait_for()

    for name, answered in {"ada": ["gd_step"], "grace": []}.items():
        _take_part(log_in(name, "/hub/spawn"), folder / "home" / name, answered)

    teacher.goto(formgrader)
    teacher.get_by_role("row", name=NAME).locator(".collect a").click()
    teacher.get_by_text(f"Successfully collected submissions of '{NAME}'").wait_for()
    clone = folder / "home" / "teacher"
    subprocess.run([PROGRAMS / "lrkit", "grade", "submitted"], cwd=clone, check=True,
                   capture_output=True)
    rows = (clone / "submitted-graded" / "grades.csv").read_text().splitlines()[1:]
    points = {row.split(",")[0]: float(row.split(",")[2]) for row in rows}
    assert points == {"ada": 4.0, "grace": 0.0}

    teacher.goto(f"{formgrader}?path=submitted-graded")  # as the page on ways in says
    teacher.wait_for_url("**/formgrader/manage_assignments*")
    teacher.goto(f"{formgrader}/manage_submissions/{NAME}")
    for name, score in {"ada": "4", "grace": "0"}.items():
        row = teacher.get_by_role("row").filter(has=teacher.get_by_text(name, exact=True))
        row.get_by_text(f"{score} / 33").wait_for()
    teacher.screenshot(path=PICTURES / "hub-formgrader.png")
    teacher.goto(formgrader)  # without a folder it is the clone's again, whose gradebook is empty
    teacher.wait_for_url("**/formgrader/manage_assignments*")
    teacher.goto(f"{formgrader}/manage_submissions/{NAME}")
    teacher.get_by_text("needs autograding").first.wait_for()


def _take_part(page, home: Path, answered: list[str]) -> None:
    """Fetch the assignment, answer what is to be answered, submit."""
    page.wait_for_selector("#jp-MainMenu")
    page.locator("#jp-MainMenu").get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Assignment List", exact=True).click()
    page.get_by_role("button", name="Fetch", exact=True).click()
    submit = page.get_by_role("button", name="Submit", exact=True)
    submit.wait_for()
    for exercise in answered:
        answer(home / NAME / f"{NAME}.ipynb", exercise)
    submit.click()
    page.locator("#submitted_assignments_list .list_item",
                 has_text=re.compile(r"\d{4}-")).first.wait_for()
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"hub-{home.name}.png")


def test_a_link_of_nbgitpuller_brings_the_course(hub, folder, log_in):
    """It lands in the student's home, and JupyterLab opens on it."""
    repository = f"file://{folder / 'lrkit'}".replace("/", "%2F").replace(":", "%3A")
    target = f"lab%2Ftree%2Flrkit%2Fcourse%2F{NAME}%2F{NAME}.ipynb"
    link = f"/hub/user-redirect/git-pull?repo={repository}&branch=main&urlpath={target}"
    page = log_in("grace", link.replace("%", "%25").replace("&", "%26").replace("?", "%3F"))
    page.wait_for_selector(".jp-Notebook")
    pulled = folder / "home" / "grace" / "lrkit" / "course" / NAME / f"{NAME}.ipynb"
    assert pulled.read_bytes() == (ROOT / "course" / NAME / f"{NAME}.ipynb").read_bytes()
