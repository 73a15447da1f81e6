"""Several results of one thing: how well they agree, and what most of them say.

items        Rated: one thing with the results of several raters; how they are found
clusters     things of several raters that are the same thing
reliability  Reliability: kappa and alpha of ratings, with intervals
ratings      from results to ratings: answers, and labels of what was drawn or marked
agreement    `agreement`
votes        what most raters say: choices, numbers, texts, attributes
drawn        the median of shapes, cuboids and spans
pixels       the vote of pixels
drafts       a consensus in the making
consensus    `consensus`
"""
