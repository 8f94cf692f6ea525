"""The instruments behind the tokens: proposals for the lexicon, hand-segmented sentences, classes of stop words."""

from textmine.lexicon.sample import draw_sentences, read_segmented_sample, segmentation_scores

__all__ = ["draw_sentences", "read_segmented_sample", "segmentation_scores"]
