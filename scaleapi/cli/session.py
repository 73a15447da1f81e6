"""What a command works with: a client of the settings, output, and questions."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scaleapi.bulk import Progress
from scaleapi.cli.exits import Exit, fail
from scaleapi.cli.harmless import harmless
from scaleapi.cli.output import Format, chosen, show
from scaleapi.cli.settings import key_of, setting
from scaleapi.client import ScaleClient
from scaleapi.events import Event

__all__ = ["Common", "Session"]


@dataclass(frozen=True, slots=True)
class Common:
    """The options of all commands."""

    format: Format | None = None
    fields: Sequence[str] = ()
    quiet: bool = False
    verbose: bool = False
    profile: str | None = None
    api_key_file: str | None = None
    api_url: str | None = None
    dry_run: bool = False
    yes: bool = False


@dataclass(slots=True)
class Session:
    """One run of a command."""

    common: Common = field(default_factory=Common)

    @contextmanager
    def client(self) -> Generator[ScaleClient, None, None]:
        """Make a client; one that prints what it would send, with `--dry-run`."""
        address = setting("api-url", self.common.api_url, self.common.profile)
        proxy = setting("proxy", None, self.common.profile)
        bundle = setting("ca-bundle", None, self.common.profile)
        options: dict[str, Any] = {"on_event": self._told} if self.common.verbose else {}
        if self.common.dry_run:
            import httpx

            from scaleapi.cli.dry_run import DryRun

            options["http_client"] = httpx.Client(transport=DryRun())
        elif proxy is not None or bundle is not None:
            options["proxies"] = {"all": proxy.value} if proxy else None
            options["verify"] = bundle.value if bundle else None
        url = address.value if address else None
        with ScaleClient(self._key(), "cli", url, **options) as client:
            yield client

    def _key(self) -> str:
        found = key_of(self.common.api_key_file, self.common.profile)
        if found is not None:
            return found.value
        if self.common.dry_run:
            return "dry-run"
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            fail("There is no API key: set SCALE_API_KEY, give --api-key-file, or run `scaleapi config set api-key`")
        import typer

        asked: str = typer.prompt("API key", hide_input=True, err=True)
        return asked

    def _told(self, event: Event) -> None:
        where = f"{event.method} {event.url}"
        what = event.error or (str(event.status) if event.status else "")
        self.say(f"{event.kind}: {where} (attempt {event.attempt}) {what}".rstrip(), always=True)

    def project(self, given: str | None) -> str | None:
        """Return the project that was named, or the profile's."""
        found = setting("project", given, self.common.profile)
        return found.value if found else None

    def show(self, rows: Iterable[Any], *usual: str) -> None:
        """Write rows on standard output; nothing with `--dry-run`, which has printed requests there."""
        if self.common.dry_run:
            for _ in rows:
                pass
        else:
            show(rows, chosen(self.common.format), self.common.fields, usual)

    def tell(self, value: object) -> None:
        """Write one value on standard output, as it is, unless it should be JSON or a table."""
        if self.common.format is None:
            sys.stdout.write(f"{harmless(str(value))}\n")
        else:
            self.show([value])

    def say(self, text: str, *, always: bool = False) -> None:
        """Write a line on standard error, unless it should be quiet."""
        if always or not self.common.quiet:
            sys.stderr.write(harmless(text) + "\n")

    def confirm(self, question: str) -> None:
        """Ask before many things are changed; not with `--yes` or `--dry-run`."""
        if self.common.yes or self.common.dry_run:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            fail(f"{question} Nobody can be asked here: give --yes, or --dry-run to see what would be sent")
        import typer

        if not typer.confirm(question, err=True):
            fail("Nothing was changed", Exit.done)

    def progress(self, progress: Progress) -> None:
        """Show how far a run has come, on a terminal."""
        if not self.common.quiet and sys.stderr.isatty():
            total = f" of {progress.total}" if progress.total is not None else ""
            sys.stderr.write(f"\r{progress.done}{total}, {progress.errors} failed, {progress.rate:.0f}/s\x1b[K")

    def tally(self, counts: Mapping[str, int], then: str = "") -> None:
        """Say at the end what was done, and how to go on."""
        if not self.common.quiet and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        self.say(", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing to do")
        if then:
            self.say(then)
