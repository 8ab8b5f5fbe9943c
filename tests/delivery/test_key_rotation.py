"""A new key for the vault: nothing is lost, whenever it is killed; nothing opens with the old one afterwards."""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from capture import Capture
from parcels import at_any_hour, contact, message, put, run, states, target
from sqlalchemy import func, select

from onair.access.web import Services
from onair.delivery import rotation
from onair.delivery.contacts import ContactTaken
from onair.delivery.model import ContactPoint, Target
from onair.delivery.vault import FILE, NEXT, KeyMissing, SealBroken, Vault, vault_of
from onair.kernel.settings import Settings
from team import House

HERE = Path(__file__).parent
PEOPLE, KILLS = 40, 2


def sealed(home: House) -> list[tuple[bytes, tuple[str, ...], str]]:
    """Everything sealed, with its place and what it should hold ("" = a target's settings)."""
    with home.db.read() as tx:
        points = [
            (row.sealed, ("contact", row.tenant_id, row.contact_id, row.channel), row.shown[-4:])
            for row in tx.scalars(select(ContactPoint))
        ]
        goals = [(row.sealed, ("target", row.tenant_id, row.id), "") for row in tx.scalars(select(Target))]
    return points + goals


def opens(vault: Vault, what: list[tuple[bytes, tuple[str, ...], str]]) -> int:
    """How many open, with the right words in them."""
    good = 0
    for text, place, end in what:
        try:
            good += vault.open(text, *place).endswith(end)
        except SealBroken:
            continue
    return good


def killed(home: Path, kills: int, *words: str) -> None:
    """Start it again and again, and kill it after a few steps of its work."""
    rng = random.Random(4)
    for _ in range(kills):
        command = [sys.executable, str(HERE / "rotating.py"), str(home), *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        steps = rng.randint(1, PEOPLE // KILLS - 5)
        assert len(process.stdout.read(steps)) == steps, "it must be at work"
        process.kill()
        process.wait()
        process.stdout.close()


def restarted(home: House) -> Services:
    """The same folder in another process: nothing of the first one's memory."""
    services = Services(home.clock)
    services.put(home.db)
    services.put(home.services.get(Settings))
    return services


@pytest.fixture
def full(home: House, shop: Capture) -> House:
    target(home, shop, "signed_webhook", "sms")
    for n in range(PEOPLE):
        contact(home, f"1380000{n:04d}")
    return home


@pytest.mark.fault
def test_a_kill_in_the_middle_loses_nothing_and_the_next_run_ends_it(full: House, tmp_path: Path) -> None:
    old = (tmp_path / FILE).read_bytes()
    killed(tmp_path, KILLS)
    assert (tmp_path / NEXT).exists(), "it must not have come to its end"
    what = sealed(full)
    again = Vault(tmp_path)
    assert opens(again, what) == len(what) == PEOPLE + 1
    done = rotation.rotate(full.db, again, full.clock)
    assert done.lost == 0
    assert not (tmp_path / NEXT).exists()
    assert (tmp_path / FILE).read_bytes() != old
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    what = sealed(full)
    assert opens(Vault(tmp_path), what) == PEOPLE + 1
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / FILE).write_bytes(old)
    assert opens(Vault(tmp_path / "old"), what) == 0, "the old key opens nothing any more"


@pytest.mark.fault
def test_control_the_key_first_loses_what_was_not_sealed_again(full: House, tmp_path: Path) -> None:
    """The negative control: with the new key in place before the work, the first kill already loses addresses."""
    killed(tmp_path, 1, "naive")
    what = sealed(full)
    assert opens(Vault(tmp_path), what) < len(what), "the test would not notice a lost address"


@pytest.mark.asyncio
async def test_the_same_address_is_known_before_during_and_after(home: House, shop: Capture) -> None:
    contact(home, "13812345678")
    vault = vault_of(home.services)
    vault.begin()
    with pytest.raises(ContactTaken):
        contact(home, "13812345678")
    contact(home, "13987654321")
    rotation.rotate(home.db, vault, home.clock)
    for number in ("13812345678", "13987654321"):
        with pytest.raises(ContactTaken):
            contact(home, number)
    async with home.ask("auditor@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
    assert "vault.rotate" in [row["action"] for row in rows]


@pytest.mark.asyncio
async def test_messages_go_out_under_the_new_key(home: House, shop: Capture) -> None:
    at_any_hour(home)
    goal, who = target(home, shop, "signed_webhook", "sms"), contact(home)
    put(home, message(home, goal, "k", person=who, category="reminder"))
    rotation.rotate(home.db, vault_of(home.services), home.clock)
    await run(home)
    assert states(home, "k")["k"][0] == "sent"
    assert [data["to"] for data in shop.hooks.values()] == ["13812345678"]


def test_what_opens_with_no_key_is_counted_and_stops_nobody(home: House, shop: Capture) -> None:
    who = contact(home)
    with home.db.write() as tx:
        tx.get_one(ContactPoint, (who, "sms")).sealed = b"\x01" + bytes(40)
    done = rotation.rotate(home.db, vault_of(home.services), home.clock)
    assert (done.points, done.lost) == (0, 1)


@pytest.mark.asyncio
async def test_without_its_key_file_everything_waits_until_it_is_put_back(
    home: House, shop: Capture, tmp_path: Path
) -> None:
    at_any_hour(home)
    put(home, message(home, target(home, shop, "signed_webhook"), "k"))
    key = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).unlink()
    again = replace(home, services=restarted(home))
    with pytest.raises(KeyMissing):
        contact(again)
    await run(again)
    assert states(again, "k")["k"][0] == "queued"
    assert not (tmp_path / FILE).exists(), "a new key would make it worse"
    (tmp_path / FILE).write_bytes(key)
    await run(again)
    assert states(again, "k")["k"][0] == "sent"
    with again.db.read() as tx:
        assert tx.scalar(select(func.count()).select_from(ContactPoint)) == 0
