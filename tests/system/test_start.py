"""`lrkit start` as a student types it: JupyterLab opens on the first notebook."""

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest

from tests.system.loopback import free_ports


def test_jupyterlab_is_opened_in_the_folder_on_notebook_1(tmp_path):
    """The address that JupyterLab prints leads to the first notebook; both end together."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lrkit.cli", "start", "work", "--no-browser",
         "--port", str(free_ports(1)[0])],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True)
    try:
        for line in process.stdout:
            if re.search(r"http://\S+/lab/tree/01_one_step_downhill/01_one_step_downhill\.ipynb",
                         line):
                break
        else:
            pytest.fail("JupyterLab ended without printing the address")
        process.terminate()
        process.communicate(timeout=60)  # until nobody can write there any more, JupyterLab too
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its own group, whatever is left of it
