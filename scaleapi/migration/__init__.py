"""What a script written for the official SDK meets here: read with `ast`, never run.

`sentences` has what is said, `names` and `inference` tell what the expressions of a script are, the `…_rules` look for
differences, and `check` puts them together.
"""
