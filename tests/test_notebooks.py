"""The notebooks as they are stored: run, in order, in good form, with nothing claimed that is not drawn."""

import ast
import builtins
import re

import nbformat
import pandas as pd
import pytest

from tests.conftest import PROJECT
from textmine import read_glossary
from textmine.showing.findings import template, unborne_claims, unborne_numbers

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 3


def test_stored_as_it_was_run(notebook):
    """A notebook stripped of its outputs would pass the validation without comparing anything."""
    cells = code_of(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        last = ast.parse(cell.source).body[-1]
        shows = isinstance(last, ast.Expr) and not ast.unparse(last).startswith("pd.set_option")
        assert bool(cell.outputs) == shows, cell.source


def test_no_errors_and_no_words_on_stderr(notebook):
    for cell in code_of(notebook):
        assert {output.output_type for output in cell.outputs} <= {"execute_result", "display_data"}


def test_form(notebook):
    cells = code_of(notebook)
    lengths = sorted(len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells)
    prose = len(notebook.cells) - len(cells)
    assert lengths[-1] <= 15
    assert lengths[len(lengths) // 2] <= 5
    assert prose >= 0.8 * len(cells) - 1
    kinds = "".join("c" if cell.cell_type == "code" else "m" for cell in notebook.cells)
    assert "cccc" not in kinds
    assert notebook.cells[0].source.startswith("# ")
    assert "**Inputs**" in notebook.cells[0].source and "**Outputs**" in notebook.cells[0].source
    assert "cannot show" in "".join(cell.source for cell in notebook.cells[-2:])


def test_no_trace_of_a_machine(notebook):
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata["language_info"] == {"name": "python"}
    assert not re.search(r"/(home|root|tmp|Users|work)/|0x[0-9a-f]{6,}", nbformat.writes(notebook))


def test_figures_are_saved_with_all_their_files(notebook, project):
    saved = re.findall(
        r'save_figure\([^)]*"\.\./figures/(fig\d\d_\w+)"', "".join(cell.source for cell in code_of(notebook))
    )
    assert saved
    for name in saved:
        for suffix in ("en.svg", "zh.svg", "en.pdf", "zh.pdf", "csv"):
            assert (project / "figures" / f"{name}.{suffix}").stat().st_size > 500
        captions = [
            (project / "figures" / f"{name}.{language}.txt").read_text(encoding="utf-8") for language in ("en", "zh")
        ]
        assert all(len(caption) > 20 for caption in captions)
        assert re.search("[\u3400-\u9fff]", captions[1]) and not re.search("[a-z]{12,}", captions[1])


def test_no_figure_is_stale(project):
    sources = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS)
    drawn = {path.name.partition(".")[0] for path in (project / "figures").iterdir() if path.suffix != ".json"}
    assert {name for name in drawn if name not in sources} == set()


def test_every_plotted_term_has_an_english_name(project):
    glossary = read_glossary(project / "corpus")
    tables = [pd.read_csv(path) for path in (project / "figures").glob("*.csv")]
    plotted = {term for table in tables if "term" in table for term in table["term"]}
    assert plotted - glossary.keys() == set()


def test_figures_are_numbered_in_the_order_of_the_notebooks(project):
    sources = [cell.source for path in NOTEBOOKS for cell in code_of(nbformat.read(path, as_version=4))]
    saved = [int(number) for source in sources for number in re.findall(r"figures/fig(\d\d)_", source)]
    assert saved == list(range(1, len(saved) + 1))
    assert len(saved) == len({path.name[:5] for path in (project / "figures").glob("fig*")})


def test_every_number_in_a_finding_stands_in_an_output(notebook):
    assert unborne_numbers(notebook) == []


def test_words_like_all_and_none_in_findings_are_claims_that_hold(notebook):
    assert unborne_claims(notebook) == []


def test_a_template_names_no_document_place_or_finding_of_this_study(notebook, project):
    """What `textmine new` hands out must run on documents that nobody here has seen."""
    made = template(notebook)
    text = "\n".join(cell.source for cell in made.cells)
    documents = pd.read_csv(project / "corpus" / "documents.csv")
    own = [*documents["document_id"], "Harbin", "Tianjin", "Chuxiong", "Zhongshan", "five documents", "three cities"]
    assert [name for name in own if name in text] == []
    assert "cannot show" in made.cells[-1].source
    assert not any("findings" in cell.metadata.get("tags", []) for cell in made.cells)
    assert all(not cell.outputs and cell.execution_count is None for cell in code_of(made))


def test_untagged_cells_need_no_name_of_a_tagged_one(notebook):
    known, ours = set(dir(builtins)), set()
    for cell in code_of(notebook):
        tree = ast.parse(cell.source)
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        bound |= {
            a.asname or a.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom | ast.Import)
            for a in node.names
        }
        bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        if "findings" in cell.metadata.get("tags", []):
            ours |= bound - known
        else:
            used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
            assert used & ours - known - bound == set(), cell.source
            known |= bound
