"""The results of many tasks as arrays, so that whoever compares shapes needs no loop over them.

documents   TaskDocument: a task, of which only what is asked for is decoded; documents_of
salvage     objects read field by field; what does not fit is a Misfit, never an error
arrays      numpy, and the types of its arrays
reading     what is drawn, item by item
shapes      Shapes: what is drawn on images, in frames of videos, and on cameras' images
outlines    the same as shapely's geometries
cuboids     Cuboids: boxes in space, frame by frame
spans       Spans: of texts, with the relations between them
answers     Answer: of forms, categories and the like
segments    Segment: what an index of a segmentation means

Each `…_of` takes any sequence of documents, and passes over those of other task types. A place is a JSON pointer into
the task; a file of the result stands there in place of the object that names it, so the second shape of a video's first
frame is `/response/annotations/0/annotations/1`.
"""
