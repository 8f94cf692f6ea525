"""Numbers -> figures and notebooks; what moved since they were last made.

`figures`, `draw`, `changes`, `reproduce`. Knows every other wing.
"""
