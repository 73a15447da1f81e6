"""Fuzzes one target, until something is wrong or the time is over: `python -m tests.fuzz.one TARGET FOLDER SECONDS`.

Needs atheris, which instruments this package; what libFuzzer says goes to the standard error.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["scaleapi"]):
    from tests.fuzz.mutator import mutated
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS

_LONGEST = 1 << 16


def main(target: str, folder: str, seconds: str) -> None:
    """Fuzz."""
    logging.disable(logging.CRITICAL)
    corpus = Path(folder) / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number:04}").write_bytes(seed)
    begin = 2 if target == "replies" else 0

    def change(data: bytes, size: int, seed: int) -> bytes:
        return mutated(bytes(data), size, Random(seed), lambda one, most: bytes(atheris.Mutate(one, most)), begin)

    arguments = [
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-artifact_prefix={folder}/{target}-",
        "-timeout=60",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        "-verbosity=0",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target], custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
