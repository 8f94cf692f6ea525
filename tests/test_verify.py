"""The manifest and `textmine verify`: what figures rest on, whether they come out, and which rows moved."""

import hashlib
import os
import shutil
import subprocess
import sys

import nbformat
import pandas as pd
import pytest

from textmine.cli import main
from textmine.showing.changes import changed_files, figure_files
from textmine.showing.manifest import ManifestError, read_manifest, versions
from textmine.showing.reproduce import reproduce
from textmine.showing.verify import verify, verify_stored

COUNT = """
import pandas as pd
from textmine import Tokenizer, count_terms, draw_composition, read_corpus, save_figure, tokenize
corpus = read_corpus("../corpus")
"""
LENGTHS = """
prose = corpus.segments[corpus.segments["kind"].eq("paragraph")]
table = prose.assign(characters=prose["text"].str.len()).groupby(["document_id", "kind"], as_index=False).agg(
    characters=("characters", "sum"), segment_ids=("segment_id", " ".join)).rename(columns={"kind": "part"})
save_figure(draw_composition(table, parts={"paragraph": "p"}), table, "../figures/fig01_lengths")
"""
WORDS = """
counts = count_terms(tokenize(prose, Tokenizer.from_folder("../corpus"), progress=False), prose)
words = prose["document_id"].to_frame().assign(part="paragraph", characters=counts.lengths, segment_ids=prose["segment_id"])
words = words.groupby(["document_id", "part"], as_index=False).agg({"characters": "sum", "segment_ids": " ".join})
save_figure(draw_composition(words, parts={"paragraph": "p"}), words, "../figures/fig02_words")
"""
WORD, OTHER = "科普工作", "科普重要工作"


@pytest.fixture(scope="module")
def reproduced(project, tmp_path_factory):
    """The five documents with one short notebook of two figures, reproduced once."""
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(project / "corpus", folder / "corpus")
    (folder / "notebooks").mkdir()
    cells = [nbformat.v4.new_code_cell(source.strip(), id=f"c{i}") for i, source in enumerate([COUNT, LENGTHS, WORDS])]
    (folder / "notebooks" / "01_toy.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    reproduce(folder, say=lambda line: None)
    return folder


@pytest.fixture
def study(reproduced, tmp_path):
    """A copy that a test may spoil."""
    return shutil.copytree(reproduced, tmp_path / "copy", ignore=shutil.ignore_patterns(".cache"))


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def alter_one_word(study, corpus, document="zhongshan-2022"):
    """Put one word into a paragraph of a page, as who mends a page does: its hash in documents.csv is mended too."""
    page, table = study / "corpus" / "raw" / f"{document}.txt", study / "corpus" / "documents.csv"
    paragraphs = corpus.segments[corpus.segments["kind"].eq("paragraph") & corpus.segments["document_id"].eq(document)]
    text = paragraphs.loc[paragraphs["text"].str.contains(WORD), "text"].iloc[0]
    old = page.read_bytes()
    new = old.replace(text.encode(), text.replace(WORD, OTHER, 1).encode())
    assert len(new) == len(old) + len(OTHER.encode()) - len(WORD.encode())
    page.write_bytes(new)
    digests = [hashlib.sha256(data).hexdigest() for data in (old, new)]
    table.write_text(table.read_text(encoding="utf-8").replace(*digests), encoding="utf-8")


def test_the_manifest_names_what_each_figure_rests_on(reproduced):
    manifest = read_manifest(reproduced)
    assert list(manifest["figures"]) == ["fig01_lengths", "fig02_words"]
    first, second = manifest["figures"].values()
    assert (first["notebook"], first["cell"], second["cell"]) == ("notebooks/01_toy.ipynb", "c1", "c2")
    assert first["inputs"] == ["corpus/documents.csv", "corpus/raw/", "corpus/study.toml", "corpus/upper.csv"]
    lexicon = {"corpus/lexicon/terms.txt", "corpus/lexicon/stopwords.txt"}
    assert set(second["inputs"]) == {*first["inputs"], *lexicon}  # opened between the two figures
    pages = {f"corpus/raw/{path.name}" for path in (reproduced / "corpus" / "raw").iterdir()}
    assert manifest["inputs"].keys() == {
        "corpus/documents.csv",
        "corpus/study.toml",
        "corpus/upper.csv",
        *lexicon,
        *pages,
    }
    for name, digest in manifest["inputs"].items():
        assert digest == hashlib.sha256((reproduced / name).read_bytes()).hexdigest()
    for name, figure in manifest["figures"].items():
        files = {"csv": figure["table"], **figure["drawings"], **figure["captions"]}
        assert "png" not in files and len(files) >= 3
        for suffix, digest in files.items():
            stored = (reproduced / "figures" / f"{name}.{suffix}").read_bytes()
            assert digest == hashlib.sha256(stored).hexdigest()
    assert manifest["seeds"] == {"resampling": 0, "topics": 0}
    assert len(manifest["tokenizer"]) == 16
    assert manifest["versions"]["jieba"] == "0.42.1"


def test_a_second_run_writes_the_same_manifest_with_and_without_kept_results(study):
    before = (study / "figures" / "manifest.json").read_bytes()
    reproduce(study, say=lambda line: None)
    assert (study / "figures" / "manifest.json").read_bytes() == before


def test_versions_are_those_of_the_lock_where_these_are_installed(tmp_path, project):
    installed = versions(tmp_path)
    other = "99.0 ; python_full_version >= '3.99'"
    lock = f"numpy=={installed['numpy']} ; python_full_version < '3.99' \\\nnumpy=={other} \\\npandas==0.1 \\\n"
    (tmp_path / "requirements.lock").write_text(lock)
    locked = versions(tmp_path)
    assert locked["numpy"] == f"{installed['numpy']} or 99.0"  # the same on both sides of the marker
    assert locked["pandas"] == installed["pandas"] != "0.1"  # what is installed is told, not what is pinned
    assert versions(project).keys() == installed.keys()


@pytest.mark.parametrize(
    "variables",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "99"},
    ],
)
def test_unchanged_under_another_time_zone_locale_and_hash_seed(reproduced, variables):
    before = contents(reproduced)
    command = [sys.executable, "-m", "textmine", "verify", reproduced]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True)
    lines = done.stdout.decode().splitlines()
    assert lines[-3:] == ["fig01_lengths: unchanged", "fig02_words: unchanged", "2 of 2 figures hold"]
    assert (done.returncode, done.stderr) == (0, b"")
    assert contents(reproduced) == before


