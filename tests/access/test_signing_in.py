"""Invite → claim → login → logout; how a session begins and ends."""

import pytest
from sqlalchemy import select, text

from onair.access import passwords, people, service, sessions
from onair.access.model import LoginSession, Person
from onair.access.roles import Role
from team import PASSWORD, House

pytestmark = pytest.mark.asyncio


def invited(home: House, name: str = "甲") -> str:
    home.team(name, [])
    with home.db.write() as tx:
        return service.invite_owner(tx, home.clock, home.tenants[name]).token


def claim_form(token: str, login: str = "Ada") -> dict[str, str]:
    return {"token": token, "name": "Ada", "login": login, "password": PASSWORD}


def signed_up(home: House, name: str = "甲", login: str = "ada") -> str:
    """An owner with login and password. → the person's id."""
    wanted = people.Claim(invited(home, name), login.title(), login, PASSWORD)
    return people.claim(home.db, home.clock, wanted).id


async def test_a_claimed_invite_signs_in_once(home: House) -> None:
    token = invited(home)
    async with home.client() as client:
        answer = await client.post("/api/v1/claim", json=claim_form(token))
        assert answer.status_code == 200, answer.text
        me = answer.json()
        expected = {"id": "", "name": "Ada", "login": "ada", "roles": ["owner"], "lang": "zh"}
        assert me["person"] | {"id": ""} == expected
        assert me["tenant"] == {"id": home.tenants["甲"], "name": "甲", "demo": False}
        again = await client.get("/api/v1/me")
        assert again.json()["csrf"] == me["csrf"]
        second = await client.post("/api/v1/claim", json=claim_form(token, "bob"))
        assert (second.status_code, second.json()["code"]) == (404, "invite_over")


async def test_the_cookie_is_host_bound_secure_and_out_of_reach_of_scripts(home: House) -> None:
    async with home.client() as client:
        answer = await client.post("/api/v1/claim", json=claim_form(invited(home)))
    session = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-onair="))
    parts = {part.strip().lower() for part in session.split(";")}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    assert len(session.split("=", 1)[1].split(";")[0]) >= 43  # 256 bits


async def test_an_invite_dies_after_72_hours_and_when_a_new_one_is_made(home: House) -> None:
    token = invited(home)
    home.clock.forward(people.INVITE_MS)
    async with home.client() as client:
        assert (await client.post("/api/v1/claim", json=claim_form(token))).status_code == 404
    home.clock.forward(-1)
    async with home.client() as client:
        assert (await client.post("/api/v1/claim", json=claim_form(token))).status_code == 200


