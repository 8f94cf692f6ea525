"""The instruments behind the tokens: proposals for the lexicon, hand-segmented sentences, classes of stop words."""

from textmine.counting.lexicon.classes import CLOSED_CLASSES, STOPWORD_CLASSES, read_stopword_classes
from textmine.counting.lexicon.discovery import discover_terms
from textmine.counting.lexicon.sample import draw_sentences, read_segmented_sample, segmentation_scores

__all__ = [
    "CLOSED_CLASSES",
    "STOPWORD_CLASSES",
    "discover_terms",
    "draw_sentences",
    "read_segmented_sample",
    "read_stopword_classes",
    "segmentation_scores",
]
