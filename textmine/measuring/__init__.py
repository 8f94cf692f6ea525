"""Counts, codes and texts -> numbers with their intervals, and from each number back to its sentences.

`parts`, `compare`, `uncertainty`, `topics`, `coding`, `agreement`, `emphasis`, `evidence`. Knows `counting`, `reading` and the corpus.
"""
