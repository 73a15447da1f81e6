"""Teams: the owner of the account, who cannot be changed, and whoever was invited."""

from __future__ import annotations

from scaleapi.emulator import checks
from scaleapi.emulator.call import Call
from scaleapi.emulator.store import TEAMMATES, Order, Row
from scaleapi.emulator.wire import Json, Reply, json_reply, refuse

__all__ = ["invite", "list_all", "set_role"]

_ROLES = ("labeler", "member", "manager")


def list_all(call: Call) -> Reply:
    """GET /teams: all teammates in one array, the owner first."""
    owner = {**_teammate(call.account.owner, "admin"), "firstName": "Account", "lastName": "Owner"}
    rows = call.store.select(TEAMMATES, "account = ?", [call.account.id], Order(by="seq"))
    return json_reply([owner, *(row.shown for row in rows)])


def invite(call: Call) -> Reply:
    """POST /teams/invite: who is a teammate already keeps the role."""
    emails, role = _read(call)
    for email in emails:
        if email != call.account.owner and _find(call, email) is None:
            call.store.insert(TEAMMATES, Row(call.account.id, _teammate(email, role)))
    return list_all(call)


def set_role(call: Call) -> Reply:
    """POST /teams/set_role: all of the teammates or none are changed."""
    emails, role = _read(call)
    for email in emails:
        if email == call.account.owner:
            refuse(f"The role of an admin cannot be changed: {email}.")
        row = _find(call, email)
        if row is None:
            refuse(f"There is no teammate with the e-mail address {email}.")
        row.shown |= _teammate(email, role)
        call.store.save(TEAMMATES, row)
    return list_all(call)


def _read(call: Call) -> tuple[list[str], str]:
    body = call.body()
    role = checks.required_text(body, "team_role")
    if role not in _ROLES:
        checks.invalid(f'"team_role" must be {", ".join(_ROLES)}, not "{role}"')
    return checks.email_list(body), role


def _find(call: Call, email: str) -> Row | None:
    return call.store.find(TEAMMATES, account=call.account.id, email=email)


def _teammate(email: str, role: str) -> Json:
    return {"email": email, "role": role, "isStudioLabeler": role == "labeler"}
