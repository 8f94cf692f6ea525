"""Does the wheel alone do what the guides say? Every command of the walk-throughs, as printed, in an empty folder.

    python -m tests.wheel                   # builds the wheel, installs it with its dependencies, runs all lines
    python -m tests.wheel --keep FOLDER     # the same in a folder that is kept, to look at

`textmine/docs/own_documents.en.md` comes first; its lines make the environment and install the wheel. Then come those of the
README's walk-through, in the same environment: setting up from the checkout (`make`, `export`) is left out, since the wheel was
installed instead, and JupyterLab is only asked for its version, since it would never end.
"""

import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.test_studies import made_up

PROJECT = Path(__file__).parents[1]
GUIDE, GUIDE_ZH, README = "textmine/docs/own_documents.en.md", "textmine/docs/own_documents.zh.md", "README.md"
# Fictional places, so that what stands in the pictures is about nobody.
DOCUMENTS = [
    ("甲国数据安全工作方案", "国家", "2021-01-10", made_up("全国", seed=0, target="到2025年,覆盖率达到90%。")),
    ("乙省数据安全工作方案", "省", "2021-05-20", made_up("乙省", seed=2, target="到2025年,覆盖率达到80%。")),
    ("丙省数据安全工作方案", "省", "2021-06-01", made_up("丙省", seed=5, note="(省教育厅牵头,省财政厅配合)")),
    ("丁市数据安全工作方案", "市", "2022-01-15", made_up("丁市", seed=1, note="(市教育局牵头,市财政局配合)")),
    ("戊市数据安全工作方案", "市", "2022-02-11", made_up("戊市", seed=3, target="到2025年,覆盖率达到70%。")),
    ("己市数据安全工作方案", "市", "2022-03-08", made_up("己市", seed=4, note="(市财政局牵头)")),
]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.wheel", description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="an empty folder for everything that is made")
    keep = parser.parse_args().keep
    if keep:
        return run_all(keep.resolve())
    with tempfile.TemporaryDirectory() as folder:
        return run_all(Path(folder).resolve())


def run_all(folder: Path) -> int:
    """Build, then run both walk-throughs; 0 where every line did what it should."""
    work, home = folder / "work", folder / "home"
    work.mkdir(parents=True)
    build(work)
    write_pages(work / "pages")
    shutil.copytree(work / "pages", home / "pages")
    venv = work / ".venv"
    guide = run_lines(commands(GUIDE), work, environment(home))
    lines = [line for line in commands(README, "## Your own documents") if not line.startswith(("make", "export"))]
    (folder / "readme" / "checkout").mkdir(parents=True)
    readme = guide or run_lines(lines, folder / "readme" / "checkout", environment(home, venv / "bin"))
    faults = [] if guide or readme else [*missing(work / "mine"), *missing(folder / "readme" / "mine", guide=False)]
    for fault in faults:
        print(fault, file=sys.stderr)
    return guide or readme or bool(faults)


def build(folder: Path) -> None:
    """The wheel of this checkout, in the folder."""
    begin = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--disable-pip-version-check",
        "-w",
        folder,
        PROJECT,
    ]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, built in {time.monotonic() - begin:.0f} s", flush=True)


def write_pages(folder: Path) -> None:
    """A table of six made-up documents, and one of them as a web page."""
    folder.mkdir()
    with (folder / "table.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["标题", "层级", "发布日期", "正文"], *DOCUMENTS])
    body = "".join(f"<p>{line}</p>\n" for line in DOCUMENTS[3][3].splitlines())
    page = f"<!DOCTYPE html><meta charset='utf-8'><title>通知</title><nav>首页 | 公开</nav><main>{body}</main>"
    (folder / "notice.html").write_text(page, encoding="utf-8")


def commands(name: str, heading: str = "") -> list[str]:
    """The lines of code blocks of a page, or of its part below a heading up to the next one of its kind."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    if heading:
        text = re.split(r"^## ", text.partition(heading)[2], maxsplit=1, flags=re.MULTILINE)[0]
    blocks = re.findall(r"^\n((?:    \S.*\n)+)", text, re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines()]


def environment(home: Path, *first: Path) -> dict[str, str]:
    """That of a person who has installed nothing: no setting of Python, no environment that is active."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "TEXTMINE", "UV_", "CONDA"))
    }
    base = str(Path(sys.prefix) / "bin")
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if path != base]
    quiet = {"PIP_QUIET": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {**kept, **quiet, "HOME": str(home), "PATH": os.pathsep.join([*map(str, first), *paths])}


def run_lines(lines: list[str], folder: Path, variables: dict[str, str]) -> int:
    """Run lines one after another in one shell; stop at the first that fails and give its code."""
    python = Path(sys.executable).resolve()
    script = [f'python3() {{ if [ -n "${{VIRTUAL_ENV:-}}" ]; then command python3 "$@"; else {python} "$@"; fi; }}']
    for line in lines:
        run = "jupyter lab --version" if line.startswith("jupyter lab") else line
        script += [f"printf '%s\\n' '$ '{_quoted(line)}", "begin=$SECONDS", run]
        script += ["code=$?", 'printf "  (%s s)\\n" $((SECONDS - begin))', "[ $code = 0 ] || exit $code"]
    done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=folder, env=variables)
    if done.returncode:
        print(f"stopped with {done.returncode} in {folder}", file=sys.stderr)
    return done.returncode


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "'\\''") + "'"


def missing(study: Path, *, guide: bool = True) -> list[str]:
    """What the commands should have left in a study and did not."""
    wanted = {
        "notebooks/*.ipynb": 7,
        "figures/*.csv": 8,
        "figures/*.svg": 8,
        "figures/*.pdf": 8,
        "figures/manifest.json": 1,
    }
    if guide:
        wanted |= {"tables/*.xlsx": 8, "tables/*.tex": 8, "tables/*.docx": 8, "report/index.html": 1}
    found = {pattern: len(list(study.glob(pattern))) for pattern in wanted}
    return [f"{study}: {found[p]} of {p}, needs {least}" for p, least in wanted.items() if found[p] < least]


if __name__ == "__main__":
    sys.exit(main())
