"""Alignment, statuses of clauses and their shares: published values, clauses adapted by hand, counts by hand, invariants."""

from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_reuse_matching import segments_of
from textmine import clause_statuses, not_taken_up, read_background, side_by_side, sources, status_shares
from textmine.measuring.reuse import STATUSES, clauses
from textmine.measuring.reuse.alignment import align, edits, shared_characters
from textmine.measuring.reuse.folding import fold, fold_segments
from textmine.measuring.reuse.kinship import names
from textmine.measuring.reuse.statuses import _CANDIDATES, _likeliest

DATA = Path(__file__).parent / "reuse"


def lines_of(name):
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def background(project):
    return read_background(project / "corpus")


@pytest.fixture(scope="module")
def statuses(corpus, background):
    return clause_statuses(corpus.segments, background=background)


# --- alignment


def test_local_alignment_gives_the_published_example_of_textreuse():
    one = ["how", "can", "we", "tell", "if", "this", "is", "a", "match", "he", "asked"]
    other = ["surely", "this", "is", "a", "good", "match", "she", "replied"]
    found = align(one, other, match=2, mismatch=-1, gap=-1)
    assert found.score == 7
    assert [one[i : i + n] for i, _, n in found.blocks] == [["this", "is", "a"], ["match"]]
    assert [other[j : j + n] for _, j, n in found.blocks] == [["this", "is", "a"], ["match"]]
    assert other[found.other_start : found.other_end] == ["this", "is", "a", "good", "match"]


def best_local_score(one, other):
    """Smith and Waterman's recursion, cell by cell."""
    table = np.zeros((len(one) + 1, len(other) + 1), dtype=int)
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            diagonal = table[i - 1, j - 1] + (2 if a == b else -1)
            table[i, j] = max(0, diagonal, table[i - 1, j] - 1, table[i, j - 1] - 1)
    return int(table.max())


@settings(deadline=None)
@given(st.text("科普教育", max_size=12), st.text("科普教育", max_size=12))
def test_the_score_is_that_of_the_recursion(one, other):
    found = align(one, other)
    assert found.score == best_local_score(one, other)
    assert all(one[i : i + n] == other[j : j + n] for i, j, n in found.blocks)


@settings(max_examples=200, deadline=None)
@given(st.text("科普教育的", max_size=20), st.text("科普教育的", max_size=20))
def test_edits_tile_both_texts(one, other):
    found = edits(one, other)
    here = sorted((e.start, e.end) for e in found if e.end > e.start)
    there = sorted((e.other_start, e.other_end) for e in found if e.other_end > e.other_start)
    for spans, text in ((here, one), (there, other)):
        assert "".join(text[a:b] for a, b in spans) == text
        assert [a for a, _ in spans[1:]] == [b for _, b in spans[:-1]]
    assert [e.start for e in found] == sorted(e.start for e in found)
    moved = [[text[a:b] for a, b in spans] for text, spans in moved_stretches(found, one, other)]
    assert sorted(moved[0]) == sorted(moved[1])
    kept = [e for e in found if e.kind == "kept"]
    assert all(one[e.start : e.end] == other[e.other_start : e.other_end] for e in kept)


def moved_stretches(found, one, other):
    moved = [e for e in found if e.kind == "moved"]
    yield one, [(e.start, e.end) for e in moved if e.end > e.start]
    yield other, [(e.other_start, e.other_end) for e in moved if e.other_end > e.other_start]


@pytest.mark.parametrize(
    ("clause", "counterpart", "expected"),
    [
        ("我州科普经费", "我省科普经费", [("kept", "", "")]),
        (
            "扩大优质科普供给",
            "扩大科普供给",
            [("kept", "扩大", "扩大"), ("inserted", "优质", ""), ("kept", "科普供给", "科普供给")],
        ),
        (
            "扩大科普供给",
            "扩大优质科普供给",
            [("kept", "扩大", "扩大"), ("left out", "", "优质"), ("kept", "科普供给", "科普供给")],
        ),
        (
            "到县城开展巡展",
            "到乡镇开展巡展",
            [("replaced", "到县城", "到乡镇"), ("kept", "开展巡展", "开展巡展")],
        ),
        (
            "产业工人和青少年",
            "青少年和产业工人",
            [
                ("kept", "产业工人", "产业工人"),
                ("moved", "", "青少年"),
                ("moved", "青少年", ""),
                ("inserted", "和", ""),
            ],
        ),
        ("气象", "水文", [("replaced", "气象", "水文")]),
        ("气象", "", [("inserted", "气象", "")]),
        ("", "水文", [("left out", "", "水文")]),
    ],
)
def test_edits_by_hand(clause, counterpart, expected):
    found = [
        (e.kind, clause[e.start : e.end], counterpart[e.other_start : e.other_end]) for e in edits(clause, counterpart)
    ]
    if clause == "我州科普经费":
        expected = [("replaced", "我州", "我省"), ("kept", "科普经费", "科普经费")]
    if clause == "产业工人和青少年":
        kinds = sorted((kind, here, there) for kind, here, there in found if kind in ("kept", "moved"))
        assert kinds == [("kept", "产业工人", "产业工人"), ("moved", "", "青少年"), ("moved", "青少年", "")]
        return
    assert found == expected


