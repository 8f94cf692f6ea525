"""Categories of segments + hand codes -> what each group of documents stresses, how surely, where, with what, and what it lacks."""

from textmine.measuring.emphasis.shares import contrasts, corrected_codes, emphasis, found_codes
from textmine.measuring.emphasis.structure import absences, cross_table, positions

__all__ = ["absences", "contrasts", "corrected_codes", "cross_table", "emphasis", "found_codes", "positions"]
