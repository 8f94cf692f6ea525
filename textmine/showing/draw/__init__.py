"""A table -> a figure: one function a kind of figure. No statistics, no saving."""

from textmine.showing.draw.commitments import draw_duties, draw_targets
from textmine.showing.draw.documents import draw_composition, draw_outlines, draw_xray
from textmine.showing.draw.grids import draw_grid
from textmine.showing.draw.shares import draw_prevalence
from textmine.showing.draw.terms import draw_distinctive_terms, draw_log_ratios, draw_topic_terms

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
