"""Segments -> tokens -> sparse counts with their rows and terms, TF-IDF; how far numbers hang on the cutting.

`tokens`, `lexicon`, `matrix`, `sensitivity`. Knows `reading`.
"""
