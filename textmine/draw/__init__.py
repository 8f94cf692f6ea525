"""A table -> a figure: one function a kind of figure. No statistics, no saving."""

from textmine.draw.commitments import draw_duties, draw_targets
from textmine.draw.documents import draw_composition, draw_outlines, draw_xray
from textmine.draw.grids import draw_grid
from textmine.draw.shares import draw_prevalence
from textmine.draw.terms import draw_distinctive_terms, draw_log_ratios, draw_topic_terms

__all__ = [
    "draw_composition",
    "draw_distinctive_terms",
    "draw_duties",
    "draw_grid",
    "draw_log_ratios",
    "draw_outlines",
    "draw_prevalence",
    "draw_targets",
    "draw_topic_terms",
    "draw_xray",
]
