"""CoNLL files of named entities: a token and its tag on each line, in the BIO scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scaleapi._io.paths import StrPath, written
from scaleapi._keywords import known_keywords
from scaleapi._show.shown import Rows, Shown
from scaleapi.export.entities import EntityText, Tokenizer, entity_texts, tagged, words
from scaleapi.export.losses import Loss, Losses, Lost
from scaleapi.models.task import Task

__all__ = ["Conll", "to_conll", "write_conll"]


@dataclass(frozen=True, slots=True, repr=False)
class Conll(Shown):
    """The text of a CoNLL file, and what it could not carry."""

    text: str
    """Lines of a token, a tab and its tag; an empty line after each line of a text, and `-DOCSTART-` before it."""
    losses: list[Loss]

    def _facts(self) -> list[tuple[str, object]]:
        tokens = sum("\t" in line for line in self.text.splitlines()) - self.text.count("-DOCSTART-\t")
        return [("texts", self.text.count("-DOCSTART-\t")), ("tokens", tokens), ("losses", len(self.losses))]

    def _rows(self) -> Rows:
        return Losses(self.losses)._rows()


@known_keywords
def to_conll(tasks: Iterable[Task], *, tokenizer: Tokenizer = words) -> Conll:
    """Make a CoNLL file of `namedentityrecognition` tasks, as taggers read it (BIO, also called IOB2).

    - `B-` and the label is the first token of a span, `I-` one that follows, `O` one outside of all spans.
    - Each line of a text is a sentence, which ends with an empty line. A text begins with `-DOCSTART-`.
    - Of spans that overlap, the earlier and longer one stays. One that cuts through a token is widened to it.
    - Blanks in labels become `_`. Ids, attributes and relations are losses.

    Tasks of other types, and those without a response or a text, are left out. What of a response does not fit is left
    out, however odd: nothing of that raises, and each such thing is a loss.

    Args:
        tasks: Any tasks, also a listing that is still being fetched.
        tokenizer: Finds the tokens of a text. Without it, they are words and single other characters.
    """
    lines, losses = list[str](), list[Loss]()
    for one in entity_texts(tasks, "CoNLL"):
        if isinstance(one, Loss):
            losses.append(one)
        else:
            found, lost = _text(one, tokenizer)
            lines += found
            losses += (loss.of(one.task.task_id) for loss in lost)
    return Conll("".join(f"{line}\n" for line in lines), Losses(losses))


@known_keywords
def write_conll(path: StrPath, conll: Conll) -> None:
    """Write the file in UTF-8, to a path or a URL; it appears when it is complete, and an older one is replaced.

    Raises:
        OSError: The file cannot be written.
        ImportError: A URL needs the extra `remote`.
    """
    with written(path) as scratch:
        scratch.write_bytes(conll.text.encode("utf-8", "replace"))


def _text(one: EntityText, tokenizer: Tokenizer) -> tuple[list[str], list[Lost]]:
    tokens, tags, lost = tagged(one, tokenizer)
    lines, last = ["-DOCSTART-\tO", ""], 0
    for (start, end), tag in zip(tokens, tags, strict=True):
        if "\n" in one.text[last:start] and lines[-1]:
            lines.append("")
        lines.append("\t".join([one.text[start:end], re.sub(r"\s+", "_", tag)]))
        last = end
    named = {entity.label: entity.at for entity in reversed(one.entities) if re.search(r"\s", entity.label)}
    lost += [Lost(("annotations", at, "label"), "has blanks, which become `_`") for at in named.values()]
    return [*lines, ""], lost
