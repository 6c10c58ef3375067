"""`lrkit start`: the notebooks in a folder, and JupyterLab open on one of them."""

import argparse
from pathlib import Path

from lrkit.cli import EXIT_DONE
from lrkit.cli.arguments import Commands, add_command, port_argument

_DESCRIPTION = """\
Run it again to continue, or after an update: it adds what is new, and never
overwrites what you have worked on.

  lrkit start                      in the folder learning-rates
  lrkit start my-course --no-open  only copy the notebooks"""


def add_start(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = add_command(commands, "start", start_command,
                         "Put the notebooks into a folder and open JupyterLab.", _DESCRIPTION)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("learning-rates"),
                        help="where you keep your work (default: learning-rates)")
    parser.add_argument("--no-browser", action="store_true",
                        help="print JupyterLab's address instead of opening a browser")
    parser.add_argument("--no-open", action="store_true", help="only copy the notebooks")
    parser.add_argument("--port", type=port_argument, help="JupyterLab's port")


def start_command(arguments: argparse.Namespace) -> int:
    """Deliver the notebooks, and open JupyterLab unless asked not to."""
    from lrkit.course import find_course
    from lrkit.release.delivery import deliver

    course = find_course()
    print(deliver(course, arguments.folder).report(arguments.folder))
    if arguments.no_open:
        return EXIT_DONE
    from lrkit.release.jupyterlab import open_jupyterlab

    return open_jupyterlab(arguments.folder, course, port=arguments.port,
                           browser=not arguments.no_browser)
