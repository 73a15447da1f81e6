"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi import api as api
from scaleapi import batches as batches
from scaleapi import bulk as bulk
from scaleapi import callbacks as callbacks
from scaleapi import client as client
from scaleapi import emulator as emulator
from scaleapi import evaluation_tasks as evaluation_tasks
from scaleapi import exceptions as exceptions
from scaleapi import export as export
from scaleapi import files as files
from scaleapi import models as models
from scaleapi import problems as problems
from scaleapi import projects as projects
from scaleapi import quality as quality
from scaleapi import quality_tasks as quality_tasks
from scaleapi import studio as studio
from scaleapi import tasks as tasks
from scaleapi import teams as teams
from scaleapi import training_tasks as training_tasks
from scaleapi import v2 as v2
from scaleapi import validation as validation
from scaleapi import viewer as viewer
from scaleapi._version import __version__ as __version__
from scaleapi._core.paging.iterators import AsyncPageIterator as AsyncPageIterator
from scaleapi._core.paging.iterators import PageIterator as PageIterator
from scaleapi.api import Api as Api
from scaleapi.client import AsyncScaleClient as AsyncScaleClient
from scaleapi.client import ScaleClient as ScaleClient
from scaleapi.events import Event as Event
from scaleapi.exceptions import Attempt as Attempt
from scaleapi.exceptions import Outcome as Outcome
from scaleapi.exceptions import ScaleException as ScaleException
from scaleapi.exceptions import ScaleInvalidRequest as ScaleInvalidRequest
from scaleapi.exceptions import ScaleValidationError as ScaleValidationError
from scaleapi.exceptions import ScaleValidationWarning as ScaleValidationWarning
from scaleapi.export.drift import Drift as Drift
from scaleapi.export.drift import drift as drift
from scaleapi.models.batch import Batch as Batch
from scaleapi.models.enums import BatchStatus as BatchStatus
from scaleapi.models.enums import StudioBatchStatus as StudioBatchStatus
from scaleapi.models.enums import TaskReviewStatus as TaskReviewStatus
from scaleapi.models.enums import TaskStatus as TaskStatus
from scaleapi.models.enums import TaskType as TaskType
from scaleapi.models.enums import TeammateRole as TeammateRole
from scaleapi.models.file import File as File
from scaleapi.models.page import Batchlist as Batchlist
from scaleapi.models.page import Paginator as Paginator
from scaleapi.models.page import Tasklist as Tasklist
from scaleapi.models.project import Project as Project
from scaleapi.models.project import TaskTemplate as TaskTemplate
from scaleapi.models.quality import EvaluationTask as EvaluationTask
from scaleapi.models.quality import TrainingTask as TrainingTask
from scaleapi.models.studio import StudioBatch as StudioBatch
from scaleapi.models.studio import StudioLabelerAssignment as StudioLabelerAssignment
from scaleapi.models.studio import StudioProjectGroup as StudioProjectGroup
from scaleapi.models.studio import StudioWorker as StudioWorker
from scaleapi.models.task import Task as Task
from scaleapi.models.teammate import Teammate as Teammate
from scaleapi.problems import Problem as Problem
from scaleapi.validation.checks import validate as validate
from scaleapi.validation.jsonl import validate_jsonl as validate_jsonl
from scaleapi.validation.payload_files import PayloadFile as PayloadFile
from scaleapi.validation.schema import json_schema as json_schema

AsyncListing = AsyncPageIterator
Listing = PageIterator

__all__ = ['Api', 'AsyncPageIterator', 'AsyncScaleClient', 'Attempt', 'Batch', 'BatchStatus', 'Batchlist', 'Drift', 'EvaluationTask', 'Event', 'File', 'Outcome', 'PageIterator', 'Paginator', 'PayloadFile', 'Problem', 'Project', 'ScaleClient', 'ScaleException', 'ScaleInvalidRequest', 'ScaleValidationError', 'ScaleValidationWarning', 'StudioBatch', 'StudioBatchStatus', 'StudioLabelerAssignment', 'StudioProjectGroup', 'StudioWorker', 'Task', 'TaskReviewStatus', 'TaskStatus', 'TaskTemplate', 'TaskType', 'Tasklist', 'Teammate', 'TeammateRole', 'TrainingTask', '__version__', 'drift', 'json_schema', 'validate', 'validate_jsonl']
