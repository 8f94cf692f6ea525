"""Tables that figures and notebooks make of shared wording: matrix, segments behind it, marked changes, aligned clauses."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from textmine import (
    aligned_clauses,
    clause_statuses,
    first_level_spans,
    marked_changes,
    outline,
    related_documents,
    shared_matrix,
    shared_segments,
)
from textmine.measuring.reuse.folding import fold

TEXTS = {
    "a": "一、甲\n每年秋天在古城墙下举办星空观测夜。\n修建一座恐龙博物馆并且聘请讲解员。",
    "b": "一、乙\n每年秋天在古城墙下举办星空观测夜。\n编写一套茶叶种植图册送给农户。",
    "c": "一、丙\n编写一套茶叶种植图册送给农户。\n每年秋天在古城墙下举办星空观测夜。",
    "d": "一、丁\n为渔民开设海上急救和气象课程。",
}


def segments_of(texts):
    return pd.concat([outline(text, key) for key, text in texts.items()], ignore_index=True)


@pytest.fixture(scope="module")
def segments():
    return segments_of(TEXTS)


def test_of_documents_the_matrix_holds_the_shares_of_pairs_and_no_diagonal(segments):
    related = related_documents(segments, least=12)
    matrix = shared_matrix(related, segments, {key: key for key in TEXTS}, least=12)
    assert [*zip(matrix["row"], matrix["column"], strict=True)] == [(a, b) for a, b in product(TEXTS, TEXTS) if a != b]
    found = matrix.set_index(["row", "column"])["share"]
    for row in related.itertuples():
        assert found[row.document_id, row.other_id] == row.share
    assert found["d", "a"] == found["a", "d"] == 0
    assert found["b", "c"] == 1


def test_of_groups_it_holds_means_over_pairs_of_different_documents(segments):
    related = related_documents(segments, least=12)
    share = related.set_index(["document_id", "other_id"])["share"]
    units = {"a": "x", "b": "x", "c": "y", "d": "y"}
    matrix = shared_matrix(related, segments, units, least=12).set_index(["row", "column"])
    for row, column in product("xy", "xy"):
        pairs = [(a, b) for a, b in product(TEXTS, TEXTS) if a != b and units[a] == row and units[b] == column]
        assert matrix.loc[(row, column), "n_pairs"] == len(pairs)
        assert matrix.loc[(row, column), "share"] == pytest.approx(np.mean([share.get(pair, 0.0) for pair in pairs]))


def test_segments_are_those_that_a_search_finds(corpus):
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    related = related_documents(corpus.segments)
    matrix = shared_matrix(related, corpus.segments, corpus.group_of)
    folded = {key: [fold(text) for text in part["text"]] for key, part in prose.groupby("document_id")}
    runs = {key: {text[i : i + 12] for text in texts for i in range(len(text) - 11)} for key, texts in folded.items()}
    for row in matrix.itertuples():
        others = [key for key, group in corpus.group_of.items() if group == row.column]
        expected = {
            segment
            for document, segment, text in prose[["document_id", "segment_id", "text"]].itertuples(index=False)
            if corpus.group_of[document] == row.row
            and any(
                fold(text)[i : i + 12] in runs[other]
                for other in others
                if other != document
                for i in range(len(fold(text)) - 11)
            )
        }
        assert set(row.segment_ids.split()) == expected
    assert shared_segments(corpus.segments, [("tianjin-2023", "cast-2022")])[0].split() == sorted(
        matrix.set_index(["row", "column"]).loc[("provincial", "national"), "segment_ids"].split(),
        key=prose["segment_id"].tolist().index,
    )


def test_a_document_without_wording_of_its_own_has_no_share(segments):
    short = segments_of({"a": TEXTS["a"], "e": "一、戊\n做好。"})
    matrix = shared_matrix(related_documents(short), short, {"a": "a", "e": "e"}).set_index("row")
    assert np.isnan(matrix.loc["e", "share"]) and matrix.loc["a", "share"] == 0
    assert shared_matrix(related_documents(short[:0]), short[:0], {"a": "a"}).empty
    assert shared_segments(short, [("e", "a"), ("a", "absent")]) == ["", ""]


def test_marks_tell_both_texts(corpus):
    statuses = clause_statuses(
        corpus.segments[corpus.segments["document_id"].isin(["chuxiong-2022", "zhongshan-2022"])]
    )
    kin = statuses[statuses["counterpart_id"].notna()].reset_index(drop=True)
    marked = marked_changes(statuses, corpus)
    assert marked["clause_id"].tolist() == kin["clause_id"].tolist()
    texts = statuses.set_index("clause_id")["text"]
    for row in marked.itertuples():
        here, there = _sides(row.marked)
        assert fold(here) == fold(texts[row.clause_id])
        if "~" not in row.marked:
            assert fold(there) == fold(texts[row.counterpart_id])
        if row.status == "verbatim":
            assert row.marked == texts[row.clause_id]
    page = corpus.pages[kin.loc[0, "document_id"]]
    assert marked.loc[0, "line"] == page.page_line(int(kin.loc[0, "start"]))


def _sides(marked):
    """What is left of a marked text without what stands only in the counterpart, and without what stands only in the clause."""
    here, there, at = "", "", 0
    while at < len(marked):
        opened = marked[at : at + 2]
        if opened in ("[-", "[~", "{+", "{~"):
            end = marked.index({"[": f"{opened[1]}]", "{": f"{opened[1]}}}"}[opened[0]], at)
            part = marked[at + 2 : end]
            here, there = (here, there + part) if opened[0] == "[" else (here + part, there)
            at = end + 2
        else:
            here, there, at = here + marked[at], there + marked[at], at + 1
    return here, there


def test_marks_by_hand():
    one, other = "每周一在图书馆为老人读报。", "每周五在文化馆和图书馆为老人读报。"
    segments = segments_of({"x": f"一、甲\n{one}", "y": f"一、乙\n{other}"})

    page = SimpleNamespace(page_line=lambda start: 2)
    made = SimpleNamespace(segments=segments, pages={"x": page, "y": page})
    statuses = clause_statuses(segments, against={"x": ["y"]})
    assert marked_changes(statuses, made)["marked"].tolist() == ["每周[-五在文化馆和-]{+一在+}图书馆为老人读报。"]


def test_aligned_clauses_are_each_pair_once_with_both_places(corpus):
    pair = "chuxiong-2022", "zhongshan-2022"
    statuses = clause_statuses(corpus.segments[corpus.segments["document_id"].isin(pair)])
    table = aligned_clauses(statuses, *pair)
    kin = statuses[statuses["counterpart_id"].notna()]
    expected = {tuple(sorted(ids)) for ids in zip(kin["clause_id"], kin["counterpart_id"], strict=True)}
    assert {*zip(table["clause_id"], table["other_clause_id"], strict=True)} == expected
    assert not table.duplicated(["clause_id", "other_clause_id"]).any()
    for key, start, clause in ((pair[0], "start", "clause_id"), (pair[1], "other_start", "other_clause_id")):
        text = corpus.pages[key].text
        for row in table.itertuples():
            own = statuses.set_index("clause_id").loc[getattr(row, clause)]
            assert text[getattr(row, start) :].startswith(own["text"])
    assert (table["segment_ids"] == table["segment_id"] + " " + table["other_segment_id"]).all()
    turned = aligned_clauses(statuses, *pair[::-1])
    assert {*zip(turned["other_clause_id"], turned["clause_id"], strict=True)} == expected
    assert aligned_clauses(statuses[:0], *pair).empty


def test_spans_of_the_first_level_tile_the_text_from_the_first_segment(corpus):
    spans = first_level_spans(corpus.segments)
    for key, part in spans.groupby("document_id", sort=False):
        own = corpus.segments[corpus.segments["document_id"] == key]
        assert part["start"].iloc[0] == own["start"].min()
        assert part["end"].iloc[-1] == own["end"].max()
        assert part["end"].tolist()[:-1] == part["start"].tolist()[1:]
        for heading, start in part[["heading", "start"]].itertuples(index=False):
            if heading not in ("front", "annex"):
                assert corpus.pages[key].text[start:].startswith(heading)
    assert isinstance(spans, pd.DataFrame)
