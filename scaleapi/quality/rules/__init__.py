"""Rules as data: what is held against what, how bad it is, and why; and what they look at.

rule         Rule: one rule with its limits; Hit: what it finds; `rule`, which registers functions of users
settings     rules from a dictionary or a TOML file
questions    Question: an attribute, and which answers are allowed
asked        Asked: what a payload asks for
chunk        Chunk: some tasks with their arrays, to which rules are applied
image_sizes  the widths and heights of images; from their headers, on request
"""
