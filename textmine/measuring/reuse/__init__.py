"""What documents share word for word or nearly, what of it is set phrases, and who may have it from whom.

folding -> clauses, passages (exact) -> background (set phrases told from borrowing) -> alignment, kinship -> statuses ->
shares, sides, marks; for many documents related, matrix; with citations descent, parents; with texts above ours upper.
"""

from textmine.measuring.reuse.background import (
    NO_BACKGROUND,
    Background,
    measure_background,
    read_background,
    save_background,
    set_phrase_characters,
    study_background,
)
from textmine.measuring.reuse.clauses import clauses
from textmine.measuring.reuse.descent import Descent, descent
from textmine.measuring.reuse.marks import aligned_clauses, marked_changes
from textmine.measuring.reuse.matrix import shared_matrix, shared_segments
from textmine.measuring.reuse.parents import common_parents
from textmine.measuring.reuse.passages import set_phrases, shared_passages
from textmine.measuring.reuse.related import related_documents
from textmine.measuring.reuse.shares import not_taken_up, status_shares
from textmine.measuring.reuse.sides import side_by_side
from textmine.measuring.reuse.sources import sources
from textmine.measuring.reuse.statuses import STATUSES, clause_statuses
from textmine.measuring.reuse.upper import upper_left_out, upper_statuses, with_upper

__all__ = [
    "NO_BACKGROUND",
    "STATUSES",
    "Background",
    "Descent",
    "aligned_clauses",
    "clause_statuses",
    "clauses",
    "common_parents",
    "descent",
    "marked_changes",
    "measure_background",
    "not_taken_up",
    "read_background",
    "related_documents",
    "save_background",
    "set_phrase_characters",
    "set_phrases",
    "shared_matrix",
    "shared_passages",
    "shared_segments",
    "side_by_side",
    "sources",
    "status_shares",
    "study_background",
    "upper_left_out",
    "upper_statuses",
    "with_upper",
]
