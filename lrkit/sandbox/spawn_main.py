"""Inside the sandbox where a process cannot fork (Windows): one process for one submission.

It is started as ``python -m lrkit.sandbox.spawn_main FONTS WORK`` and reads from its
standard input, in a line each, the port on this machine where the judge waits and the token by
which the judge knows it.
"""

import os
import socket
import sys
from pathlib import Path

from lrkit.sandbox.cleanup import copy_fonts
from lrkit.sandbox.messages import send
from lrkit.sandbox.preload import preload
from lrkit.sandbox.session import serve
from lrkit.sandbox.shell import enter_folder


def main(fonts: str, folder: Path) -> None:
    """Load everything, send that it is ready, and serve until the judge closes the connection."""
    port, token = sys.stdin.readline().strip(), sys.stdin.readline().strip()
    sys.stdin.close()
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        copy_fonts(fonts)
        shell = preload()
        os.chdir(folder)
        enter_folder(shell)
        send(connection, {"ready": token})
        serve(connection, shell)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
