"""A topic model -> sheets on which a person finds the word or passage that does not belong, and how many were found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

from textmine.measuring.topics.model import DECIMALS, Topics

LETTERS = "ABCDEFGH"


def word_intrusion(
    topics: Topics, *, n_words: int = 5, n_items: int = 1, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A sheet of words, one of which belongs to another topic, and its key.

    Parameters
    ----------
    topics : Topics
        Of at least two topics.
    n_words : int
        Leading terms of the topic that are shown with the intruder.
    n_items : int
        Items a topic, each with an intruder of its own; its words are the next leading ones each time.
    seed : int
        Of the choice of intruders and the order of words and items.

    Returns
    -------
    sheet : DataFrame
        `item`, a column for each letter with a word, `intruder` (empty: the person writes a letter).
    key : DataFrame
        `item`, `topic`, `intruder` (the letter), `word`. Keep it from whoever fills in the sheet.

    Notes
    -----
    The intruder is a leading term of another topic that is among the less probable half of the terms of this one.

    References
    ----------
    Chang, Boyd-Graber, Gerrish, Wang and Blei (2009), NIPS 22.
    """
    _check(topics, n_words, n_items)
    generator = np.random.default_rng(seed)
    order = np.argsort(-topics.phi.round(DECIMALS), axis=1, kind="stable")
    items = []
    for topic in range(topics.n_topics):
        unlikely = set(order[topic, len(topics.matrix.terms) // 2 :])
        others = np.unique(np.delete(order, topic, axis=0)[:, : 2 * n_words])
        strange = generator.permutation([term for term in others if term in unlikely])[:n_items]
        for i, intruder in enumerate(strange):
            own = order[topic, i * n_words : (i + 1) * n_words]
            items.append((topic + 1, [*topics.matrix.terms[own]], topics.matrix.terms[intruder]))
    return _sheet(items, generator, "word")


def passage_intrusion(
    topics: Topics,
    texts: Mapping[str, str],
    *,
    column: str = "passage_id",
    n_passages: int = 3,
    n_items: int = 1,
    seed: int = 0,
    lengths: tuple[int, int] = (20, 120),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A sheet of passages, one of which belongs to another topic, and its key.

    Parameters
    ----------
    topics : Topics
    texts : mapping of str to str
        The words of each row, by its value in `column`.
    column : str
        Of the row table, with the id of each row.
    n_passages : int
        Passages of the topic that are shown with the intruder.
    n_items, seed
        As for `word_intrusion`.
    lengths : tuple of int
        Least and greatest number of tokens of a passage that is shown.

    Returns
    -------
    sheet, key : DataFrame
        As from `word_intrusion`, with the texts in place of words and the id of the intruding row as `passage`.

    Notes
    -----
    Shown are the rows in which the topic is strongest. The intruder is one of the rows in which another topic is, and this
    topic has less than a tenth.
    """
    _check(topics, n_passages, n_items)
    ids, generator = topics.matrix.rows[column].astype(str).to_numpy(), np.random.default_rng(seed)
    if missing := [key for key in ids if key not in texts]:
        raise ValueError(
            f"texts lacks {len(missing)} of the {column}, such as '{missing[0]}'; give the text of every row"
        )
    middle = (topics.matrix.lengths >= lengths[0]) & (topics.matrix.lengths <= lengths[1])
    known = np.flatnonzero(middle)[np.argsort(ids[middle], kind="stable")]
    theta, items = topics.theta[known].round(DECIMALS), []
    for topic in range(topics.n_topics):
        strong = known[np.argsort(-theta[:, topic], kind="stable")]
        strange = known[(theta.max(axis=1) > 0.5) & (theta[:, topic] < 0.1)]
        for i, intruder in enumerate(generator.permutation(strange)[:n_items]):
            own = strong[i * n_passages : (i + 1) * n_passages]
            items.append((topic + 1, [*ids[own]], ids[intruder]))
    sheet, key = _sheet(items, generator, "passage")
    letters = [letter for letter in LETTERS if letter in sheet]
    return sheet.assign(**{letter: sheet[letter].map(texts) for letter in letters}), key


def read_answers(path: str | Path, sheet: pd.DataFrame, *, missing_ok: bool = False) -> pd.DataFrame:
    """Read a sheet that somebody has filled in, and make sure that it is this one.

    Parameters
    ----------
    path : str or Path
        CSV in UTF-8 with the columns of the sheet.
    sheet : DataFrame
        From `word_intrusion` or `passage_intrusion`.
    missing_ok : bool
        Whether a file that does not exist means that nobody was asked.

    Returns
    -------
    DataFrame
        The sheet with the answers in `intruder`; no rows where nobody was asked.

    Raises
    ------
    ValueError
        If there is no file, or it was filled in for other things than those of the sheet, as after a change of the model; names
        the first line that differs.
    """
    path = Path(path)
    if missing_ok and not path.exists():
        return sheet.head(0)
    if not path.is_file():
        raise ValueError(f"{path}: no such file; write the sheet there and have it filled in")
    answers = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    things = [column for column in sheet if column != "intruder"]
    given, wanted = answers.reindex(columns=things), sheet[things].astype(str)
    differs = [i for i in range(max(len(given), len(wanted))) if not given[i : i + 1].equals(wanted[i : i + 1])]
    if differs or "intruder" not in answers:
        line = differs[0] + 2 if differs else 1
        raise ValueError(
            f"{path}:{line}: was filled in for another sheet than this model's; write the sheet anew and have it filled in again"
        )
    return sheet.assign(intruder=answers["intruder"])


def intrusion_score(
    answers: pd.DataFrame, key: pd.DataFrame, *, n_choices: int, by: str | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """How many intruders were found.

    Parameters
    ----------
    answers : DataFrame
        Sheets that were filled in, of one person or several: `item`, `intruder`. An empty answer is one not found.
    key : DataFrame
    n_choices : int
        Words or passages of an item; by chance one in so many is found.
    by : str, optional
        Column of the key, such as `topic`, or of the answers, such as a `person`, that is scored apart.
    confidence : float

    Returns
    -------
    DataFrame
        `by` if given, `n` (answers), `found`, `precision` (found / n), `low`, `high` (Wilson's interval), `chance`. Sorted by `by`.

    Raises
    ------
    ValueError
        If an item of the answers is not in the key, an answer is no letter of the sheet, or an item of the key has no answer.

    References
    ----------
    Wilson (1927), JASA 22.
    """
    given = answers.drop(columns=[c for c in answers if c in key and c not in ("item", "intruder")])
    table = given.merge(key, on="item", how="outer", suffixes=("", "_key"), indicator=True)
    if (table["_merge"] != "both").any():
        item = table.loc[table["_merge"] != "both", "item"].iloc[0]
        raise ValueError(f"answers and key must have the same items; '{item}' is in one of them only")
    said = table["intruder"].fillna("").astype(str).str.strip().str.upper()
    if wrong := sorted(set(said) - {"", *LETTERS[:n_choices]}):
        raise ValueError(f"an intruder must be one of {', '.join(LETTERS[:n_choices])}, or empty; got '{wrong[0]}'")
    table["right"] = said.eq(table["intruder_key"])
    groups = table.groupby(by if by else np.zeros(len(table)), sort=True)["right"]
    found = groups.agg(n="size", found="sum").reset_index(drop=by is None)
    low, high = wilson(found["found"].to_numpy(), found["n"].to_numpy(), confidence)
    return found.assign(precision=found["found"] / found["n"], low=low, high=high, chance=1 / n_choices)


def wilson(found: np.ndarray, n: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of a proportion: (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)."""
    z, p = norm.ppf((1 + confidence) / 2), found / n
    centre, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)


def _check(topics: Topics, n: int, n_items: int) -> None:
    if topics.n_topics < 2 or not 1 <= n < len(LETTERS) or n_items < 1:
        raise ValueError(
            f"needs at least two topics, from 1 to {len(LETTERS) - 1} things beside the intruder and one item; "
            f"got {topics.n_topics}, {n}, {n_items}"
        )


def _sheet(items: list[tuple], generator: np.random.Generator, what: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Items in random order, the things of each too."""
    sheet, key = [], []
    for number, at in enumerate(generator.permutation(len(items)), start=1):
        topic, own, intruder = items[at]
        things = generator.permutation(np.array([*own, intruder], dtype=object)).tolist()
        sheet.append({"item": number, **dict(zip(LETTERS, things, strict=False)), "intruder": ""})
        key.append((number, topic, LETTERS[things.index(intruder)], intruder))
    return pd.DataFrame(sheet), pd.DataFrame(key, columns=["item", "topic", "intruder", what])
