"""Servers of this machine that tests start: a free port, and the wait for a first answer."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path


def free_ports(count: int) -> list[int]:
    """Find ports of this machine on which nobody listens, each another one."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_until_it_answers(url: str, server: subprocess.Popen, log: Path) -> None:
    """Ask until an answer comes; when a minute is over or the server has ended, show its log."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server of {url} did not start:\n{log.read_text()}")
