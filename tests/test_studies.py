"""Every notebook on every study: one document, two, one group only, without targets, bodies, codes, glosses or background."""

import ast
import csv
import hashlib
import shutil
import warnings

import nbformat
import pandas as pd
import pytest

from textmine.cli import main
from textmine.measuring.reuse import read_background
from textmine.showing.new import NewStudyError, general_terms, new_study
from textmine.showing.reproduce import run_notebook

TASKS = ["加强统筹协调,完善工作机制,落实经费保障", "开展宣传教育活动,提高公众参与程度", "建设服务平台,推动资源开放共享",
         "组织培训,提升从业人员能力和水平", "支持企业和社会组织参与,发展相关产业"]  # fmt: skip


def made_up(place, *, seed, target="", note=""):
    """A short scheme of a place: a title, two sections, some items."""
    words = [TASKS[(seed + i) % len(TASKS)] for i in range(8)]
    items = [
        f"({'一二三四'[i % 4]}){words[i]}。\n{place}各有关部门要{words[i]},鼓励{words[(i + 3) % 8]}。{note}"
        for i in range(8)
    ]
    halves = ["一、总体要求\n" + "\n".join(items[:4]), "二、重点任务\n" + "\n".join(items[4:])]
    return f"{place}数据安全工作方案\n" + "\n".join(halves) + (f"\n三、目标\n{target}" if target else "")


@pytest.fixture
def study(tmp_path):
    """A function that makes a study of texts: (id, level, text)."""

    def make(*documents, codebooks=True):
        folder = tmp_path / "study"
        new_study(folder, codebooks=codebooks)
        with (folder / "corpus" / "documents.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["document_id", "title", "level", "source_file", "sha256"])
            for key, level, text in documents:
                (folder / "corpus" / "raw" / f"{key}.txt").write_text(text, encoding="utf-8")
                writer.writerow([key, f"{key}的方案", level, f"{key}.txt", hashlib.sha256(text.encode()).hexdigest()])
        return folder

    return make


STUDIES = {
    "one": [("only", "city", made_up("某市", seed=0))],
    "two": [("a", "city", made_up("甲市", seed=0)), ("b", "provincial", made_up("乙省", seed=2, target="到2025年,覆盖率达到80%。"))],
    "one level": [(f"c{i}", "city", made_up("丙市", seed=i, note="(市教育局牵头,市财政局配合)")) for i in range(3)],
    "ten": [(f"d{i}", ("national", "provincial", "city")[i % 3], made_up(f"{'甲乙丙丁戊己庚辛壬癸'[i]}市", seed=i)) for i in range(10)],
    "tiny": [("t", "national", "通知\n请认真贯彻。")],
}  # fmt: skip


def run_cells(path):
    """Run the code cells of a notebook in this process, which spares a kernel's start; how many showed something."""
    names, shown = {"__name__": "__main__"}, 0
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        *body, last = ast.parse(cell.source).body
        if not isinstance(last, ast.Expr):
            body, last = [*body, last], None
        exec(compile(ast.Module(body, []), f"{path.name}: {cell.source[:60]}", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"{path.name}: {cell.source[-60:]}", "eval"), names)
            shown += bool(repr(value))
            for form in ("_repr_html_", "_repr_markdown_", "_repr_svg_"):
                getattr(value, form, str)()
    return shown


@pytest.mark.parametrize("name", STUDIES)
def test_every_notebook_runs_on_every_study(study, monkeypatch, name):
    folder = study(*STUDIES[name], codebooks=name != "two")
    if name == "one level":
        shutil.rmtree(folder / "corpus" / "background")
    monkeypatch.chdir(folder / "notebooks")
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        with warnings.catch_warnings(), pd.option_context("display.max_colwidth", None, "display.max_rows", 200):
            warnings.simplefilter("error")
            assert run_cells(path) > 10, path.name


def test_a_new_study_runs_as_notebooks_do(study, tmp_path):
    folder = study(*STUDIES["two"])
    path = folder / "notebooks" / "01_corpus.ipynb"
    run_notebook(path, ipython_folder=str(tmp_path / "ipython"))
    assert any(cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells)


def test_a_new_study_holds_nothing_of_ours_and_says_what_to_do(tmp_path):
    written = new_study(tmp_path / "mine")
    assert {"README.md", "corpus/study.toml", "corpus/background/runs.npz", "notebooks/01_corpus.ipynb"} <= set(written)
    assert read_background(tmp_path / "mine" / "corpus").tells  # set phrases are no matter of the subject
    assert "科普" not in (tmp_path / "mine" / "corpus" / "lexicon" / "terms.txt").read_text(encoding="utf-8")
    assert "Zhongshan" not in (tmp_path / "mine" / "corpus" / "lexicon" / "glossary.csv").read_text(encoding="utf-8")
    for command in ("textmine import", "textmine check", "textmine reproduce"):
        assert command in (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NewStudyError, match="holds something already"):
        new_study(tmp_path)
    assert main(["new", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert "name a folder that is empty" in capsys.readouterr().err


def test_sections_of_the_lexicon_that_are_general_are_kept():
    lexicon = "# head\n# more\n# --- ours\n甲 # a\n# --- general: b\n乙 # b\n# --- c\n丙\n"
    kept = general_terms(lexicon)
    assert "乙" in kept and "# more" in kept
    assert "甲" not in kept and "丙" not in kept
