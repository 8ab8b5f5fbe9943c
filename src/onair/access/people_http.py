"""Routes of people."""

from starlette.responses import Response

from onair.access import people, sessions
from onair.access.roles import TEAM, Role
from onair.access.schemas import Colleague, ColleagueList, Invited, NewPerson, Person, PersonPage, PersonPatch
from onair.access.web import Allow, Call, Id, Router, cookies
from onair.kernel.settings import Settings

router = Router("access")
OWNER = Allow(roles={Role.owner})


@router.get("/api/v1/people", allow=OWNER)
def people_list(call: Call) -> PersonPage:
    with call.db.read() as tx:
        return PersonPage(items=[_person(view) for view in people.list_people(tx, call.actor.tenant)])


@router.get(
    "/api/v1/colleagues", allow=Allow(roles=TEAM), summary="Names and roles of the team, for whom to ask"
)
def colleagues(call: Call) -> ColleagueList:
    """Those who may sign in, by name; logins and the rest are for the owner."""
    with call.db.read() as tx:
        found = people.list_people(tx, call.actor.tenant)
    return ColleagueList(
        items=[
            Colleague(id=one.id, name=one.name, roles=sorted(one.roles))
            for one in found
            if one.state != "disabled"
        ]
    )


@router.post("/api/v1/people", status_code=201, allow=OWNER, errors=(people.LoginTaken,))
def invite(form: NewPerson, call: Call) -> Invited:
    with call.db.write() as tx:
        made = people.invite_person(
            tx, call.actor, call.clock, name=form.name, login=form.login, roles=form.roles
        )
    return _invited(call, made)


@router.post("/api/v1/people/{person_id}/invite", allow=OWNER)
def invite_again(person_id: Id, call: Call) -> Invited:
    """A new one-time link; the older one dies."""
    with call.db.write() as tx:
        made = people.invite_again(tx, call.actor, call.clock, person_id)
    return _invited(call, made)


@router.patch("/api/v1/people/{person_id}", allow=OWNER, errors=(people.StalePerson, people.LastOwner))
def change(person_id: Id, form: PersonPatch, call: Call, response: Response) -> Person:
    """New roles or switching off end the person's sessions; who changes their own roles gets a new one."""
    disabled = None if form.active is None else not form.active
    with call.db.write() as tx:
        after = people.change_person(
            tx, call.actor, call.clock, person_id,
            version=form.version, name=form.name, roles=form.roles, disabled=disabled,
        )  # fmt: skip
        own = after.id == call.actor.id and frozenset(after.roles) != call.actor.roles
        cookie = sessions.open_session(tx, after.id, after.tenant, call.clock) if own else None
    if cookie is not None:
        cookies.set_session(call.request, response, cookie)
    return _person(after)


@router.delete("/api/v1/people/{person_id}", status_code=204, allow=OWNER, errors=(people.LastOwner,))
def remove(person_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        people.remove_person(tx, call.actor, call.clock, person_id)


def claim_link(public_url: str, token: str) -> str:
    """The token stands behind `#`: it reaches no server log and no Referer."""
    return f"{public_url.rstrip('/')}/#/claim?token={token}"


def _invited(call: Call, made: people.Invitation) -> Invited:
    base = call.use(Settings).public_url
    return Invited(id=made.person.id, link=claim_link(base, made.token), expires_at=made.expires_at)


def _person(view: people.PersonView) -> Person:
    return Person(
        id=view.id, name=view.name, login=view.login, roles=view.roles, active=view.state != "disabled",
        claimed=view.claimed, last_seen=view.last_seen, created_at=view.created_at, version=view.version,
    )  # fmt: skip
