"""Numbers -> figures and notebooks; what moved since they were last made; an empty study to begin with.

`figures`, `draw`, `changes`, `findings`, `kernel`, `stored`, `watching`, `running`, `reproduce`, `manifest`, `verify`, `new`. Knows every other wing.
"""
