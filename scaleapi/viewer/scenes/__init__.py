"""What is drawn of a task, as plain data. Pure, and reads whatever JSON there is.

task        scene_of: a task with its results, and what of it is not drawn
pictures    images, documents and masks
texts       spans, forms, comparisons, threads
films       video and lidar, frame by frame
shapes      one annotation, as numbers
values      JSON that a page can hold
"""
