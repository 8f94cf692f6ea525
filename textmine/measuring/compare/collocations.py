"""Tokens in order -> words that go together: pairs, clause openings with what they govern."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import xlogy

from textmine.reading.characters import narrow

_PAUSE = re.compile(r"[,.。;:!?—]")


def collocations(tokens: pd.DataFrame, *, min_count: int = 5) -> pd.DataFrame:
    """Pairs of neighbouring words and how strongly they attract each other.

    Parameters
    ----------
    tokens : DataFrame
        From `textmine.counting.tokens.tokenize`. Words are neighbours where nothing, not even a mark, stands between them.
    min_count : int
        Rarer pairs are left out.

    Returns
    -------
    DataFrame
        `first`, `second`, `count`, `count_first`, `count_second` (as first and as second of any pair), `n` (pairs), `pmi`
        (bits), `npmi` (-1 to 1), `t`, `g2`, `lambda`; sorted by falling `g2`, then the words.

    Notes
    -----
    With p = count / n and q = count_first * count_second / n²: PMI = log2(p / q); NPMI = PMI / -log2 p;
    t = (p - q) / sqrt(p / n); G2 as in Dunning (1993); lambda = ln of the odds ratio with 1/2 added to each cell.

    References
    ----------
    Manning and Schütze (1999), chapter 5; Bouma (2009); Dunning (1993); Blaheta and Johnson (2001).
    """
    after = tokens.shift(-1)
    joined = tokens["segment_id"].eq(after["segment_id"]) & tokens["end"].eq(after["start"])
    words = ~tokens["stop"] & tokens["kind"].ne("number")
    next_word = words.shift(-1, fill_value=False)
    pairs = pd.DataFrame({"first": tokens["token"], "second": after["token"]})[joined & words & next_word]
    table = pairs.value_counts().rename("count").reset_index()
    table["count_first"] = table["first"].map(pairs["first"].value_counts())
    table["count_second"] = table["second"].map(pairs["second"].value_counts())
    table["n"] = len(pairs)
    table = table[table["count"] >= min_count]
    scores = association(*(table[name].to_numpy() for name in ("count", "count_first", "count_second", "n")))
    table = table.assign(**scores)
    return table.sort_values(["g2", "first", "second"], ascending=[False, True, True], ignore_index=True)


def association(joint, first, second, n) -> dict[str, np.ndarray]:
    """Measures of association of two words: `pmi`, `npmi`, `t`, `g2`, `lambda`; see `collocations`.

    Parameters
    ----------
    joint, first, second, n : array_like of int
        Pairs of both words, pairs with the first, pairs with the second, all pairs. `joint` is above 0.
    """
    joint, first, second, n = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (joint, first, second, n)))
    p, q = joint / n, first * second / n**2
    pmi = np.log2(p / q)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.where(p < 1, pmi / -np.log2(p), 1.0)
    cells = [joint, first - joint, second - joint, n - first - second + joint]
    expected = [first * second / n, first * (n - second) / n, (n - first) * second / n, (n - first) * (n - second) / n]
    g2 = 2 * sum(xlogy(o, o) - xlogy(o, e) for o, e in zip(cells, expected, strict=True))
    a, b, c, d = (cell + 0.5 for cell in cells)
    return {"pmi": pmi, "npmi": npmi, "t": (p - q) / np.sqrt(p / n), "g2": g2, "lambda": np.log(a * d / (b * c))}


def clause_openers(tokens: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The first word of every clause and the next word that is no stop word: mostly a verb and what it governs.

    Parameters
    ----------
    tokens : DataFrame
        From `textmine.counting.tokens.tokenize`.
    segments : DataFrame
        What the tokens were cut from. A clause begins with a segment and behind ，。；：！？ or a list mark; not behind 、 or a
        quotation mark.

    Returns
    -------
    DataFrame
        `document_id`, `segment_id`, `start` (of the opening word in the segment's text), `opener`, `governs` (missing
        where nothing follows in the clause); in the order of the text. Clauses that open with a number or a stop word are
        left out.
    """
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    before = tokens.shift(1)
    first_of_segment = tokens["segment_id"].ne(before["segment_id"])
    ends = before["end"].where(~first_of_segment, 0).fillna(0).astype(int)
    opens = first_of_segment.copy()
    apart = tokens.index[~first_of_segment & tokens["start"].gt(ends)]
    gaps = zip(tokens["segment_id"][apart], ends[apart], tokens["start"][apart], strict=True)
    opens[apart] = np.array([_is_pause(texts[key][end:start]) for key, end, start in gaps], dtype=bool)
    clause = opens.cumsum()
    words = tokens[tokens["kind"].ne("number") & (~tokens["stop"] | opens)]
    place = words.groupby(clause[words.index]).cumcount()
    second = words.loc[place.eq(1), "token"].set_axis(clause[words.index[place.eq(1)]])
    first = tokens[opens & ~tokens["stop"] & tokens["kind"].ne("number")]
    table = first[["document_id", "segment_id", "start"]].assign(opener=first["token"])
    return table.assign(governs=clause[first.index].map(second)).reset_index(drop=True)


def most_frequent(words: pd.Series, by: pd.Series, *, n: int = 6) -> pd.DataFrame:
    """The most frequent words of each group, in one line.

    Parameters
    ----------
    words : Series of str
        Such as the `opener` of clauses; missing ones do not count.
    by : Series
        The group of each; its name and that of `words` become columns.
    n : int
        Words a group.

    Returns
    -------
    DataFrame
        The group, and its words with their counts ("加强 48  推动 38"), the most frequent first, of equal ones that which comes
        first. Groups in order of first appearance; one without words has none.
    """
    table = pd.DataFrame({"group": by.to_numpy(), "word": words.to_numpy()}, dtype=object).dropna()
    counts: dict[str, Counter] = {}
    for group, word in table.itertuples(index=False):
        counts.setdefault(group, Counter())[word] += 1
    lines = ["  ".join(f"{word} {count}" for word, count in own.most_common(n)) for own in counts.values()]
    return pd.DataFrame({by.name: list(counts), words.name: lines}, dtype=object)


@lru_cache(maxsize=2**12)
def _is_pause(gap: str) -> bool:
    """Whether a clause ends in what stands between two words."""
    return bool(_PAUSE.search(narrow(gap)))
