"""Results as pictures, in one HTML page that needs no network.

rendering   render: many tasks into one page, or into several that lead to each other
sources     tasks from wherever they come, as scenes
page        the HTML around the data: script and style by their hashes, nothing else is allowed
images      images as data URLs, so that a page can be passed on
scenes/     what is drawn of a task, as plain data
assets/     the script and the style sheet
"""

from __future__ import annotations

from scaleapi._lazy import lazy

_PUBLIC = {"viewer.rendering": "Rendered render"}

__getattr__, __dir__, __all__ = lazy(__name__, _PUBLIC)
