"""Inside the sandbox: IPython's shell without a kernel."""

import os
from pathlib import Path

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class CapturedResult(DisplayHook):
    """A display hook that keeps a cell's result in all its forms, as a kernel does.

    That of a terminal's shell would print the text and lose a figure's picture.
    """

    def start_displayhook(self) -> None:
        """Print nothing before the result."""

    def write_output_prompt(self) -> None:
        """Print no number."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Publish the result where figures go."""
        self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Print nothing behind it."""


class Shell(InteractiveShell):
    """IPython's shell where there are no windows."""

    displayhook_class = Type(CapturedResult)

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no event loop to enable."""


def new_shell() -> Shell:
    """Make a shell whose figures appear in the output, and which keeps nothing on disk."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    InteractiveShell.clear_instance()
    shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    return shell


def enter_folder(shell: Shell) -> None:
    """Let a shell begin in the current folder: it was made before there was one."""
    shell.starting_dir = os.getcwd()
    shell.user_ns["_dh"][:] = [Path.cwd()]
