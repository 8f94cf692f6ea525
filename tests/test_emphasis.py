"""Emphasis: hand-computed toys, a slow translation of the correction, its lack of bias by simulation, sums on the corpus."""

import numpy as np
import pandas as pd
import pytest

from textmine import (
    HandCodes,
    absences,
    categories,
    contrasts,
    cross_table,
    positions,
    read_codebook,
    read_hand_codes,
)
from textmine.measuring.emphasis import corrected_codes, emphasis, found_codes

IDS = ["museum", "farm"]


def segments(lengths, documents):
    n = len(lengths)
    table = pd.DataFrame({"document_id": documents, "segment_id": [f"s{i}" for i in range(n)], "kind": "paragraph"})
    table["section_id"] = table["document_id"] + [f"/{i // 2}" for i in range(n)]
    table["text"] = ["文" * length for length in lengths]
    table["end"] = table.groupby("document_id")["text"].transform(lambda own: own.str.len().cumsum())
    return table.assign(start=table["end"] - table["text"].str.len())


def assigned(mains):
    rows = [(f"s{i}", name, True, 1) for i, name in enumerate(mains) if name]
    return pd.DataFrame(rows, columns=["segment_id", "category", "main", "weight"])


def hand_codes(table, codes, parts):
    units = table[["segment_id", "document_id", "section_id"]].assign(part=parts)
    rows = [(f"s{i}", "x", "consensus", name, True) for i, name in enumerate(codes) if name]
    codes = pd.DataFrame(rows, columns=["segment_id", "codebook", "coder", "category", "main"])
    return HandCodes(units[units["part"].ne("")], codes.astype({"main": bool}), ("a", "b"), ("x",))


def test_shares_by_hand():
    table = segments([10, 30, 20, 40], ["a", "a", "b", "b"])
    found = assigned(["museum", "farm", None, "museum"])
    shares = emphasis(table, found, IDS, "document_id", n_resamples=10)
    assert list(shares.columns) == [
        *("document_id", "category", "n_documents", "n_segments", "estimate", "low", "high"),
        *("leave_out_low", "leave_out_high", "unit", "uncorrected", "segment_ids"),
    ]
    assert shares["category"].tolist() == ["museum", "farm", "(uncovered)"] * 2
    assert shares["estimate"].tolist() == pytest.approx([0.25, 0.75, 0, 2 / 3, 0, 1 / 3])
    assert shares["n_segments"].tolist() == [1, 1, 0, 1, 0, 1]
    assert shares["segment_ids"].tolist() == ["s0", "s1", "", "s3", "", "s2"]
    by_segment = emphasis(table, found, IDS, "document_id", measure="segments", n_resamples=10)
    assert by_segment["estimate"].tolist() == [0.5, 0.5, 0, 0.5, 0, 0.5]


def test_all_categories_in_full_need_not_add_to_one():
    table = segments([10, 30], ["a", "a"])
    found = pd.concat([assigned(["museum", "farm"]), assigned(["farm"]).assign(main=False)])
    shares = emphasis(table, found, IDS, "document_id", main=False, n_resamples=10)
    assert shares["estimate"].tolist() == [0.25, 1, 0]
    assert emphasis(table, found, IDS, "document_id", n_resamples=10)["estimate"].tolist() == [0.25, 0.75, 0]


def test_headings_alone():
    table = segments([10, 30, 20, 40], ["a"] * 4).assign(kind=["heading", "paragraph", "heading", "heading"])
    shares = emphasis(
        table, assigned(["museum", "farm", None, "museum"]), IDS, "document_id", measure="headings", n_resamples=10
    )
    assert shares["estimate"].tolist() == pytest.approx([2 / 3, 0, 1 / 3])
    assert shares["n_segments"].tolist() == [2, 0, 1]


def test_an_unknown_measure_is_an_error():
    with pytest.raises(ValueError, match="measure must be one of characters, segments, headings; got 'words'"):
        emphasis(segments([1], ["a"]), assigned(["farm"]), IDS, "document_id", measure="words")


