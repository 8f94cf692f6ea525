"""What a policy commits to: the numbers it promises, the bodies it charges, the documents it answers to.

One room a question: `textmine.reading.commitments.goals`, `textmine.reading.commitments.worded`, `textmine.reading.commitments.duties`, `textmine.reading.commitments.prose` and `textmine.reading.commitments.citations`. Every row of their tables carries the id of
its segment and the offset where it stands (`start`), so that `Cleaned.page_line(start)` gives the line of the page.
"""

from textmine.reading.commitments.citations import cited_documents
from textmine.reading.commitments.duties import bodies, responsibilities
from textmine.reading.commitments.goals import targets
from textmine.reading.commitments.prose import prose_duties
from textmine.reading.commitments.worded import worded_targets

__all__ = ["bodies", "cited_documents", "prose_duties", "responsibilities", "targets", "worded_targets"]
