"""The rules of this package: each a function of a chunk, which it looks at as a whole, without a loop over pairs.

results     what is missing, and what is not as documented
misshapen   other results that are not as documented
shapes      one shape at a time: where it is, how large, how it is drawn
pairs       two shapes of one image
payload     what was not asked for
attributes  the answers about annotations
conflicts   answers that contradict each other, or what is drawn
cover       how much of a shape larger ones cover
annotated   annotations of all kinds, with what was asked about them
tracks      the same object from frame to frame
cuboids     boxes in space
texts       spans and relations
forms       answers
segments    indexes of pixels and points
catalog     all of them
"""