def test_one_word_altered_is_told_by_exactly_the_rows_that_changed(study, corpus, capsys):
    old = {name: pd.read_csv(study / "figures" / f"{name}.csv").set_index("document_id") for name in ("fig01_lengths", "fig02_words")}  # fmt: skip
    alter_one_word(study, corpus)
    before = contents(study)
    assert main(["verify", str(study)]) == 1
    assert contents(study) == before
    out = capsys.readouterr().out.splitlines()
    characters, words = (int(old[name].loc["zhongshan-2022", "characters"]) for name in old)
    assert out[-5:] == [
        "fig01_lengths: rows changed",
        f"    zhongshan-2022, paragraph: characters {characters} → {characters + 2}",
        "fig02_words: rows changed",
        f"    zhongshan-2022, paragraph: characters {words} → {words + 1}",
        "0 of 2 figures hold",
    ]
    changed = {"corpus/raw/zhongshan-2022.txt", "corpus/documents.csv"}
    assert {line.partition(":")[0] for line in out if "since the figures were made" in line} == changed


def test_another_drawing_holds_and_a_table_edited_by_hand_does_not(study):
    svg = next(path for path in sorted((study / "figures").iterdir()) if path.match("fig01_lengths.*svg"))
    suffix = svg.name.partition(".")[2]
    svg.write_text(svg.read_text(encoding="utf-8").replace("<svg ", "<svg  ", 1), encoding="utf-8")
    path = study / "figures" / "fig02_words.csv"
    table = pd.read_csv(path)
    number = int(table.loc[0, "characters"])
    table.loc[0, "characters"] += 5
    table.to_csv(path, index=False)
    quick = verify_stored(study)
    assert [verdict.details for verdict in quick] == [
        (f"{suffix}: not the file that textmine reproduce stored",),
        ("csv: not the file that textmine reproduce stored",),
    ]
    drawn, edited = verify(study)
    assert (drawn.verdict, drawn.holds) == (f"same numbers, drawn otherwise ({suffix})", True)
    assert drawn.details == quick[0].details
    assert not edited.holds
    moved = f"{table.loc[0, 'document_id']}, paragraph: characters {number + 5} → {number}"
    assert edited.details == (*quick[1].details, moved)