def test_words_of_two_characters_are_no_evidence():
    found = edits("科普活动周与展览", "科普展览与活动周")
    shared = shared_characters(found, 8)
    assert "".join(c for c, told in zip("科普活动周与展览", shared, strict=True) if told) == "活动周"
    other = shared_characters(found, 8, other=True)
    assert "".join(c for c, told in zip("科普展览与活动周", other, strict=True) if told) == "活动周"


# --- statuses


@pytest.fixture(scope="module")
def by_hand(background):
    """Each adaptation and unrelated clause with what it is and what is found."""
    adaptations, unrelated = lines_of("adaptations.tsv"), lines_of("unrelated.txt")
    upper = dict(lines_of("sources.tsv"))
    lower = [text for _, _, text in adaptations] + [text for (text,) in unrelated]
    segments = segments_of({"upper": list(upper.values()), "lower": lower})
    found = clause_statuses(segments, against={"lower": ["upper"]}, background=background)
    found = found[found["document_id"] == "lower"].reset_index(drop=True)
    assert len(found[found["segment_id"].duplicated()]) <= 2  # clauses that hold a ; are cut there
    found = found.drop_duplicates("segment_id").reset_index(drop=True)
    names = {f"upper/{i}#1": name for i, name in enumerate(upper)}
    kinds = [kind for kind, _, _ in adaptations]
    n, m = len(adaptations), len(unrelated)
    numbers = [int(ids.split()[0][1:]) for _, ids, _ in adaptations]
    return pd.DataFrame(
        {
            "kind": kinds + ["unrelated"] * m,
            "truth": ["verbatim" if kind == "verbatim" else "adapted" for kind in kinds] + ["none"] * m,
            "origins": [set(ids.split()) for _, ids, _ in adaptations] + [set()] * m,
            "set_aside": [number % 2 == 1 for number in numbers] + [i % 2 == 1 for i in range(m)],
            "text": lower,
            "status": found["status"].astype(str).where(found["status"].isin(["verbatim", "adapted"]), "none"),
            "counterpart": found["counterpart_id"].map(names),
        }
    ).assign(n=n)


def scores(table):
    """Precision and recall of each status and of the counterpart."""
    found = {}
    for status in ("verbatim", "adapted", "none"):
        right = ((table["status"] == status) & (table["truth"] == status)).sum()
        found[status] = right / (table["status"] == status).sum(), right / (table["truth"] == status).sum()
    named = table["counterpart"].notna()
    right = sum(name in origins for name, origins in zip(table["counterpart"], table["origins"], strict=True))
    found["counterpart"] = right / named.sum(), right / (table["truth"] != "none").sum()
    return found


def test_the_clauses_adapted_by_hand_are_as_many_as_wanted(by_hand):
    adapted = by_hand[by_hand["truth"] == "adapted"]
    assert len(adapted) >= 150
    assert (by_hand["truth"] == "none").sum() >= 150
    assert by_hand["text"].is_unique
    assert adapted["kind"].value_counts().min() >= 9
    assert set(adapted["kind"]) == {"place", "replace", "order", "insert", "cut", "split", "merge", "number"}
    assert by_hand["set_aside"].mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("set_aside", [False, True], ids=["tuned on", "set aside"])
def test_statuses_of_clauses_adapted_by_hand(by_hand, set_aside):
    half = by_hand[by_hand["set_aside"] == set_aside]
    found = scores(half)
    print({name: tuple(round(float(value), 3) for value in pair) for name, pair in found.items()})
    for status in ("verbatim", "adapted", "none"):
        assert min(found[status]) >= 0.9, half[half["status"] != half["truth"]][["kind", "text", "counterpart"]]
    assert min(found["counterpart"]) >= 0.95