def test_the_correction_is_that_of_a_slow_translation():
    table = segments([1] * 6, ["a"] * 6)
    found = found_codes(table, assigned(["museum", "museum", "farm", "farm", None, "museum"]), IDS)
    hand = hand_codes(table, ["farm", "farm", "farm", None, None, None], ["dev", "held", "held", "", "", ""])
    pi = 2 / 5  # two held segments among the five outside the development part
    wanted = [
        [0, 1, 0],
        [1 + (0 - 1) / pi, 0 + (1 - 0) / pi, 0],
        [0, 1, 0],
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
    ]
    corrected = corrected_codes(table, found, hand, "x", IDS)
    assert corrected.tolist() == pytest.approx(np.array(wanted))
    assert corrected.sum(axis=1) == pytest.approx(np.ones(6))


def test_counts_and_segments_are_those_of_the_hand_codes_where_there_are_any():
    table = segments([10, 30, 20, 40], ["a", "a", "b", "b"])
    found = assigned(["museum", "museum", "farm", None])
    hand = hand_codes(table, ["farm", None, None, "museum"], ["dev", "", "", "held"])
    shares = emphasis(table, found, IDS, "document_id", hand=hand, name="x", n_resamples=5)
    assert shares["segment_ids"].tolist() == ["s1", "s0", "", "s3", "s2", ""]
    assert shares["n_segments"].tolist() == [1, 1, 0, 1, 1, 0]
    rows = contrasts(table, found, IDS, "document_id", hand=hand, name="x", n_resamples=5)
    assert rows.loc[0, ["segment_ids", "reference_ids", "n_target", "n_reference"]].tolist() == ["s1", "s3", 1, 1]


def test_a_codebook_or_measure_that_is_not_there_is_an_error():
    table = segments([10, 30], ["a", "a"])
    hand = hand_codes(table, ["farm", None], ["held", ""])
    with pytest.raises(ValueError, match="no codebook '' among the hand codes; they have x"):
        emphasis(table, assigned(["farm", "farm"]), IDS, "document_id", hand=hand)
    with pytest.raises(ValueError, match="measure must be one of"):
        emphasis(table, assigned([]), IDS, "document_id", measure="pages")


def test_without_segments_there_are_tables_without_rows():
    table, full = segments([10, 30], ["a", "b"]), assigned(["farm", None])
    for measure in (emphasis, contrasts):
        columns = list(measure(table, full, IDS, "document_id", n_resamples=5))
        nothing = measure(table.head(0), assigned([]), IDS, "document_id")
        assert nothing.empty and list(nothing) == columns
    columns = list(absences(table, full, IDS, "document_id", least=1))
    nothing = absences(table.head(0), assigned([]), IDS, "document_id")
    assert nothing.empty and list(nothing) == columns


def test_one_group_has_shares_but_no_contrast():
    table = segments([10, 30], ["a", "b"]).assign(level="city")
    shares = emphasis(table, assigned(["farm", None]), IDS, "level", n_resamples=5)
    assert shares["estimate"].tolist() == [0, 0.25, 0.75]
    differences = contrasts(table, assigned(["farm", None]), IDS, "level", n_resamples=5)
    assert differences["share_target"].tolist() == [0, 0.25, 0.75]
    assert differences[["share_reference", "estimate", "low", "high", "leave_out_low"]].isna().all(axis=None)
    assert absences(table, assigned(["farm", None]), IDS, "level", least=1).empty


def test_absences_in_texts_of_one_character():
    table = segments([1, 1], ["a", "b"])
    found = absences(table, assigned(["farm", None]), IDS, "document_id", least=1)
    assert found[["category", "absent_in"]].to_numpy().tolist() == [["farm", "b"]]
    assert np.isnan(found["similarity"][0])


def test_segments_behind_a_share_by_a_plain_loop():
    generator = np.random.default_rng(3)
    table = segments(generator.integers(1, 40, 60).tolist(), sorted(generator.choice(list("abcd"), 60)))
    names = generator.choice(["museum", "farm", ""], 60)
    shares = emphasis(table, assigned(names), IDS, "document_id", n_resamples=5).set_index(["document_id", "category"])
    for (document, category), row in shares.iterrows():
        wanted = "" if category == "(uncovered)" else category
        own = table[table["document_id"].eq(document)]
        held = own[names[own.index] == wanted]
        assert row["segment_ids"] == " ".join(held["segment_id"])
        assert row["n_segments"] == len(held)
        assert row["uncorrected"] == held["text"].str.len().sum() / own["text"].str.len().sum()


