"""Lists that come in pages: where a page begins, what follows it, and the iterators over all items.

cursor          PageRange: what is left of a list, as a value that can be written down
pages           Pages: how a list is fetched and goes on
time_windows    a list split by time of creation, to be fetched side by side
trail           lists that would never end
pager           Pager: which pages are left, being fetched, there
iterators       PageIterator, AsyncPageIterator: what users iterate over
"""
