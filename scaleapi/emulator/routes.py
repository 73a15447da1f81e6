"""Which handler answers which method and path of version 1, and which steers the emulator."""

from __future__ import annotations

from scaleapi.emulator import (
    batches,
    control,
    files,
    projects,
    quality,
    reviews,
    studio,
    task_changes,
    task_lists,
    tasks,
    teams,
)
from scaleapi.emulator.routing import Route
from scaleapi.emulator.v2 import attachments, delivering

__all__ = ["API", "CONTROL"]

API = (
    Route("POST", "/task/{type}", tasks.create),
    Route("GET", "/task/{task_id}", tasks.retrieve),
    Route("POST", "/task/{task_id}/cancel", task_changes.cancel),
    Route("POST", "/task/{task_id}/audit", reviews.audit),
    Route("POST", "/task/{task_id}/unique_id", task_changes.set_unique_id),
    Route("DELETE", "/task/{task_id}/unique_id", task_changes.clear_unique_id),
    Route("POST", "/task/{task_id}/setMetadata", task_changes.set_metadata),
    Route("POST", "/task/{task_id}/tags", task_changes.set_tags),
    Route("PUT", "/task/{task_id}/tags", task_changes.add_tags),
    Route("DELETE", "/task/{task_id}/tags", task_changes.remove_tags),
    Route("POST", "/task/{task_id}/send_callback", task_changes.send_callback),
    Route("GET", "/task/{task_id}/response_url/{uuid}", tasks.retrieve_response),
    Route("GET", "/tasks", task_lists.page),
    Route("POST", "/batches", batches.create),
    Route("GET", "/batches", batches.page),
    Route("GET", "/batches/{name}", batches.retrieve),
    Route("GET", "/batches/{name}/status", batches.status),
    Route("POST", "/batches/{name}/finalize", batches.finalize),
    Route("POST", "/batches/{name}/setMetadata", batches.set_metadata),
    Route("POST", "/batches/{name}/prioritize", batches.prioritize),
    Route("POST", "/projects", projects.create),
    Route("GET", "/projects", projects.list_all),
    Route("GET", "/projects/{name}", projects.retrieve),
    Route("POST", "/projects/{name}/setParams", projects.set_params),
    Route("POST", "/projects/{name}/setOntology", projects.set_ontology),
    Route("GET", "/projects/{name}/taskTemplates", projects.task_template),
    Route("POST", "/files/upload", files.upload),
    Route("POST", "/files/import", files.import_from_url),
    Route("GET", "/files", files.page),
    Route("GET", "/teams", teams.list_all),
    Route("POST", "/teams/invite", teams.invite),
    Route("POST", "/teams/set_role", teams.set_role),
    Route("GET", "/studio/assignments", studio.list_assignments),
    Route("POST", "/studio/assignments/add", studio.add_assignments),
    Route("POST", "/studio/assignments/remove", studio.remove_assignments),
    Route("GET", "/studio/projects/{project}/groups", studio.list_groups),
    Route("POST", "/studio/projects/{project}/groups", studio.create_group),
    Route("PUT", "/studio/projects/{project}/groups/{group}", studio.update_group),
    Route("GET", "/studio/batches", studio.list_batches),
    Route("PUT", "/studio/batches/{batch}", studio.assign_batch),
    Route("POST", "/studio/batches/set_priorities", studio.set_priorities),
    Route("POST", "/studio/batches/reset_priorities", studio.reset_priorities),
    Route("POST", "/evaluation_tasks/{type}", quality.create_evaluation_task),
    Route("POST", "/training_tasks/{type}", quality.create_training_task),
    Route("GET", "/quality/labelers", quality.list_attempts),
    Route("GET", "/audits", reviews.list_audits),
)
"""What is served under `/v1`."""

CONTROL = (
    Route("POST", "/tasks/{task_id}/complete", control.complete),
    Route("POST", "/tasks/{task_id}/fail", control.fail),
    Route("POST", "/tasks/{task_id}/fix", reviews.fix),
    Route("POST", "/tasks/{task_id}/reject", reviews.reject),
    Route("POST", "/deliveries", delivering.deliver),
    Route("GET", "/attachments/{task_id}/{attachment_id}", attachments.content),
    Route("POST", "/reset", control.reset),
    Route("GET", "/results/{task_id}/{name}", control.result),
)
"""What is served under `/_emulator`: it steers the emulator, or holds results, and needs no key."""
