"""Builds what is released, twice, and tries it: `python -m tests.dist`, in an environment with the extra `dist`.

What was committed last is built in two folders, with the time of that commit as the time of all files. The two wheels,
and the two sources, must be the same byte for byte. Then the metadata are checked, the wheel is installed into an empty
environment, where it creates a task and reads its result, and what is in that environment is listed as a bill of
materials (CycloneDX). With numpy there, too, every type of the public interface must be known. All of it goes to
`dist/`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
TRIAL = """
import scaleapi
from scaleapi.emulator import Emulator

with Emulator() as emulator, emulator.client() as client:
    task = client.create_task("imageannotation", attachment="https://example.com/a.jpg", geometries={"box": {}})
    [task] = client.wait(task)
    print(f"scaleapi {scaleapi.__version__} from {scaleapi.__file__}: {task.status}")
"""


def run(*command: str, folder: Path = ROOT, **environment: str) -> str:
    """Run a command; what it prints is returned, and shown if it fails."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def build(folder: Path) -> list[Path]:
    """Build the wheel and the source of the last commit in a folder; return them by name."""
    run("git", "archive", "--format=tar", f"--output={folder / 'source.tar'}", "HEAD")
    with tarfile.open(folder / "source.tar") as archive:
        archive.extractall(folder / "source", filter="data")
    when = run("git", "log", "-1", "--format=%ct")
    out = folder / "out"
    build_it = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out))
    run(*build_it, folder=folder / "source", SOURCE_DATE_EPOCH=when)
    return sorted(out.iterdir())


def members(file: Path) -> dict[str, bytes]:
    """List what is in an archive, each with its fingerprint."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            return {name: sha256(wheel.read(name)).digest() for name in wheel.namelist()}
    with tarfile.open(file) as source:
        return {one.name: repr((one.mode, one.mtime, one.size)).encode() for one in source}


def check_same(first: Path, second: Path) -> None:
    """Compare two builds byte for byte.

    Raises:
        SystemExit: They differ; it says in which members, if that can be told.
    """
    if first.read_bytes() == second.read_bytes():
        return
    one, other = members(first), members(second)
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    raise SystemExit(f"{first.name}: two builds differ, in {', '.join(differing) or 'their order, times or modes'}")


def check_types(home: Path, folder: Path) -> None:
    """Have pyright look whether every type of what is installed is known to type checkers, whichever it is.

    Raises:
        SystemExit: It lists those that are not.
    """
    verify = (sys.executable, "-m", "pyright", "--verifytypes", "scaleapi", "--ignoreexternal")
    path = os.pathsep.join([str(home / ("Scripts" if os.name == "nt" else "bin")), os.environ["PATH"]])
    told = run(*verify, folder=folder, PATH=path, VIRTUAL_ENV=str(home), PYTHONPATH="")
    print(next(line for line in told.splitlines() if line.startswith("Type completeness score")))


def try_out(wheel: Path, folder: Path) -> str:
    """Install the wheel into an empty environment, and do one thing with it; list what is there."""
    home = folder / "empty"
    venv.create(home, with_pip=False)
    python = str(home / ("Scripts" if os.name == "nt" else "bin") / "python")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", python)
    run(*pip, "install", str(wheel))
    print(run(python, "-W", "error", "-c", TRIAL, folder=folder, PYTHONPATH=""))
    listing = (
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    )
    bill = run(sys.executable, *listing, python)
    run(*pip, "install", f"{wheel}[quality]")  # the public interface has arrays of numpy, whose types are known there
    check_types(home, folder)
    return bill


def main() -> None:
    """Build, compare, check, try, and leave the results in `dist/`."""
    if changed := run("git", "status", "--porcelain", "--untracked-files=no"):
        print(f"not in it, for it is not committed:\n{changed}")
    with TemporaryDirectory() as scratch:
        folders = [Path(scratch) / name for name in ("one", "another")]
        for folder in folders:
            folder.mkdir()
        built = [build(folder) for folder in folders]
        for pair in zip(*built, strict=True):
            check_same(*pair)
        run(sys.executable, "-m", "twine", "check", "--strict", *map(str, built[0]))
        [wheel] = [one for one in built[0] if one.suffix == ".whl"]
        bill = try_out(wheel, Path(scratch))
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        (ROOT / "dist").mkdir()
        for file in built[0]:
            shutil.copy(file, ROOT / "dist")
            print(f"dist/{file.name}  sha256 {sha256(file.read_bytes()).hexdigest()}")
    name = f"{wheel.name.removesuffix('-py3-none-any.whl')}.cdx.json"
    (ROOT / "dist" / name).write_text(bill + "\n", encoding="utf-8")
    print(f"dist/{name}  bill of materials")


if __name__ == "__main__":
    main()
