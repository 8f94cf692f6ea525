"""What people make of topics: terms, coherence, names, intruders, themes."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine import (
    coherence,
    fit_topics,
    name_topics,
    read_codebook,
    read_topic_names,
    topic_terms,
    topics_and_codes,
    typical_passages,
)
from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics import (
    TopicNamesError,
    Topics,
    anchor_terms,
    count_windows,
    intrusion_score,
    passage_intrusion,
    read_answers,
    themes_without_topic,
    topic_code_agreement,
    topics_without_theme,
    word_intrusion,
)
from textmine.measuring.topics.coherence import coherence_of
from textmine.measuring.topics.intrusion import wilson


def a_model(n_rows=60, seed=0):
    """A fitted model of three topics with words of their own in two documents, ten sections each."""
    generator = np.random.default_rng(seed)
    topic = np.arange(n_rows) % 3
    words = np.full((3, 15), 0.01)
    for k in range(3):
        words[k, 5 * k : 5 * k + 5] += [0.3, 0.2, 0.18, 0.12, 0.07]
    words /= words.sum(axis=1, keepdims=True)
    counts = np.array([generator.multinomial(generator.integers(20, 60), words[k]) for k in topic])
    numbers = np.arange(n_rows)
    rows = pd.DataFrame(
        {
            "passage_id": [f"p{i:02d}" for i in numbers],
            "document_id": np.where(numbers < n_rows // 2, "a", "b"),
            "section_id": [f"s{i // 3}" for i in numbers],
            "segment_ids": [f"g{i}a g{i}b" for i in numbers],
        }
    )
    matrix = DocumentTermMatrix(sparse.csr_array(counts), rows, np.array([f"w{i:02d}" for i in range(15)]))
    return fit_topics(matrix, 3, method="nmf_kl"), topic


@pytest.fixture(scope="module")
def model():
    return a_model()


def by_hand(phi, counts):
    """A model whose numbers are given."""
    terms = np.array(list("abcdefgh"))[: len(counts)]
    matrix = DocumentTermMatrix(sparse.csr_array([counts]), pd.DataFrame({"document_id": ["x"]}), terms)
    return Topics(np.array(phi), np.full((1, len(phi)), 1 / len(phi)), matrix, "nmf_kl", 0, True, 1, 1)


# Terms


def test_scores_of_terms_are_those_of_their_formulas():
    topics = by_hand([[0.5, 0.3, 0.2, 0.0], [0.1, 0.3, 0.0, 0.6]], [6, 6, 2, 6])
    table = topic_terms(topics, 4, by="phi").set_index(["topic", "term"])
    assert table.loc[(1, "a"), "lift"] == pytest.approx(0.5 / 0.3)
    assert table.loc[(1, "a"), "relevance"] == pytest.approx(0.6 * np.log(0.5) + 0.4 * np.log(0.5 / 0.3))
    # Exclusivity in topic 1: a 5/6, b 1/2, c 1, d 0, so ranks 3, 2, 4, 1 of 4; probability: ranks 4, 3, 2, 1.
    assert table.loc[(1, "a"), "frex"] == pytest.approx(1 / (0.5 / 0.75 + 0.5 / 1.0))
    assert table.loc[(1, "c"), "frex"] == pytest.approx(1 / (0.5 / 1.0 + 0.5 / 0.5))
    assert (1, "d") not in table.index
    assert table.loc[(2, "d"), ["rank", "count"]].tolist() == [1, 6]


def test_the_weights_go_from_frequency_to_exclusivity():
    topics = by_hand([[0.5, 0.3, 0.2, 0.0], [0.1, 0.3, 0.0, 0.6]], [6, 6, 2, 6])
    first = {w: topic_terms(topics, 1, frex_weight=w)["term"].tolist() for w in (0, 1)}
    assert first == {0: ["a", "d"], 1: ["c", "d"]}
    assert topic_terms(topics, 1, by="relevance", relevance_weight=0)["term"].tolist()[0] == "c"
    with pytest.raises(ValueError, match="one of phi, lift, frex, relevance; got 'beta'"):
        topic_terms(topics, by="beta")
    with pytest.raises(ValueError, match="frex_weight must be from 0 to 1; got 2"):
        topic_terms(topics, frex_weight=2)


# Coherence


def drawn_texts(repeats):
    generator, words = np.random.default_rng(7), np.array([f"w{i:02d}" for i in range(24)])
    texts = []
    for i in range(30):
        chances = np.where(np.arange(24) % 2 == i % 2, 3.0, 1.0)
        size = int(generator.integers(3, 60 if repeats else 24))
        texts.append(generator.choice(words, size=size, replace=repeats, p=chances / chances.sum()).tolist())
    return texts


# By gensim 4.4.0 (CoherenceModel, three topics of four words). Its windows forget a word as soon as one of two occurrences
# has left them, so that windows of 10 are compared where no word comes twice.
SETS = (["w00", "w02", "w04", "w06"], ["w01", "w03", "w05", "w08"], ["w09", "w02", "w15", "w20"])
PUBLISHED = {
    (True, "u_mass", 110): [-0.335205549, -0.389540626, -0.5123959],
    (True, "c_uci", 110): [0.035132354, 0.107865752, -7.7558e-05],
    (True, "c_npmi", 110): [0.062714129, 0.128174592, 0.015726923],
    (True, "c_v", 110): [0.586024897, 0.658700411, 0.520672105],
    (False, "u_mass", 110): [-0.634279058, -0.461910145, -0.538343731],
    (False, "c_uci", 10): [-0.126235552, -0.219349259, -0.023958389],
    (False, "c_npmi", 10): [-0.040186855, -0.055146924, -0.007645975],
    (False, "c_v", 10): [0.434427888, 0.427364829, 0.488612132],
    (False, "c_v", 110): [0.707028909, 0.694828631, 0.67079421],
}


@pytest.mark.parametrize(("repeats", "measure", "size"), PUBLISHED)
def test_coherence_is_that_of_an_independent_implementation(repeats, measure, size):
    texts = drawn_texts(repeats)
    windows = count_windows(texts, {word for text in texts for word in text}, size=size)
    found = [coherence_of(windows, np.searchsorted(windows.terms, own))[measure] for own in SETS]
    assert found == pytest.approx(PUBLISHED[repeats, measure, size], abs=1e-6)


def test_coherence_gives_the_published_values():
    """Postings {2, 3, 4} and {3, 5} over five documents: -.693147181, -.182321557, -.113282753."""
    counts = np.zeros((5, 2), dtype=int)
    counts[[1, 2, 3], 0] = counts[[2, 4], 1] = 1
    matrix = DocumentTermMatrix(sparse.csr_array(counts), pd.DataFrame({"d": list("abcde")}), np.array(["x", "y"]))
    second_first = coherence_of(matrix, np.array([1, 0]))
    assert second_first["u_mass"] == pytest.approx(-0.693147181, abs=1e-9)
    assert second_first["c_uci"] == pytest.approx(-0.182321557, abs=1e-9)
    assert second_first["c_npmi"] == pytest.approx(-0.113282753, abs=1e-9)


def test_coherence_on_a_reference_counts_the_terms_that_it_knows(model):
    topics, _ = model
    table = coherence(topics, measures=["c_v", "u_mass"], n_terms=5)
    assert table["measure"].tolist() == ["c_v", "u_mass"] * 3 and table["n_terms"].eq(5).all()
    other = topics.matrix.take(terms=np.arange(5))
    partly = coherence(topics, other, measures=["c_npmi"], n_terms=5)
    assert sorted(partly["n_terms"]) == [0, 0, 5] and partly["value"].isna().sum() == 2
    with pytest.raises(ValueError, match="among u_mass, c_uci, c_npmi, c_v; got 'c_w'"):
        coherence(topics, measures=["c_w"])


def test_windows_slide_by_one_token_and_short_texts_are_one():
    windows = count_windows([list("abcab"), list("c"), []], "abc", size=3)
    assert windows.rows.to_numpy().tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [2, 0]]
    assert windows.counts.toarray().tolist() == [[1, 1, 1], [1, 1, 1], [1, 1, 1], [0, 0, 1], [0, 0, 0]]


# Typical passages


def test_typical_passages_are_strong_of_middle_length_and_from_both_documents(model):
    topics, truth = model
    table = typical_passages(topics, 4, lengths=(0.2, 0.8))
    low, high = np.quantile(topics.matrix.lengths, (0.2, 0.8))
    assert table["length"].between(low, high).all() and table["theta"].ge(0.5).all()
    for _, own in table.groupby("topic"):
        assert own["document_id"].value_counts().tolist() == [2, 2]
        assert len({truth[int(key[1:])] for key in own["passage_id"]}) == 1
        assert own["theta"].iloc[0] == own.groupby("document_id")["theta"].max().max()
    assert typical_passages(topics, least_share=1.1).empty


# Names


def names_file(folder, *lines):
    path = folder / "topics.csv"
    path.write_text("\n".join(["terms,name_zh,name_en,definition", *lines]) + "\n", encoding="utf-8")
    return path


def test_names_go_to_the_topics_of_their_terms(model, tmp_path):
    topics, _ = model
    leading = [" ".join(own) for _, own in topics.phi_table(5).groupby("topic")["term"]]
    path = names_file(tmp_path, *(f"{leading[i]},名{i},name {i},said of {i}" for i in (2, 0, 1)))
    table = name_topics(topics, read_topic_names(path), among=5)
    assert table["name_en"].tolist() == ["name 0", "name 1", "name 2"]
    assert table["fit"].tolist() == [1, 1, 1]


def test_a_model_that_has_moved_is_an_error_that_says_how_far(model, tmp_path):
    topics, _ = model
    leading = [own.tolist() for _, own in topics.phi_table(5).groupby("topic")["term"]]
    moved = [*leading[0][:2], *leading[1][:3]]
    lines = [f"{' '.join(own)},{n},{n},d" for own, n in ((moved, "x"), (leading[1], "y"), (leading[2], "z"))]
    with pytest.raises(TopicNamesError) as error:
        name_topics(topics, read_topic_names(names_file(tmp_path, *lines)), among=5)
    assert "topic 1 (" in str(error.value) and "40% of the terms" in str(error.value)
    assert "line 2: no topic has the terms of 'x' any more" in str(error.value)
    assert (
        name_topics(topics, read_topic_names(tmp_path / "topics.csv"), among=5, least=0.4)["name_en"].tolist()[0] == "x"
    )


def test_faults_of_a_file_of_names_stand_with_their_lines(tmp_path):
    path = names_file(tmp_path, "a b,n,m,d", "a b c,n,,d", "a a b,k,l,d", "a b c,1")
    with pytest.raises(TopicNamesError) as error:
        read_topic_names(path)
    for fault in (
        ":2: 'terms' needs at least 3",
        ":3: 'name_en' is empty",
        ":3: the name 'n' stands in line 2",
        ":4: a term comes twice",
        ":5: needs 4 cells",
    ):
        assert f"{path}{fault}" in str(error.value)
    with pytest.raises(TopicNamesError, match="no such file; it needs the columns terms, name_zh"):
        read_topic_names(tmp_path / "none.csv")
    assert read_topic_names(tmp_path / "none.csv", missing_ok=True) == []
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(TopicNamesError, match=r"topics\.csv:1: the columns must be terms"):
        read_topic_names(path)


def test_without_names_topics_have_none(model):
    table = name_topics(model[0], [])
    assert table["topic"].tolist() == [1, 2, 3] and table["name_zh"].eq("").all() and table["fit"].isna().all()


# Intrusion


def test_word_sheets_hide_one_word_of_another_topic(model):
    topics, _ = model
    sheet, key = word_intrusion(topics, n_words=4, seed=3)
    again, _ = word_intrusion(topics, n_words=4, seed=3)
    assert sheet.equals(again) and list(sheet) == ["item", *"ABCDE", "intruder"] and sheet["intruder"].eq("").all()
    for row in key.itertuples():
        shown = sheet.set_index("item").loc[row.item, list("ABCDE")]
        assert shown[row.intruder] == row.word
        own = topics.phi_table(4).query(f"topic == {row.topic}")["term"]
        assert set(shown) == {*own, row.word} and row.word not in set(own)
    assert sorted(key["topic"]) == [1, 2, 3]


def test_passage_sheets_hide_one_passage_of_another_topic(model):
    topics, truth = model
    texts = {key: f"text of {key}" for key in topics.matrix.rows["passage_id"]}
    sheet, key = passage_intrusion(topics, texts, n_items=2, seed=1)
    assert len(sheet) == 6
    for row in key.itertuples():
        shown = sheet.set_index("item").loc[row.item, list("ABCD")]
        assert shown[row.intruder] == f"text of {row.passage}"
        kinds = [truth[int(text[-2:])] for text in shown.drop(row.intruder)]
        assert len(set(kinds)) == 1 and truth[int(row.passage[1:])] != kinds[0]
    with pytest.raises(ValueError, match="texts lacks 59 of the passage_id, such as 'p01'"):
        passage_intrusion(topics, {"p00": "x"})


def test_the_score_counts_what_was_found(model):
    sheet, key = word_intrusion(model[0], seed=3)
    answers = sheet.assign(intruder=key["intruder"].str.lower())
    answers.loc[1, "intruder"] = ""
    score = intrusion_score(answers, key, n_choices=6)
    assert score[["n", "found", "precision", "chance"]].to_numpy().tolist() == [[3, 2, 2 / 3, 1 / 6]]
    by_topic = intrusion_score(answers, key, n_choices=6, by="topic")
    assert by_topic["topic"].tolist() == [1, 2, 3] and by_topic["found"].sum() == 2
    with pytest.raises(ValueError, match="one of A, B, C, D, E, F, or empty; got 'X'"):
        intrusion_score(answers.assign(intruder="x"), key, n_choices=6)
    with pytest.raises(ValueError, match="same items; '3' is in one"):
        intrusion_score(answers[:2], key, n_choices=6)


def test_wilson_gives_the_interval_of_its_formula():
    """Nine of ten: (.5958, .9821), as in tables of the score interval."""
    low, high = wilson(np.array([9]), np.array([10]))
    assert (low[0], high[0]) == pytest.approx((0.5958, 0.9821), abs=1e-4)


# Themes


def codes_of(truth):
    names = np.array(["x", "y", "z"])[truth]
    first = pd.DataFrame({"segment_id": [f"g{i}a" for i in range(len(truth))], "category": names, "main": True})
    beside = first.assign(category="y", main=False)
    return pd.concat([first, beside], ignore_index=True)


def test_tokens_of_topics_stand_in_their_categories(model):
    topics, truth = model
    table = topics_and_codes(topics, codes_of(truth), ["x", "y", "z", "none"])
    tokens = table.pivot(index="topic", columns="category", values="tokens")
    for category, own in zip("xyz", (truth == 0, truth == 1, truth == 2), strict=True):
        expected = (topics.matrix.lengths[:, None] * topics.theta)[own].sum(axis=0)
        assert tokens[category].to_numpy() == pytest.approx(expected)
    assert tokens["none"].eq(0).all()
    assert table.groupby("topic")["share_of_topic"].sum().to_numpy() == pytest.approx(np.ones(3))
    cell = table.loc[table["tokens"].idxmax()]
    whole = tokens.to_numpy().sum()
    expected = tokens.loc[cell["topic"]].sum() * tokens[cell["category"]].sum() / whole
    assert cell["ratio"] == pytest.approx(cell["tokens"] / expected)


def test_a_segment_in_two_categories_is_divided(model):
    topics, truth = model
    codes = codes_of(truth)
    codes = codes[codes["main"]]
    both = pd.concat([codes, codes.assign(segment_id=codes["segment_id"].str[:-1] + "b", category="x")])
    table = topics_and_codes(topics, both, ["x", "y", "z"])
    own = topics.matrix.lengths[truth == 1].sum() / 2
    assert table.loc[table["category"].eq("y"), "tokens"].sum() == pytest.approx(own)


def test_agreement_is_one_where_topics_are_categories_and_none_where_nothing_is_coded(model):
    topics, truth = model
    found = topic_code_agreement(topics, codes_of(truth), ["x", "y", "z"])
    assert found == {"adjusted_mutual_information": pytest.approx(1), "n_rows": 60, "n_uncoded": 0}
    nothing = topic_code_agreement(topics, codes_of(truth)[:0], ["x"])
    assert np.isnan(nothing["adjusted_mutual_information"]) and nothing["n_uncoded"] == 60
    with pytest.raises(ValueError, match="category 'x', which is not among y, z"):
        topic_code_agreement(topics, codes_of(truth), ["y", "z"])


def test_themes_that_no_topic_finds_and_topics_that_no_theme_names():
    cells = [(1, "a", 60), (1, "b", 30), (1, "c", 0), (2, "a", 10), (2, "b", 25), (2, "c", 24)]
    table = pd.DataFrame(cells, columns=["topic", "category", "tokens"])
    table["share_of_topic"] = table["tokens"] / table.groupby("topic")["tokens"].transform("sum")
    table["share_of_category"] = table["tokens"] / table.groupby("category")["tokens"].transform("sum")
    table["ratio"] = 1.0
    themes = themes_without_topic(table, least=1.1)
    assert themes[["category", "topic", "tokens", "found"]].to_numpy().tolist() == [
        ["a", 1, 70, True],
        ["b", 1, 55, True],
        ["c", 2, 24, False],
    ]
    topics = topics_without_theme(table)
    assert topics[["topic", "category", "tokens", "named"]].to_numpy().tolist() == [
        [1, "a", 90, True],
        [2, "b", 59, False],
    ]


def test_anchors_are_terms_that_a_category_codes_as_a_whole(matrix, project):
    book = read_codebook(project / "corpus" / "codebooks" / "themes.toml")
    anchors = anchor_terms(matrix, book)
    assert list(anchors) == [name for name in book.ids if name in anchors]
    assert all(set(terms) <= set(matrix.terms) for terms in anchors.values())
    assert "中小学" in anchors["education"] and "公务员" in anchors["skills"]


def test_answers_are_those_of_the_sheet_or_an_error_with_the_line(model, tmp_path):
    sheet, key = word_intrusion(model[0])
    filled = sheet.assign(intruder=key["intruder"])
    filled.to_csv(tmp_path / "words.csv", index=False)
    answers = read_answers(tmp_path / "words.csv", sheet)
    assert answers.equals(filled) and intrusion_score(answers, key, n_choices=6)["found"].item() == 3
    assert read_answers(tmp_path / "none.csv", sheet, missing_ok=True).empty
    with pytest.raises(ValueError, match=r"none\.csv: no such file"):
        read_answers(tmp_path / "none.csv", sheet)
    other = filled.assign(B=["x", *filled["B"][1:]])
    for given, line in ((other, 2), (filled.head(2), 4), (filled.drop(columns="intruder"), 1)):
        given.to_csv(tmp_path / "words.csv", index=False)
        with pytest.raises(ValueError, match=rf"words\.csv:{line}: was filled in for another sheet"):
            read_answers(tmp_path / "words.csv", sheet)
