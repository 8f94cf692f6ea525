"""Codes of two hands, or of a hand and a dictionary -> how far they agree, with intervals, and where they do not."""

from textmine.measuring.agreement.coefficients import cohen_kappa, krippendorff_alpha
from textmine.measuring.agreement.hand_codes import HandCodes, HandCodesError, presence, read_hand_codes
from textmine.measuring.agreement.sample import draw_sample
from textmine.measuring.agreement.tables import coder_agreement, dictionary_scores, disagreements
from textmine.measuring.agreement.trust import category_trust

__all__ = [
    "HandCodes",
    "HandCodesError",
    "category_trust",
    "coder_agreement",
    "cohen_kappa",
    "dictionary_scores",
    "disagreements",
    "draw_sample",
    "krippendorff_alpha",
    "presence",
    "read_hand_codes",
]