def test_a_group_without_headings_has_no_share_of_them():
    table = segments([10, 30], ["a", "b"]).assign(kind=["heading", "paragraph"])
    shares = emphasis(table, assigned(["farm", "farm"]), IDS, "document_id", measure="headings", n_resamples=5)
    assert shares["estimate"].isna().tolist() == [False] * 3 + [True] * 3
    assert shares["uncorrected"].isna().tolist() == [False] * 3 + [True] * 3


def test_documents_without_hand_codes_stay_as_the_dictionary_found_them():
    table = segments([1, 1], ["a", "b"])
    found = found_codes(table, assigned(["museum", "museum"]), IDS)
    corrected = corrected_codes(table, found, hand_codes(table, ["farm", None], ["held", ""]), "x", IDS)
    assert corrected[1].tolist() == [1, 0, 0]


def test_the_corrected_share_is_unbiased_where_the_dictionary_is_not():
    """200 segments, 30 % about farms; the dictionary misses half of them, and only in the second document all."""
    generator = np.random.default_rng(0)
    table = segments(generator.integers(5, 50, 200), ["a"] * 100 + ["b"] * 100)
    truth = np.where(generator.random(200) < 0.3, "farm", "museum")
    seen = np.where((truth == "farm") & (np.arange(200) % 2 == 0) & (np.arange(200) < 100), "farm", "museum")
    lengths = table["text"].str.len().to_numpy()
    real = (lengths * (truth == "farm"))[:100].sum() / lengths[:100].sum()
    estimates = []
    for seed in range(200):
        draw = np.random.default_rng(seed)
        parts = np.full(200, "", dtype=object)
        for start in (0, 100):
            order = start + draw.permutation(100)
            parts[order[:20]], parts[order[20:50]] = "dev", "held"
        codes = [t if p else None for t, p in zip(truth, parts, strict=True)]
        corrected = corrected_codes(
            table, found_codes(table, assigned(seen), IDS), hand_codes(table, codes, parts), "x", IDS
        )
        estimates.append((corrected[:100, 1] * lengths[:100]).sum() / lengths[:100].sum())
    error = np.std(estimates) / np.sqrt(len(estimates))
    uncorrected = (lengths * (seen == "farm"))[:100].sum() / lengths[:100].sum()
    assert abs(np.mean(estimates) - real) < 3 * error
    assert abs(uncorrected - real) > 10 * error


def test_contrasts_by_hand():
    table = segments([10, 30, 20, 40, 50, 50], ["a", "a", "b", "b", "c", "c"])
    found = assigned(["museum", "farm", None, "museum", "farm", "farm"])
    rows = contrasts(table, found, IDS, "document_id", n_resamples=10)
    first = rows.iloc[0]
    assert first[["document_id", "category", "n_target", "n_reference"]].tolist() == ["a", "museum", 1, 1]
    assert first["share_target"] == pytest.approx(0.25)
    assert first["share_reference"] == pytest.approx(40 / 160)
    assert rows["estimate"].tolist() == pytest.approx((rows["share_target"] - rows["share_reference"]).tolist())
    without_b, without_c = 0.25 - 0, 0.25 - 40 / 60
    assert [first["leave_out_low"], first["leave_out_high"]] == pytest.approx([without_c, without_b])


def test_positions_by_hand():
    table = segments([10, 30, 20, 40], ["a"] * 4)
    rows = positions(table, assigned(["museum", "farm", None, "museum"]), IDS)
    assert rows[["document_id", "category", "n_segments", "rank"]].to_numpy().tolist() == [
        ["a", "farm", 1, 1],
        ["a", "museum", 2, 2],
    ]
    assert rows["first"].tolist() == pytest.approx([0.1, 0])
    assert positions(table, assigned(["museum", "farm", None, "museum"]), ["farm"])["category"].tolist() == ["farm"]
    assert rows["centre"].tolist() == pytest.approx([0.25, (10 * 0.05 + 40 * 0.8) / 50])


