"""Words: the lexicon, the stop list, isolation from any other jieba."""

import pickle
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pandas as pd
import pytest

from textmine import Tokenizer, tokenize
from textmine.tokens import LexiconError, read_stopwords, read_terms, token_kind

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba


def reference(terms):
    """An ordinary jieba with the same terms, set up through its own interface."""
    engine = jieba.Tokenizer()
    engine.tmp_dir = tempfile.mkdtemp()
    for term in terms:
        engine.add_word(term)
    return engine


def test_tokens_equal_those_of_jieba_with_the_same_dictionary(corpus, tokenizer):
    jieba.setLogLevel(60)
    engine = reference([term for term, _ in tokenizer.lexicon])
    for page in corpus.pages.values():
        assert tokenizer.cut(page.text) == engine.lcut(page.text)


@pytest.mark.parametrize(
    "phrase",
    [
        "科学素质",
        "科技馆",
        "流动科技馆",
        "新时代文明实践中心",
        "人力资源社会保障局",
        "教育体育局",
        "应急科普",
        "全域科普",
    ],
)
def test_fixed_terms_stay_whole(tokenizer, phrase):
    assert phrase in tokenizer.cut(f"推动{phrase}建设")


def test_every_term_of_the_lexicon_is_one_token_alone(tokenizer):
    assert [term for term, _ in tokenizer.lexicon if tokenizer.cut(term) != [term]] == []


def test_cut_loses_nothing(corpus, tokenizer):
    for text in corpus.segments["text"]:
        assert "".join(tokenizer.cut(text)) == text


def test_stop_words_and_numbers_are_no_terms(tokenizer):
    assert tokenizer.terms("到2025年,我市的公民具备科学素质的比例达到16%,STEM教育。") == [
        "我市", "公民", "具备", "科学素质", "比例", "达到", "STEM", "教育",
    ]  # fmt: skip


def test_verbs_and_modals_of_policy_are_no_stop_words(tokenizer):
    verbs = {"加强", "促进", "开展", "推进", "鼓励", "支持", "引导", "实施", "完善", "建立", "要", "应当", "必须"}
    assert tokenizer.stopwords.isdisjoint(verbs)


@pytest.mark.parametrize(
    ("token", "kind"),
    [("科普", "han"), ("互联网+", "han"), ("STEM", "latin"), ("H5", "latin"), ("2025", "number"), ("13%", "number"),
     ("10.8", "number"), ("一", "number"), ("二十", "number"), (",", ""), (" ", ""), ("——", "")],
)  # fmt: skip
def test_kinds_of_tokens(token, kind):
    assert token_kind(token) == kind


def test_a_lexicon_term_of_numerals_is_a_word(tokenizer):
    assert tokenizer.terms("“十四五”时期") == ["十四五", "时期"]
    assert Tokenizer().terms("“十四五”时期") == ["时期"]


def test_table_of_tokens(tokenizer):
    segments = pd.DataFrame({"document_id": ["a", "a"], "segment_id": ["a/1", "a/2"], "text": ["加强的科普", "共10个"]})
    table = tokenize(segments, tokenizer)
    assert list(table.columns) == ["document_id", "segment_id", "start", "end", "token", "kind", "stop"]
    rows = table[["segment_id", "start", "end", "token", "kind", "stop"]].to_numpy().tolist()
    assert rows[:3] == [
        ["a/1", 0, 2, "加强", "han", False],
        ["a/1", 2, 3, "的", "han", True],
        ["a/1", 3, 5, "科普", "han", False],
    ]
    assert rows[4][3:5] == ["10", "number"]
    assert tokenize(segments.iloc[:0], tokenizer).empty


def test_full_width_forms_are_narrowed(tokenizer):
    assert tokenizer.terms("ＳＴＥＭ教育") == ["STEM", "教育"]


def test_two_tokenizers_do_not_influence_each_other():
    with_term, without = Tokenizer((("流动科技馆", None),)), Tokenizer()
    assert with_term.cut("流动科技馆") == ["流动科技馆"]
    assert without.cut("流动科技馆") == ["流动", "科技馆"]
    assert with_term.cut("流动科技馆") == ["流动科技馆"]


def test_the_jieba_of_others_is_neither_changed_nor_heard():
    code = """
import warnings; warnings.simplefilter("ignore")
import jieba; jieba.setLogLevel(60)
before = jieba.lcut("流动科技馆和科学素质")
from textmine import Tokenizer
own = Tokenizer((("流动科技馆", None), ("科学素质", None)))
assert own.cut("流动科技馆和科学素质") == ["流动科技馆", "和", "科学素质"]
assert jieba.lcut("流动科技馆和科学素质") == before
jieba.del_word("科学"); jieba.add_word("和科学素质")
assert own.cut("流动科技馆和科学素质") == ["流动科技馆", "和", "科学素质"]
assert Tokenizer().cut("科学") == ["科学"]
print("isolated")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("isolated\n", "")


def test_no_cache_file_is_read_or_written(tmp_path):
    (tmp_path / "jieba.cache").write_bytes(b"planted")
    code = "from textmine import Tokenizer; print(Tokenizer().cut('科普工作'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert (done.stdout, done.stderr) == ("['科普', '工作']\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]


def test_a_tokenizer_is_a_value(tokenizer):
    copy = pickle.loads(pickle.dumps(tokenizer))
    assert copy == tokenizer
    assert hash(copy) == hash(tokenizer)
    assert copy.cut("流动科技馆") == ["流动科技馆"]
    assert Tokenizer(hmm=False) != Tokenizer()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("科普 many", "terms.txt:1: needs a term"),
        ("科普\n科普", "terms.txt:2: '科普' comes twice"),
        ("科普 0", "frequency above 0"),
    ],
)
def test_faults_of_the_lexicon_name_the_line(tmp_path, text, words):
    path = tmp_path / "terms.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=words):
        read_terms(path)


def test_missing_lists_are_errors(tmp_path):
    with pytest.raises(LexiconError, match="no such file"):
        Tokenizer.from_folder(tmp_path)
    with pytest.raises(LexiconError, match="one word"):
        path = tmp_path / "s.txt"
        path.write_text("的 了", encoding="utf-8")
        read_stopwords(path)
