"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.viewer.rendering import Rendered as Rendered
from scaleapi.viewer.rendering import render as render

__all__ = ['Rendered', 'render']
