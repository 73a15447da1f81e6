"""Projects: versions of parameters, templates."""

from __future__ import annotations

import pytest

from tests.emulator.api import Api


def test_what_a_project_shows(live: Api) -> None:
    """A project is read back as it was made; its parameters are version 0."""
    project = live.project(params={"title": "t"}, studio=True, pipeline="consensus_task", consensus_attempts=3)

    assert [{"title": "t", "version": 0, "created_at": project["created_at"]}] == project["param_history"]
    assert ("studio", "consensus_task", 3) == tuple(project[n] for n in ("projectType", "pipelineName", "numConsensus"))
    assert project == live.get("/projects/faq")
    assert [] == live.project("bare", datasetId="ds_1")["param_history"]


def test_projects_are_an_array(live: Api) -> None:
    """All projects come at once, newest first; none is archived."""
    live.project("a")
    live.project("b")

    assert ["b", "a"] == [project["name"] for project in live.get("/projects")]
    assert ["b", "a"] == [project["name"] for project in live.get("/projects?archived=False")]
    assert [] == live.get("/projects?archived=true")


@pytest.mark.parametrize(
    ("body", "status", "part"),
    [
        ({"name": "faq", "type": "chat"}, 409, 'A project with the name "faq" already exists.'),
        ({"name": "p"}, 400, '"type" is required'),
        ({"type": "chat"}, 400, '"name" is required'),
        ({"name": "p", "type": "cows"}, 400, '"type" must be a task type, not "cows"'),
        ({"name": "p", "type": "chat", "rapid": True, "studio": True}, 400, "exclude each other"),
        ({"name": "p", "type": "chat", "pipeline": "x"}, 400, '"pipeline" must be'),
        ({"name": "p", "type": "chat", "params": []}, 400, '"params" must be an object'),
    ],
)
def test_projects_that_are_refused(live: Api, body: object, status: int, part: str) -> None:
    """Names are unique; types and parameters are checked."""
    live.project()

    found, message = live.refused("POST", "/projects", body)

    assert (status, True) == (found, part in message)


def test_set_params(live: Api) -> None:
    """Each call makes a version: over the one before with `patch`, else instead of it."""
    live.project(params={"a": 1, "b": [1]})

    live.post("/projects/faq/setParams", {"patch": True, "b": [2]})
    project = live.post("/projects/faq/setParams", {"instruction": "New."})

    assert [{"a": 1, "b": [1]}, {"a": 1, "b": [2]}, {"instruction": "New."}] == [
        {name: value for name, value in version.items() if name not in {"version", "created_at"}}
        for version in project["param_history"]
    ]
    assert [0, 1, 2] == [version["version"] for version in project["param_history"]]


def test_set_ontology(live: Api) -> None:
    """An ontology becomes part of a new version."""
    live.project()

    project = live.post("/projects/faq/setOntology", {"ontology": ["car"]})

    assert ["car"] == project["param_history"][-1]["ontology"]
    assert 400 == live.refused("POST", "/projects/faq/setOntology", {"name": "x"})[0]


def test_task_templates(live: Api) -> None:
    """Chat and textcollection projects have a template, others do not."""
    live.project()
    live.project("talk", type="chat", params={"template_variables": {"prompt": ""}})
    live.project("cows", type="imageannotation")

    assert (0, {}) == tuple(live.get("/projects/faq/taskTemplates")[n] for n in ("version", "template_variables"))
    assert {"prompt": ""} == live.get("/projects/talk/taskTemplates")["template_variables"]
    assert 400 == live.refused("GET", "/projects/cows/taskTemplates")[0]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/projects/p"),
        ("POST", "/projects/p/setParams"),
        ("POST", "/projects/p/setOntology"),
        ("GET", "/projects/p/taskTemplates"),
        ("GET", "/studio/projects/p/groups"),
        ("POST", "/studio/projects/p/groups"),
        ("PUT", "/studio/projects/p/groups/g"),
    ],
)
def test_projects_that_do_not_exist(live: Api, method: str, path: str) -> None:
    """In a path, an unknown project is a 404."""
    assert (404, 'There is no project with the name "p".') == live.refused(method, path, {})
