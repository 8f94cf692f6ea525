"""Counts -> topics as tidy tables, with what tells a real topic from an artefact."""

from textmine.measuring.topics.diagnosis import choose_n_topics, diagnose, folds, most_stable, npmi
from textmine.measuring.topics.fit import NotConvergedWarning, fit_topics, sample_rows
from textmine.measuring.topics.model import Topics, typical_rows

__all__ = [
    "NotConvergedWarning",
    "Topics",
    "choose_n_topics",
    "diagnose",
    "fit_topics",
    "folds",
    "most_stable",
    "npmi",
    "sample_rows",
    "typical_rows",
]
