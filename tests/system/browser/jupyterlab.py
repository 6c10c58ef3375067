"""A real JupyterLab on loopback, and a page in Chromium that has a notebook open."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.loopback import free_ports, wait_until_it_answers

TOKEN = "browser-test"
PATIENCE = 90_000  # milliseconds that anything may take on a busy machine
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Headless in a container, and quiet: without these Chromium itself calls home.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]
SETTINGS = {
    # Every cell is in the page, not only those in view; on a busy machine no question which kernel.
    "notebook-extension/tracker": {"windowingMode": "none", "autoStartDefaultKernel": True},
    # No dialog about news, and no request for updates.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False,
                                        "doNotDisturbMode": True},
}


def find_browser() -> str | None:
    """The path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """Serve `folder`; settings, runtime files and history stay in `home`. Yields the address."""
    for name, values in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    places = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython",
        "JUPYTER_RUNTIME_DIR": "runtime", "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "MPLCONFIGDIR": "matplotlib",
    }
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {name: str(home / path) for name, path in places.items()}
    [port] = free_ports(1)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0", "--allow-root",
    ]
    with open(home / "server.log", "wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment | {"PATH": programs},
                                  stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            for question in ("status", "kernelspecs"):
                url = f"{address}/api/{question}?token={TOKEN}"
                wait_until_it_answers(url, server, home / "server.log")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


class NotebookPage:
    """A notebook open in JupyterLab (or in Notebook 7), used as a person uses it."""

    def __init__(self, page, address: str, path: str, app: str = "lab/tree"):
        self.page, self.address = page, address
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.errors.append(message.text)
                if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        # On a machine that is busy JupyterLab may ask before it has read which kernels there are.
        asks = page.locator(".jp-Dialog-content", has_text="Select kernel for")
        page.add_locator_handler(asks, lambda dialog: dialog.locator(".jp-mod-accept").click())
        page.goto(f"{address}/{app}/{path}?token={TOKEN}&reset")
        self.wait_for_kernel("idle")

    def wait_for_kernel(self, status: str) -> None:
        """Until the kernel's lamp in the toolbar says `status`."""
        lamp = f'.jp-Notebook-ExecutionIndicator[data-status="{status}"]'
        self.page.wait_for_selector(lamp, state="attached", timeout=60_000)

    def choose(self, menu: str, *entries: str) -> None:
        """Choose an entry of the menu bar with the mouse, through submenus if need be."""
        from playwright.sync_api import TimeoutError as PlaywrightTimeout

        try:
            self.page.locator("#jp-MainMenu").get_by_role("menuitem", name=menu, exact=True).click()
        except PlaywrightTimeout as error:
            dialogs = self.page.locator(".jp-Dialog").all_inner_texts()
            raise TimeoutError(f"the menu {menu} cannot be opened; dialogs {dialogs}") from error
        for entry in entries:
            self.page.locator(".lm-Menu").last.locator(".lm-Menu-itemLabel").get_by_text(
                entry, exact=True).click()

    def run_all(self) -> None:
        """Run > Run All Cells, until the last code cell has its number.

        On a busy machine the click may come before the notebook is ready for it, and then nothing
        runs, or the first cell alone: as a person would, choose it once more. A cell that fails is
        never run again.
        """
        for _ in range(3):
            self.choose("Run", "Run All Cells")
            self._wait_until_settled()
            if not self._prompts(r"^\[ \]") or self.cell_errors():
                break
        if self._prompts(r"^\[ \]"):
            raise AssertionError(f"not every cell ran; cells say {self.cell_errors()}")
        self._wait_for_prompts("every", r"\d", 5_000)
        self.wait_for_kernel("idle")

    def _prompts(self, pattern: str) -> list[str]:
        """The prompts of code cells that look so."""
        found = self.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        return [prompt for prompt in found if re.search(pattern, prompt)]

    def _wait_until_settled(self) -> None:
        """Until nothing has been running or waiting for three seconds."""
        quiet_since, deadline = time.monotonic(), time.monotonic() + 240
        lamp = self.page.locator(".jp-Notebook-ExecutionIndicator").first
        while time.monotonic() < deadline:
            busy = self._prompts(r"\*") or lamp.get_attribute("data-status") != "idle"
            if busy:
                quiet_since = time.monotonic()
            done = not self._prompts(r"^\[[ *]\]")
            if done or time.monotonic() - quiet_since > 3:
                return
            self.page.wait_for_timeout(200)

    def _wait_for_prompts(self, how_many: str, pattern: str, timeout: float) -> None:
        """Until some or every code cell's prompt has what the pattern says, in milliseconds."""
        from playwright.sync_api import TimeoutError as PlaywrightTimeout

        try:
            self.page.wait_for_function(
                """([how_many, pattern]) => {
                    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
                    const matches = prompt => new RegExp(pattern).test(prompt.textContent);
                    return prompts.length > 0 && prompts[how_many](matches);
                }""", arg=[how_many, pattern], timeout=timeout)
        except PlaywrightTimeout as error:
            prompts = self.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
            dialogs = self.page.locator(".jp-Dialog").all_inner_texts()
            raise TimeoutError(f"prompts {prompts}, dialogs {dialogs}") from error

    def cell_errors(self) -> list[str]:
        """Tracebacks and text on stderr in any cell."""
        return self.page.locator(
            '[data-mime-type="application/vnd.jupyter.error"], '
            '[data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts()

    def cell(self, text: str):
        """The code cell whose source has `text`."""
        return self.page.locator(".jp-CodeCell", has=self.page.locator(
            ".jp-InputArea-editor", has_text=text)).first
