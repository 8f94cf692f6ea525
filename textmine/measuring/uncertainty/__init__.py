"""A statistic -> its interval, over sections or documents, alone or among many; tests of documents; what a design supports."""

from textmine.measuring.uncertainty.adjusted import adjusted_ratios
from textmine.measuring.uncertainty.claims import group_claims
from textmine.measuring.uncertainty.components import variance_components
from textmine.measuring.uncertainty.design import design_report
from textmine.measuring.uncertainty.false_coverage import chance_findings
from textmine.measuring.uncertainty.intervals import influence, section_intervals
from textmine.measuring.uncertainty.key_terms import compare_groups, log_ratio_intervals
from textmine.measuring.uncertainty.permutations import permutation_test
from textmine.measuring.uncertainty.resampling import resampled_sections
from textmine.measuring.uncertainty.samples import Sample
from textmine.measuring.uncertainty.shares import share_differences, share_intervals

__all__ = [
    "Sample",
    "adjusted_ratios",
    "chance_findings",
    "compare_groups",
    "design_report",
    "group_claims",
    "influence",
    "log_ratio_intervals",
    "permutation_test",
    "resampled_sections",
    "section_intervals",
    "share_differences",
    "share_intervals",
    "variance_components",
]
