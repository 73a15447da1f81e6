"""The documentation site: `make site` builds it with Zensical into site/, and looks at what came out.

__main__    builds; warnings are errors; then the two below
links       whether all links lead somewhere, and nothing is loaded from elsewhere
search      whether the search finds a page, opened from the disk (Chromium)
"""
