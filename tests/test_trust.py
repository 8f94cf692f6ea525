"""Which categories can be trusted, by what their counts rest on."""

import pandas as pd
import pytest

from textmine import category_trust
from textmine.measuring.agreement.hand_codes import HandCodes
from textmine.measuring.agreement.tables import MAIN

SEGMENTS = pd.DataFrame({"segment_id": ["a/1", "a/2"]})
AGREEMENT = pd.DataFrame({"category": ["x", "y", "z", MAIN], "kappa": [0.9, 0.79, 1.0, 0.9], "n_all": [9, 9, 4, 20]})
SCORES = pd.DataFrame({"category": ["x", "y", "z"], "f1": [0.5, 0.9, 0.9], "reliable": [False, True, True]})


def coded(*segments):
    units = pd.DataFrame({"segment_id": list(segments)}, dtype=str)
    return HandCodes(units, pd.DataFrame(), ("a", "b"), ("themes",))


@pytest.mark.parametrize(
    ("hand", "rests_on", "reliable"),
    [
        (coded("a/1", "a/2"), "codes", [True, False, False]),  # y: kappa below .80; z: on four segments alone
        (coded("a/2"), "both", [False, False, False]),
        (coded(), "dictionary", [False, True, True]),
        (coded("b/1"), "dictionary", [False, True, True]),  # codes of segments that are not counted
    ],
)
def test_what_a_count_rests_on_decides(hand, rests_on, reliable):
    table = category_trust(hand, SEGMENTS, AGREEMENT, SCORES)
    assert table["category"].tolist() == ["x", "y", "z"]
    assert table["rests_on"].eq(rests_on).all()
    assert table["reliable"].tolist() == reliable


def test_both_must_hold_where_codes_and_dictionary_count():
    scores = SCORES.assign(reliable=True)
    assert category_trust(coded("a/1"), SEGMENTS, AGREEMENT, scores)["reliable"].tolist() == [True, False, False]
    assert category_trust(coded("a/1"), SEGMENTS, AGREEMENT, scores, least=4)["reliable"].tolist() == [
        True,
        False,
        True,
    ]


def test_without_coders_nothing_is_agreed():
    nobody = AGREEMENT.assign(kappa=float("nan"), n_all=0)
    assert not category_trust(coded("a/1", "a/2"), SEGMENTS, nobody, SCORES)["reliable"].any()
    assert category_trust(coded(), SEGMENTS.head(0), nobody, SCORES)["rests_on"].eq("dictionary").all()
