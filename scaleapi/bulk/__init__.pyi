"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi._core.jobs.progress import Progress as Progress
from scaleapi._core.jobs.runners import AsyncBulkRun as AsyncBulkRun
from scaleapi._core.jobs.runners import BulkRun as BulkRun
from scaleapi._core.jobs.scheduler import Summary as Summary
from scaleapi.bulk.changes import ChangeResult as ChangeResult
from scaleapi.bulk.creation import CreateResult as CreateResult
from scaleapi.bulk.journal import Entry as Entry
from scaleapi.bulk.journal import adopt_journal as adopt_journal
from scaleapi.bulk.journal import read_journal as read_journal
from scaleapi.bulk.plan import Existing as Existing
from scaleapi.bulk.plan import Plan as Plan
from scaleapi.bulk.plan import WrongRow as WrongRow
from scaleapi.bulk.resubmit import payload_from as payload_from
from scaleapi.bulk.uploads import FileResult as FileResult

AsyncRun = AsyncBulkRun
Run = BulkRun

__all__ = ['AsyncBulkRun', 'BulkRun', 'ChangeResult', 'CreateResult', 'Entry', 'Existing', 'FileResult', 'Plan', 'Progress', 'Summary', 'WrongRow', 'adopt_journal', 'payload_from', 'read_journal']