async def test_neither_cookie_nor_invite_is_in_the_database(home: House) -> None:
    token = invited(home)
    async with home.client() as client:
        await client.post("/api/v1/claim", json=claim_form(token))
        cookie = client.cookies["__Host-onair"]
    with home.db.read() as tx:
        names = tx.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        dump = "".join(str(tx.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)
    assert "Ada" in dump  # the dump does hold what was stored
    for secret in (token, cookie, PASSWORD):
        assert secret not in dump


async def test_wrong_password_and_unknown_login_answer_alike(home: House) -> None:
    signed_up(home)
    async with home.client() as client:
        answers = [
            await client.post("/api/v1/login", json={"login": login, "password": password})
            for login, password in (("ada", "wrong password"), ("nobody", PASSWORD))
        ]
        assert [answer.status_code for answer in answers] == [401, 401]
        assert answers[0].json() == answers[1].json()
        assert answers[0].json()["code"] == "bad_login"
        good = await client.post("/api/v1/login", json={"login": " ADA ", "password": PASSWORD})
        assert good.status_code == 200


async def test_an_unknown_login_is_hashed_as_long(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_up(home)
    verified: list[str | None] = []
    verify = passwords.verify

    def counted(stored: str | None, password: str) -> bool:
        verified.append(stored)
        return verify(stored, password)

    monkeypatch.setattr(passwords, "verify", counted)
    async with home.client() as client:
        await client.post("/api/v1/login", json={"login": "nobody", "password": PASSWORD})
        await client.post("/api/v1/login", json={"login": "ada", "password": "wrong password"})
    assert [stored is None for stored in verified] == [True, False]


async def test_login_gives_a_new_session_and_ends_the_one_the_browser_held(home: House) -> None:
    person = signed_up(home)
    async with home.client("planted-by-somebody") as client:
        await client.post("/api/v1/login", json={"login": "ada", "password": PASSWORD})
        first = client.cookies["__Host-onair"]
        assert first != "planted-by-somebody"
        await client.post("/api/v1/login", json={"login": "ada", "password": PASSWORD})
        assert client.cookies["__Host-onair"] != first
    with home.db.read() as tx:
        held = tx.scalars(select(LoginSession.hash).where(LoginSession.person_id == person)).all()
    assert len(held) == 1
    async with home.client(first) as old:
        assert (await old.get("/api/v1/me")).status_code == 401


async def test_logout_ends_the_session_on_the_server(home: House) -> None:
    home.team("甲", [Role.owner])
    async with home.ask("owner@甲") as client:
        cookie = client.cookies["__Host-onair"]
        assert (await client.get("/api/v1/me")).status_code == 200
        assert (await client.post("/api/v1/logout")).status_code == 204
    async with home.client(cookie) as again:
        assert (await again.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(
    ("step", "until"), [(sessions.IDLE_MS - 1, sessions.ABSOLUTE_MS), (sessions.IDLE_MS, sessions.IDLE_MS)]
)
async def test_a_session_ends_after_12_idle_hours_or_7_days(home: House, step: int, until: int) -> None:
    home.team("甲", [Role.owner])
    start = home.clock()
    async with home.ask("owner@甲") as client:
        while home.clock() + step < start + until:
            home.clock.forward(step)
            assert (await client.get("/api/v1/me")).status_code == 200
        home.clock.now = start + until
        assert (await client.get("/api/v1/me")).status_code == 401


async def test_new_roles_and_disabling_end_every_session(home: House) -> None:
    home.team("甲", [Role.owner, Role.host])
    person = home.people["host@甲"]
    with home.db.write() as tx:  # an owner who can sign in must remain
        tx.get_one(Person, home.people["owner@甲"]).password = "x"
    async with home.ask("owner@甲") as owner:
        for change in ({"roles": ["controller"]}, {"active": False}):
            async with home.ask("host@甲") as client:
                if "roles" in change:
                    assert (await client.get("/api/v1/me")).status_code == 200
                assert (await owner.patch(f"/api/v1/people/{person}", json=change)).status_code == 200
                assert (await client.get("/api/v1/me")).status_code == 401


async def test_who_changes_their_own_roles_gets_a_new_session(home: House) -> None:
    home.team("甲", [Role.owner])
    person = home.people["owner@甲"]
    with home.db.write() as tx:
        tx.get_one(Person, person).password = "x"
    async with home.ask("owner@甲") as client:
        before = client.cookies["__Host-onair"]
        answer = await client.patch(f"/api/v1/people/{person}", json={"roles": ["owner", "operator"]})
        assert answer.status_code == 200
        assert client.cookies["__Host-onair"] != before
        me = (await client.get("/api/v1/me")).json()
        assert me["person"]["roles"] == ["owner", "operator"]
    async with home.client(before) as old:
        assert (await old.get("/api/v1/me")).status_code == 401


async def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(home: House) -> None:
    signed_up(home)
    form = {"login": "ada", "password": PASSWORD}
    async with home.client() as here, home.client() as elsewhere:
        csrf = (await here.post("/api/v1/login", json=form)).json()["csrf"]
        await elsewhere.post("/api/v1/login", json=form)
        new = {"password": "another fine horse"}
        headers = {"x-onair-csrf": csrf}
        refused = await here.patch("/api/v1/me", json=new | {"current": "wrong"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "wrong_password")
        done = await here.patch("/api/v1/me", json=new | {"current": PASSWORD}, headers=headers)
        assert done.status_code == 200, done.text
        assert (await here.get("/api/v1/me")).status_code == 200
        assert (await elsewhere.get("/api/v1/me")).status_code == 401
        assert (await elsewhere.post("/api/v1/login", json=form)).status_code == 401


async def test_the_21st_session_of_a_person_ends_the_oldest(home: House) -> None:
    home.team("甲", [Role.owner])
    clients = []
    for _ in range(sessions.PARALLEL + 1):
        home.clock.forward(1)
        clients.append(home.ask("owner@甲"))
    codes = [(await client.get("/api/v1/me")).status_code for client in clients]
    assert codes == [401] + [200] * sessions.PARALLEL


async def test_the_last_owner_stays(home: House) -> None:
    signed_up(home)
    with home.db.read() as tx:
        person = service.list_people(tx, home.tenants["甲"])[0]
    home.people["owner@甲"] = person.id
    async with home.ask("owner@甲") as client:
        for answer in (
            await client.patch(f"/api/v1/people/{person.id}", json={"roles": ["analyst"]}),
            await client.patch(f"/api/v1/people/{person.id}", json={"active": False}),
            await client.delete(f"/api/v1/people/{person.id}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
        assert (await client.get("/api/v1/me")).json()["person"]["roles"] == ["owner"]


async def test_an_invited_colleague_and_a_login_already_taken(home: House) -> None:
    signed_up(home)
    home.team("乙", [Role.owner])
    async with home.ask("owner@乙") as client:
        taken = await client.post("/api/v1/people", json={"name": "B", "login": "ADA", "roles": ["host"]})
        assert (taken.status_code, taken.json()["code"]) == (409, "login_taken")
        made = await client.post("/api/v1/people", json={"name": "Bo", "login": "bo", "roles": ["host"]})
        assert made.status_code == 201
        token = made.json()["link"].partition("token=")[2]
        assert made.json()["link"].startswith("https://onair.test/#/claim?token=")
    async with home.client() as client:
        me = await client.post("/api/v1/claim", json=claim_form(token, "bo"))
        assert me.json()["person"]["roles"] == ["host"]


async def test_a_stale_change_of_a_person_tells_the_difference(home: House) -> None:
    home.team("甲", [Role.owner, Role.host])
    person = home.people["host@甲"]
    async with home.ask("owner@甲") as client:
        await client.patch(f"/api/v1/people/{person}", json={"name": "first", "version": 1})
        stale = await client.patch(f"/api/v1/people/{person}", json={"name": "second", "version": 1})
    assert stale.status_code == 409
    assert stale.json()["data"]["difference"] == {"name": {"yours": "second", "theirs": "first"}}
