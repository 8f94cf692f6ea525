"""Topics of least divergence beside a background: against a literal translation, planted topics, and what must not matter."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.decomposition import non_negative_factorization

from tests.benchmarks.topics import SETTINGS, Setting, cosine, matched, planted
from textmine import diagnose, fit_topics
from textmine.counting.matrix import DocumentTermMatrix
from textmine.measuring.topics import background, divergence, seeded_topics


@pytest.fixture(scope="module")
def made_up():
    return planted(SETTINGS["40 passages of 40 tokens, 6 topics"], seed=3)


@pytest.fixture(scope="module")
def few():
    return planted(Setting(passages=12, topics=3), seed=1)[0]


def small(seed=0, n_rows=7, n_terms=5):
    generator = np.random.default_rng(seed)
    counts = sparse.csr_array(generator.poisson(1.2, (n_rows, n_terms)))
    return counts, np.array(list("aabbbcc"))[:n_rows]


def test_the_background_is_that_of_its_formula():
    counts, documents = small()
    found = background.mixture(counts, documents, share=0.7, smoothing=10)
    dense = counts.toarray()
    for row, term in zip(*dense.nonzero(), strict=True):
        own = dense[documents == documents[row]]
        corpus = dense[:, term].sum() / dense.sum()
        expected = 0.7 * (own[:, term].sum() + 10 * corpus) / (own.sum() + 10)
        assert found.usual[row, term] == pytest.approx(expected)


def test_a_document_that_is_not_known_has_the_background_of_all():
    counts, documents = small()
    found = background.mixture(counts, np.full(7, "new"), share=0.5, smoothing=10, known=(counts, documents))
    totals = counts.toarray().sum(axis=0) + 1
    row, term = (where[0] for where in counts.toarray().nonzero())
    assert found.usual[row, term] == pytest.approx(0.5 * totals[term] / totals.sum())


def test_blocks_hold_every_row_once(monkeypatch):
    counts, documents = small()
    data = background.mixture(counts, documents)
    monkeypatch.setattr(background, "_VALUES_AT_ONCE", 12)
    parts = list(data.blocks(3))
    assert len(parts) > 2
    assert np.concatenate([np.arange(7)[rows] for rows, _ in parts]).tolist() == list(range(7))
    assert (sparse.vstack([part.counts for _, part in parts]) != data.counts).nnz == 0


@pytest.mark.parametrize("share", [0.0, 0.6])
@pytest.mark.parametrize("at_once", [2**22, 9])
def test_a_step_is_that_of_its_formula(share, at_once, monkeypatch):
    monkeypatch.setattr(background, "_VALUES_AT_ONCE", at_once)
    counts, documents = small()
    data = background.mixture(counts, documents, share=share, smoothing=10)
    generator = np.random.default_rng(1)
    phi, theta = generator.dirichlet(np.ones(5), 3), generator.dirichlet(np.ones(3), 7)
    n, usual = counts.toarray(), data.usual.toarray()
    new_phi, new_theta, likelihood = np.zeros((3, 5)), np.zeros((7, 3)), 0.0
    for row, term in zip(*n.nonzero(), strict=True):
        chance = usual[row, term] + (1 - share) * sum(theta[row, k] * phi[k, term] for k in range(3))
        likelihood += n[row, term] * np.log(chance)
        for k in range(3):
            part = n[row, term] * (1 - share) * theta[row, k] * phi[k, term] / chance
            new_phi[k, term] += part
            new_theta[row, k] += part
    found = divergence.step(data, divergence.Factors(phi, theta, 0.0))
    assert found.likelihood == pytest.approx(likelihood)
    assert found.phi == pytest.approx(new_phi / new_phi.sum(axis=1, keepdims=True))
    rows = new_theta.sum(axis=1) > 0
    assert found.theta[rows] == pytest.approx((new_theta / np.maximum(new_theta.sum(axis=1), 1e-300)[:, None])[rows])


def test_without_background_it_ends_where_the_updates_of_the_library_end(made_up):
    """Continued by scikit-learn's multiplicative updates from where ours rest, nothing moves."""
    matrix, _, _ = made_up
    topics = fit_topics(matrix, 6, method="nmf_kl", background=0.0)
    w, h, _ = non_negative_factorization(
        matrix.counts.astype(float),
        topics.theta * matrix.lengths[:, None],
        topics.phi.copy(),
        n_components=6,
        init="custom",
        solver="mu",
        beta_loss="kullback-leibler",
        tol=0,
        max_iter=20,
    )
    assert topics.converged
    assert np.abs(h / h.sum(axis=1, keepdims=True) - topics.phi).max() < 1e-5
    scaled = w * h.sum(axis=1)
    assert np.abs(scaled / scaled.sum(axis=1, keepdims=True) - topics.theta).max() < 1e-4


