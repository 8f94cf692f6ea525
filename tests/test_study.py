"""study.toml: what it says, what it takes for granted, and every fault with its line."""

import shutil

import pytest

from textmine import read_corpus
from textmine.documents import CorpusError, with_groups
from textmine.settings import COLOURS
from textmine.study import Study, StudyError, read_study


@pytest.fixture
def written(tmp_path):
    """A function that writes study.toml and gives its folder."""

    def write(text):
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def corpus_of(project, tmp_path):
    """A copy of the corpus whose table a function edits, with a study.toml of its own."""

    def make(edit, study):
        folder = tmp_path / "corpus"
        shutil.copytree(project / "corpus", folder)
        table = folder / "documents.csv"
        table.write_text(edit(table.read_text(encoding="utf-8")), encoding="utf-8")
        (folder / "study.toml").write_text(study, encoding="utf-8")
        return folder

    return make


def test_a_folder_without_the_file_compares_levels(tmp_path):
    study = read_study(tmp_path)
    assert study == Study()
    assert list(study.labels) == ["national", "provincial", "city"]


def test_the_shipped_file_says_what_it_takes_for_granted(project):
    study = read_study(project / "corpus")
    assert (study.column, study.n_topics, study.least["passage_tokens"]) == ("level", 11, 10)
    assert study.colours == read_study(project).colours


def test_what_is_left_out_has_its_default(written):
    study = read_study(written('[least]\nterm_count = 3\n[[group]]\nid = "甲县"\n[[group]]\nid = "b"\nlabel = "B"\n'))
    assert study.least == {**Study().least, "term_count": 3}
    assert study.labels == {"甲县": "甲县", "b": "B"}
    assert study.colours == {"甲县": COLOURS[0], "b": COLOURS[1]}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = 3", "study.toml:1: 'title' of the study must be a text"),
        ("\nseed = 3", "study.toml:2: the study has the unknown key 'seed'; known: title, group, subset, seeds"),
        ("[least]\n\nterms = 3", "study.toml:3: .*unknown key 'terms'; known: passage_tokens"),
        ("[seeds]\ntopics = 1.5", "study.toml:2: 'topics' of .seeds. must be a whole number"),
        ("[seeds]\ntopics = true", "study.toml:2: 'topics' of .seeds. must be a whole number"),
        ("[least]\nterm_count = 0", "study.toml:2: 'term_count' of .least. is 0; it must be at least 1"),
        ("[topics]\ncompare = [1, 5]", r"study.toml:2: 'compare' of .topics. is \[1, 5\]; a model has at least 2"),
        ("[topics]\ncompare = ['5']", "study.toml:2: 'compare' of .topics. must hold numbers only"),
        ("[topics]\n\nn = 1", "study.toml:3: 'n' of .topics. is 1"),
        ("[prose]\nkinds = ['headings']", "study.toml:2: 'headings' is no kind of segment; known: title, heading"),
        ("[[group]]\nlabel = 'a'", "study.toml:1: the group lacks 'id'"),
        ("[[group]]\nid = 'a'\n[[group]]\nid = 'a'", "study.toml:4: the group 'a' comes twice"),
        ("[[group]]\nid = 'a'\ncolour = 'red'", "study.toml:3: the colour 'red' must be like #16324f"),
        ("".join(f"[[group]]\nid = '{i}'\n" for i in range(9)), "study.toml:17: more than 8 groups"),
        ("[groups]\ncolumn = 'term'", "study.toml:2: 'column' of .groups. is 'term', a column of our own tables"),
        ("group = 3", "study.toml:1: 'group' of the study must be a list"),
        ("title = ", "is no TOML in UTF-8"),
    ],
)
def test_every_fault_has_its_line(written, text, fault):
    with pytest.raises(StudyError, match=fault):
        read_study(written(text))


def test_all_faults_are_told_at_once(written):
    with pytest.raises(StudyError) as error:
        read_study(written("title = 1\n[seeds]\ntopic = 2\n"))
    assert len(str(error.value).splitlines()) == 2


def test_documents_may_be_grouped_by_a_column_of_their_own(corpus_of):
    def with_period(table):
        lines = table.splitlines()
        ends = [",period", *(",2016-2020" if line.startswith("harbin") else ",2021-2025" for line in lines[1:])]
        return "\n".join(line + end for line, end in zip(lines, ends, strict=True))

    corpus = read_corpus(corpus_of(with_period, '[groups]\ncolumn = "period"\nsecond = "level"\n'))
    assert list(corpus.study.labels) == ["2021-2025", "2016-2020"]
    assert corpus.documents["period"].dtype.ordered
    assert set(corpus.segments.columns) >= {"period", "level", "region"}
    assert corpus.segments.groupby("period", observed=True)["document_id"].nunique().tolist() == [4, 1]


def test_groups_without_documents_are_left_out(corpus_of):
    cities = "".join  # keeps the first line and those of cities
    folder = corpus_of(
        lambda table: cities(x + "\n" for x in table.splitlines() if ",city," in x or x.startswith("doc")), ""
    )
    for name in ("cast-2022.txt", "tianjin-2023.txt"):
        (folder / "raw" / name).unlink()
    assert list(read_corpus(folder).study.labels) == ["city"]


def test_too_many_groups_are_told_with_the_remedy(corpus_of):
    folder = corpus_of(lambda table: table, '[groups]\ncolumn = "title"\n')
    assert len(read_corpus(folder).study.groups) == 5
    with pytest.raises(CorpusError, match="9 values of 'title', more than 8 groups; put some together"):
        with_groups(Study(column="title", groups=()), [{"title": str(i)} for i in range(9)])


def test_columns_to_import_are_read_and_must_be_those_of_documents(written):
    assert read_study(written('[import]\ncolumns = {title = "标题"}')).imported == {"title": "标题"}
    own = '[groups]\ncolumn = "coder"\n[import.columns]\ncoder = "编码"\n'
    assert read_study(written(own)).imported == {"coder": "编码"}
    with pytest.raises(
        StudyError, match=r"study.toml:3: 'titel' in columns of \[import\] is no column; known: document_id"
    ):
        read_study(written('[import]\ncolumns.title = "标题"\ncolumns.titel = "x"'))
    with pytest.raises(StudyError, match=r"study\.toml:2: 'text' in columns of .import. must be the name of a column"):
        read_study(written("[import]\ncolumns.text = 3"))
    with pytest.raises(StudyError, match=r"study\.toml:2: 'columns' of .import. must be a table"):
        read_study(written("[import]\ncolumns = 3"))
