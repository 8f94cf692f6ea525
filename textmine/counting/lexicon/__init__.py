"""The instruments behind the tokens: names, families, proposals for the lexicon, hand-segmented sentences, stop words."""

from textmine.counting.lexicon.classes import CLOSED_CLASSES, STOPWORD_CLASSES, read_stopword_classes
from textmine.counting.lexicon.discovery import discover_terms
from textmine.counting.lexicon.families import family_pattern, fold_families, read_families
from textmine.counting.lexicon.names import NAME_KINDS, name_kinds, read_names
from textmine.counting.lexicon.sample import draw_sentences, read_segmented_sample, segmentation_scores

__all__ = [
    "CLOSED_CLASSES",
    "NAME_KINDS",
    "STOPWORD_CLASSES",
    "discover_terms",
    "draw_sentences",
    "family_pattern",
    "fold_families",
    "name_kinds",
    "read_families",
    "read_names",
    "read_segmented_sample",
    "read_stopword_classes",
    "segmentation_scores",
]
