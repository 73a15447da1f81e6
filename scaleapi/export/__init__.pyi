"""The public names, for type checkers. Generated from the table in `__init__.py`: `make docs`."""

from scaleapi.export.conversations.preferences import PreferencePairs as PreferencePairs
from scaleapi.export.conversations.preferences import to_preference_pairs as to_preference_pairs
from scaleapi.export.conversations.preferences import write_preference_pairs as write_preference_pairs
from scaleapi.export.conversations.tables import ConversationTables as ConversationTables
from scaleapi.export.coco import Coco as Coco
from scaleapi.export.coco import to_coco as to_coco
from scaleapi.export.coco import write_coco as write_coco
from scaleapi.export.coco_masks import to_coco_masks as to_coco_masks
from scaleapi.export.conll import Conll as Conll
from scaleapi.export.conll import to_conll as to_conll
from scaleapi.export.conll import write_conll as write_conll
from scaleapi.export.conversion import convert_jsonl as convert_jsonl
from scaleapi.export.docbin import Docs as Docs
from scaleapi.export.docbin import to_docbin as to_docbin
from scaleapi.export.docbin import write_docbin as write_docbin
from scaleapi.export.fiftyone import FiftyOne as FiftyOne
from scaleapi.export.fiftyone import to_fiftyone as to_fiftyone
from scaleapi.export.frames import Tables as Tables
from scaleapi.export.frames import schemas as schemas
from scaleapi.export.frames import to_arrow as to_arrow
from scaleapi.export.frames import to_pandas as to_pandas
from scaleapi.export.frames import to_polars as to_polars
from scaleapi.export.huggingface import HuggingFace as HuggingFace
from scaleapi.export.huggingface import to_huggingface as to_huggingface
from scaleapi.export.jsonl import read_jsonl as read_jsonl
from scaleapi.export.jsonl import write_jsonl as write_jsonl
from scaleapi.export.kitti import Kitti as Kitti
from scaleapi.export.kitti import to_kitti as to_kitti
from scaleapi.export.kitti import write_kitti as write_kitti
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

__all__ = ['Coco', 'Conll', 'ConversationTables', 'Docs', 'ExportDone', 'FiftyOne', 'HuggingFace', 'Kitti', 'Loss', 'PartDone', 'PreLabel', 'PreLabels', 'PreferencePairs', 'Tables', 'Yolo', 'convert_jsonl', 'from_coco', 'read_jsonl', 'read_parquet', 'schemas', 'to_arrow', 'to_coco', 'to_coco_masks', 'to_conll', 'to_docbin', 'to_fiftyone', 'to_huggingface', 'to_kitti', 'to_pandas', 'to_polars', 'to_preference_pairs', 'to_yolo', 'write_coco', 'write_conll', 'write_docbin', 'write_jsonl', 'write_kitti', 'write_parquet', 'write_preference_pairs', 'write_yolo']
