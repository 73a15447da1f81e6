"""What can be called on teammates."""

from __future__ import annotations

from collections.abc import Iterable

from scaleapi._core.calls.arguments import choice
from scaleapi._core.calls.arguments import emails as check_emails
from scaleapi._core.calls.call import Call, Repeat
from scaleapi._core.calls.replies import each
from scaleapi._core.endpoint import endpoint
from scaleapi._core.resource import Resource
from scaleapi.models.enums import TeammateRole
from scaleapi.models.teammate import Teammate

__all__ = ["TeamEndpoints", "Teammate", "TeammateRole"]


class TeamEndpoints(Resource):
    """The calls on the team."""

    @endpoint
    def list_teammates(self) -> Call[list[Teammate]]:
        """List every teammate."""
        return Call("GET", "teams", each(Teammate.model_validate))

    @endpoint
    def invite_teammates(self, emails: str | Iterable[str], role: TeammateRole | str) -> Call[list[Teammate]]:
        """Invite people to the team; returns every teammate. Not sent again after an unknown outcome.

        Raises:
            ScaleValidationError: An address is none, or the role is unknown.
        """
        return team_call("teams/invite", emails, role, Repeat.unless_done)

    @endpoint
    def update_teammates_role(self, emails: str | Iterable[str], role: TeammateRole | str) -> Call[list[Teammate]]:
        """Give teammates another role (an admin's cannot be changed); returns every teammate."""
        return team_call("teams/set_role", emails, role, Repeat.always)


def team_call(
    where: str, emails: str | Iterable[str], role: TeammateRole | str, repeat: Repeat
) -> Call[list[Teammate]]:
    """Describe a call about several people and one role."""
    body = {"emails": check_emails("emails", emails), "team_role": choice("role", role, TeammateRole)}
    return Call("POST", where, each(Teammate.model_validate), json=body, repeat=repeat)
