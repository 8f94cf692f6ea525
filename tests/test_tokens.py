"""Words: the lexicon, the stop list, isolation from any other jieba."""

import pickle
import re
import subprocess
import sys
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import Tokenizer, tokenize
from textmine.counting.tokens import (
    EngineError,
    LexiconError,
    check_same_tokenizer,
    cut_texts,
    encode_texts,
    many,
    read_stopwords,
    read_terms,
    token_kind,
)
from textmine.counting.tokens.engines import engine_of
from textmine.reading.characters import narrow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba


ENGINES = ["jieba", "rjieba"]
# The last four: already in the dictionary, of Latin letters, with a frequency, inside another.
TERMS = (("流动科技馆", None), ("科学素质", None), ("科学", None), ("STEM教育", None), ("中国科学", 7), ("素质", None))
# What policy is made of, and what engines disagree on: marks in words, rare Han characters, other scripts.
PIECES = [*"科学素质流动技馆的一十五年中国教育㐀鿕鿖𠀀", *"aZ09+#&._%-", *" \t\n\u3000\ue000\u2028", *",。《》２ü한", "\r\n",
          "2022-2025", "13.5%", "科学技术", "公民具备科学素质", "STEM教育", "哈尔滨市", "致公党员"]  # fmt: skip


@lru_cache
def reference(terms):
    """An ordinary jieba with the same terms, set up through its own interface."""
    jieba.setLogLevel(60)
    engine = jieba.Tokenizer()
    engine.tmp_dir = tempfile.mkdtemp()
    for term, frequency in terms:
        engine.add_word(term, frequency)
    return engine


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("hmm", [True, False])
def test_words_equal_those_of_jieba_with_the_same_dictionary(corpus, tokenizer, engine, hmm):
    own = Tokenizer(tokenizer.lexicon, hmm=hmm, engine=engine)
    for page in corpus.pages.values():
        assert own.cut(page.text) == reference(tokenizer.lexicon).lcut(page.text, HMM=hmm)
        assert own.cut(page.page) == reference(tokenizer.lexicon).lcut(page.page, HMM=hmm)


@pytest.mark.parametrize("engine", ENGINES)
@given(
    text=st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=40).map("".join), hmm=st.booleans()
)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_words_of_any_text_equal_those_of_jieba(engine, text, hmm):
    assert Tokenizer(TERMS, hmm=hmm, engine=engine).cut(text) == reference(TERMS).lcut(text, HMM=hmm)


def test_frequencies_are_those_that_jieba_suggests():
    own = engine_of("jieba", TERMS)
    assert own.total == reference(TERMS).total
    assert [own.frequency[term] for term, _ in TERMS] == [reference(TERMS).FREQ[term] for term, _ in TERMS]


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


def prose(corpus):
    return corpus.segments[["document_id", "segment_id", "text"]]


def test_start_and_end_lead_back_to_the_text(corpus, tokenizer):
    texts = prose(corpus).set_index("segment_id")["text"]
    for row in tokenize(prose(corpus), tokenizer).itertuples():
        assert narrow(texts[row.segment_id][row.start : row.end]) == row.token


def test_the_table_holds_what_the_tokenizer_says_of_each_text(corpus, tokenizer):
    table = tokenize(prose(corpus), tokenizer)
    one_by_one = [
        (document_id, segment_id, *token, token[2] in tokenizer.stopwords)
        for document_id, segment_id, text in prose(corpus).itertuples(index=False)
        for token in tokenizer.tokens(text)
    ]
    assert list(table.itertuples(index=False, name=None)) == one_by_one


def test_number_of_processes_and_size_of_chunks_change_nothing(corpus, tokenizer, monkeypatch):
    alone = tokenize(prose(corpus), tokenizer)
    for size in (1, 5_000):
        monkeypatch.setattr(many, "CHUNK", size)
        for n_jobs in (1, 2):
            pd.testing.assert_frame_equal(tokenize(prose(corpus), tokenizer, n_jobs=n_jobs), alone)
    assert list(cut_texts(corpus.segments["text"], tokenizer, n_jobs=2)) == list(
        map(tokenizer.cut, corpus.segments["text"])
    )


