"""Measures what work leaves behind in memory, with the full numbers: `python -m tests.memory`; takes minutes."""

from __future__ import annotations

import sys
from time import monotonic

from tests.memory.growth import WORK, measure

LEFT, PEAK = 250_000, 4_000_000
"""Bytes that are taken for nothing, for others keep caches of bounded size."""


def main() -> int:
    """Measure, and tell whether all stayed within bounds."""
    failed = False
    for work in WORK:
        began = monotonic()
        left, peak = measure(work, work.times, work.warm)
        bad = left > LEFT or peak > PEAK
        failed = failed or bad
        seconds = monotonic() - began
        verdict = "TOO MUCH" if bad else "fine"
        told = f"{left:,} bytes left, {peak:,} at most; {verdict} ({seconds:.0f} s)"
        print(f"{work.times:>8,} {work.name}: {told}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
