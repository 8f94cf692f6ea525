"""The reproduce command: what it writes, what it says, what it leaves alone when a notebook fails."""

import re
import shutil
import subprocess
import sys

import nbformat
import pandas as pd
import pytest

from textmine.atomic import write_bytes, write_text
from textmine.cli import main
from textmine.showing.findings import template
from textmine.showing.reproduce import ReproductionError, reproduce, run_notebook

SAVE = """
import pandas as pd
from textmine import draw_composition, save_figure
table = pd.DataFrame({"document_id": ["a"], "part": ["x"], "characters": [VALUE], "segment_ids": ["a/1"]})
save_figure(draw_composition(table, parts={"x": "x"}), table, "../figures/fig01_toy")
"""


@pytest.fixture
def study(project, tmp_path):
    """A copy of the corpus with one short notebook, and a function that writes its cells."""
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    (tmp_path / "notebooks").mkdir()

    def write(*sources):
        cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
        (tmp_path / "notebooks" / "01_toy.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
        return tmp_path

    return write


def test_reports_new_unchanged_and_changed_figures(study):
    folder, lines = study(SAVE.replace("VALUE", "10")), []
    reproduce(folder, say=lines.append)
    assert lines[0] == "corpus: 5 documents; policy texts unchanged"
    assert lines[1].startswith("[1/1] 01_toy.ipynb: ")
    assert lines[2:] == ["fig01_toy: new"]
    stored = (folder / "notebooks" / "01_toy.ipynb").read_bytes()
    reproduce(folder, say=lines.append)
    assert lines[-1] == "fig01_toy: unchanged"
    assert (folder / "notebooks" / "01_toy.ipynb").read_bytes() == stored
    assert main(["reproduce", str(folder), "--png", "300"]) == 0
    assert sorted(path.name for path in (folder / "figures").glob("*.png")) == ["fig01_toy.en.png", "fig01_toy.zh.png"]
    assert (folder / "notebooks" / "01_toy.ipynb").read_bytes() == stored
    reproduce(study(SAVE.replace("VALUE", "11")), say=lines.append)
    assert not list((folder / "figures").glob("*.png"))
    assert lines[-2:] == [
        "fig01_toy: changed (en.svg, zh.svg, en.pdf, zh.pdf, en.png, zh.png, csv)",
        "    a, x: characters 10 → 11",
    ]
    reproduce(study("1 + 1"), say=lines.append)
    assert lines[-1] == "fig01_toy: stale (no notebook draws it; delete its files)"


def test_a_failing_notebook_is_named_and_left_as_it_was(study, capsys):
    folder = study("x = 1", "x / 0")
    before = (folder / "notebooks" / "01_toy.ipynb").read_bytes()
    with pytest.raises(ReproductionError, match=r"01_toy.ipynb, cell 2 \(x / 0\): ZeroDivisionError: division by zero"):
        reproduce(folder, say=lambda line: None)
    assert (folder / "notebooks" / "01_toy.ipynb").read_bytes() == before
    assert main(["reproduce", str(folder)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("import warnings; warnings.warn('not at rest')", "wrote to stderr: .*UserWarning: not at rest"),
        ("import sys; print('so', file=sys.stderr)", "wrote to stderr: so"),
        ("import os; print(os.getcwd())", "printed a trace of this machine: .*notebooks"),
        ("import sys; sys.prefix", "printed a trace of this machine: "),
        ("print('see /home/someone/corpus.csv')", "printed a trace of this machine: /home/someone/corpus.csv"),
        ("object()", "printed a trace of this machine: 0x"),
    ],
)
def test_a_notebook_with_words_on_stderr_or_a_trace_of_the_machine_is_refused(study, capsys, source, fault):
    folder = study("1 + 1", source)
    path = folder / "notebooks" / "01_toy.ipynb"
    before = path.read_bytes()
    with pytest.raises(ReproductionError, match=rf"01_toy.ipynb, cell 2 \({re.escape(source)}\) {fault}"):
        reproduce(folder, say=lambda line: None)
    assert path.read_bytes() == before
    assert main(["reproduce", str(folder)]) == 1
    assert "the stored notebook is left as it was" in capsys.readouterr().err


def test_paths_within_the_project_and_pages_of_the_web_are_no_traces_of_a_machine(study):
    folder = study("print('corpus/raw/a.txt', '../figures/fig01', 'https://example.org/home/page', '/1000 tokens')")
    reproduce(folder, say=lambda line: None)
    stored = nbformat.read(folder / "notebooks" / "01_toy.ipynb", as_version=4)
    assert "https://example.org/home/page" in stored.cells[0].outputs[0].text


SHOW = "import os; [os.environ.get(name) for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MPLBACKEND', 'PYTHONHASHSEED')]"


def test_nbval_runs_notebooks_in_the_environment_of_reproduce(study, tmp_path, monkeypatch):
    """The environment of the caller differs between the two; what the cell sees does not."""
    folder = study(SHOW, "import os; os.path.basename(os.environ['IPYTHONDIR']) != 'mine'")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "mine"))
    reproduce(folder, say=lambda line: None)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "textmine.showing.kernel", "--nbval", "--nbval-current-env"]
    done = subprocess.run([*command, "01_toy.ipynb"], cwd=folder / "notebooks", capture_output=True, text=True)
    assert done.returncode == 0 and "2 passed" in done.stdout, done.stdout
    stored = nbformat.read(folder / "notebooks" / "01_toy.ipynb", as_version=4)
    assert stored.cells[0].outputs[0].data["text/plain"].startswith("['1', '1'")
    assert stored.cells[1].outputs[0].data["text/plain"] == "True"


def test_a_folder_without_notebooks_is_a_user_error(tmp_path, capsys):
    assert main(["reproduce", str(tmp_path)]) == 1
    assert "no notebooks; run this in the project's folder or name it" in capsys.readouterr().err


def test_a_faulty_corpus_is_a_user_error_without_traceback(study, capsys):
    folder = study("1")
    (folder / "corpus" / "raw" / "cast-2022.txt").write_text("changed", encoding="utf-8")
    assert main(["reproduce", str(folder)]) == 2
    assert "raw/cast-2022.txt was changed" in capsys.readouterr().err


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    assert write_text(path, "old") is True
    assert write_text(path, "old") is False
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_bytes(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "old"


@pytest.mark.parametrize("name", ["05_policy_language", "06_thematic_emphasis"])
def test_a_study_without_hand_codes_can_run_the_notebooks_that_use_them(project, tmp_path, name):
    """The first line of the file alone: every category is then unreliable, and nothing fails."""
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    codes = tmp_path / "corpus" / "codebooks" / "hand_codes.csv"
    codes.write_text(codes.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / f"{name}.ipynb"
    nbformat.write(
        template(nbformat.read(project / "notebooks" / path.name, as_version=4)), path
    )  # our findings left out
    run_notebook(path, ipython_folder=str(tmp_path / "ipython"))
    drawn = (
        pd.concat(pd.read_csv(figure) for figure in (tmp_path / "figures").glob("fig1[2-5]*.csv"))
        if "06" in name
        else None
    )
    assert drawn is None or not drawn["reliable"].any()
