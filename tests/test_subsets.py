"""Groups without some of their documents, beside the groups."""

import shutil

import pandas as pd
import pytest

from textmine import CorpusError, read_corpus, read_study, with_subsets
from textmine.study import Study, StudyError
from textmine.subsets import Subset

ROWS = pd.DataFrame(
    {"document_id": ["a", "b", "c", "d"], "level": ["city", "city", "city", "national"], "n": [1, 2, 6, 9]}, index=[5, 6, 7, 8]
)  # fmt: skip


def means(rows):
    return rows.groupby("level", sort=False)["n"].mean().reset_index()


def test_a_subset_stands_behind_the_groups():
    study = Study(subsets=(Subset("city 2022", "city", ("c",)), Subset("others", "city", ("a", "b", "c"))))
    table = with_subsets(means, ROWS, "level", study.subsets)
    assert table.to_numpy().tolist() == [["city", 3.0], ["national", 9.0], ["city 2022", 1.5]]
    assert list(study.sides) == ["national", "provincial", "city", "city 2022", "others"]
    assert list(study.sides.values()) == ["national", "provincial", "city", "city", "city"]
    assert with_subsets(means, ROWS, "level", ()).to_numpy().tolist() == [["city", 3.0], ["national", 9.0]]


def test_the_measure_finds_the_rows_by_their_index():
    seen = []
    subsets = [Subset("x", "city", ("b",))]
    with_subsets(lambda rows: seen.append(list(rows.index)) or means(rows), ROWS, "level", subsets)
    assert seen == [[5, 6, 7, 8], [5, 7, 8]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[subset]]\nid = "x"\ngroup = "city"\nwithout = []', r":4: 'without' names no document"),
        ('[[subset]]\nid = "x"\ngroup = "city"', r":1: the subset lacks .*without"),
        ('[[subset]]\nid = "x"\ngroup = "city"\nwithout = [1]', r":4: .*without"),
        ('[[subset]]\nid = "x"\ngroup = "city"\nwithout = ["a"]\n[[subset]]\nid = "x"\ngroup = "city"\nwithout = ["b"]', r":6: 'x' is the id"),
        ('[[group]]\nid = "city"\n[[subset]]\nid = "x"\ngroup = "cty"\nwithout = ["a"]', r":5: 'cty' is no group; known: city"),
        ('subset = 3', r":1: .*subset"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_line(tmp_path, text, says):
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=says):
        read_study(tmp_path)


def test_the_subset_of_this_study_leaves_out_the_earlier_scheme(corpus):
    assert [part.without for part in corpus.study.subsets] == [("harbin-2016",)]
    assert set(corpus.study.subsets[0].without) <= set(corpus.documents["document_id"])


def test_a_subset_that_leaves_out_no_document_of_the_corpus_is_a_fault(project, tmp_path):
    shutil.copytree(project / "corpus", tmp_path / "corpus")
    path = tmp_path / "corpus" / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["harbin-2016"]', '["harbin-2017"]'), encoding="utf-8")
    with pytest.raises(CorpusError, match="the subset 'city 2022' leaves out 'harbin-2017', which is no document"):
        read_corpus(tmp_path / "corpus")
