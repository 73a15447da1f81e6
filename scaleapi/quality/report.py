"""What checks have found, and what can be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from scaleapi._io.paths import StrPath
from scaleapi._show.shown import Rows, Shown
from scaleapi.exceptions import ScaleException
from scaleapi.models.task import Task
from scaleapi.quality.findings import Finding, Findings, NotChecked
from scaleapi.quality.rules.rule import Rule

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from scaleapi.bulk.changes import Audit
    from scaleapi.export.frames import Results
    from scaleapi.models.project import Project
    from scaleapi.problems import Severity
    from scaleapi.viewer.rendering import Rendered

__all__ = ["Report"]

Tasks = Iterable[Task | Mapping[str, Any]] | StrPath


@dataclass(frozen=True, slots=True, repr=False)
class Report(Shown):
    """What was found in results, what was not looked at, and what to do about it."""

    findings: Findings
    """What is probably wrong, in the order of the tasks."""
    not_checked: list[NotChecked]
    """What was not looked at, and why."""
    rules: Sequence[Rule]
    """The rules that were applied, with their limits."""
    tasks: int
    """How many tasks were read."""
    checked_ids: Sequence[str]
    """The ids of those that were looked at."""
    annotations: int
    """How many shapes, cuboids, spans and answers they have."""
    seconds: float
    """How long it took."""
    source: Tasks | None = field(default=None, repr=False, compare=False)
    """What was checked, if it can be read again."""

    @property
    def checked(self) -> int:
        """How many tasks were looked at."""
        return len(self.checked_ids)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self.by_severity.get("error", 0)

    @property
    def by_severity(self) -> dict[str, int]:
        """Findings by severity."""
        return dict(Counter(one.severity for one in self.findings).most_common())

    @property
    def by_rule(self) -> dict[str, int]:
        """Findings by rule, most first."""
        return dict(Counter(one.rule for one in self.findings).most_common())

    @property
    def by_label(self) -> dict[str | None, int]:
        """Findings by label, most first; None stands for those of no label."""
        return dict(Counter(one.label for one in self.findings).most_common())

    @property
    def by_batch(self) -> dict[str | None, int]:
        """Findings by batch, most first; None stands for tasks of no batch."""
        return dict(Counter(one.batch for one in self.findings).most_common())

    @property
    def by_task(self) -> dict[str, list[Finding]]:
        """The findings of each task that has some, by its id, in the order of the tasks."""
        found: dict[str, list[Finding]] = {}
        for one in self.findings:
            found.setdefault(one.task_id, []).append(one)
        return found

    def to_arrow(self) -> pa.Table:
        """Make an Arrow table of the findings; `ImportError` without the extra `arrow`."""
        from scaleapi.quality.tables import findings_table  # imports pyarrow, an extra

        return findings_table(self.findings)

    def to_pandas(self) -> pd.DataFrame:
        """Make a pandas data frame of the findings; `ImportError` without the extra `pandas`."""
        from scaleapi.quality.tables import findings_frame

        return findings_frame(self.findings)

    def to_polars(self) -> pl.DataFrame:
        """Make a polars data frame of the findings; `ImportError` without the extra `polars`."""
        from scaleapi.quality.tables import findings_polars

        return findings_polars(self.findings)

    def to_sarif(self) -> dict[str, Any]:
        """Make a SARIF 2.1.0 log of the findings: write it with `json.dump`."""
        from scaleapi.quality.sarif import report_sarif

        return report_sarif(self.findings, self.rules, self.source)

    def write_jsonl(self, path: StrPath) -> int:
        """Write the findings as JSON lines; return how many there are. The file appears when it is complete."""
        from scaleapi.quality.tables import write_findings

        return write_findings(path, self.findings)

    def write_html(
        self,
        path: StrPath,
        tasks: Tasks | None = None,
        *,
        results: Results | None = None,
        embed_images: bool = False,
        per_page: int = 1000,
    ) -> Rendered:
        """Draw the tasks that have findings into an HTML page, with each finding beside its shape.

        Args:
            path: The page; what is there is replaced.
            tasks: The tasks; what was checked, if it can be read again.
            results: As for `check`.
            embed_images: As for `scaleapi.viewer.render`.
            per_page: As for `scaleapi.viewer.render`.

        Raises:
            ScaleException: The tasks were given as an iterator, which cannot be read again, and are not given here.
        """
        from scaleapi.quality.page import write_page

        wanted = self.by_task
        shown = (one for one in self._again(tasks) if one.task_id in wanted)
        return write_page(path, shown, wanted, results=results, embed_images=embed_images, per_page=per_page)

    def audits(self, *, severity: Severity = "error", accept: bool = False, most: int = 20) -> dict[str, Audit]:
        """Say which tasks to reject, and why: `client.audit_tasks(tasks=report.audits(), journal="audits.journal")`.

        With a journal, none is audited twice, whatever happens on the way.

        Args:
            severity: Tasks with a finding of `error` are rejected; with `warning`, also those with warnings.
            accept: Whether to accept the other tasks that were looked at.
            most: How many findings the comment of a task lists.

        Returns:
            By task id: `accepted` and `comments`.
        """
        from scaleapi.quality.actions import audits_of

        return audits_of(self.findings, self.checked_ids if accept else (), severity, most)

    def resubmissions(
        self, tasks: Tasks | None = None, *, severity: Severity = "error", project: Project | None = None
    ) -> list[dict[str, Any]]:
        """Make payloads that ask again: `client.create_tasks(None, report.resubmissions(), journal="again.journal")`.

        Each is that of the task, with its `type`, and with the result as `hypothesis`, so that only what is wrong has
        to be done again; annotations that are `malformed` are left out. `metadata["resubmission_of"]` is the task.

        Args:
            tasks: What was checked, if it cannot be read again.
            severity: As for `audits`.
            project: The tasks' project, as for `scaleapi.bulk.payload_from`.

        Raises:
            ScaleException: The tasks were given as an iterator, which cannot be read again, and are not given here.
        """
        from scaleapi.quality.actions import resubmissions_of

        return resubmissions_of(self.by_task, self._again(tasks), severity, project)

    def _again(self, tasks: Tasks | None) -> Iterator[Task]:
        """Read the tasks again; what is none was told before."""
        from scaleapi.quality.parts import documents_again

        source = self.source if tasks is None else tasks
        if source is None:
            raise ScaleException("the tasks that were checked cannot be read again: give them as `tasks`")
        return (one.task for one in documents_again(source))

    def _facts(self) -> list[tuple[str, object]]:
        counts = {"error": 0, "warning": 0} | self.by_severity
        about: list[tuple[str, object]] = [
            ("tasks", self.tasks),
            ("checked", self.checked),
            ("annotations", self.annotations),
        ]
        found = [("errors", counts["error"]), ("warnings", counts["warning"])]
        return [*about, *found, ("not_checked", len(self.not_checked))]

    def _rows(self) -> Rows:
        reasons = {rule.name: (rule.severity, rule.reason) for rule in self.rules}
        found = ((name, count, *reasons.get(name, ("", ""))) for name, count in self.by_rule.items())
        skipped = ((one.rule or "(all)", one.tasks, "not checked", one.reason) for one in self.not_checked)
        total = len(self.by_rule) + len(self.not_checked)
        return Rows(("rule", "count", "severity", "reason"), chain(found, skipped), total)

    def __str__(self) -> str:
        warnings = len(self.findings) - self.errors
        lines = [f"{self.checked} of {self.tasks} tasks checked: {self.errors} errors, {warnings} warnings"]
        lines += [f"  {count} {name}" for name, count in self.by_rule.items()]
        return "\n".join([*lines, *(f"  {one}" for one in self.not_checked)])
