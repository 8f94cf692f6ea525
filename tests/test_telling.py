"""Which compared terms a figure shows, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from textmine import telling_terms

PROSE = pd.DataFrame(
    {
        "level": ["city", "city", "national"],
        "text": [
            "农村农村农村农村,要要要要要要要要",
            "农村农村农村农村现代现代现代现代",
            "现代化现代化现代化现代化农村",
        ],
    }
)


def compared(*rows):
    table = pd.DataFrame(rows, columns=["level", "term", "count_target", "count_reference"])
    table = table.assign(n_target=100, n_reference=100)
    table["log_ratio"] = np.log2((table["count_target"] + 0.5) / (table["count_reference"] + 0.5))
    return table


def test_terms_that_tell_something_are_kept_in_their_order():
    table = compared(("city", "农村", 8, 1), ("city", "要", 8, 0), ("city", "罕见", 5, 0))
    kept = telling_terms(table, PROSE, "level")
    pd.testing.assert_frame_equal(kept, table.head(1))  # 要 has one character, 罕见 five occurrences
    assert telling_terms(table, PROSE, "level", least=5)["term"].tolist() == ["农村"]  # 罕见 is no string of the city


def test_a_ratio_made_by_the_cutting_is_dropped():
    """现代 is no word of the national text, but stands in 现代化 as often: counted as strings the ratio is 0."""
    table = compared(("city", "现代", 4, 0))
    assert table["log_ratio"].item() == pytest.approx(np.log2(9))
    assert telling_terms(table, PROSE, "level", least=4).empty
    other = PROSE.assign(text=PROSE["text"].str.replace("现代化", "", regex=False))
    assert len(telling_terms(table, other, "level", least=4)) == 1


def test_no_terms_stay_no_terms():
    assert telling_terms(compared(), PROSE, "level").empty
