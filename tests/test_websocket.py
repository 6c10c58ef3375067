"""The server extension: every connection to a kernel is without Nagle's algorithm."""

import asyncio
import json
import tomllib
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.websocket import WebSocketHandler

from lrkit.websocket import _load_jupyter_server_extension

ROOT = Path(__file__).resolve().parents[1]
NAME = "kernel_websocket_connection_class"


def test_a_connection_sends_at_once_and_is_otherwise_the_servers_own():
    """TCP_NODELAY is asked for before anything else, and then the server's own class connects."""
    done = []

    class Connection:
        websocket_handler = SimpleNamespace(set_nodelay=lambda on: done.append(("nodelay", on)))

        async def connect(self):
            done.append("connected")
            return "answer"

    server = SimpleNamespace(web_app=SimpleNamespace(settings={NAME: Connection}))
    _load_jupyter_server_extension(server)
    assert asyncio.run(server.web_app.settings[NAME]().connect()) == "answer"
    assert done == [("nodelay", True), "connected"]


def test_a_server_that_keeps_its_class_elsewhere_goes_on_as_it_was():
    """Figures are slower there, and nothing else is."""
    server = SimpleNamespace(web_app=SimpleNamespace(settings={"other": 1}))
    _load_jupyter_server_extension(server)
    assert server.web_app.settings == {"other": 1}


def test_the_servers_classes_have_what_the_extension_uses():
    """Were one of these renamed in Jupyter or Tornado, the extension would do nothing."""
    assert "websocket_handler" in ZMQChannelsWebsocketConnection.class_trait_names()
    assert callable(ZMQChannelsWebsocketConnection.connect)
    assert callable(WebSocketHandler.set_nodelay)
    asked = []
    handler = SimpleNamespace(settings=SimpleNamespace(get=lambda name: asked.append(name)))
    KernelWebsocketHandler.kernel_websocket_connection_class.fget(handler)
    assert asked == [NAME]


def test_the_package_switches_the_extension_on():
    """The file that the wheel puts beside Jupyter's own names a module with an extension."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    ((source, target),) = shared.items()
    assert target == "etc/jupyter/jupyter_server_config.d/lrkit.json"
    switched = json.loads((ROOT / source).read_text())["ServerApp"]["jpserver_extensions"]
    ((module, on),) = switched.items()
    assert on
    assert import_module(module)._jupyter_server_extension_points() == [{"module": module}]
