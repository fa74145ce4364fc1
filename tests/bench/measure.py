"""What one run of a program costs, and what a folder holds."""

import os
import re
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cost:
    """Seconds, seconds of processor time (user and system), bytes of resident memory at the peak."""

    wall: float
    cpu: float
    memory: float


def run(command, cwd, env=None, accepts=(0,)):
    """Runs `command` to its end; its own cost, as the system counts it when it is waited for."""
    begun = time.monotonic()
    with open(os.devnull, "rb") as nothing, open(Path(cwd) / "log.txt", "wb") as log:
        child = subprocess.Popen(command, cwd=cwd, env=env, stdin=nothing, stdout=log, stderr=log)
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accepts:
        tail = (Path(cwd) / "log.txt").read_text(errors="replace")[-2000:]
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}:\n{tail}")
    scale = 1 if os.uname().sysname == "Darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * scale)


def machine():
    """The processor, how many of it, and how busy they are already."""
    model = re.search(r"model name\s*: (.+)", read("/proc/cpuinfo"))
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {model[1] if model else os.uname().machine}, load {load:.1f} at the start"


def read(path):
    return Path(path).read_text() if Path(path).exists() else ""


def total(costs):
    """What several programs cost that run one after the other."""
    costs = list(costs)
    return Cost(sum(c.wall for c in costs), sum(c.cpu for c in costs), max(c.memory for c in costs))


def median(costs):
    """The middle of several rounds, number by number."""
    middle = lambda name: statistics.median(getattr(cost, name) for cost in costs)
    return Cost(middle("wall"), middle("cpu"), middle("memory"))


def size(folders):
    """How many files lie in `folders`, and how many bytes they have."""
    files = [file for folder in folders for file in Path(folder).rglob("*") if file.is_file()]
    return len(files), sum(file.stat().st_size for file in files)


def marks(folder):
    """All that tells whether anything in `folder` was touched."""
    look = lambda path: (path.stat().st_ino, path.stat().st_mtime_ns, path.stat().st_ctime_ns, path.stat().st_size)
    return {str(path): look(path) for path in [Path(folder), *Path(folder).rglob("*")]}
