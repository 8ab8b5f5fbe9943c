"""Guessing: 20 in 15 minutes on an account, 100 an hour from an address, a known device apart."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from onair.access import limits, login, passwords, people, service
from onair.access.audit import verify_audit
from onair.access.limits import ACCOUNT_MS, ACCOUNT_TRIES, IP_TRIES, TooManyTries
from onair.access.login import BadLogin, Guess, SignedIn
from onair.access.model import Audit, Person
from team import PASSWORD, House

SECRET = b"k" * 32


@pytest.fixture(autouse=True)
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses by the thousand: the cost of argon2 is not what is counted here."""
    monkeypatch.setattr(
        passwords, "verify", lambda stored, password: stored is not None and password == PASSWORD
    )


@pytest.fixture
def ada(home: House) -> House:
    home.team("甲", [])
    with home.db.write() as tx:
        token = service.invite_owner(tx, home.clock, home.tenants["甲"]).token
    people.claim(home.db, home.clock, people.Claim(token, "Ada", "ada", PASSWORD))
    return home


def guess(
    home: House, password: str, account: str = "ada", ip: str = "1.1.1.1", device: str | None = None
) -> SignedIn:
    return login.login(home.db, home.clock, SECRET, Guess(account, password, ip, device))


def evaluated(home: House, tries: int, **how: str) -> int:
    """How many of so many wrong guesses were looked at."""
    count = 0
    for n in range(tries):
        try:
            guess(home, f"wrong {n}", **{name: value.format(n=n) for name, value in how.items()})
        except BadLogin:
            count += 1
        except TooManyTries:
            pass
    return count


def test_an_account_takes_20_wrong_guesses_from_any_number_of_addresses(ada: House) -> None:
    assert evaluated(ada, 200, ip="10.0.{n}.1") == ACCOUNT_TRIES
    with pytest.raises(TooManyTries) as refused:
        guess(ada, PASSWORD)
    assert refused.value.data["retry_after_s"] == ACCOUNT_MS // 1000


def test_the_pause_ends_and_is_told_in_seconds(ada: House) -> None:
    evaluated(ada, 20)
    ada.clock.forward(ACCOUNT_MS - 1)
    with pytest.raises(TooManyTries) as refused:
        guess(ada, PASSWORD)
    assert refused.value.data["retry_after_s"] == 1
    ada.clock.forward(1)
    assert guess(ada, PASSWORD).person


def test_an_address_takes_100_wrong_guesses_on_any_number_of_accounts(ada: House) -> None:
    assert evaluated(ada, 300, account="user{n}") == IP_TRIES
    assert evaluated(ada, 5, account="user{n}", ip="2.2.2.2") == 5


def test_the_owner_still_signs_in_from_a_known_device(ada: House) -> None:
    device = guess(ada, PASSWORD).device
    evaluated(ada, 200, ip="10.0.{n}.1")
    assert guess(ada, PASSWORD, ip="1.1.1.1", device=device).person


def test_a_known_device_has_a_limit_of_its_own(ada: House) -> None:
    device = guess(ada, PASSWORD).device
    assert evaluated(ada, 60, device=device) == ACCOUNT_TRIES


def test_a_device_of_another_account_or_a_made_up_one_is_not_known(ada: House) -> None:
    evaluated(ada, 20)
    forged = login.device_value(b"x" * 32, "ada", "stored")
    for device in (forged, "a.b", "", "."):
        with pytest.raises(TooManyTries):
            guess(ada, PASSWORD, device=device)


def test_right_passwords_are_not_counted(ada: House) -> None:
    for _ in range(ACCOUNT_TRIES + 5):
        assert guess(ada, PASSWORD).person


def test_guesses_in_parallel_do_not_slip_through(ada: House) -> None:
    reserved = [limits.reserve(ada.db, ada.clock, "acc", "ip", None) for _ in range(ACCOUNT_TRIES)]
    with pytest.raises(TooManyTries):
        limits.reserve(ada.db, ada.clock, "acc", "ip", None)
    with ada.db.write() as tx:
        limits.release(tx, reserved[0])
    assert limits.reserve(ada.db, ada.clock, "acc", "ip", None)


def paused(home: House) -> list[dict[str, Any]]:
    """What the audit chain says of pauses, oldest first."""
    with home.db.read() as tx:
        assert verify_audit(tx, home.tenants["甲"]).broken is None
        told = select(Audit).where(Audit.action == "login.paused").order_by(Audit.seq)
        return [{"subject": row.subject, **json.loads(row.after or "")} for row in tx.scalars(told)]


def test_a_pause_of_an_account_is_told_once(ada: House) -> None:
    evaluated(ada, ACCOUNT_TRIES - 1, ip="10.0.{n}.1")
    assert paused(ada) == []
    evaluated(ada, 200, ip="10.1.{n}.1")
    with ada.db.read() as tx:
        person = tx.scalars(select(Person.id).where(Person.login == "ada")).one()
    first = {
        "subject": person, "of": "account", "tries": ACCOUNT_TRIES, "minutes": 15, "address": "10.1.0.1", "people": [person],
    }  # fmt: skip
    assert paused(ada) == [first]
    ada.clock.forward(ACCOUNT_MS)
    evaluated(ada, ACCOUNT_TRIES, ip="10.2.{n}.1")
    assert [told["address"] for told in paused(ada)] == ["10.1.0.1", "10.2.19.1"]


def test_guessing_on_as_fast_as_the_pause_lets_is_one_pause(ada: House) -> None:
    for n in range(4 * ACCOUNT_TRIES):
        evaluated(ada, 1, ip=f"10.0.{n}.1")
        ada.clock.forward(ACCOUNT_MS // ACCOUNT_TRIES)
    assert len(paused(ada)) == 1


def test_a_pause_of_an_address_is_told_to_the_teams_it_guessed_at(ada: House) -> None:
    evaluated(ada, 3)
    evaluated(ada, IP_TRIES, account="user{n}")
    [told] = paused(ada)
    assert (told["subject"], told["of"], told["tries"], len(told["people"])) == (
        "1.1.1.1",
        "address",
        IP_TRIES,
        1,
    )


def test_guesses_at_nobody_are_told_to_nobody(ada: House) -> None:
    evaluated(ada, 30, account="nobody")
    assert paused(ada) == []


def test_the_right_password_begins_no_pause(ada: House) -> None:
    evaluated(ada, ACCOUNT_TRIES - 1)
    assert guess(ada, PASSWORD).person
    assert paused(ada) == []