def test_pairs_by_hand():
    table = segments([1] * 4, ["a"] * 4)
    first = pd.DataFrame({"segment_id": ["s0", "s1", "s2"], "category": ["x", "x", "y"]})
    second = pd.DataFrame({"segment_id": ["s0", "s2", "s3"], "category": ["p", "p", "q"]})
    rows = cross_table(table, first, ["x", "y", "z"], second, ["p", "q"]).set_index(["row", "column"])
    assert rows.loc[("x", "p"), ["n_row", "n_column", "n_both", "expected", "jaccard"]].tolist() == [
        2,
        2,
        1,
        1.0,
        1 / 3,
    ]
    assert rows.loc[("x", "p"), "segment_ids"] == "s0"
    assert rows.loc[("y", "q"), "jaccard"] == 0
    assert rows.loc[("z", "q"), "n_row"] == 0
    assert len(rows) == 6


def test_absences_bring_evidence_of_both_sides():
    table = segments([1] * 5, ["a", "a", "a", "b", "b"]).assign(
        text=["建设农场", "农场大", "馆", "农地与场地", "办馆建设场"]
    )
    found = assigned(["farm", "farm", "museum", None, "museum"]).assign(weight=[1, 5, 1, 1])
    hand = hand_codes(table, [None, "farm", None, None, None], ["", "held", "", "held", "dev"])
    rows = absences(table, found, IDS, "document_id", hand=hand, name="x")
    assert len(rows) == 1
    row = rows.iloc[0]
    assert row[["category", "absent_in", "n_searched", "n_hand", "n_hand_coded", "n_elsewhere"]].tolist() == [
        "farm",
        "b",
        2,
        2,
        0,
        2,
    ]
    assert (row["present_id"], row["present_text"]) == ("s1", "农场大")
    assert row["nearest_id"] == "s4"  # shares 建设 with the farms; 农地与场地 shares no pair of characters
    assert 0 < row["similarity"] < 1
    assert absences(table, found, IDS, "document_id", least=3).empty


@pytest.fixture(scope="module")
def coded(project, corpus):
    names = ["themes", "target_groups", "instruments", "obligation"]
    books = {name: read_codebook(project / "corpus" / "codebooks" / f"{name}.toml") for name in names}
    prose = corpus.segments[corpus.segments["passage_id"].notna()].reset_index(drop=True)
    return books, prose, read_hand_codes(project / "corpus" / "codebooks" / "hand_codes.csv", prose, books)


@pytest.mark.parametrize("measure", ["characters", "segments", "headings"])
@pytest.mark.parametrize("by", ["level", "document_id"])
def test_shares_of_the_main_themes_of_the_corpus_add_to_one(coded, by, measure):
    books, prose, hand = coded
    found = categories(prose, books["themes"])
    ids = books["themes"].ids
    shares = emphasis(prose, found, ids, by, measure=measure, hand=hand, name="themes", n_resamples=5)
    sums = shares.groupby(by)[["estimate", "uncorrected"]].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(sums.shape))
    assert shares.groupby(by)["n_segments"].sum().to_dict() == (
        prose[prose["kind"].eq("heading") | (measure != "headings")].groupby(by).size().to_dict()
    )


def test_where_every_segment_is_coded_by_hand_the_corrected_share_is_that_of_the_hand_codes(coded):
    books, prose, hand = coded
    found = categories(prose, books["themes"])
    shares = emphasis(prose, found, books["themes"].ids, "level", hand=hand, name="themes", n_resamples=5)
    codes = hand.codes.query("codebook == 'themes' and coder == 'consensus' and main").set_index("segment_id")[
        "category"
    ]
    table = prose.assign(category=prose["segment_id"].map(codes).fillna("(uncovered)"), size=prose["text"].str.len())
    direct = table.groupby(["level", "category"])["size"].sum() / table.groupby("level")["size"].sum()
    for level, category, estimate in shares[["level", "category", "estimate"]].itertuples(index=False):
        assert estimate == pytest.approx(direct.get((level, category), 0), abs=1e-12)
