"""The documentation site: `make site` builds it with Zensical into site/, and looks at what came out.

__main__            builds; warnings are errors; then links and search
parts, payloads     generated parts of its pages, which `make docs` writes
endpoints           for mkdocstrings: calls as a client has them
links               whether all links lead somewhere, and nothing is loaded from elsewhere
search              whether the search finds a page, opened from the disk (Chromium)
"""
