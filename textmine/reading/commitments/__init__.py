"""What a policy commits to: the numbers it promises, the bodies it charges, the documents it answers to.

One room a question: `goals` (numbers), `worded` (promises without a number), `duties` (notes of responsibility), `prose` (duties
in running text) and `citations`. Rows carry the id of their segment and, but for citations, the offset where they stand.
`start` counts from the beginning of the policy text, so that `Cleaned.page_line(start)` gives the line of the page; only
`prose_duties` counts within the segment.
"""

from textmine.reading.commitments.citations import cited_documents
from textmine.reading.commitments.duties import bodies, responsibilities
from textmine.reading.commitments.goals import targets
from textmine.reading.commitments.prose import prose_duties
from textmine.reading.commitments.worded import worded_targets

__all__ = ["bodies", "cited_documents", "prose_duties", "responsibilities", "targets", "worded_targets"]
