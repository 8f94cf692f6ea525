"""Colours of groups, as readers with and without colour-blindness see them, and in grey print."""

from itertools import combinations

import numpy as np
import pytest

from textmine import read_corpus
from textmine.settings import COLOURS
from textmine.showing.draw.canvas import FILLS, MARKERS
from textmine.showing.draw.outlines import _FUNCTION_LOOKS, _NO_FUNCTION
from textmine.study import LEVELS

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
VISION = {
    "usual": np.eye(3),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour):
    """A colour like "#16324f" as linear RGB (IEC 61966-2-1)."""
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE 1976 L*, a*, b* of linear RGB; a distance of 2 is just seen side by side, 10 at a glance."""
    part = XYZ @ np.clip(rgb, 0, 1) / WHITE
    root = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def least_distance(colours, vision):
    seen = [lab(VISION[vision] @ linear(colour)) for colour in colours]
    return min(np.linalg.norm(a - b) for a, b in combinations(seen, 2))


def greys(colours):
    return [lab(linear(colour))[0] for colour in colours]


def test_the_measures_have_known_values():
    assert lab(linear("#ffffff")) == pytest.approx([100, 0, 0], abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)  # published for sRGB, D65
    assert VISION["deuteranopia"].sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)  # greys stay what they are
    red_and_green = least_distance(["#c0392b", "#6b8e23"], "deuteranopia")
    assert red_and_green < least_distance(["#c0392b", "#6b8e23"], "usual") / 2


@pytest.mark.parametrize("vision", VISION)
def test_levels_are_told_apart_at_a_glance(vision):
    assert least_distance([level.colour for level in LEVELS], vision) >= 40


@pytest.mark.parametrize("vision", VISION)
def test_eight_groups_are_told_apart(vision):
    assert len(set(COLOURS)) == 8
    assert least_distance(COLOURS, vision) >= 15


def test_levels_are_told_apart_in_grey_and_every_colour_stands_out_from_paper():
    own = greys([level.colour for level in LEVELS])
    assert min(abs(a - b) for a, b in combinations(own, 2)) >= 15
    contrast = [1.05 / ((XYZ @ linear(colour))[1] + 0.05) for colour in COLOURS]
    assert min(contrast) >= 3  # WCAG 2.1, 1.4.11, for marks


def test_in_grey_print_groups_of_like_grey_have_other_marks():
    own = greys(COLOURS)
    for (i, a), (j, b) in combinations(enumerate(own), 2):
        assert abs(a - b) >= 15 or MARKERS[i][0] != MARKERS[j][0]


def test_fills_are_told_apart_in_grey_or_by_their_hatch():
    for looks in (FILLS[:4], [*_FUNCTION_LOOKS.values(), _NO_FUNCTION]):
        for (one, hatch), (other, its) in combinations(looks, 2):
            first, second = greys([one, other])
            assert abs(first - second) >= 12 or hatch != its


def test_this_study_draws_its_levels_in_these_colours(project):
    assert list(read_corpus(project / "corpus").study.colours.values()) == [level.colour for level in LEVELS]