def test_without_running_changed_inputs_code_and_missing_files_are_named(study, capsys):
    assert all(verdict.holds for verdict in verify_stored(study))
    assert main(["verify", str(study), "--stored"]) == 0
    with (study / "corpus" / "lexicon" / "terms.txt").open("a", encoding="utf-8") as file:
        file.write("某某某某 # a test\n")
    first, second = verify_stored(study)
    assert first.holds  # it rests on no word list
    assert second.details == ("corpus/lexicon/terms.txt: changed since the figures were made",)
    notebook = study / "notebooks" / "01_toy.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("fig01_lengths", "fig01_lengths "), encoding="utf-8"
    )
    (study / "figures" / "fig02_words.pdf").unlink(missing_ok=True)
    (study / "figures" / "fig02_words.en.pdf").unlink(missing_ok=True)
    first, second = verify_stored(study)
    assert first.details == ("notebooks/01_toy.ipynb: its code up to cell c1 changed since the figures were made",)
    assert any(detail.endswith("pdf: missing") for detail in second.details)
    assert main(["verify", str(study), "--stored"]) == 1
    assert "0 of 2 figures hold" in capsys.readouterr().out


def test_a_figure_that_is_drawn_no_more_and_one_that_is_not_stored(study):
    notebook = study / "notebooks" / "01_toy.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("fig02_words", "fig03_words"), encoding="utf-8")
    verdicts = {verdict.figure: verdict for verdict in verify(study)}
    assert verdicts["fig02_words"].verdict == "no notebook draws it any more"
    assert verdicts["fig03_words"].verdict == "drawn now, and not stored"
    assert [verdict.holds for verdict in verdicts.values()] == [True, False, False]


def test_where_a_notebook_fails_what_it_drew_before_is_compared_and_the_rest_says_why(study):
    notebook = study / "notebooks" / "01_toy.ipynb"
    source = notebook.read_text(encoding="utf-8")
    notebook.write_text(source.replace("counts = count_terms", "1 / 0; counts = count_terms"), encoding="utf-8")
    first, second = verify(study)
    assert (first.verdict, first.holds) == ("unchanged", True)
    assert second.verdict.startswith("not drawn: 01_toy.ipynb, cell 3 (")
    assert second.verdict.endswith("ZeroDivisionError: division by zero") and not second.holds


@pytest.mark.parametrize(
    ("text", "message"),
    [(None, "no such file; textmine reproduce writes it"), ("{", "no JSON"), ('{"format": 0}', "format 0, needs 1"), ("[]", "format list"), ('{"format": 1}', "lacks versions")],
)  # fmt: skip
def test_a_manifest_that_cannot_be_read_is_a_user_error(tmp_path, capsys, text, message):
    (tmp_path / "figures").mkdir()
    if text is not None:
        (tmp_path / "figures" / "manifest.json").write_text(text)
    with pytest.raises(ManifestError, match=message):
        read_manifest(tmp_path)
    assert main(["verify", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err


def test_files_of_a_figure_in_two_languages_belong_together(tmp_path):
    for name in (
        "fig01_a.en.svg",
        "fig01_a.zh.svg",
        "fig01_a.csv",
        "fig01_a.en.txt",
        "manifest.json",
        ".fig01_a.csv.x",
    ):
        (tmp_path / name).write_text(name)
    found = figure_files(tmp_path)
    assert {name: list(files) for name, files in found.items()} == {"fig01_a": ["csv", "en.svg", "en.txt", "zh.svg"]}
    assert changed_files(found["fig01_a"], {}) == ["en.svg", "zh.svg", "csv", "en.txt"]


def test_the_stored_manifest_is_that_of_the_stored_figures(project):
    """Of this project: whoever changes a figure, a notebook or the corpus and does not reproduce is told here."""
    broken = {verdict.figure: verdict.details for verdict in verify_stored(project) if not verdict.holds}
    assert broken == {}
    drawn = {name for name, files in figure_files(project / "figures").items() if "csv" in files}
    assert read_manifest(project)["figures"].keys() == drawn
