"""(g) Studies of many documents, by the commands that a researcher gives: seconds and memory of each step, and their growth."""

import csv
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measure import Figure, Figures, exponent, watched
from tests.benchmarks.texts import collection

LEVELS = ("national", "provincial", "city")
LONG = 3_400
LIMITS = {37: (120, 4_000), 300: (300, 4_000), LONG: (2_400, 12_000)}  # seconds, megabytes
LEAST = 5.0  # seconds of a step whose growth is looked at; below, starting is most of it
_SHORTEST = 1_500  # characters of a text that is taken; shorter ones are decisions of a sentence or two
_COMMAND = [sys.executable, "-m", "textmine"]
_NOTEBOOK = re.compile(r"^\[\d+/\d+\] (\S+)\.ipynb: (\d+) s$", re.M)


@dataclass(frozen=True)
class Step:
    """A step of a study, and the most memory that it and all it started held; 0 for what is part of another step."""

    name: str
    seconds: float
    megabytes: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether it is a command, not a notebook that one runs."""
        return self.megabytes > 0


def studies(path: str | None, *, long: bool) -> Figures:
    """Each command in a process of its own; `reproduce` runs one notebook a processor at a time."""
    texts = collection(path)
    sizes = [37, 300] + [LONG] * long
    times: dict[str, list[float]] = {}
    for size in sizes:
        steps = []
        for step in walk(texts, size):
            steps.append(step)
            times.setdefault(step.name, []).append(step.seconds)
            memory = f" (peak {step.megabytes:,.0f} MB)" if step.whole else ""
            yield Figure(f"{size:,} documents: {step.name}{memory}", step.seconds, "s")
        seconds, megabytes = LIMITS[size]
        whole = [step for step in steps if step.whole]
        yield Figure(f"{size:,} documents: all commands", sum(s.seconds for s in whole), "s", most=seconds)
        yield Figure(f"{size:,} documents: peak memory", max(s.megabytes for s in whole), "MB", most=megabytes)
    for name, series in times.items():
        if min(series[-2:]) >= LEAST:
            span = f"from {sizes[-2]:,} to {sizes[-1]:,} documents"
            yield Figure(f"{name}: exponent {span}", exponent(sizes[-2:], series[-2:]), most=1.2)


def walk(texts: list[str], n: int) -> Iterator[Step]:
    """The steps of a study of n documents; each notebook after `reproduce`, of which it is part."""
    with tempfile.TemporaryDirectory() as name:
        study = Path(name) / "study"
        table = write_table(texts, n, Path(name) / "received")
        commands = {
            "new": ["new", str(study)],
            "import": ["import", "--study", str(study), str(table)],
            "check": ["check", str(study)],
            "reproduce": ["reproduce", str(study)],
        }
        for command, arguments in commands.items():
            printed, seconds, megabytes = watched([*_COMMAND, *arguments])
            yield Step(command, seconds, megabytes)
            for notebook, took in sorted(_NOTEBOOK.findall(printed)):
                yield Step(notebook, float(took))


def write_table(texts: list[str], n: int, folder: Path) -> Path:
    """A table of n documents in three groups beside their pages; where there are too few, texts come again under other titles."""
    (folder / "pages").mkdir(parents=True)
    texts = [text for text in texts if len(text) >= _SHORTEST]
    step = max(len(texts) // n, 1)
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document_id", "title", "level", "region", "issued", "text_file"])
        for i in range(n):
            page = f"pages/d{i}.txt"
            (folder / page).write_text(f"文件{i}\n{texts[i * step % len(texts)]}", encoding="utf-8")
            issued = f"{2000 + i % 23}-{1 + i % 12:02}-{1 + i % 28:02}"
            writer.writerow([f"d{i}", f"文件{i}", LEVELS[i % 3], "全国", issued, page])
    return folder / "table.csv"
