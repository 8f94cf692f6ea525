"""Tokens that keep company -> proposals for the lexicon."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from textmine.counting.tokens import Tokenizer
from textmine.reading.characters import narrow

PROPOSAL_COLUMNS = (
    "term", "words", "count", "documents", "cohesion", "left_entropy", "right_entropy", "score", "segment_ids",
)  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")

Words = tuple[str, ...]


def discover_terms(
    segments: pd.DataFrame,
    tokenizer: Tokenizer,
    *,
    min_count: int = 5,
    max_words: int = 4,
    min_cohesion: float = 3.0,
    min_entropy: float = 1.0,
    n_examples: int = 3,
) -> pd.DataFrame:
    """Propose terms that the tokenizer cuts although their words keep together and their neighbours vary.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id` and `text`.
    tokenizer : Tokenizer
        Its words are what a term is made of; its stop words may stand inside a term (人力资源/和/社会/保障局), not at its edge.
    min_count : int, default 5
        Occurrences that a term needs.
    max_words : int, default 4
        Words that a term has at most.
    min_cohesion, min_entropy : float
        Bits; least cohesion, and least entropy on either side.
    n_examples : int, default 3
        Segments named for each term.

    Returns
    -------
    DataFrame
        `term`; `words` (the term as it is cut, parted by blanks); `count`; `documents` (that hold it); `cohesion`,
        `left_entropy`, `right_entropy` (bits); `score` (cohesion + the smaller entropy; higher means rather one word);
        `segment_ids` (the first that hold it, joined by blanks). Sorted by falling score, then falling count, then
        `words` in code point order.

    Notes
    -----
    With c counting runs of words and N the number of words, the cohesion of w = ab is the smallest pointwise mutual
    information of its splits, min log2(c(w) N / (c(a) c(b))); above 0 the parts keep company more than by chance. The
    entropy of a side is -sum p log2 p over the words that stand there; a word may begin or end wherever a mark or a number
    stands, so each of those counts as a neighbour of its own (accessor variety). Time grows with the number of words times
    `max_words`; the table proposes, a reader decides.

    References
    ----------
    Sproat and Shih (1990), A statistical method for finding word boundaries in Chinese text (mutual information).
    Huang and Powers (2003), Chinese word segmentation based on contextual entropy. Jin and Tanaka-Ishii (2006),
    Unsupervised segmentation of Chinese text by use of branching entropy. Feng, Chen, Deng and Zheng (2004), Accessor
    variety criteria for Chinese word extraction (edges).
    """
    runs = [
        (document_id, segment_id, run)
        for document_id, segment_id, text in segments[["document_id", "segment_id", "text"]].itertuples(index=False)
        for run in _runs(tokenizer.cut(narrow(text)))
    ]
    counts = Counter(words for *_, run in runs for _, words in _sequences(run, max_words))
    n_words = sum(len(run) for *_, run in runs)
    known = {term for term, _ in tokenizer.lexicon}
    cohesions = {
        words: cohesion
        for words, count in counts.items()
        if count >= min_count and _may_be_term(words, known, tokenizer.stopwords)
        if (cohesion := _cohesion(words, counts, n_words)) >= min_cohesion
    }
    rows = []
    for words, places in _places(runs, cohesions, max_words).items():
        left, right = (_entropy(Counter(place[side] for place in places)) for side in (2, 3))
        if min(left, right) >= min_entropy:
            ids = list(dict.fromkeys(place[1] for place in places))[:n_examples]
            held, score = len({place[0] for place in places}), cohesions[words] + min(left, right)
            scores = (cohesions[words], left, right, score)
            rows.append(("".join(words), " ".join(words), len(places), held, *scores, " ".join(ids)))
    rows.sort(key=lambda row: (-round(row[7], 9), -row[2], row[1]))
    return pd.DataFrame(rows, columns=list(PROPOSAL_COLUMNS))


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Stretches of Chinese words without a mark, a blank, a Latin word or digits between them."""
    run: list[str] = []
    for word in [*words, ""]:
        if _HAN.fullmatch(word):
            run.append(word)
        elif run:
            yield run
            run = []


def _sequences(run: list[str], max_words: int) -> Iterator[tuple[int, Words]]:
    """Position and words of every sequence of at most `max_words` words of a run."""
    for i in range(len(run)):
        for n in range(1, min(max_words, len(run) - i) + 1):
            yield i, tuple(run[i : i + n])


def _may_be_term(words: Words, known: set[str], stopwords: frozenset[str]) -> bool:
    return len(words) > 1 and words[0] not in stopwords and words[-1] not in stopwords and "".join(words) not in known


def _cohesion(words: Words, counts: Counter[Words], n_words: int) -> float:
    whole = counts[words] * n_words
    return min(math.log2(whole / (counts[words[:i]] * counts[words[i:]])) for i in range(1, len(words)))


def _places(runs: list[tuple[str, str, list[str]]], wanted: dict[Words, float], max_words: int) -> dict[Words, list]:
    """Where each wanted sequence stands: document, segment, left and right neighbour (at an edge a number of its own)."""
    places: dict[Words, list] = defaultdict(list)
    for number, (document_id, segment_id, run) in enumerate(runs):
        for i, words in _sequences(run, max_words):
            if words in wanted:
                end = i + len(words)
                left, right = run[i - 1] if i else number, run[end] if end < len(run) else number
                places[words].append((document_id, segment_id, left, right))
    return places


def _entropy(neighbours: Counter) -> float:
    total = neighbours.total()
    return math.log2(total) - sum(n * math.log2(n) for n in neighbours.values()) / total
