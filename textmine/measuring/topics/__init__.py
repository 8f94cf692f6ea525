"""Counts -> topics as tidy tables, what tells a real topic from an artefact, and what people make of them."""

from textmine.measuring.topics.coherence import coherence, count_windows
from textmine.measuring.topics.consensus import consensus_topics
from textmine.measuring.topics.diagnosis import diagnose, folds, npmi
from textmine.measuring.topics.fit import NotConvergedWarning, fit_topics
from textmine.measuring.topics.intrusion import intrusion_score, passage_intrusion, read_answers, word_intrusion
from textmine.measuring.topics.model import Topics, typical_passages, typical_rows
from textmine.measuring.topics.names import TopicName, TopicNamesError, name_topics, read_topic_names
from textmine.measuring.topics.prevalence import topic_differences, topic_shares, topics_along
from textmine.measuring.topics.refits import Refits, refit_topics, stable_topics
from textmine.measuring.topics.rows import sample_rows
from textmine.measuring.topics.seeded import seeded_topics
from textmine.measuring.topics.selection import compare_n_topics, held_out, suggested_n_topics
from textmine.measuring.topics.terms import topic_terms
from textmine.measuring.topics.themes import (
    anchor_terms,
    themes_without_topic,
    topic_code_agreement,
    topics_and_codes,
    topics_without_theme,
)

__all__ = [
    "NotConvergedWarning",
    "Refits",
    "TopicName",
    "TopicNamesError",
    "Topics",
    "anchor_terms",
    "coherence",
    "compare_n_topics",
    "consensus_topics",
    "count_windows",
    "diagnose",
    "fit_topics",
    "folds",
    "held_out",
    "intrusion_score",
    "name_topics",
    "npmi",
    "passage_intrusion",
    "read_answers",
    "read_topic_names",
    "refit_topics",
    "sample_rows",
    "seeded_topics",
    "stable_topics",
    "suggested_n_topics",
    "themes_without_topic",
    "topic_code_agreement",
    "topic_differences",
    "topic_shares",
    "topic_terms",
    "topics_along",
    "topics_and_codes",
    "topics_without_theme",
    "typical_passages",
    "typical_rows",
    "word_intrusion",
]
