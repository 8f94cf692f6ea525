"""A statistic -> how far it hangs on the way the text was cut into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from textmine.counting.matrix import DocumentTermMatrix, count_terms
from textmine.counting.tokens import Tokenizer, tokenize
from textmine.reading.characters import narrow

Statistic = Callable[[DocumentTermMatrix], "pd.Series | pd.DataFrame"]

UNITS = ("words", "bigrams")
_HAN = ((0x3400, 0x9FFF), (0x20000, 0x3FFFF))
_POINTS = 0x110000  # code points that there are


@dataclass(frozen=True)
class Variant:
    """One way to cut: `settings` in words, the tokenizer, and whether words or character bigrams are counted."""

    settings: str
    tokenizer: Tokenizer
    unit: str


def tokenization_band(
    statistic: Statistic,
    segments: pd.DataFrame,
    tokenizer: Tokenizer,
    *,
    units: Sequence[str] = UNITS,
    names: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Smallest and largest value of a statistic over the ways to cut the same segments.

    Parameters
    ----------
    statistic : callable
        Takes a `DocumentTermMatrix` (one row a segment) and returns a Series of numbers, or a DataFrame of them, whose
        index names what each value is about, such as a term; a name must not come twice. What a variant lacks it leaves
        out or gives as NaN.
    segments : DataFrame
        The segments to count; their columns become the row table.
    tokenizer : Tokenizer
        Its settings are the reference.
    units : sequence of {"words", "bigrams"}
        What is counted in the variants. Leave out "bigrams" where a statistic means nothing without words, such as a number
        of terms.
    names : sequence of str, optional
        The values to report; those that the statistic has under the reference, if left out.

    Returns
    -------
    DataFrame
        `name`; `measure` (the column or the name of the Series); `reference`; `min`, `max` (over the variants that have
        the value, the reference among them); `min_settings`, `max_settings` (the first variant that gives it);
        `n_variants` (that have the value), `n_missing` (that have not), `missing_settings` (joined by "; "). NaN where no
        variant has a value. In the order of `names`, then of the measures.

    Raises
    ------
    ValueError
        If a unit is unknown, or the statistic gives a name twice.
    TypeError
        If the statistic gives no Series or DataFrame of numbers.

    Notes
    -----
    The variants are lexicon on and off x HMM on and off x stop list on and off, for words; and stop list on and off for
    character bigrams, all pairs of neighbouring Chinese characters, which know no words (a pair that is a stop word is
    dropped). Variants that do not differ, such as those of an empty lexicon, are run once. A term that is cut apart or
    swallowed under a variant has no value there: it is missing and counted as such, never 0. A term of three characters or
    more is always missing under bigrams. The band says how far a value hangs on the cutting; it is no confidence interval.

    References
    ----------
    Denny and Spirling (2018), Text preprocessing for unsupervised learning, Political Analysis 26(2). Steegen, Tuerlinckx,
    Gelman and Vanpaemel (2016), Increasing transparency through a multiverse analysis.
    """
    variants = tokenization_variants(tokenizer, units=units)
    reference = Variant(_settings(tokenizer, "words"), tokenizer, "words")
    tables = dict.fromkeys([reference, *variants])
    for cut in dict.fromkeys(map(_without_stops, tables)):  # a stop list changes no cut: each is made once
        matrix = count_terms(_tokens(cut, segments).assign(stop=False), segments)
        for variant in [v for v in tables if _without_stops(v) == cut]:
            kept = ~np.isin(matrix.terms, list(variant.tokenizer.stopwords))
            tables[variant] = _long(statistic(matrix.take(terms=kept)))
    values = {variant.settings: value for variant, value in tables.items()}
    at_reference = values[reference.settings]
    names = list(dict.fromkeys(at_reference.index.get_level_values(0))) if names is None else list(names)
    measures = dict.fromkeys(measure for value in values.values() for measure in value.index.get_level_values(1))
    keys = pd.MultiIndex.from_product([names, list(measures)], names=["name", "measure"])
    table = pd.DataFrame({settings: value.reindex(keys) for settings, value in values.items()}, index=keys)
    rows = [_band(row, reference.settings) for _, row in table.iterrows()]
    columns = ["reference", "min", "max", "min_settings", "max_settings", "n_variants", "n_missing", "missing_settings"]
    return keys.to_frame(index=False).join(pd.DataFrame(rows, columns=columns))


