"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.export.conversations.preferences import PreferencePairs as PreferencePairs
from scaleapi.export.conversations.preferences import to_preference_pairs as to_preference_pairs
from scaleapi.export.conversations.preferences import write_preference_pairs as write_preference_pairs
from scaleapi.export.conversations.tables import ConversationTables as ConversationTables
from scaleapi.export.coco import Coco as Coco
from scaleapi.export.coco import to_coco as to_coco
from scaleapi.export.coco import write_coco as write_coco
from scaleapi.export.conversion import convert_jsonl as convert_jsonl
from scaleapi.export.frames import Tables as Tables
from scaleapi.export.frames import schemas as schemas
from scaleapi.export.frames import to_arrow as to_arrow
from scaleapi.export.frames import to_pandas as to_pandas
from scaleapi.export.frames import to_polars as to_polars
from scaleapi.export.jsonl import read_jsonl as read_jsonl
from scaleapi.export.jsonl import write_jsonl as write_jsonl
from scaleapi.export.layout import ExportDone as ExportDone
from scaleapi.export.layout import PartDone as PartDone
from scaleapi.export.losses import Loss as Loss
from scaleapi.export.parquet import read_parquet as read_parquet
from scaleapi.export.parquet import write_parquet as write_parquet
from scaleapi.export.prelabels import PreLabel as PreLabel
from scaleapi.export.prelabels import PreLabels as PreLabels
from scaleapi.export.prelabels import from_coco as from_coco
from scaleapi.export.yolo import Yolo as Yolo
from scaleapi.export.yolo import to_yolo as to_yolo
from scaleapi.export.yolo import write_yolo as write_yolo

__all__ = ['Coco', 'ConversationTables', 'ExportDone', 'Loss', 'PartDone', 'PreLabel', 'PreLabels', 'PreferencePairs', 'Tables', 'Yolo', 'convert_jsonl', 'from_coco', 'read_jsonl', 'read_parquet', 'schemas', 'to_arrow', 'to_coco', 'to_pandas', 'to_polars', 'to_preference_pairs', 'to_yolo', 'write_coco', 'write_jsonl', 'write_parquet', 'write_preference_pairs', 'write_yolo']
