"""Counts, codes and texts -> numbers with their intervals, and from each number back to its sentences.

`compare`, `uncertainty`, `topics`, `coding`, `agreement`, `emphasis`, `evidence`. Knows `counting`, `reading` and the corpus.
"""