def test_statuses_keep_what_they_promise(corpus, statuses):
    assert statuses["clause_id"].is_unique
    assert list(statuses["status"].cat.categories) == list(STATUSES)
    texts = dict(zip(statuses["clause_id"], statuses["text"], strict=True))
    documents = dict(zip(statuses["clause_id"], statuses["document_id"], strict=True))
    taken = statuses[statuses["status"].isin(["verbatim", "adapted"])]
    assert taken["counterpart_id"].notna().all()
    assert statuses.drop(taken.index)["counterpart_id"].isna().all()
    assert (statuses.drop(taken.index)[["shared", "score"]] == 0).all(axis=None)
    for row in taken.itertuples():
        assert documents[row.counterpart_id] == row.counterpart_document_id != row.document_id
        assert (fold(row.text) == fold(texts[row.counterpart_id])) == (row.status == "verbatim")
    assert taken["score"].le(1).all()
    assert (taken["score"].ge(0.5) | taken["shared"].ge(30)).all()
    assert taken["shared"].ge(np.where(taken["status"] == "verbatim", 6, 8)).all()
    assert statuses.loc[statuses["status"].eq("formula"), "own_characters"].max() < 6
    assert statuses.loc[statuses["status"].isna(), "characters"].max() < 6
    assert statuses["order"].tolist() == clauses(corpus.segments)["order"].tolist()


def test_real_clauses_and_their_counterparts(statuses):
    found = statuses.set_index("clause_id")
    for clause, status, counterpart in [
        ("chuxiong-2022/2.1.1#4", "verbatim", "zhongshan-2022/3.1.2#1"),
        ("chuxiong-2022/2.4.1#1", "adapted", "zhongshan-2022/3.4.1#1"),
        ("zhongshan-2022/4.6.1#1", "adapted", "chuxiong-2022/3.5.1#1"),
        ("chuxiong-2022/1.1.1#1", "adapted", "zhongshan-2022/2.1.1#1"),  # the guiding thought, 300 characters each
        ("harbin-2016/4.2.3.1#1", "adapted", "zhongshan-2022/5.2.3#2"),
        ("zhongshan-2022/3.5.4#2", "adapted", "tianjin-2023/5.15.1#1"),
    ]:
        assert tuple(found.loc[clause, ["status", "counterpart_id"]]) == (status, counterpart)


def test_statuses_are_the_same_whatever_the_order_of_documents_width_line_breaks_and_processes(
    corpus, background, statuses, monkeypatch
):
    monkeypatch.setattr("textmine.measuring.reuse.kinship._CHUNK", 100)
    segments = corpus.segments
    kept = ["clause_id", "own_characters", "status", "counterpart_id", "shared", "score"]
    turned = pd.concat([part for _, part in list(segments.groupby("document_id"))[::-1]])
    assert clause_statuses(turned, background=background).equals(statuses)
    wide = str.maketrans(
        {",": "，", ";": "；", ":": "：", "(": "（", "%": "％"} | {str(i): chr(0xFF10 + i) for i in range(10)}
    )
    changed = segments["text"].str.translate(wide).str.replace("的", "的\n", regex=False)
    before = segments.copy(deep=True)
    with joblib.parallel_config(backend="threading"):  # processes take seconds to start
        found = clause_statuses(segments.assign(text=changed), background=background, n_jobs=2)
    assert found[kept].equals(statuses[kept])
    pd.testing.assert_frame_equal(segments, before)


def test_statuses_against_some_documents_only(corpus, background):
    upper = sources(corpus.documents, "upper")
    found = clause_statuses(corpus.segments, against=upper, background=background)
    taken = found[found["counterpart_id"].notna()]
    assert len(taken)
    assert all(row.counterpart_document_id in upper[row.document_id] for row in taken.itertuples())
    assert set(found.loc[found["document_id"] == "cast-2022", "status"].dropna()) == {"new", "formula"}
    with pytest.raises(
        ValueError, match="against names beijing-2021, of which there is no clause; there are cast-2022"
    ):
        clause_statuses(corpus.segments, against={"cast-2022": ["beijing-2021"]})


def test_without_a_background_set_phrases_are_taken_for_borrowed():
    phrase = "以习近平新时代中国特色社会主义思想为指导。"
    found = clause_statuses(
        segments_of({"a": [phrase], "b": [phrase], "c": ["发展", "推进冰雪运动进校园建设可拆装冰场"]})
    )
    assert found["status"].astype(object).fillna("").tolist() == ["verbatim", "verbatim", "", "new"]
    assert clause_statuses(segments_of({})).empty


