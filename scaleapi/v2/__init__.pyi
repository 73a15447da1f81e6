"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.v2.bulk import ChatCreateResult as ChatCreateResult
from scaleapi.v2.client import AsyncV2Client as AsyncV2Client
from scaleapi.v2.client import V2Client as V2Client

__all__ = ['AsyncV2Client', 'ChatCreateResult', 'V2Client']
