"""Two people and the same segments -> sheets to fill in, what they filled in, and how far they agree.

`choices` says what may stand in a cell, `layout` what stands in a sheet, `instructions` what is read beside it; `workbook` makes an
Excel file of these and `sheets` writes one a coder. `filled` reads them back, `comparison` measures how far the people agree with one another, with the codes that the study
has and with the dictionary, `reporting` says it, and `merging` keeps what they settled as hand codes.
"""

from textmine.coders.filled import SheetError, read_sheets
from textmine.coders.reporting import Agreement, agreement_report
from textmine.coders.sheets import write_sheets

__all__ = ["Agreement", "SheetError", "agreement_report", "read_sheets", "write_sheets"]
