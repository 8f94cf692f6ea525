"""The command where its script is not on the path."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["textmine", "textmine.cli"])
def test_the_modules_run_the_command(module, tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", module, "new", str(tmp_path / "mine")], capture_output=True, text=True, check=True
    )
    assert "import your documents" in made.stdout and (tmp_path / "mine" / "corpus" / "study.toml").is_file()
    without = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True)
    assert without.returncode == 2 and "required: COMMAND" in without.stderr
