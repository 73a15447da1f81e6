"""Teams: invitations and roles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.api import Api


def roles(mates: Any) -> dict[str, str]:
    """Map the invited teammates to their roles."""
    return {mate["email"]: mate["role"] for mate in mates[1:]}


def test_teams(live: Api) -> None:
    """The owner comes first; invited teammates follow, and their roles can be changed."""
    owner = live.get("/teams")[0]
    live.post("/teams/invite", {"emails": ["a@b.c", "d@b.c"], "team_role": "member"})
    again = live.post("/teams/invite", {"emails": ["a@b.c", owner["email"]], "team_role": "labeler"})
    changed = live.post("/teams/set_role", {"emails": ["d@b.c"], "team_role": "labeler"})

    assert ("admin", False) == (owner["role"], owner["isStudioLabeler"])
    assert {"a@b.c": "member", "d@b.c": "member"} == roles(again)
    assert {"a@b.c": "member", "d@b.c": "labeler"} == roles(changed)
    assert [owner, *changed[1:]] == live.get("/teams")


@pytest.mark.parametrize(
    "body",
    [
        {"emails": ["a@b.c"], "team_role": "admin"},
        {"emails": ["a@b.c"]},
        {"emails": ["nobody"], "team_role": "member"},
        {"emails": "a@b.c", "team_role": "member"},
        {"team_role": "member"},
    ],
)
@pytest.mark.parametrize("route", ["invite", "set_role"])
def test_teams_refused(live: Api, route: str, body: object) -> None:
    """Roles and addresses are checked; nobody becomes an admin."""
    assert 400 == live.refused("POST", f"/teams/{route}", body)[0]


def test_whose_role_cannot_be_set(live: Api) -> None:
    """Neither the owner's nor a stranger's; and then nobody else's is changed."""
    owner = live.post("/teams/invite", {"emails": ["a@b.c"], "team_role": "member"})[0]["email"]

    for email in (owner, "x@b.c"):
        body = {"emails": ["a@b.c", email], "team_role": "manager"}
        status, message = live.refused("POST", "/teams/set_role", body)
        assert (400, True) == (status, email in message)
    assert {"a@b.c": "member"} == roles(live.get("/teams"))
