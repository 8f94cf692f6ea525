"""A stop list -> its words with the class that is the reason for each."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from textmine.counting.tokens.lists import LexiconError, noted_lines

STOPWORD_CLASSES = {
    "particle": "structure and aspect: 的, 了, 等",
    "preposition": "introduces a noun: 在, 对, 按照",
    "conjunction": "joins words or clauses: 和, 以及, 从而",
    "pronoun": "stands for or points at a noun, determiners too: 其, 该, 有关",
    "copula": "equates or states existence: 是, 即, 有",
    "direction": "place or time after a noun: 中, 上, 期间",
    "numeral": "a number in characters",
    "quantifier": "measures and indefinite amounts: 个, 项, 一批",
    "adverb": "degree, scope, time, negation: 更, 都, 已, 不",
}
CLOSED_CLASSES = frozenset(STOPWORD_CLASSES) - {"adverb"}


def read_stopword_classes(path: str | Path) -> pd.DataFrame:
    """Read a stop list with the class of each word.

    Parameters
    ----------
    path : str or Path
        One word a line, `word # class`; lines that begin with # are comments.

    Returns
    -------
    DataFrame
        `word`, `class` (one of `STOPWORD_CLASSES`); in the order of the file.

    Raises
    ------
    LexiconError
        Names the file and the line: a missing file, a line without one word and its class, a class that is none, a word
        that comes twice.

    Notes
    -----
    A word is a stop word only for a class of function words. Verbs of policy (加强, 鼓励), modal verbs (要, 应当) and words
    with a subject are none, however frequent: they are what is measured. All classes but the adverbs are closed: a language
    gains no new members of them, so such a word may be listed though these documents lack it.
    """
    classes: dict[str, str] = {}
    for where, word, reason in noted_lines(path):
        if len(word.split()) != 1 or reason not in STOPWORD_CLASSES:
            allowed = ", ".join(STOPWORD_CLASSES)
            raise LexiconError(f"{where}: needs 'word # class', the class one of {allowed}; got '{word} # {reason}'")
        if word in classes:
            raise LexiconError(f"{where}: '{word}' comes twice")
        classes[word] = reason
    return pd.DataFrame(list(classes.items()), columns=["word", "class"])
