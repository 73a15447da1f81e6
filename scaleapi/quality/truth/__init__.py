"""Ground truth: results held against what is known to be right.

compare      `compare`: reads both sides, pairs them, and goes through them chunk by chunk
sources      Source: what can be held against something: tasks, files, COCO, expected responses
keys         how a task finds its reference
families     which task types are compared how; why a pair cannot be
options      Options of a comparison; Pairing: some tasks with their references
book         Book: what is counted on the way
skipped      what was not compared, and why
sides        the shapes of one side that can be compared
outlines     shapes of all kinds as geometries; how similar pairs of them are
matched      things that were matched one to one: counted by item, label and threshold
shapes       the families: what is drawn,
cuboids      boxes in space,
spans        spans and relations of texts,
answers      answers of forms, categories and texts,
masks        pixels and points with indexes
attributes   answers about things that were matched
detections   shapes with scores, image by image,
scored       and COCO's average precision of them
comparison   Comparison: what users get
summary      from the book to that

A family reads both sides of a pairing as arrays and counts in the book. Nothing in a result makes it raise: what cannot
be compared is counted, with the reason.
"""
