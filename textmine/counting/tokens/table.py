"""Segments -> the table of tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from textmine.counting.tokens.many import Encoded, encode_texts, join
from textmine.counting.tokens.tokenizer import Tokenizer

if TYPE_CHECKING:  # pandas is imported where a table is made: worker processes do without and start sooner
    import pandas as pd


def tokenize(
    segments: pd.DataFrame, tokenizer: Tokenizer, *, n_jobs: int | None = None, progress: bool = True
) -> pd.DataFrame:
    """Cut segments into tokens, on several processors or a cluster if wanted.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `segment_id` and `text`.
    tokenizer : Tokenizer
    n_jobs : int, optional
        Processes, as joblib counts them: -1 is one for each processor, None what `joblib.parallel_config` says, else 1.
        The result is the same for any number.
    progress : bool, default True
        Whether long work shows a bar on a terminal.

    Returns
    -------
    DataFrame
        One row a token, in the order of the segments and their text: `document_id`, `segment_id`, `start`, `end` (offsets
        into the segment's text), `token` (full-width forms narrowed), `kind` (han, latin or number; marks and blanks are
        no tokens), `stop` (whether it is a stop word). `attrs["tokenizer"]` holds the fingerprint of the tokenizer.

    Raises
    ------
    TypeError
        Names the segment whose text is none.

    Notes
    -----
    `with joblib.parallel_config(backend="dask"):` around the call runs it on the Dask cluster of the current client
    (`pip install textmine[cluster]`). Ray and Spark register themselves with joblib in the same way:
    `ray.util.joblib.register_ray()` and then `backend="ray"`; `joblibspark.register_spark()` and then `backend="spark"`.
    textmine must be installed on the workers. Texts go out in chunks of about 260,000 characters.
    """
    import pandas as pd

    labels = [f"segment {name}" for name in segments["segment_id"]]
    parts = encode_texts(segments["text"], tokenizer, labels=labels, narrowed=True, n_jobs=n_jobs, progress=progress)
    words = join(parts)
    rows, starts, ends = _places(words)
    kinds = [tokenizer.kind(word) for word in words.vocabulary]
    kept = np.array([kind != "" for kind in kinds], dtype=bool)[words.codes]
    rows, codes = rows[kept], words.codes[kept]
    columns = {
        "document_id": segments["document_id"].take(rows).array,
        "segment_id": segments["segment_id"].take(rows).array,
        "start": starts[kept],
        "end": ends[kept],
        "token": pd.Series(words.vocabulary, dtype="str").take(codes).array,
        "kind": pd.Series(kinds, dtype="str").take(codes).array,
        "stop": np.array([word in tokenizer.stopwords for word in words.vocabulary], dtype=bool)[codes],
    }
    table = pd.DataFrame(columns)
    table.attrs["tokenizer"] = tokenizer.fingerprint
    return table


def check_same_tokenizer(tables: Iterable[pd.DataFrame]) -> str | None:
    """The fingerprint that tables of tokens share, so that results of two tokenizers are never mixed.

    Parameters
    ----------
    tables : iterable of DataFrame
        From `tokenize`. A table without a fingerprint (made by hand, or by an operation that drops `attrs`) is let pass.

    Returns
    -------
    str or None
        The fingerprint; None if no table has one.

    Raises
    ------
    ValueError
        If two tables have different ones; names both.
    """
    found = list(dict.fromkeys(table.attrs["tokenizer"] for table in tables if "tokenizer" in table.attrs))
    if len(found) > 1:
        raise ValueError(
            f"tokens of different tokenizers ({', '.join(found)}) must not be mixed: the lexicon, the stop list, an option, "
            "the engine or a version differs; tokenize all segments with one tokenizer"
        )
    return found[0] if found else None


def _places(words: Encoded) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The text of each word, and where in it the word starts and ends."""
    lengths = np.array([len(word) for word in words.vocabulary], dtype=np.int64)[words.codes]
    rows = np.repeat(np.arange(len(words.counts)), words.counts)
    borders = np.concatenate([[0], np.cumsum(lengths)])  # the words joined are the texts, so these are their offsets
    first_words = np.cumsum(words.counts) - words.counts
    starts = borders[:-1] - borders[first_words][rows]
    return rows, starts, starts + lengths
