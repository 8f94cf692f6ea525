"""New pages -> a corpus folder: copied, described as far as they speak for themselves, duplicates refused.

`adding` takes single pages; `importing` takes a table of many, which `tables` reads, `columns` understands, `values`
brings to one form and `matching` compares with the corpus; `describing` says what a page states, `likeness` finds texts that are nearly
the same, `writing` changes the folder whole or not at all.
"""

from textmine.intake.adding import Added, add_pages

__all__ = ["Added", "add_pages"]
