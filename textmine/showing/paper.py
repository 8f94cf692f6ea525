"""A table -> what a paper prints of it: fewer columns, heads and values in words, as many decimals as a reader needs."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from textmine.corpus import Corpus
from textmine.measuring.coding import read_codebook
from textmine.measuring.topics import read_topic_names
from textmine.showing.language import Text, named, said, speaking, value, word
from textmine.showing.names import study_names

# Two columns that become one: the lower end, the upper end, the word of its head.
_INTERVALS = {"low": ("high", "interval"), "leave_out_low": ("leave_out_high", "left_out")}
# What checks a number, or leads to its places, and is no number that a paper reports.
_FOR_CHECKS = {
    "start", "end", "other_start", "other_end", "clause_id", "other_clause_id", "n_target", "n_reference",
    "rate_target", "rate_reference", "documents_target", "lrc", "percent_diff", "odds_ratio", "difference_coefficient", "g2", "chi2",
    "log_odds_z_uniform", "log_odds_z_background", "tested", "fcr_low", "fcr_high", "key", "strings_target", "strings_reference",
    "by_cutting", "left_out", "n_row", "n_column", "expected",
}  # fmt: skip
_NAMES_OF_TOPICS = ("name", "category")
_FIGURES = 3  # significant digits of the largest number of a column


@lru_cache(maxsize=1)
def heads() -> dict[str, tuple[str, str]]:
    """What the columns of the package's tables are called, in English and in Chinese."""
    content = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
    return {name: (pair["en"], pair["zh"]) for name, pair in content["heads"].items()}


def paper_names(corpus: Corpus) -> dict[str, Text]:
    """Names of groups, documents and terms as in figures (`study_names`), of categories and of topics."""
    names: dict[str, Text] = {}
    for path in sorted((corpus.folder / "codebooks").glob("*.toml")):
        names = read_codebook(path).names | names
    topics = read_topic_names(corpus.folder / "topics.csv", missing_ok=True)
    return names | {topic.name_en: (topic.name_en, topic.name_zh) for topic in topics} | study_names(corpus)


def paper_table(
    table: pd.DataFrame, names: Mapping[str, Text] | None = None, language: str = "en", *, segments: bool = False
) -> pd.DataFrame:
    """A table as a paper prints it.

    Parameters
    ----------
    table : DataFrame
        Of a figure, as it is saved beside it, or any other.
    names : mapping of str to str or (str, str), optional
        English and Chinese names of values, as `paper_names` gives them; the package's own words need none.
    language : {"en", "zh"}
        Of heads and values.
    segments : bool, default False
        Whether the column `segment_ids` stays.

    Returns
    -------
    DataFrame
        Texts only, the rows in their order. Left out are columns for checks (statistics beside the effect size, segments and offsets)
        and those that say nothing (empty, or false, in all rows). An interval is one column (`0.49 to 1.69`), whose head names what it
        is over. Numbers have as many decimals as give the largest of their column three significant digits, intervals those of the
        number before them; whole numbers have none.
    """
    with speaking(language):
        columns = dict(_columns(table if segments else table.drop(columns="segment_ids", errors="ignore"), names))
    return pd.DataFrame(columns, index=table.index, dtype=object)


def _columns(table: pd.DataFrame, names: Mapping[str, Text] | None) -> Iterator[tuple[str, list[str]]]:
    decimals = 0
    ends = {high for low, (high, _) in _INTERVALS.items() if low in table}
    over = str(table["unit"].iloc[0]) if "low" in table and "unit" in table and table["unit"].nunique() == 1 else ""
    for name in table.columns:
        column = table[name]
        if name in _FOR_CHECKS | ends or _says_nothing(column) or (over and name == "unit"):
            continue
        if name == "topic" and any(other in table for other in _NAMES_OF_TOPICS):
            continue
        if name in _INTERVALS and _INTERVALS[name][0] in table:
            high, key = _INTERVALS[name]
            head = word("interval_over", unit=value(over)) if over and name == "low" else word(key)
            yield head, [_interval(*ends, decimals) for ends in zip(column, table[high], strict=True)]
        elif pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            decimals = _decimals(column)
            yield _head(name), [_number(number, decimals) for number in column]
        else:
            yield _head(name), [_said(cell, names) for cell in column]


def _head(name: str) -> str:
    pair = heads().get(name)
    return said(pair) if pair else name


def _says_nothing(column: pd.Series) -> bool:
    """Whether no row tells anything: all empty, all false, or of one document or pair each."""
    held = column.dropna()
    if column.name in ("n_documents", "n_pairs"):
        return bool(held.eq(1).all())
    return len(column) > 0 and all(cell is False or str(cell) in ("False", "") for cell in held)


def _decimals(column: pd.Series) -> int:
    held = [abs(float(number)) for number in column.dropna() if math.isfinite(number)]
    if not held or max(held) == 0 or all(number.is_integer() for number in held):
        return 0
    return min(max(_FIGURES - 1 - math.floor(math.log10(max(held))), 1), 6)


def _number(number: float, decimals: int) -> str:
    if pd.isna(number):
        return ""
    text = "∞" if math.isinf(number) else f"{abs(number):.{decimals}f}"
    return f"−{text}" if number < 0 and text.strip("0.") else text


def _interval(low: float, high: float, decimals: int) -> str:
    if pd.isna(low) and pd.isna(high):
        return ""
    return word("from_to", low=_number(low, decimals), high=_number(high, decimals))


def _said(cell: object, names: Mapping[str, Text] | None) -> str:
    if pd.api.types.is_bool(cell):
        return word("yes" if cell else "no")
    return "" if pd.isna(cell) else named(str(cell), names)
