"""Inside the sandbox: how much a submission's processes use together.

The kernel's limits count for one process, and that on processes not at all where the grader runs as
root. So the keeper looks, twenty times a second, and ends what has grown too large.
"""

import contextlib
import os
from pathlib import Path

MAX_PROCESSES = 100
MAX_MEMORY = 4 * 1024**3  # bytes of all processes together, shared pages counted once
INTERVAL = 0.05  # seconds between two looks, where only the submission's processes are in sight
SHARED_INTERVAL = 0.25  # where all of the machine's are


def exceeds_limits(pids: list[int]) -> bool:
    """Whether these processes are more, or use more memory, than a submission may."""
    if len(pids) > MAX_PROCESSES:
        return True
    return len(pids) > 1 and sum(map(_memory, pids)) > MAX_MEMORY


def _memory(pid: int) -> int:
    """A process's share of the memory in bytes; 0 where it cannot be seen."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def descendants(root: int) -> list[int]:
    """Every process below this one, from /proc; nothing where there is none."""
    parents: dict[int, int] = {}
    with contextlib.suppress(OSError):
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    text = Path(f"/proc/{entry}/stat").read_text()
                    state, parent = text.rsplit(")", 1)[1].split()[:2]
                    if state != "Z":
                        parents[int(entry)] = int(parent)
    found, todo = [], [root]
    while todo:
        here = todo.pop()
        below = [pid for pid, parent in parents.items() if parent == here]
        found += below
        todo += below
    return found
