"""A table -> a figure: one function a kind of figure. No statistics, no saving."""

from textmine.showing.draw.composition import draw_composition
from textmine.showing.draw.descent import draw_descent
from textmine.showing.draw.duties import draw_duties
from textmine.showing.draw.grids import draw_grid
from textmine.showing.draw.outlines import draw_outlines
from textmine.showing.draw.positions import draw_xray
from textmine.showing.draw.ratios import draw_log_ratios
from textmine.showing.draw.ribbons import draw_ribbons
from textmine.showing.draw.shared import draw_shared
from textmine.showing.draw.shares import draw_prevalence
from textmine.showing.draw.targets import draw_targets
from textmine.showing.draw.terms import draw_distinctive_terms

__all__ = [
    "draw_composition",
    "draw_descent",
    "draw_distinctive_terms",
    "draw_duties",
    "draw_grid",
    "draw_log_ratios",
    "draw_outlines",
    "draw_prevalence",
    "draw_ribbons",
    "draw_shared",
    "draw_targets",
    "draw_xray",
]
