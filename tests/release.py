"""Checks that a version can be released, and builds it: `python -m tests.release 3.0.0`, as `make release` does.

What it looks at: that all is committed, that the package and the changelog have that version, with a date, and that no
tag has it. Then `dist/` is made (tests/dist.py), and the commands that tag and publish are printed: people run those.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from tests import dist
from tests.dist import ROOT, run

NEXT = """
{version} is in dist/. To release it:

    git tag --annotate v{version} --message 'scaleapi {version}'
    git push origin v{version}
    twine upload dist/scaleapi-{version}*

Then set the next version in scaleapi/_version.py, with .dev0 behind it.
"""


def troubles(version: str, stated: str, changelog: str, tags: list[str], changed: str) -> Iterator[str]:
    """List what keeps a version from being released.

    Args:
        version: The version.
        stated: What scaleapi/_version.py states.
        changelog: The text of CHANGELOG.md.
        tags: The tags that there are.
        changed: What `git status` lists.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version):
        yield f"{version!r} is no version of three numbers, such as 3.0.0 or 3.1.0rc1"
        return
    if stated != version:
        yield f"scaleapi/_version.py states {stated}"
    heading = re.search(rf"^## \[{re.escape(version)}\](.*)$", changelog, re.MULTILINE)
    if heading is None:
        yield f"CHANGELOG.md has no heading ## [{version}]: what is under Unreleased belongs there"
    elif not re.fullmatch(r" - \d{4}-\d{2}-\d{2}", heading[1]):
        yield f"CHANGELOG.md has no date behind ## [{version}], as in ## [{version}] - 2026-01-31"
    if f"v{version}" in tags:
        yield f"there is a tag v{version} already"
    if changed:
        yield f"these are not committed:\n{changed}"


def stated_version() -> str:
    """Read the version that the package states."""
    found = re.search(r'__version__ = "(.+)"', (ROOT / "scaleapi" / "_version.py").read_text(encoding="utf-8"))
    return found[1] if found else "none"


def main(version: str = "") -> int:
    """Check and build; return the exit code."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    tags, changed = run("git", "tag").splitlines(), run("git", "status", "--porcelain")
    found = list(troubles(version, stated_version(), changelog, tags, changed))
    if found:
        print(f"{version or 'VERSION='} cannot be released:\n" + "\n".join(f"- {one}" for one in found))
        return 1
    dist.main()
    print(NEXT.format(version=version))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
