"""Masks of indexes, as segmentations have them: arrays, or files of PNG; run-length encoding as COCO has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any

from scaleapi._io.optional import need
from scaleapi._io.paths import read_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indexes = NDArray[np.int64]

__all__ = ["Masks", "UnreadableMask", "mask_by_id", "read_mask", "rle_of"]

Masks = Mapping[str, Any] | Callable[[str], Any]
"""Masks of indexes by task id, or a function of the task's id: arrays of integers of shape (height, width), or files of
PNG as bytes, paths or URLs. None where there is none."""


class UnreadableMask(ValueError):  # noqa: N818  (a value that callers count, more often than an error)
    """Something is no mask of indexes."""


def mask_by_id(masks: Masks | None, task_id: str) -> Indexes:
    """Return the mask of a task.

    Raises:
        UnreadableMask: There is none, or it cannot be read.
    """
    if masks is None:
        raise UnreadableMask("no masks were given")
    found = masks(task_id) if callable(masks) else masks.get(task_id)
    if found is None:
        raise UnreadableMask("there is no mask")
    return read_mask(found)


def read_mask(source: Any) -> Indexes:
    """Read a mask of indexes.

    Args:
        source: An array of shape (height, width); or a PNG as bytes, path or URL: of one channel, or of three, whose
            index is red + 256 · green + 65536 · blue (`extendedIndexedImage`).

    Raises:
        UnreadableMask: It is none of these.
        ImportError: The extra `quality` is missing.
    """
    numpy = need("numpy", "quality", "a mask")
    if isinstance(source, (bytes, str, PathLike)):
        source = _pixels(source)  # pyright: ignore[reportUnknownArgumentType]
    array = numpy.asarray(source)
    if array.dtype.kind not in "biu" or array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] < 3):
        raise UnreadableMask("a mask is no array of indexes, nor an image of them")
    whole: Indexes = array.astype(numpy.int64)
    return whole if array.ndim == 2 else whole[..., 0] + 256 * whole[..., 1] + 65536 * whole[..., 2]


def _pixels(source: bytes | str | PathLike[str]) -> Any:
    images = need("PIL.Image", "quality", "a mask")
    numpy = need("numpy", "quality", "a mask")
    try:
        content = source if isinstance(source, bytes) else read_bytes(source)
        with images.open(BytesIO(content), formats=["PNG"]) as image:
            kept = image if image.mode in {"L", "P", "I", "I;16", "RGB", "RGBA", "1"} else image.convert("L")
            return numpy.asarray(kept)
    except (OSError, ValueError, SyntaxError, images.DecompressionBombError) as error:
        raise UnreadableMask(f"a mask cannot be read ({type(error).__name__})") from error


def rle_of(mask: Any) -> dict[str, Any]:
    """Encode a mask by the lengths of its runs, as pycocotools does: column by column, the lengths as text.

    Args:
        mask: An array of booleans of shape (height, width).
    """
    numpy = need("numpy", "quality", "run-length encoding")
    height, width = mask.shape
    flat = numpy.asarray(mask, dtype=bool).ravel(order="F")
    turns = numpy.flatnonzero(flat[1:] != flat[:-1]) + 1
    counts: list[int] = numpy.diff(turns, prepend=0, append=flat.size).tolist()
    runs = [0, *counts] if flat.size and flat[0] else counts
    return {"size": [height, width], "counts": _text(runs)}


def _text(runs: list[int]) -> str:
    """Write numbers in pieces of five bits, lowest first; from the third on, as what they differ from two before."""
    differences = [run - runs[at - 2] if at > 2 else run for at, run in enumerate(runs)]
    return "".join(chr(piece + 48) for one in differences for piece in _pieces(one))


def _pieces(number: int) -> list[int]:
    pieces = list[int]()
    more = True
    while more:
        piece, number = number & 0x1F, number >> 5
        more = number != (-1 if piece & 0x10 else 0)
        pieces.append(piece | 0x20 if more else piece)
    return pieces
