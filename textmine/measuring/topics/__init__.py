"""Counts -> topics as tidy tables, with what tells a real topic from an artefact."""

from textmine.measuring.topics.diagnosis import choose_n_topics, diagnose, npmi
from textmine.measuring.topics.fit import NotConvergedWarning, fit_topics
from textmine.measuring.topics.model import Topics, typical_rows

__all__ = ["NotConvergedWarning", "Topics", "choose_n_topics", "diagnose", "fit_topics", "npmi", "typical_rows"]
