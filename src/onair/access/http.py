"""Routes of access: signing in, oneself, people, keys, the audit chain."""

from starlette.requests import Request
from starlette.responses import Response

from onair.access import keys_http, login, passwords, people, people_http, sessions, tenants
from onair.access.limits import TooManyTries
from onair.access.roles import TEAM
from onair.access.schemas import ClaimForm, Health, LoginForm, Me, MePatch, PersonSelf, TenantRef
from onair.access.secrets import installation_secret
from onair.access.web import Allow, Call, Router, cookies
from onair.access.web.condition import Sending
from onair.kernel.errors import NotAllowed
from onair.kernel.settings import Settings
from onair.store.db import ping

router = Router("access")


class WrongPassword(NotAllowed):
    code = "wrong_password"
    zh = "现在的密码不对。没有改动，请重新输入。"
    en = "The present password is wrong. Nothing was changed; type it again."


@router.get("/api/v1/healthz", allow=Allow(anonymous=True))
def healthz(call: Call) -> Health:
    """The process answers and its database does; whether messages leave, in a word (numbers: delivery/health)."""
    ping(call.db)
    sender = call.services.maybe(Sending)
    return Health(status="ok", sending=sender.sending() if sender else "off")


@router.post("/api/v1/login", allow=Allow(anonymous=True), errors=(login.BadLogin, TooManyTries))
def sign_in(form: LoginForm, call: Call, response: Response) -> Me:
    request = call.request
    guess = login.Guess(
        form.login, form.password, call.ip, device=cookies.device_of(request), old=cookies.session_of(request)
    )
    return _enter(call, guess, response)


@router.post(
    "/api/v1/claim",
    allow=Allow(anonymous=True),
    errors=(people.InviteOver, people.LoginTaken, passwords.PasswordTooWeak, TooManyTries),
)
def claim(form: ClaimForm, call: Call, response: Response) -> Me:
    """Use a one-time link: sets name, login and password, and signs in."""
    wanted = people.Claim(form.token, form.name, form.login, form.password)
    people.claim(call.db, call.clock, wanted)
    guess = login.Guess(form.login, form.password, call.ip, old=cookies.session_of(call.request))
    return _enter(call, guess, response)


@router.post("/api/v1/logout", allow=Allow(roles=TEAM), status_code=204)
def sign_out(call: Call, request: Request) -> Response:
    response = Response(status_code=204)
    if call.ticket is not None:
        with call.db.write() as tx:
            login.logout(tx, call.actor, call.clock, call.ticket)
    cookies.drop_session(request, response)
    return response


@router.get("/api/v1/me", allow=Allow(roles=TEAM))
def me(call: Call) -> Me:
    with call.db.read() as tx:
        person = people.get_person(tx, call.actor.tenant, call.actor.id)
        tenant = tenants.get_tenant(tx, call.actor.tenant)
    return _me(call, person, tenant, call.ticket.csrf if call.ticket else "")


@router.patch("/api/v1/me", allow=Allow(roles=TEAM), errors=(WrongPassword, passwords.PasswordTooWeak))
def change_me(form: MePatch, call: Call, response: Response) -> Me:
    """A new password ends every session; this browser gets a new one."""
    stored = _new_password(form, call) if form.password else None
    with call.db.write() as tx:
        person = people.change_self(tx, call.actor, call.clock, name=form.name, lang=form.lang, stored=stored)
        tenant = tenants.get_tenant(tx, call.actor.tenant)
        cookie = sessions.open_session(tx, person.id, person.tenant, call.clock) if stored else None
    if cookie is None:
        return _me(call, person, tenant, call.ticket.csrf if call.ticket else "")
    cookies.set_session(call.request, response, cookie)
    return _me(call, person, tenant, sessions.csrf_of(cookie))


def _new_password(form: MePatch, call: Call) -> str:
    with call.db.read() as tx:
        held = people.stored_password(tx, call.actor)
        person = people.get_person(tx, call.actor.tenant, call.actor.id)
        tenant = tenants.get_tenant(tx, call.actor.tenant)
    if not passwords.verify(held, form.current or ""):
        raise WrongPassword()
    passwords.check_password(form.password or "", person.login or "", person.name, tenant.name)
    return passwords.hash_password(form.password or "")


def _enter(call: Call, guess: login.Guess, response: Response) -> Me:
    secret = installation_secret(call.use(Settings).home)
    entered = login.login(call.db, call.clock, secret, guess)
    cookies.set_session(call.request, response, entered.cookie)
    cookies.set_device(call.request, response, entered.device)
    with call.db.read() as tx:
        person = people.get_person(tx, entered.tenant, entered.person)
        tenant = tenants.get_tenant(tx, entered.tenant)
    return _me(call, person, tenant, sessions.csrf_of(entered.cookie))


def _me(call: Call, person: people.PersonView, tenant: tenants.TenantView, csrf: str) -> Me:
    own = PersonSelf(id=person.id, name=person.name, login=person.login, roles=person.roles, lang=person.lang)
    ref = TenantRef(id=tenant.id, name=tenant.name, demo=tenant.demo)
    return Me(person=own, tenant=ref, csrf=csrf, zone=call.use(Settings).zone)


router.include(people_http.router)
router.include(keys_http.router)
