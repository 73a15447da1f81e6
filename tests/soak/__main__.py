"""`python -m tests.soak [SEED]`: the whole soak; exit code 1 if anything was lost, doubled or told wrongly."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak.ledger import table
from tests.soak.soak import FULL, soak


def main(seed: str) -> int:
    """Run it, and print the ledger."""
    with TemporaryDirectory() as folder:
        report = soak(Path(folder), FULL, seed, lambda text: print(text, flush=True))
    print(table(report.ledger))
    print(", ".join(f"{count:,} {name}" for name, count in sorted(report.harm.items())))
    print(f"{report.seconds:.0f} s, seed {seed!r}")
    return not all(one.is_clean for one in report.ledger.values())


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["1"])))