@pytest.fixture
def documents():
    rows = [
        ("n", "national", "2021-06-03"),
        ("p", "provincial", "2021-06-03"),
        ("c", "city", None),
        ("d", "city", "2022-01-01"),
    ]
    table = pd.DataFrame(rows, columns=["document_id", "level", "issued"])
    return table.assign(period_start=pd.array([2021, 2021, 2016, 2022], dtype="Int64"))


def test_sources_by_group_and_date(documents):
    groups = ["national", "provincial", "city"]
    assert sources(documents) == {
        "n": ["p", "c", "d"],
        "p": ["n", "c", "d"],
        "c": ["n", "p", "d"],
        "d": ["n", "p", "c"],
    }
    assert sources(documents, "upper", groups=groups) == {"n": [], "p": ["n"], "c": ["n", "p"], "d": ["n", "p"]}
    assert sources(documents, "lower", groups=groups) == {"n": ["p", "c", "d"], "p": ["c", "d"], "c": [], "d": []}
    assert sources(documents, "older", groups=groups) == {"n": ["c"], "p": ["n", "c"], "c": [], "d": ["n", "p", "c"]}
    undated = documents.assign(issued=pd.NA, period_start=pd.NA)
    assert sources(undated, "older", groups=groups) == {"n": [], "p": [], "c": [], "d": []}


def test_sources_that_cannot_be_told(documents):
    with pytest.raises(ValueError, match="which must be 'all', 'upper', 'lower' or 'older'; got 'newer'"):
        sources(documents, "newer")
    with pytest.raises(ValueError, match="'level' has no order of its own; pass groups="):
        sources(documents, "upper")
    with pytest.raises(ValueError, match="no column 'rank'; they have document_id, level"):
        sources(documents, "upper", column="rank")


# --- shares


def test_shares_by_hand():
    taken, own = "建立市级科普专家库组织院士报告", "推进冰雪运动进校园建设可拆装冰场训练基地"
    segments = segments_of({"a": [taken + "。", own + "。", "发展。"], "b": [taken + "。"]})
    found = status_shares(clause_statuses(segments), n_resamples=50)
    own_share = found.set_index(["document_id", "status"])
    total = len(taken) + len(own)
    assert own_share.loc[("a", "verbatim"), ["clauses", "characters", "shared"]].tolist() == [1, len(taken), len(taken)]
    assert own_share.loc[("a", "verbatim"), "estimate"] == pytest.approx(len(taken) / total)
    assert own_share.loc[("a", "new"), "estimate"] == pytest.approx(len(own) / total)
    assert own_share.loc[("b", "verbatim"), ["estimate", "segment_ids"]].tolist() == [1, "b/0"]
    assert own_share["low"].isna().all()  # one section says nothing of others
    with pytest.raises(ValueError, match="no column 'level'"):
        status_shares(clause_statuses(segments), "level")


def test_shares_of_documents_and_themes(corpus, statuses):
    found = status_shares(statuses, n_resamples=200)
    assert found.groupby("document_id")["estimate"].sum().round(9).eq(1).all()
    assert ((found["low"] <= found["estimate"] + 1e-9) & (found["estimate"] <= found["high"] + 1e-9)).all()
    assert found["status"].tolist() == list(STATUSES) * 5
    told = statuses[statuses["status"].notna()]
    assert found["characters"].sum() == told["characters"].sum()
    first, second = told["segment_id"].unique()[[10, 40]]
    codes = pd.DataFrame({"segment_id": [second, first, first, second], "category": ["z", "z", "y", "z"]})
    themes = status_shares(statuses, codes=codes, n_resamples=50)
    assert themes["category"].tolist() == ["y"] * 4 + ["z"] * 4
    sizes = told.groupby("segment_id")["characters"].sum()
    assert themes.groupby("category")["characters"].sum().tolist() == [sizes[first], sizes[first] + sizes[second]]
    assert status_shares(statuses, codes=codes.iloc[:0]).empty


