"""Inside the sandbox: IPython's shell without a kernel."""

import os
from pathlib import Path

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class CapturedResult(DisplayHook):
    """Keeps a cell's result in all its forms, a figure's picture among them, as a kernel does; a
    terminal's shell would print its text."""

    def start_displayhook(self) -> None:
        """Nothing is printed before it."""

    def write_output_prompt(self) -> None:
        """Nor a number."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """It goes where figures go."""
        self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Nothing is printed behind it."""


class Shell(InteractiveShell):
    """Without windows there is no event loop to enable."""

    displayhook_class = Type(CapturedResult)

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing."""


def new_shell() -> Shell:
    """A shell whose figures appear in the output, and which keeps nothing on disk."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    InteractiveShell.clear_instance()
    shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    return shell


def enter_folder(shell: Shell) -> None:
    """A shell is made before it has a folder: it begins in the one where it is now."""
    shell.starting_dir = os.getcwd()
    shell.user_ns["_dh"][:] = [Path.cwd()]
