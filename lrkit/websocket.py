"""An extension of the Jupyter server: what a kernel says reaches the page without a pause.

A kernel answers a moved control with three short messages: busy, the new picture, idle. On a
connection with Nagle's algorithm, which Jupyter's has, the second waits until the browser has
acknowledged the first, and the browser waits some 40 ms to see whether it has something to send
along with that. So every interactive figure came 40 ms late, lrkit's and others'. TCP_NODELAY ends
the waiting. ``etc/jupyter/jupyter_server_config.d/lrkit.json``, which comes with the package,
switches the extension on.
"""

import contextlib


def with_tcp_nodelay(connection: type) -> type:
    """The server's class of connections between page and kernel, with TCP_NODELAY.

    A subclass of whatever class is in use, so that a server with kernels elsewhere keeps its own.
    """

    class PromptConnection(connection):
        async def connect(self):
            with contextlib.suppress(Exception):  # a figure may be late, a kernel must be reached
                self.websocket_handler.set_nodelay(True)
            return await super().connect()

    return PromptConnection


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server) -> None:
    settings = server.web_app.settings
    name = "kernel_websocket_connection_class"  # the handler of each connection looks it up here
    if name in settings:  # a server that keeps it elsewhere goes on as it was
        settings[name] = with_tcp_nodelay(settings[name])
