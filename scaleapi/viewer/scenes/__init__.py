"""What is drawn of a task, as plain data. Pure, and reads whatever JSON there is.

task         scene_of: a task with its results, and what of it is not drawn
pictures     images, documents and masks
texts        spans, forms, comparisons, threads
films        video and lidar, frame by frame
tracks       one object over the frames, from each form of the files
shapes       one annotation, by its kind
geometry     the numbers of each kind
annotations  id, label and attributes of any annotation
account      what of a response was read, and notes about the rest
leftovers    what of the rest is small enough to be shown
values       JSON that a page can hold
"""
