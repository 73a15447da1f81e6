"""How things look: in a terminal, in rich's consoles and in notebooks.

shown   Shown: a thing that is shown by its facts; ShownFields: a dataclass; ShownList: a list, bounded
text    values as short texts
html    facts and rows as HTML for notebooks: escaped, without scripts, below 50 KB
"""
