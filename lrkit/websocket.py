"""An extension of the Jupyter server that sets TCP_NODELAY, so that figures arrive without delay.

A kernel answers a moved control with three short messages: busy, the new picture, idle. Jupyter's
connections use Nagle's algorithm, which holds the second message back until the browser has
acknowledged the first, and the browser delays its acknowledgement by about 40 ms in order to send
it along with other data. So every interactive figure, of lrkit or others, came 40 ms late.
TCP_NODELAY switches Nagle's algorithm off. The file
``etc/jupyter/jupyter_server_config.d/lrkit.json``, which comes with the package, enables the
extension.
"""

import contextlib


def with_tcp_nodelay(connection: type) -> type:
    """Return a subclass of the server's class of kernel connections that sets TCP_NODELAY.

    It derives from the class in use, so that a server with remote kernels keeps its own.
    """

    class PromptConnection(connection):
        async def connect(self):
            with contextlib.suppress(Exception):  # the connection matters more than the delay
                self.websocket_handler.set_nodelay(True)
            return await super().connect()

    return PromptConnection


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server) -> None:
    settings = server.web_app.settings
    name = "kernel_websocket_connection_class"  # each connection's handler reads this setting
    if name in settings:  # a server without this setting is not changed
        settings[name] = with_tcp_nodelay(settings[name])
