"""Bars stand on a screen and nowhere else: not in a pipe, not in a notebook that a program runs."""

import os
import pty
import subprocess
import sys

import nbformat
import pytest
from joblib import delayed
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from textmine import progress

SLOW = """
import time
from joblib import delayed
from jupyter_client.manager import start_new_kernel
from textmine import progress
progress._DELAY = 0
def wait(i):
    time.sleep(0.15)
    return i * i
print(progress.in_parallel([delayed(wait)(i) for i in range(4)], n_jobs=1, what="refit", unit=" models"))
"""
ANSWER = "[0, 1, 4, 9]"


def test_results_are_in_order_with_and_without_a_screen(monkeypatch, capsys):
    tasks = [delayed(pow)(i, 2) for i in range(20)]
    expected = [i * i for i in range(20)]
    assert progress.in_parallel(tasks, n_jobs=2, what="try") == expected
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "is_screen", lambda: True)
    monkeypatch.setattr(progress, "_DELAY", 0)
    assert progress.in_parallel(tasks, n_jobs=2, what="try") == expected
    assert progress.in_parallel(iter(tasks), n_jobs=1, what="try", total=20) == expected
    assert "try" in capsys.readouterr().err


def test_a_failing_task_is_an_error_on_a_screen_too(monkeypatch):
    monkeypatch.setattr(progress, "is_screen", lambda: True)
    with pytest.raises(ZeroDivisionError):
        progress.in_parallel([delayed(divmod)(1, 0)], n_jobs=1, what="try")


def test_a_pipe_gets_nothing():
    done = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{ANSWER}\n", "")


@pytest.mark.parametrize(("switch", "shown"), [("", True), ("off", False)])
def test_a_terminal_gets_a_bar_that_goes_when_the_work_is_done(switch, shown):
    ours, theirs = pty.openpty()
    variables = {**os.environ, progress.SWITCH: switch, "COLUMNS": "80"}
    done = subprocess.run([sys.executable, "-c", SLOW], stdout=subprocess.PIPE, stderr=theirs, env=variables, text=True)
    os.close(theirs)
    written = b""
    try:
        while block := os.read(ours, 4096):
            written += block
    except OSError:  # so a terminal on Linux says that it has ended
        pass
    os.close(ours)
    assert done.stdout == f"{ANSWER}\n"
    assert ("refit" in written.decode()) == shown
    assert not written or written.decode().rstrip("\r").rsplit("\r", 1)[-1].strip() == ""


def test_a_notebook_that_a_program_runs_stores_no_bar(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLOW)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert {output.name: output.text for output in notebook.cells[0].outputs} == {"stdout": f"{ANSWER}\n"}


@pytest.mark.parametrize(("asks", "shown"), [(True, True), (False, False)])
def test_a_notebook_that_a_person_has_open_shows_one(asks, shown):
    """JupyterLab tells the kernel that it may ask its reader; by this it is known."""
    written = {"stdout": "", "stderr": ""}

    def hook(message):
        if message["msg_type"] == "stream":
            written[message["content"]["name"]] += message["content"]["text"]

    manager, client = start_new_kernel(kernel_name="python3", extra_arguments=["--log-level=40"])
    try:
        client.execute_interactive(SLOW, allow_stdin=asks, output_hook=hook, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert written["stdout"] == f"{ANSWER}\n"
    assert ("refit" in written["stderr"]) == shown
    assert shown or written["stderr"] == ""


def test_work_that_is_quickly_done_shows_nothing(monkeypatch, capsys):
    monkeypatch.setattr(progress, "is_screen", lambda: True)
    progress.in_parallel([delayed(abs)(-1)], n_jobs=1, what="try")
    assert capsys.readouterr().err.strip() == ""