def test_shares_of_groups_have_the_range_without_a_document(corpus, statuses):
    level = statuses["document_id"].map(corpus.group_of)
    order = pd.CategoricalDtype(list(corpus.study.labels), ordered=True)
    found = status_shares(statuses.assign(level=level.astype(order)), "level", n_resamples=50)
    assert found["level"].drop_duplicates().tolist() == ["national", "provincial", "city"]
    cities = found[(found["level"] == "city") & (found["status"] == "adapted")].iloc[0]
    assert cities["n_documents"] == 3
    assert cities["leave_out_low"] <= cities["estimate"] <= cities["leave_out_high"]


def test_what_no_lower_document_takes_up(corpus, background):
    found = not_taken_up(corpus.segments, corpus.documents, background=background)
    assert set(found["document_id"]) == {"cast-2022", "tianjin-2023"}
    assert found.groupby("document_id")["n_lower"].unique().map(list).to_dict() == {
        "cast-2022": [4],
        "tianjin-2023": [3],
    }
    for row in found.itertuples():
        assert corpus.pages[row.document_id].text[row.start : row.end] == row.text
    below = clause_statuses(corpus.segments, against=sources(corpus.documents, "lower"), background=background)
    taken = below[below["document_id"].isin(found["document_id"]) & below["counterpart_id"].notna()]
    assert not set(taken["clause_id"]) & set(found["clause_id"])
    assert len(taken) > 10


# --- evidence


def test_a_status_leads_to_both_texts_and_the_lines_of_both_pages(project, corpus, statuses):
    for row in statuses[statuses["counterpart_id"].notna()].iloc[::9].to_dict("records"):
        found = side_by_side(row, corpus)
        assert "".join(found["text"]) == row["text"]
        other = statuses[statuses["clause_id"] == row["counterpart_id"]].iloc[0]
        there = found.dropna(subset="counterpart_start").sort_values("counterpart_start")
        assert "".join(there["counterpart_text"]) == other["text"]
        for piece in found.itertuples():
            if piece.text:
                assert corpus.pages[row["document_id"]].text[piece.start : piece.end] == piece.text
                page = (
                    (project / "corpus" / "raw" / f"{row['document_id']}.txt").read_text(encoding="utf-8").splitlines()
                )
                assert piece.text.splitlines()[0].strip() in page[piece.line - 1]
        assert set(found["edit"]) <= {"kept", "replaced", "inserted", "left out", "moved"}


def test_a_new_clause_stands_alone(corpus, statuses):
    row = statuses[statuses["status"] == "new"].iloc[0]
    found = side_by_side(row, corpus)
    assert found[["clause_id", "text", "counterpart_text"]].to_numpy().tolist() == [[row["clause_id"], row["text"], ""]]
    assert found["edit"].isna().all()
    with pytest.raises(KeyError, match="the row has no counterpart_id; it has clause_id"):
        side_by_side({"clause_id": "a"}, corpus)
    with pytest.raises(KeyError, match="no clause harbin-2016/99#1 in the corpus"):
        side_by_side({"clause_id": "harbin-2016/99#1", "counterpart_id": None}, corpus)


def test_names_are_runs_of_four_clauses_of_one_document():
    """A run in four clauses of one document is a name wherever it stands; one in three, or in four of two documents, is none."""
    texts = [
        "甲机构改革领导小组办",
        "乙机构改革领导小组编",
        "丙机构改革领导小组丁",
        "戊机构改革领导小组己",
        "森林草原防火指挥部",
        "辛森林草原防火指挥部",
    ]
    others = ["庚森林草原防火指挥部", "壬森林草原防火指挥部", "癸机构改革领导小组子"]
    table = pd.DataFrame({"start": 0, "text": texts + others})
    named = names(fold_segments(table), np.array([0] * len(texts) + [1] * len(others)))
    inside = "机构改革领导小组"
    assert named.tolist() == [c in inside and inside in text for text in table["text"] for c in text]
    none = fold_segments(table.head(0))
    assert names(none, np.zeros(0, dtype=int)).tolist() == []


@given(st.lists(st.sampled_from([0.5, 1.0, 1.5, 2.0]), max_size=30), st.randoms())
@settings(deadline=None)
def test_the_likeliest_candidates_are_the_first_of_all_sorted(weights, random):
    columns = random.sample(range(100), len(weights))
    found = _likeliest(np.array(columns, dtype=int), np.array(weights))
    assert found.tolist() == sorted(columns, key=lambda k: (-weights[columns.index(k)], k))[:_CANDIDATES]


def test_a_study_without_prose_has_no_clauses():
    table = clause_statuses(segments_of({"a": ["……"], "b": ["——"]}))
    assert table.empty and "status" in table
