"""Topic models: a known answer, tidy tables, coherence against published values."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textmine import diagnose, document_frequency, fit_topics, group, tf_idf, typical_rows
from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics import NotConvergedWarning, fit, folds, npmi, sample_rows
from textmine.measuring.topics.background import mixture


def planted(n_rows=60, seed=0):
    """Rows of three topics with words of their own, mixed over two documents; and the topic of each row."""
    generator = np.random.default_rng(seed)
    topic = np.arange(n_rows) % 3
    words = np.full((3, 12), 0.01)
    for k in range(3):
        words[k, 4 * k : 4 * k + 4] += [0.32, 0.25, 0.18, 0.13]
    counts = np.array([generator.multinomial(40, words[k]) for k in topic])
    rows = pd.DataFrame(
        {"segment_id": [f"s{i}" for i in range(n_rows)], "document_id": np.where(np.arange(n_rows) < 30, "a", "b")}
    )
    return DocumentTermMatrix(sparse.csr_array(counts), rows, np.array([f"w{i:02d}" for i in range(12)])), topic


@pytest.fixture(scope="module")
def prose(corpus, tokenizer):
    from textmine import count_terms, tokenize

    own = corpus.segments[corpus.segments["passage_id"].notna()]
    passages = group(count_terms(tokenize(own, tokenizer), own), "passage_id")
    passages = passages.take(rows=passages.lengths >= 10)
    spread = document_frequency(passages)
    return passages.take(terms=(spread >= 3) & (spread <= 0.5 * len(passages.rows)))


@pytest.mark.parametrize("method", ["nmf", "nmf_kl", "lda"])
def test_planted_topics_are_found(method):
    matrix, truth = planted()
    topics = fit_topics(matrix, 3, method=method)
    found = topics.theta.argmax(axis=1)
    assert pd.crosstab(found, truth).max(axis=1).sum() == len(truth)
    leading = {frozenset(own["term"]) for _, own in topics.phi_table(4).groupby("topic")}
    assert leading == {frozenset(f"w{i:02d}" for i in range(4 * k, 4 * k + 4)) for k in range(3)}


@pytest.mark.parametrize("method", ["nmf", "nmf_kl", "lda"])
def test_probabilities_add_up(method):
    matrix, _ = planted()
    topics = fit_topics(matrix, 3, method=method)
    assert topics.phi.sum(axis=1) == pytest.approx(np.ones(3))
    assert topics.theta.sum(axis=1) == pytest.approx(np.ones(60))
    assert topics.phi_table().groupby("topic")["phi"].sum().tolist() == pytest.approx([1, 1, 1])
    assert topics.theta_table().groupby("segment_id")["theta"].sum().tolist() == pytest.approx([1] * 60)


def test_topics_are_numbered_by_share(prose):
    topics = fit_topics(prose, 8, method="nmf")
    share = diagnose(topics)["share"].to_numpy()
    assert (np.diff(share) <= 1e-9).all()
    assert share.sum() == pytest.approx(1)


def test_same_seed_same_topics(prose):
    first, again = fit_topics(prose, 8, seed=0, method="nmf"), fit_topics(prose, 8, seed=0, method="nmf")
    assert (first.phi == again.phi).all()
    assert (first.theta == again.theta).all()


@pytest.mark.parametrize("method", ["nmf", "nmf_kl", "lda"])
def test_rounding_errors_of_a_processor_move_nothing_that_is_printed(prose, method, monkeypatch):
    """Weights and counts off in the last digits stand for other kernels of linear algebra."""
    exact = fit_topics(prose, 9, method=method)
    noise = np.random.default_rng(0)

    def off(values):
        values = values.astype(float)
        values.data *= 1 + 1e-14 * noise.standard_normal(len(values.data))
        return values

    monkeypatch.setattr(fit, "tf_idf", lambda matrix: off(tf_idf(matrix)))
    monkeypatch.setattr(fit, "_lda", lambda counts, *rest, lda=fit._lda: lda(off(counts), *rest))
    monkeypatch.setattr(fit, "mixture", lambda counts, *rest, **options: mixture(off(counts), *rest, **options))
    other = fit_topics(prose, 9, method=method)
    assert (other.phi != exact.phi).any()
    assert np.abs(other.phi - exact.phi).max() < 1e-7
    assert np.abs(other.theta - exact.theta).max() < 1e-7
    assert other.n_iter == exact.n_iter
    assert other.labels(10) == exact.labels(10)


def test_a_fit_that_rests_is_near_its_limit(prose, monkeypatch):
    topics = fit_topics(prose, 9, method="nmf")
    monkeypatch.setitem(fit.TOLERANCE, "nmf", 1e-10)
    limit = fit_topics(prose, 9, method="nmf")
    assert limit.converged and limit.n_iter > topics.n_iter
    assert np.abs(topics.phi - limit.phi).max() < 1e-5
    assert np.abs(topics.theta - limit.theta).max() < 1e-5


def test_a_start_at_the_solution_rests_at_once():
    """Two passages of each of two vocabularies: the start is the answer, up to rounding."""
    counts = sparse.csr_array([[1, 1, 1, 0, 0, 0], [0, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]])
    rows = pd.DataFrame({"segment_id": list("abcd"), "document_id": list("xxyy")})
    topics = fit_topics(DocumentTermMatrix(counts, rows, np.array(list("uvwxyz"))), 2, method="nmf")
    assert (topics.converged, topics.n_iter) == (True, 10)
    assert topics.theta.round(6).tolist() == [[1, 0], [1, 0], [0, 1], [0, 1]]


@pytest.mark.parametrize("method", ["nmf", "nmf_kl", "lda"])
def test_a_model_that_did_not_converge_says_so(prose, method, monkeypatch):
    monkeypatch.setitem(fit.MAX_ITER, method, 20)
    with pytest.warns(NotConvergedWarning, match="9 topics still changes after 20 iterations"):
        topics = fit_topics(prose, 9, method=method)
    assert (topics.converged, topics.n_iter) == (False, 20)
    assert not diagnose(topics)["converged"].any()


def test_no_topic_is_letterhead_agencies_or_page_noise(prose, corpus):
    topics = fit_topics(prose, 8, method="nmf")
    leading = set(topics.phi_table(10)["term"])
    agencies = {term for term in leading if re.search("局$|委$|宣传部|组织部|妇联|政府|办公室", term)}
    assert agencies == set()
    assert leading.isdisjoint({"印发", "首页", "浏览", "发布", "下载", "文库", "配合", "责任", "单位"})
    # No letterhead, signature, table or note has words in any passage.
    held = set(" ".join(prose.rows["segment_ids"]).split())
    kinds = corpus.segments.set_index("segment_id")["kind"]
    assert set(kinds[list(held)]) <= {"heading", "paragraph", "item"}


def test_a_copied_document_shows_in_the_diagnosis():
    """Documents with vocabularies of their own make topics that are documents: the share says so."""
    generator = np.random.default_rng(0)
    counts = np.zeros((20, 8), dtype=int)
    counts[:10, :4] = generator.poisson(3, size=(10, 4))
    counts[10:, 4:] = generator.poisson(3, size=(10, 4))
    rows = pd.DataFrame({"segment_id": [f"s{i}" for i in range(20)], "document_id": ["a"] * 5 + ["c"] * 5 + ["b"] * 10})
    matrix = DocumentTermMatrix(sparse.csr_array(counts), rows, np.array(list("abcdefgh")))
    table = diagnose(fit_topics(matrix, 2, method="nmf"))
    own, shared = table["document_share"].max(), table["document_share"].min()
    assert own > 0.99
    assert shared < 0.7
    assert table["stability"].min() < 0.1


def test_npmi_equals_the_published_values():
    """Postings {2, 3, 4} and {3, 5} over five documents: the PMI test of gensim gives -.113282753."""
    counts = np.zeros((5, 2), dtype=int)
    counts[[1, 2, 3], 0] = 1
    counts[[2, 4], 1] = 1
    rows = pd.DataFrame({"segment_id": list("abcde")})
    matrix = DocumentTermMatrix(sparse.csr_array(counts), rows, np.array(["x", "y"]))
    assert npmi(matrix, np.array([0, 1])) == pytest.approx(-0.113282753, abs=1e-9)


def test_npmi_at_its_ends():
    together = DocumentTermMatrix(
        sparse.csr_array([[1, 1], [0, 0]]), pd.DataFrame({"segment_id": ["a", "b"]}), np.array(["x", "y"])
    )
    apart = DocumentTermMatrix(
        sparse.csr_array([[1, 0], [0, 1]]), pd.DataFrame({"segment_id": ["a", "b"]}), np.array(["x", "y"])
    )
    assert npmi(together, [0, 1]) == 1
    assert npmi(apart, [0, 1]) == -1


def test_typical_rows_are_those_of_highest_theta():
    matrix, truth = planted()
    topics = fit_topics(matrix, 3, method="nmf")
    table = typical_rows(topics, 5)
    for topic, own in table.groupby("topic"):
        rows = [int(key[1:]) for key in own["segment_id"]]
        assert len({truth[row] for row in rows}) == 1
        assert own["theta"].tolist() == pytest.approx(sorted(topics.theta[:, topic - 1], reverse=True)[:5])


def test_labels_carry_their_translation():
    matrix, _ = planted()
    topics = fit_topics(matrix, 3, method="nmf")
    first = topics.labels(2)[0].split("、")
    assert topics.labels(2, {first[0]: "one"})[0] == f"{first[0]}、{first[1]}\none, {first[1]}"


def test_impossible_requests_name_what_is_allowed():
    matrix, _ = planted()
    with pytest.raises(ValueError, match="one of nmf_kl, nmf, lda; got 'lsa'"):
        fit_topics(matrix, 3, method="lsa")
    with pytest.raises(ValueError, match="from 2 to 12"):
        fit_topics(matrix, 13, method="nmf")


def many(n_rows=600, n_documents=40):
    matrix, topic = planted(n_rows)
    generator = np.random.default_rng(5)
    documents = np.sort(generator.integers(0, n_documents, n_rows))
    return DocumentTermMatrix(matrix.counts, matrix.rows.assign(document_id=documents), matrix.terms), topic


@pytest.mark.parametrize("method", ["nmf", "nmf_kl", "lda"])
def test_a_model_of_a_sample_finds_the_topics_of_the_other_rows(method):
    matrix, topic = many()
    topics = fit_topics(matrix, 3, method=method, max_rows=100)
    assert (topics.n_fitted, len(topics.theta)) == (100, 600)
    assert fit_topics(matrix, 3, method=method).n_fitted == 600
    found = topics.theta.argmax(axis=1)
    assert len({(a, b) for a, b in zip(found, topic, strict=True)}) == 3  # one topic found for each that was planted
    assert topics.theta.sum(axis=1) == pytest.approx(np.ones(600))


def test_a_sample_takes_from_each_document_in_proportion():
    matrix, _ = many()
    drawn = sample_rows(matrix, 150, seed=1)
    assert (np.diff(drawn) > 0).all() and len(drawn) == 150
    whole = matrix.rows["document_id"].value_counts()
    taken = matrix.rows["document_id"].iloc[drawn].value_counts().reindex(whole.index, fill_value=0)
    assert (taken - whole / 4).abs().max() < 2
    assert (sample_rows(matrix, 150, seed=1) == drawn).all()
    assert (sample_rows(matrix, 700, seed=1) == np.arange(600)).all()


def test_folds_keep_documents_whole_and_are_about_equally_long():
    matrix, _ = many()
    parts = pd.Series(folds(matrix))
    assert (parts.groupby(matrix.rows["document_id"]).nunique() == 1).all()
    lengths = pd.Series(matrix.lengths).groupby(parts).sum()
    assert len(lengths) == 10 and lengths.max() / lengths.min() < 1.2
    few = matrix.take(rows=matrix.rows["document_id"].lt(10).to_numpy())
    assert (folds(few) == pd.factorize(few.rows["document_id"])[0]).all()


def test_stability_is_that_of_fits_without_each_fold():
    matrix, _ = many(n_rows=300)
    topics, parts = fit_topics(matrix, 3, method="nmf"), folds(matrix)
    expected = []
    for part in range(10):
        phi = fit_topics(matrix.take(rows=parts != part), 3, method="nmf").phi
        alike = topics.phi @ phi.T / np.outer(np.linalg.norm(topics.phi, axis=1), np.linalg.norm(phi, axis=1))
        expected.append(alike.max(axis=1))
    assert diagnose(topics)["stability"].to_numpy() == pytest.approx(np.min(expected, axis=0))
    assert diagnose(topics, n_jobs=2).equals(diagnose(topics))


@pytest.mark.parametrize("method", ["nmf", "nmf_kl", "lda"])
def test_a_model_without_topics_has_tables_without_rows(method):
    matrix, _ = planted()
    none, some = fit_topics(matrix, 0, method=method), fit_topics(matrix, 2, method=method)
    assert (none.n_topics, none.converged, none.labels()) == (0, True, [])
    for table in (lambda t: t.phi_table(8), lambda t: t.theta_table(), diagnose, typical_rows):
        assert table(none).empty
        assert list(table(none)) == list(table(some))
    assert none.leading().isna().all()


def test_the_leading_topic_holds_more_than_half_of_a_row():
    matrix, _ = planted()
    topics = fit_topics(matrix, 3, method="nmf")
    for row, topic in enumerate(topics.leading()):
        above = [t + 1 for t in range(3) if topics.theta[row, t] > 0.5]
        assert above == ([] if pd.isna(topic) else [topic])