def test_texts_are_read_as_needed(tokenizer, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 4)
    read = []
    words = cut_texts((read.append(i) or "科普工作" for i in range(10_000)), tokenizer, n_jobs=1)
    assert [next(words) for _ in range(3)] == [["科普", "工作"]] * 3
    assert len(read) < 20
    words.close()


def test_chunks_are_counted_in_characters(tokenizer, monkeypatch):
    monkeypatch.setattr(many, "CHUNK", 10)
    texts = ["科普"] * 5 + ["科" * 35] + ["科普"] * 4 + ["", "工作"]
    assert [list(part.counts) for part in encode_texts(texts, Tokenizer(hmm=False))] == [
        [1] * 5,
        [35],
        [1] * 4 + [0, 1],
    ]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_text_that_is_none_is_named(corpus, tokenizer, n_jobs):
    segments = prose(corpus).astype({"text": object})
    segments.loc[7, "text"] = None
    with pytest.raises(TypeError, match=f"segment {segments.loc[7, 'segment_id']}: needs a text, got None"):
        tokenize(segments, tokenizer, n_jobs=n_jobs)
    with pytest.raises(TypeError, match="text 1: needs a text, got 3"):
        list(cut_texts(["科普", 3], tokenizer, n_jobs=n_jobs))


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


def test_fingerprint_changes_with_all_that_decides_the_tokens():
    base = Tokenizer((("科普", None), ("科技馆", 3)), frozenset({"的", "了"}))
    others = [
        Tokenizer((("科技馆", 3), ("科普", None)), base.stopwords),
        Tokenizer((("科普", None), ("科技馆", 4)), base.stopwords),
        Tokenizer(base.lexicon, frozenset({"的"})),
        Tokenizer(base.lexicon, base.stopwords, hmm=False),
        Tokenizer(base.lexicon, base.stopwords, engine="rjieba"),
    ]
    assert len({base.fingerprint, *(other.fingerprint for other in others)}) == 6
    assert re.fullmatch("[0-9a-f]{16}", base.fingerprint)
    assert Tokenizer(base.lexicon, frozenset({"了", "的"})).fingerprint == base.fingerprint


def test_fingerprint_is_the_same_in_every_process():
    code = "from textmine import Tokenizer; print(Tokenizer((('科普', None),), frozenset('的了和与')).fingerprint)"
    environment = {"PYTHONPATH": str(Path(__file__).parents[1])}
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, env=environment | {"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {Tokenizer((("科普", None),), frozenset("的了和与")).fingerprint.encode() + b"\n"}


def test_tokens_of_two_tokenizers_are_never_mixed(corpus, tokenizer):
    segments = prose(corpus).head(3)
    one, two = tokenize(segments, tokenizer), tokenize(segments, Tokenizer())
    assert one.attrs == {"tokenizer": tokenizer.fingerprint}
    assert check_same_tokenizer([one, one, pd.DataFrame()]) == tokenizer.fingerprint
    assert check_same_tokenizer([pd.DataFrame()]) is None
    with pytest.raises(ValueError, match=f"{tokenizer.fingerprint}, {Tokenizer().fingerprint}"):
        check_same_tokenizer([one, two])


def test_unknown_and_missing_engines_are_errors(monkeypatch):
    with pytest.raises(EngineError, match="engine 'thulac' is none of jieba, rjieba"):
        Tokenizer(engine="thulac")
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(EngineError, match=r"pip install textmine\[fast\]"):
        Tokenizer(engine="rjieba")


@pytest.mark.parametrize("term", [("科普", 0), ("", None)])
def test_a_lexicon_given_by_hand_is_checked(term):
    with pytest.raises(LexiconError, match="frequency above 0"):
        Tokenizer((term,))


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
