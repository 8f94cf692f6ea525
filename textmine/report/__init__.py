"""A study with its figures and executed notebooks -> a site to click through: no server, no network, opened from the disk.

The site is built from what a study has stored: tables and drawings of `figures/`, outputs of `notebooks/`, and the corpus. No
notebook is run.
"""

from textmine.report.evidence import Evidence, kind_of, row_evidence
from textmine.report.site import ReportError, write_report

__all__ = ["Evidence", "ReportError", "kind_of", "row_evidence", "write_report"]
