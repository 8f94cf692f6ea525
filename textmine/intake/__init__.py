"""New pages -> a corpus folder: copied, described as far as they speak for themselves, duplicates refused.

`adding` takes single pages, `upper` the page of a document above ours. `importing` takes a table of many: `tables` and `cells` read it, `columns` understands it, `drafts` and
`values` bring its rows to one form, `sources` reads their pages, `matching` compares them with the corpus, `filling`
completes them. `scans` recognizes the text of scanned pages, to be corrected before it comes in. `describing` says what a page states, `likeness` finds texts that are nearly the same, `writing` changes
the folder whole or not at all.
"""

from textmine.intake.adding import Added, add_pages
from textmine.intake.cells import TableError
from textmine.intake.importing import Imported, import_table
from textmine.intake.tables import Table, read_table
from textmine.intake.upper import AddedUpper, add_upper

__all__ = [
    "Added",
    "AddedUpper",
    "Imported",
    "Table",
    "TableError",
    "add_pages",
    "add_upper",
    "import_table",
    "read_table",
]
