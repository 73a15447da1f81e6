"""How fast tasks become tables, beside the official SDK and plain pandas.

    python benchmarks/export.py path/to/python/with/the/official/sdk

Each figure is the median over pairs of runs in processes of their own, taken in turns; larger is better. The table is
also written to `benchmarks/export.md`.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from collections.abc import Generator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from calls import run, served

HERE = Path(__file__).parent
TASKS = 100_000
EXPORTS = [
    # what, our work, at least, tasks, delay in ms, pairs
    ("export 100,000 tasks (12 boxes each) to Parquet, one part after another", "export_1", "1.0 ×", TASKS, 0, 3),
    ("the same, eight parts at once", "export", "", TASKS, 0, 1),
    ("10,000 tasks, 50 ms a call, eight parts at once", "export", "", 10_000, 50, 3),
]
FRAMES = """
import sys, time
from pathlib import Path
began = time.perf_counter()
if sys.argv[1] == "polars":
    import polars
    rows = polars.read_parquet(f"{sys.argv[2]}/annotations/*.parquet").height
else:
    import pandas
    tasks = pandas.read_json(sys.argv[2], lines=True)
    boxes = tasks.response.str["annotations"].explode()
    frame = pandas.json_normalize(boxes.tolist())
    frame["task_id"] = tasks.task_id.loc[boxes.index].to_numpy()
    rows = len(frame)
assert rows == 1_200_000, rows
print(time.perf_counter() - began)
"""
CONVERT = """
import sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from scaleapi.export import convert_jsonl
if __name__ == "__main__":
    with TemporaryDirectory() as folder, ProcessPoolExecutor(int(sys.argv[1]), get_context("spawn")) as executor:
        with open(sys.argv[2]) as whole, open(f"{folder}/few.jsonl", "w") as few:
            few.writelines(next(whole) for _ in range(100))
        convert_jsonl(f"{folder}/few.jsonl", f"{folder}/few", "imageannotation", stretch_bytes=9000, executor=executor)
        began = time.perf_counter()
        done = convert_jsonl(sys.argv[2], f"{folder}/out", "imageannotation", stretch_bytes=8 << 20, executor=executor)
        print(time.perf_counter() - began)
        assert done.tasks == 100_000, done
"""


def script(content: str, *arguments: object) -> float:
    """Run a script in a process of its own; return the seconds that it says."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "work.py"
        file.write_text(content, encoding="utf-8")
        command = [sys.executable, str(file), *map(str, arguments)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=600)
    return float(done.stdout.split()[-1])


def exports() -> Generator[str, None, None]:
    """Measure exports from the service, beside listing and writing with the official SDK."""
    for what, ours, floor, tasks, delay, pairs in EXPORTS:
        with served(delay, None, tasks) as url:
            found = [(run("official", "dump", 1, url, None), run("ours", ours, tasks, url, None)) for _ in range(pairs)]
        ratio = statistics.median(their / our for their, our in found)
        seconds = statistics.median(our for _, our in found)
        yield f"| {what} | official, `json.dumps` and `write` | {ratio:.2f} × | {floor} | {seconds:.1f} s |"


def memory() -> str:
    """Measure how much more memory ten times as many tasks take."""
    peaks: list[float] = []
    for tasks in (10_000, TASKS):
        with served(0, None, tasks) as url:
            peaks.append(statistics.median(run("ours", "export_memory", tasks, url, None) for _ in range(2)))
    more = peaks[1] - peaks[0]
    return f"| memory of that export | of 10,000 tasks | {more:+.0f} MB | + 20 MB at most | {peaks[1]:.0f} MB |"


def files(folder: Path) -> Generator[str, None, None]:
    """Measure what begins with JSON lines on disk."""
    from scaleapi import ScaleClient
    from scaleapi.export import convert_jsonl

    lines, tables = folder / "lines", folder / "tables"
    with served(0, None, TASKS) as url, ScaleClient("live_benchmark", api_instance_url=url) as client:
        client.export_tasks(lines, project_name="street", file_format="jsonl", part_size=10 * TASKS)
    [file] = (lines / "tasks").iterdir()
    convert_jsonl(file, tables, "imageannotation")
    pairs = [(script(CONVERT, 1, file), script(CONVERT, 2, file)) for _ in range(3)]
    ratio, seconds = statistics.median(one / two for one, two in pairs), statistics.median(two for _, two in pairs)
    yield f"| JSON lines on disk to Parquet, two processes | one process | {ratio:.2f} × | 1.7 × | {seconds:.1f} s |"
    both = [(script(FRAMES, "pandas", file), script(FRAMES, "polars", tables)) for _ in range(1)]
    ratio, seconds = statistics.median(one / two for one, two in both), statistics.median(two for _, two in both)
    what = "1,200,000 annotations from Parquet into polars"
    yield f"| {what} | JSON lines through pandas | {ratio:.0f} × | 10 × | {seconds:.2f} s |"


def measure() -> Generator[str, None, None]:
    """Measure row by row."""
    yield from exports()
    yield memory()
    with TemporaryDirectory() as folder:
        yield from files(Path(folder))


def main() -> None:
    """Print the table, and write it down."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("httpx", "pydantic", "pyarrow", "polars", "pandas"))
    lines = [
        "# From the API to tables, beside others",
        "",
        f"Python {platform.python_version()}, {packages}.",
        f"Official SDK 2.15.14, {platform.machine()}, 2 cores, loopback.",
        "Written by `make bench`.",
        "",
        "| work | against | ratio | at least | ours |",
        "|---|---|---|---|---|",
    ]
    print(*lines, sep="\n")
    for line in measure():
        print(line, flush=True)
        lines.append(line)
    (HERE / "export.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
