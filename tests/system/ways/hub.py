"""A real JupyterHub on loopback, with users who have names and homes of their own.

nbgrader asks the operating system who somebody is. Instead of having accounts on this machine, each
user's server runs in a bubblewrap that sees everything as it is, but for a user database in which
its user has that name.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.loopback import free_ports, wait_until_it_answers

PASSWORD = "only-on-loopback"
PROGRAMS = Path(sys.executable).parent
NODE = Path(__file__).resolve().parents[3] / ".npm" / "node_modules"  # ignored by git
PROXY = NODE / ".bin" / "configurable-http-proxy"

CONFIG = """
import json, os
from pathlib import Path

c = get_config()
place = json.loads(os.environ["HUB_TEST"])
c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url = place["public"], place["hub"]
c.ConfigurableHTTPProxy.api_url, c.ConfigurableHTTPProxy.command = place["proxy"], place["command"]
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = place["password"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = place["home"] + "/{username}"
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.Spawner.environment = place["environment"]


def with_a_name(spawner):
    users = Path(place["home"]) / f"passwd-{spawner.user.name}"
    home = f"{place['home']}/{spawner.user.name}"
    users.write_text(f"{spawner.user.name}:x:{os.getuid()}:{os.getgid()}::{home}:/bin/sh\\n")
    spawner.cmd = ["bwrap", "--die-with-parent", "--dev-bind", "/", "/", "--ro-bind", str(users),
                   "/etc/passwd", place["server"], "--allow-root"]


c.Spawner.pre_spawn_hook = with_a_name
"""


def hub_lacks() -> tuple[str, str] | None:
    """Say what a hub needs and is not there, and what installs it."""
    if shutil.which("bwrap") is None:
        return "bubblewrap", "apt-get install bubblewrap"
    if not (PROGRAMS / "jupyterhub").is_file():
        return "JupyterHub", '.venv/bin/pip install ".[hub]"'
    if not PROXY.is_file():
        return "proxy", "npm install --prefix .npm configurable-http-proxy"
    return None


@contextmanager
def jupyterhub(folder: Path, settings: str) -> Iterator[str]:
    """Start a hub in `folder`; `settings` is everybody's nbgrader_config.py. Yields its address."""
    homes, shared = folder / "home", folder / "jupyter"
    homes.mkdir(exist_ok=True)
    shared.mkdir()
    (shared / "nbgrader_config.py").write_text(settings)
    (folder / "jupyterhub_config.py").write_text(CONFIG)
    ports = free_ports(3)
    public = f"http://127.0.0.1:{ports[0]}"
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    place = {
        "public": public, "hub": f"http://127.0.0.1:{ports[1]}",
        "proxy": f"http://127.0.0.1:{ports[2]}", "command": str(PROXY), "home": str(homes),
        "password": PASSWORD, "server": str(PROGRAMS / "jupyterhub-singleuser"),
        "environment": {"JUPYTER_CONFIG_PATH": str(shared), "PATH": path},
    }
    environment = os.environ | {"HUB_TEST": json.dumps(place), "PATH": path}
    with open(folder / "hub.log", "wb") as log:
        hub = subprocess.Popen([PROGRAMS / "jupyterhub", "-f", folder / "jupyterhub_config.py"],
                               cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            wait_until_it_answers(f"{public}/hub/login", hub, folder / "hub.log")
            yield public
        finally:
            hub.terminate()  # it ends the proxy; the servers end with it
            hub.wait(timeout=30)
