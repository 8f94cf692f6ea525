"""Are notebooks and figures the same under the linear algebra of other processors?

    python -m tests.processors           # two kernels: the newest and the oldest that this processor can run
    python -m tests.processors --all     # every one

OpenBLAS chooses its kernels by the processor; the variable OPENBLAS_CORETYPE makes it take those of another one. Each kernel
reproduces a copy of the project, and every file must come out as it was.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_features__ as FEATURES
from tqdm import tqdm

PROJECT = Path(__file__).parents[1]
# Kernel: what a processor needs to run it, and what numpy's own loops must then do without, newest first.
KERNELS = {
    "x86_64": {
        "SkylakeX": ("AVX512F", ""),
        "Haswell": ("AVX2", "X86_V4 AVX512_ICL AVX512_SPR"),
        "Sandybridge": ("AVX", "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"),
        "Nehalem": ("SSE42", "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"),
    },
    "aarch64": {"NEOVERSEN1": ("ASIMDDP", ""), "CORTEXA57": ("ASIMD", ""), "ARMV8": ("ASIMD", "")},
}
RUN = """
import sys
import numpy, scipy.linalg, threadpoolctl
from textmine.cli import main
print("kernels:", *sorted({pool.get("architecture", "unknown") for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}))
sys.exit(main(["reproduce"]))
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.processors", description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="every kernel, not only the newest and the oldest")
    known = KERNELS.get(platform.machine().replace("AMD64", "x86_64"), {})
    can_run = [name for name, (needs, _) in known.items() if FEATURES.get(needs)]
    for name in known.keys() - set(can_run):
        print(f"{name}: not tried, this processor lacks {known[name][0]}")
    chosen = can_run if parser.parse_args().all else [can_run[0], can_run[-1]] if len(can_run) > 1 else can_run
    if len(chosen) < 2:
        print(f"only {len(chosen)} kernel(s) can be tried on this machine ({platform.system()}, {platform.machine()})")
    differing = [name for name in tqdm(chosen, disable=None) if not is_same(name, known[name][1])]
    print(f"{len(chosen) - len(differing)} of {len(chosen)} kernels give the same notebooks and figures")
    return 1 if differing else 0


def is_same(kernel: str, numpy_without: str) -> bool:
    """Reproduce a copy under a kernel; print what differs, or that nothing does."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for part in ("corpus", "notebooks", "figures", "textmine"):
            shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        shutil.copy(PROJECT / "requirements.lock", copy)  # the manifest says which versions are pinned
        environment = {**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_CORETYPE": kernel}
        environment.pop("OPENBLAS_L2_SIZE", None)
        environment["NPY_DISABLE_CPU_FEATURES"] = " ".join(n for n in numpy_without.split() if FEATURES.get(n, True))
        command = [sys.executable, "-W", "ignore::ImportWarning", "-c", RUN]
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        taken = next((line.split()[1:] for line in done.stdout.splitlines() if line.startswith("kernels:")), [])
        different = [
            path.relative_to(copy).as_posix()
            for part in ("corpus", "notebooks", "figures")
            for path in sorted((copy / part).rglob("*"))
            if path.is_file() and not same_file(path, PROJECT / path.relative_to(copy))
        ]
        if done.returncode == 0 and not different and taken == [kernel]:
            print(f"{kernel}: the same")
            return True
        print(
            f"{kernel}: linear algebra ran on {taken}; exit {done.returncode}; different: {', '.join(different) or 'no file'}"
        )
        print(done.stdout[-3000:], done.stderr[-3000:])
        return False


def same_file(path: Path, stored: Path) -> bool:
    return stored.is_file() and path.read_bytes() == stored.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