def test_planted_topics_are_found_again_and_better_than_by_the_other_models(made_up):
    matrix, truth, _ = made_up
    found = {
        "kl": matched(truth, fit_topics(matrix, 6, method="nmf_kl").phi),
        "plain": matched(truth, fit_topics(matrix, 6, method="nmf_kl", background=0.0).phi),
        "nmf": matched(truth, fit_topics(matrix, 6, method="nmf").phi),
    }
    assert found["kl"].mean() > 0.93 and found["kl"].min() > 0.85
    assert found["kl"].mean() > max(found["plain"].mean(), found["nmf"].mean())


def test_the_order_of_the_rows_changes_nothing(few):
    matrix = few
    order = np.random.default_rng(0).permutation(len(matrix.rows))
    one = fit_topics(matrix, 3, method="nmf_kl")
    other = fit_topics(matrix.take(rows=order), 3, method="nmf_kl")
    assert (one.phi == other.phi).all()
    assert (one.theta[order] == other.theta).all()


def test_the_order_of_the_rows_changes_no_sample(few):
    matrix = few
    order = np.random.default_rng(0).permutation(len(matrix.rows))
    one = fit_topics(matrix, 3, method="nmf_kl", max_rows=30)
    other = fit_topics(matrix.take(rows=order), 3, method="nmf_kl", max_rows=30)
    assert (one.phi == other.phi).all() and one.n_fitted == 30
    assert (one.theta[order] == other.theta).all()


def test_positions_that_are_not_sorted_change_nothing(few):
    matrix = few
    counts = matrix.counts.copy()
    for a, b in zip(counts.indptr[:-1], counts.indptr[1:], strict=True):
        counts.indices[a:b], counts.data[a:b] = counts.indices[a:b][::-1].copy(), counts.data[a:b][::-1].copy()
    turned = DocumentTermMatrix(
        sparse.csr_array((counts.data, counts.indices, counts.indptr)), matrix.rows, matrix.terms
    )
    assert (fit_topics(turned, 3, method="nmf_kl").phi == fit_topics(matrix, 3, method="nmf_kl").phi).all()


def test_rows_without_terms_have_no_topic(few):
    matrix = few
    counts = matrix.counts.toarray()
    counts[5] = 0
    topics = fit_topics(DocumentTermMatrix(sparse.csr_array(counts), matrix.rows, matrix.terms), 3, method="nmf_kl")
    assert (topics.theta[5] == 0).all()
    assert np.delete(topics.theta, 5, axis=0).sum(axis=1) == pytest.approx(np.ones(len(counts) - 1))


@pytest.mark.parametrize("share", [-0.1, 1, 1.5])
def test_a_background_that_leaves_nothing_is_refused(few, share):
    with pytest.raises(ValueError, match=r"from 0 \(none\) to below 1"):
        fit_topics(few, 3, method="nmf_kl", background=share)


def test_models_of_whole_documents_are_flagged_as_copies_and_those_of_passages_not(made_up):
    matrix, _, voices = made_up
    codes, names = pd.factorize(matrix.rows["document_id"])
    counts = np.array([matrix.counts.toarray()[codes == i].sum(axis=0) for i in range(len(names))])
    whole = DocumentTermMatrix(sparse.csr_array(counts), pd.DataFrame({"document_id": names}), matrix.terms)
    for method in ("nmf", "nmf_kl"):
        model = fit_topics(whole, 5, method=method, background=0.0)
        table = diagnose(model, stability=False)
        assert table["copy"].all()
        assert table["likeness"].to_numpy() == pytest.approx(cosine(model.phi, counts).max(axis=1))
        assert (cosine(model.phi, voices).max(axis=1) > 0.85).all()
    assert not diagnose(fit_topics(matrix, 6, method="nmf_kl"), stability=False)["copy"].any()


def test_seeded_topics_keep_their_places_and_free_ones_take_the_rest(made_up):
    matrix, truth, _ = made_up
    best = [matrix.terms[np.argsort(-own)[:4]].tolist() for own in truth[[4, 1]]]
    topics = seeded_topics(matrix, {"four": best[0], "one": [*best[1], "unknown"]}, n_free=4)
    alike = cosine(truth, topics.phi)
    assert alike[[4, 1], [0, 1]].min() > 0.85
    assert matched(truth, topics.phi).mean() > 0.9
    assert topics.phi.sum(axis=1) == pytest.approx(np.ones(6))
    assert topics.converged and topics.method == "nmf_kl, seeded"


def test_anchors_that_no_text_holds_are_refused(made_up):
    with pytest.raises(ValueError, match="no anchor of 'b' is a term of the matrix: x y"):
        seeded_topics(made_up[0], {"a": [made_up[0].terms[0]], "b": ["x", "y"]})
    with pytest.raises(ValueError, match="0 seeded and 1 free"):
        seeded_topics(made_up[0], {}, n_free=1)
