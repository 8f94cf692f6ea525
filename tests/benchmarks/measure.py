"""Times, ratios and what they must be."""

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

import psutil

from tests.benchmarks.texts import PROJECT


@dataclass(frozen=True)
class Figure:
    """A measured figure; with `least` or `most`, one that must hold."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    def __str__(self) -> str:
        limits = {"at least": self.least, "at most": self.most}
        wanted = [f"{name} {limit:g}" for name, limit in limits.items() if limit is not None]
        verdict = f"  ({', '.join(wanted)}: {'holds' if self.holds else 'DOES NOT HOLD'})" if wanted else ""
        return f"  {self.name}: {self.value:.4g}{' ' * bool(self.unit)}{self.unit}{verdict}"


Figures = Iterator[Figure]


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes, once."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def fastest(works: dict[str, Callable[[], object]], repeats: int = 3) -> dict[str, float]:
    """The shortest time of each, taken in turns, so that what else the machine does strikes all alike."""
    times = {name: math.inf for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            times[name] = min(times[name], seconds(work))
    return times


def paired(one: str, other: str, repeats: int = 9) -> tuple[float, float]:
    """Median ratio and median difference in seconds of two scripts, each run in a fresh interpreter, in turns."""
    pairs = [(seconds(lambda: run(one)), seconds(lambda: run(other))) for _ in range(repeats)]
    return median(a / b for a, b in pairs), median(a - b for a, b in pairs)


def run(script: str, *arguments: str) -> str:
    """What a script prints in a fresh interpreter."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True).stdout


def watched(command: list[str], every: float = 0.25) -> tuple[str, float, float]:
    """What a command prints, its seconds, and the most megabytes that it and all it started held at a time.

    Memory that several processes share counts once, where the system tells (Linux).
    """
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        begin, peak = time.perf_counter(), 0
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=printed, stderr=subprocess.STDOUT)
        while process.poll() is None:
            peak = max(peak, _held(process.pid))
            time.sleep(every)
        took = time.perf_counter() - begin
        printed.seek(0)
        text = printed.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[-3:])} ended with {process.returncode}: {text[-2000:]}")
    return text, took, peak / 2**20


def _held(pid: int) -> int:
    """Bytes of a process and its descendants."""
    total = 0
    try:
        top = psutil.Process(pid)
        for process in [top, *top.children(recursive=True)]:
            with suppress(psutil.Error):
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.uss)
    except psutil.Error:  # it has just ended
        return total
    return total


def exponent(sizes: list[float], times: list[float]) -> float:
    """Slope of log time over log size, by least squares: 1 is proportional, 2 is quadratic."""
    x, y = [math.log(size) for size in sizes], [math.log(time) for time in times]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def peak_megabytes() -> float:
    """Most memory held so far by this process, and by the largest of its ended children once for each of two processors."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + 2 * children) / unit
