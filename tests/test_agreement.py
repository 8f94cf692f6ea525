"""Agreement: published values, scikit-learn, hand counts; and every fault of a file of hand codes."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from textmine import (
    PROSE,
    HandCodesError,
    coder_agreement,
    cohen_kappa,
    dictionary_scores,
    disagreements,
    draw_sample,
    krippendorff_alpha,
    read_codebook,
    read_hand_codes,
)

PUBLISHED = """
* * * * * 3 4 1 2 1 1 3 3 * 3
1 * 2 1 3 3 4 3 * * * * * * *
* * 2 1 3 4 4 * 2 1 1 3 3 * 4
"""
IDS = ["museum", "farm"]
BOOK = """
title = "t"
source = "s"
[[category]]
id = "museum"
name = "museums"
definition = "d"
include = "i"
exclude = "e"
patterns = ["馆"]
examples = []
[[category]]
id = "farm"
name = "farms"
definition = "d"
include = "i"
exclude = "e"
patterns = ["农"]
examples = []
"""


@pytest.fixture
def book(tmp_path):
    (tmp_path / "book.toml").write_text(BOOK, encoding="utf-8")
    return read_codebook(tmp_path / "book.toml")


def segments(n):
    return pd.DataFrame(
        {
            "segment_id": [f"d{i % 2}/{i}" for i in range(n)],
            "document_id": [f"d{i % 2}" for i in range(n)],
            "section_id": [f"d{i % 2}/s{i // 4}" for i in range(n)],
            "text": [f"文{i}" for i in range(n)],
        }
    )


@pytest.fixture
def hand(tmp_path, book):
    """Writes a file of hand codes, one string `a|b|consensus` a segment, and reads it."""

    def write(cells, parts=None, **changes):
        table = segments(len(cells))[["segment_id", "text"]].copy()
        table.insert(1, "part", parts or "held")
        table[["x.a", "x.b", "x.consensus"]] = [cell.split("|") for cell in cells]
        table.assign(**changes).to_csv(tmp_path / "codes.csv", index=False)
        return read_hand_codes(tmp_path / "codes.csv", segments(len(cells)), {"x": book})

    return write


@pytest.mark.parametrize(("metric", "value"), [("nominal", 0.691358), ("interval", 0.810845)])
def test_alpha_equals_the_published_value(metric, value):
    ratings = [[np.nan if x == "*" else float(x) for x in line.split()] for line in PUBLISHED.strip().splitlines()]
    assert krippendorff_alpha(ratings, metric=metric) == pytest.approx(value, abs=1e-6)


def test_alpha_of_other_metrics_and_of_ratings_without_variety():
    with pytest.raises(ValueError, match="metric must be 'nominal' or 'interval'; got 'ordinal'"):
        krippendorff_alpha([[1, 2], [1, 2]], metric="ordinal")
    assert np.isnan(krippendorff_alpha([[1, 1], [1, 1]]))
    assert krippendorff_alpha([[1, 2, 3], [1, 2, 3]]) == 1


def test_kappa_equals_scikit_learn():
    generator = np.random.default_rng(0)
    a, b = generator.integers(0, 4, (2, 50))
    confusion = np.zeros((4, 4))
    np.add.at(confusion, (a, b), 1)
    assert cohen_kappa(confusion) == pytest.approx(cohen_kappa_score(a, b))
    assert np.isnan(cohen_kappa([[5, 0], [0, 0]]))


def random_cells(n, seed):
    """Codes of a, b and consensus at random, so that all kinds of agreement occur."""
    generator = np.random.default_rng(seed)
    kinds = ["-", "museum", "farm", "museum farm", "farm museum"]
    return ["|".join(kinds[i] for i in generator.integers(0, 5, 3)) for _ in range(n)]


def test_agreement_of_coders_equals_scikit_learn_and_the_general_alpha(hand, book):
    codes = hand(random_cells(60, 1))
    table = coder_agreement(codes, "x", IDS, n_resamples=20)
    for k, name in enumerate(IDS):
        a, b = (codes.presence("x", coder, IDS)[:, k] for coder in "ab")
        row = table.iloc[k]
        assert row[["category", "n_a", "n_b", "n_all", "n_units"]].tolist() == [
            name,
            a.sum(),
            b.sum(),
            (a & b).sum(),
            60,
        ]
        assert row["agreement"] == pytest.approx((a == b).mean())
        assert row["kappa"] == pytest.approx(cohen_kappa_score(a, b))
        assert row["alpha"] == pytest.approx(krippendorff_alpha(np.array([a, b], dtype=float)))
        assert row["kappa_low"] <= row["kappa"] <= row["kappa_high"]


def test_the_main_category_is_compared_as_one_variable_with_none_as_a_value(hand, book):
    cells = random_cells(60, 2)
    row = coder_agreement(hand(cells), "x", IDS, main=True, n_resamples=20).iloc[-1]
    a, b = ([cell.split("|")[i].split()[0] for cell in cells] for i in (0, 1))
    assert row["category"] == "(main category)"
    assert row["kappa"] == pytest.approx(cohen_kappa_score(a, b))
    assert row["agreement"] == pytest.approx(np.mean(np.array(a) == b))
    numbers = pd.factorize(np.array(a + b))[0].reshape(2, 60).astype(float)
    assert row["alpha"] == pytest.approx(krippendorff_alpha(numbers))
    assert row["n_all"] == sum(x == y != "-" for x, y in zip(a, b, strict=True))


def test_three_coders_give_the_mean_kappa_of_their_pairs_and_the_general_alpha(hand, book):
    cells = [f"{a.split('|')[0]}|{a.split('|')[1]}|-" for a in random_cells(60, 4)]
    third = [cell.split("|")[0] for cell in random_cells(60, 5)]
    codes = hand(cells, **{"x.c": third})
    assert codes.coders == ("a", "b", "c")
    row = coder_agreement(codes, "x", IDS, n_resamples=20).iloc[0]
    a, b, c = (codes.presence("x", coder, IDS)[:, 0] for coder in "abc")
    assert row["n_all"] == (a & b & c).sum()
    kappas = [cohen_kappa_score(x, y) for x, y in ((a, b), (a, c), (b, c))]
    assert row["kappa"] == pytest.approx(np.mean(kappas))
    assert row["alpha"] == pytest.approx(krippendorff_alpha(np.array([a, b, c], dtype=float)))


def assigned(rows):
    return pd.DataFrame(rows, columns=["segment_id", "category", "main"]).astype({"main": bool})


def test_scores_of_the_dictionary_equal_scikit_learn_on_the_part_asked_for(hand, book):
    cells = random_cells(80, 3)
    parts = ["dev", "held"] * 40
    codes = hand(cells, parts)
    found = assigned([(key, "museum", True) for key in segments(80)["segment_id"][::3]])
    for part in ("dev", "held"):
        row = dictionary_scores(codes, "x", IDS, found, part=part, n_resamples=20).iloc[0]
        own = [i for i in range(80) if parts[i] == part]
        truth = ["museum" in cells[i].split("|")[2].split() for i in own]
        guess = [i % 3 == 0 for i in own]
        precision, recall, f1, _ = precision_recall_fscore_support(truth, guess, average="binary")
        assert [row["precision"], row["recall"], row["f1"]] == pytest.approx([precision, recall, f1])
        assert [row["n_hand"], row["n_dictionary"]] == [sum(truth), sum(guess)]
        assert row["f1_low"] <= row["f1"] <= row["f1_high"]
        assert not row["reliable"]


def test_main_categories_only(hand, book):
    codes = hand(["-|-|museum farm", "-|-|farm museum"])
    found = assigned([("d0/0", "museum", True), ("d0/0", "farm", False), ("d1/1", "museum", True)])
    both = dictionary_scores(codes, "x", IDS, found, least=1, n_resamples=5).set_index("category")
    main = dictionary_scores(codes, "x", IDS, found, main=True, least=1, n_resamples=5).set_index("category")
    assert both["n_both"].to_dict() == {"museum": 2, "farm": 1}
    assert main["n_both"].to_dict() == {"museum": 1, "farm": 0}
    assert both.loc["museum", "reliable"]


def test_few_units_are_no_evidence(hand, book):
    codes = hand(["-|-|farm"] * 5)
    found = assigned([(key, "farm", True) for key in segments(5)["segment_id"]])
    assert dictionary_scores(codes, "x", IDS, found, n_resamples=5)["reliable"].tolist() == [False, True]
    assert dictionary_scores(codes, "x", IDS, found, least=6, n_resamples=5)["reliable"].tolist() == [False, False]


def test_names_that_are_not_there_are_errors(hand, book):
    codes = hand(["farm|farm|farm"])
    with pytest.raises(ValueError, match="no codebook 'y' among the hand codes; they have x"):
        coder_agreement(codes, "y", IDS)
    with pytest.raises(ValueError, match="no coder 'li' among the hand codes; they have a, b, consensus"):
        disagreements(codes, "x", IDS, segments(1), coders=("li", "wang"))
    with pytest.raises(ValueError, match="part must be one of dev, held; got 'Held'"):
        dictionary_scores(codes, "x", IDS, assigned([]), part="Held")
    with pytest.raises(ValueError, match="share must be above 0 and at most 1"):
        draw_sample(segments(3), share=80)


def test_settled_codes_are_those_of_the_hand_and_elsewhere_of_the_dictionary(hand, book):
    codes = hand(["-|-|museum farm", "-|-|-"])
    found = pd.DataFrame(
        [("d0/0", "farm", True, 3), ("d1/1", "farm", True, 2), ("d0/2", "museum", True, 4)],
        columns=["segment_id", "category", "main", "weight"],
    )
    assert codes.settled("x", found).to_numpy().tolist() == [
        ["d0/0", "museum", True, 0],
        ["d0/0", "farm", False, 3],
        ["d0/2", "museum", True, 4],
    ]


def test_a_category_that_nobody_gave_has_no_score_and_is_not_reliable(hand, book):
    row = dictionary_scores(hand(["-|-|farm"]), "x", IDS, assigned([]), n_resamples=5).iloc[0]
    assert np.isnan(row["f1"])
    assert not row["reliable"]


def test_disagreements_name_what_each_side_alone_has(hand, book):
    codes = hand(["museum|museum|museum", "museum farm|farm|farm", "farm museum|museum farm|farm museum"])
    table = disagreements(codes, "x", IDS, segments(3))
    columns = ["segment_id", "only_first", "only_second", "first_main", "second_main"]
    assert table[columns].to_numpy().tolist() == [
        ["d1/1", "museum", "", "museum", "farm"],
        ["d0/2", "", "", "farm", "museum"],
    ]
    found = assigned([("d0/0", "museum", True), ("d1/1", "farm", True)])
    table = disagreements(codes, "x", IDS, segments(3), found)
    assert table[columns].to_numpy().tolist() == [["d0/2", "museum farm", "", "farm", "-"]]


def test_the_sample_is_drawn_within_each_document():
    table = pd.DataFrame({"document_id": ["a"] * 10 + ["b"] * 5, "segment_id": [f"s{i}" for i in range(15)]})
    drawn = draw_sample(table, share=0.7, seed=1)
    counts = drawn.merge(table).groupby(["document_id", "part"]).size().to_dict()
    assert counts == {("a", "dev"): 3, ("a", "held"): 4, ("b", "dev"): 2, ("b", "held"): 2}
    assert drawn["segment_id"].is_unique
    assert drawn.equals(draw_sample(table, share=0.7, seed=1))
    assert not drawn.equals(draw_sample(table, share=0.7, seed=2))


def test_every_segment_is_as_likely_to_be_drawn():
    table = pd.DataFrame({"document_id": "a", "segment_id": [f"s{i}" for i in range(10)]})
    drawn = pd.concat([draw_sample(table, share=0.4, seed=seed) for seed in range(500)])
    shares = drawn.groupby("part")["segment_id"].value_counts() / 500
    assert shares.between(0.14, 0.26).all()  # each part has 2 of 10; standard error .018


FAULTS = [
    ({"segment_id": "d0/0"}, ":3: the segment 'd0/0' comes twice"),
    ({"segment_id": "d0/9"}, ":2: no segment 'd0/9' in the corpus"),
    ({"part": "test"}, ":2: 'test' is no part; allowed: dev, held"),
    ({"text": "其他"}, ":2: the text of 'd0/0' is not that of the corpus; code it anew, or delete the line"),
    ({"x.a": "cow"}, ":2: x.a: unknown category 'cow'; the codebook has museum, farm"),
    ({"x.b": "farm farm"}, ":2: x.b: a category comes twice in 'farm farm'"),
    ({"x.consensus": ""}, ":2: x.consensus is empty; write - for no category"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_every_fault_of_the_file_is_named_with_its_line(hand, change, message):
    with pytest.raises(HandCodesError) as error:
        hand(["farm|farm|farm", "-|-|-"], **change)
    assert message in str(error.value)


def test_codes_of_documents_that_were_taken_away_are_left_out_and_without_any_nothing_is_reliable(hand, book):
    codes = hand(["farm|farm|farm", "-|-|-"], segment_id=["z/1", "d1/1"])
    assert codes.units["segment_id"].tolist() == ["d1/1"]
    none = hand(["farm|farm|farm"], segment_id="z/1")
    scores = dictionary_scores(none, "x", IDS, assigned([]), n_resamples=5)
    assert scores["f1"].isna().all()
    assert not scores["reliable"].any()
    agreed = coder_agreement(none, "x", IDS, main=True, n_resamples=5)
    assert agreed["n_units"].tolist() == [0, 0, 0]
    assert agreed[["agreement", "kappa", "alpha"]].isna().all(axis=None)
    assert disagreements(none, "x", IDS, segments(1)).empty


def test_a_missing_file_says_what_to_do(tmp_path, book):
    with pytest.raises(
        HandCodesError, match="no such file; where nothing was coded by hand, keep its first line alone"
    ):
        read_hand_codes(tmp_path / "none.csv", segments(1), {"x": book})


def test_files_of_spreadsheets(hand, book, tmp_path):
    hand(["farm|farm|farm", "-|-|-"])
    path, table = tmp_path / "codes.csv", segments(2)
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert len(read_hand_codes(path, table, {"x": book}).units) == 2
    path.write_text(path.read_text(encoding="utf-8-sig"), encoding="gbk")
    with pytest.raises(HandCodesError, match="is not in UTF-8; save it as CSV UTF-8"):
        read_hand_codes(path, table, {"x": book})
    path.write_text("", encoding="utf-8")
    with pytest.raises(HandCodesError, match="lacks the columns segment_id, part, text"):
        read_hand_codes(path, table, {"x": book})
    path.write_text("segment_id,part,text,x.a,x.b,x.consensus\nd0/0,held,文0,-,-,-,more\nz/1\n", encoding="utf-8")
    with pytest.raises(HandCodesError, match=":2: more cells than the first line has columns: more"):
        read_hand_codes(path, table, {"x": book})
    path.write_text("segment_id,part,text,x.a,x.b,x.consensus\nd0/0,held,文0,-,-,-\nz/1\n", encoding="utf-8")
    assert read_hand_codes(path, table, {"x": book}).passed_over == 1


def test_missing_columns(tmp_path, book):
    (tmp_path / "codes.csv").write_text("segment_id,part\n")
    with pytest.raises(HandCodesError, match=r"lacks the columns text, x\.consensus"):
        read_hand_codes(tmp_path / "codes.csv", segments(1), {"x": book})
    (tmp_path / "codes.csv").write_text("segment_id,part,text,x.a,x.consensus\n")
    with pytest.raises(HandCodesError, match="needs the columns of at least two coders; found a"):
        read_hand_codes(tmp_path / "codes.csv", segments(1), {"x": book})


BOOKS = ["themes", "target_groups", "instruments", "obligation"]


@pytest.fixture(scope="module")
def coded(project, corpus):
    books = {name: read_codebook(project / "corpus" / "codebooks" / f"{name}.toml") for name in BOOKS}
    return books, read_hand_codes(project / "corpus" / "codebooks" / "hand_codes.csv", corpus.segments, books)


def test_the_held_part_is_the_one_that_was_drawn_and_every_segment_is_coded(coded, corpus):
    prose = corpus.segments[corpus.segments["kind"].isin(PROSE)]
    drawn = draw_sample(prose, share=0.8, seed=2026)
    units = coded[1].units
    assert drawn["part"].value_counts().to_dict() == {"dev": 211, "held": 211}
    assert (
        units.loc[units["part"].eq("held"), "segment_id"].tolist()
        == drawn.loc[drawn["part"].eq("held"), "segment_id"].tolist()
    )
    assert units["segment_id"].tolist() == prose["segment_id"].tolist()


@pytest.mark.parametrize("name", BOOKS)
def test_the_consensus_is_the_majority_of_the_three_coders(coded, project, name):
    table = pd.read_csv(project / "corpus" / "codebooks" / "hand_codes.csv", keep_default_na=False)
    for row in table[[f"{name}.{coder}" for coder in ("a", "b", "c", "consensus")]].itertuples(index=False):
        *given, agreed = ([] if cell == "-" else cell.split() for cell in row)
        ids = coded[0][name].ids
        assert set(agreed) == {category for category in ids if sum(category in codes for codes in given) >= 2}
        firsts = [codes[:1] for codes in given]
        if name == "themes":
            assert any(firsts.count(first) >= 2 and first == agreed[:1] for first in firsts)


def test_without_hand_codes_every_measure_is_missing(hand, book, tmp_path):
    full = hand(["farm|farm|farm", "-|-|-"])
    missing = read_hand_codes(tmp_path / "none.csv", segments(1), {"x": book}, missing_ok=True)
    heading = tmp_path / "heading.csv"
    heading.write_text("segment_id,part,text,x.a,x.b,x.consensus\n", encoding="utf-8")
    found = pd.DataFrame({"segment_id": ["d0/0"], "category": ["farm"], "main": [True], "weight": [1]})
    for none in (missing, read_hand_codes(heading, segments(1), {"x": book})):
        assert none.units.empty and none.codebooks == ("x",)
        for main in (False, True):
            agreed = coder_agreement(none, "x", IDS, main=main)
            assert agreed["category"].tolist() == [*IDS, "(main category)"][: 2 + main]
            assert agreed[["agreement", "kappa", "kappa_low", "alpha", "alpha_high"]].isna().all(axis=None)
            assert agreed[["n_all", "n_units"]].eq(0).all(axis=None)
        scores = dictionary_scores(none, "x", IDS, found)
        assert list(scores) == list(dictionary_scores(full, "x", IDS, found))
        assert scores["f1"].isna().all() and not scores["reliable"].any()
        assert disagreements(none, "x", IDS, segments(1), found).empty
        assert disagreements(none, "x", IDS, segments(1)).empty
        assert none.settled("x", found)["category"].tolist() == ["farm"]
    assert list(coder_agreement(full, "x", [])) == list(coder_agreement(full, "x", IDS))
    assert list(dictionary_scores(full, "x", [], found)) == list(scores)


def test_a_codebook_without_categories_asks_for_no_columns_and_has_no_codes(hand, book, tmp_path):
    hand(["farm|farm|farm", "-|-|-"])
    empty = read_codebook(tmp_path / "none.toml", missing_ok=True)
    codes = read_hand_codes(tmp_path / "codes.csv", segments(2), {"x": book, "y": empty})
    assert codes.codebooks == ("x", "y") and len(codes.units) == 2
    assert codes.of("y").empty and len(codes.of("x"))
    assert dictionary_scores(codes, "y", [], assigned([])).empty
    assert read_hand_codes(tmp_path / "codes.csv", segments(2), {"y": empty}).units.empty