def tokenization_variants(tokenizer: Tokenizer, *, units: Sequence[str] = UNITS) -> list[Variant]:
    """The ways to cut that `tokenization_band` runs over, those that differ, in a fixed order.

    Parameters
    ----------
    tokenizer : Tokenizer
        Its lexicon and stop list are what is switched on and off.
    units : sequence of {"words", "bigrams"}

    Returns
    -------
    list of Variant
        Words first; each with all on first.

    Raises
    ------
    ValueError
        If a unit is unknown.
    """
    if unknown := [unit for unit in units if unit not in UNITS]:
        raise ValueError(f"unit '{unknown[0]}' is none of {', '.join(UNITS)}")
    lists = ((tokenizer.lexicon, ()), (True, False), (tokenizer.stopwords, frozenset()))
    cuts = [replace(tokenizer, lexicon=a, hmm=b, stopwords=c) for a, b, c in product(*lists)]
    found = [Variant(_settings(cut, "words"), cut, "words") for cut in cuts if "words" in units]
    for stopwords in (tokenizer.stopwords, frozenset()):
        if "bigrams" in units:
            cut = replace(tokenizer, lexicon=(), stopwords=stopwords)
            found.append(Variant(_settings(cut, "bigrams"), cut, "bigrams"))
    return list(dict.fromkeys(found))


def _settings(cut: Tokenizer, unit: str) -> str:
    """The settings in words."""
    lexicon = "lexicon" if cut.lexicon else "no lexicon"
    stops = "stop list" if cut.stopwords else "no stop list"
    return f"bigrams, {stops}" if unit == "bigrams" else f"{lexicon}, {'HMM' if cut.hmm else 'no HMM'}, {stops}"


def _without_stops(variant: Variant) -> Variant:
    return Variant("", replace(variant.tokenizer, stopwords=frozenset()), variant.unit)


def _tokens(variant: Variant, segments: pd.DataFrame) -> pd.DataFrame:
    """The words, or the pairs of characters, of the segments."""
    if variant.unit == "words":
        return tokenize(segments, variant.tokenizer)[["segment_id", "token", "kind"]]
    texts = [narrow(text) for text in segments["text"]]
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    han = np.logical_or.reduce([(codes >= first) & (codes <= last) for first, last in _HAN])
    places = np.flatnonzero(han[:-1] & han[1:])
    held = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[places]
    numbers, which = np.unique(codes[places].astype(np.int64) * _POINTS + codes[places + 1], return_inverse=True)
    pairs = [chr(number // _POINTS) + chr(number % _POINTS) for number in numbers.tolist()]
    segment_ids = segments["segment_id"].to_numpy()[held]
    return pd.DataFrame({"segment_id": segment_ids, "token": pd.Categorical.from_codes(which, pairs), "kind": "han"})


def _long(values: pd.Series | pd.DataFrame) -> pd.Series:
    """The values of a statistic, keyed by name and measure."""
    if isinstance(values, pd.Series):
        values = values.to_frame("value" if values.name is None else values.name)
    if not isinstance(values, pd.DataFrame) or not all(map(pd.api.types.is_numeric_dtype, values.dtypes)):
        raise TypeError(f"the statistic must give a Series or DataFrame of numbers, keyed by name; got {values!r:.200}")
    if not values.index.is_unique:
        raise ValueError(f"the statistic gives '{values.index[values.index.duplicated()][0]}' twice")
    keys = pd.MultiIndex.from_product([values.index, values.columns])
    return pd.Series(values.to_numpy(dtype=float).ravel(), index=keys)


def _band(row: pd.Series, reference: str) -> tuple:
    known, missing = row.dropna().round(12), row.index[row.isna()]
    low, high = (known.idxmin(), known.idxmax()) if len(known) else ("", "")
    ends = (row[low], row[high]) if len(known) else (np.nan, np.nan)
    return (row[reference], *ends, low, high, len(known), len(missing), "; ".join(missing))
