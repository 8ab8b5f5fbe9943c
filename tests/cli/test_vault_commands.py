"""The vault's key on the command line: left out of backups unless asked for, changed while the server runs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.serving import Running, command, environment, serving

CONTACT = {
    "label": "老客",
    "points": [{"channel": "sms", "value": "13812345678", "purposes": ["reminder"]}],
    "source": "form",
}


def said(env: dict[str, str], *words: str | Path, code: int = 0) -> Any:
    done = command(env, *map(str, words), "--json")
    assert done.returncode == code, done.stderr + done.stdout[:500]
    return json.loads(done.stdout)


@contextmanager
def owner(running: Running) -> Iterator[httpx.Client]:
    """Somebody who signed up with the one-time link."""
    with httpx.Client(
        base_url=running.url, headers={"origin": running.url, "accept-language": "en"}
    ) as client:
        _sign_up(client, running)
        yield client


def _sign_up(client: httpx.Client, running: Running) -> None:
    form = {"token": running.claim, "name": "阿哲", "login": "azhe", "password": "kitchen pots shine"}
    made = client.post("/api/v1/claim", json=form)
    assert made.status_code < 300, made.text
    client.headers["cookie"] = made.headers["set-cookie"].split(";")[
        0
    ]  # Secure, which httpx sends over https only
    client.headers["x-onair-csrf"] = client.get("/api/v1/me").json()["csrf"]


def test_the_key_stays_at_home_and_is_changed_while_the_server_runs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as running, owner(running) as cookies:
        made = cookies.post("/api/v1/contacts", json=CONTACT)
        assert made.status_code == 201, made.text
        first = (home / "vault.key").read_bytes()
        plain = said(running.env, "backup", tmp_path / "plain")
        whole = said(running.env, "backup", tmp_path / "whole", "--with-key")
        assert (plain["vault_key"], whole["vault_key"]) == (False, True)
        assert not (tmp_path / "plain" / "vault.key").exists()
        assert (tmp_path / "whole" / "vault.key").read_bytes() == first
        assert said(running.env, "vault", "rotate") == {"targets": 0, "points": 1, "lost": 0, "others": 0}
        assert (home / "vault.key").read_bytes() != first
        again = cookies.post("/api/v1/contacts", json=CONTACT)
        assert again.json()["code"] == "contact_taken", "the server goes on with the new key"
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"13812345678" not in everything
    restored(tmp_path, first)


def restored(tmp_path: Path, key: bytes) -> None:
    """A backup without its key says so, makes none, and is whole again when it is put back."""
    env = environment(tmp_path / "again")
    said(env, "restore", tmp_path / "plain")
    told = said(env, "doctor", code=1)
    assert any("vault.key is not in the data folder" in line["en"] for line in told["checks"])
    assert not (tmp_path / "again" / "vault.key").exists()
    (tmp_path / "again" / "vault.key").write_bytes(key)
    assert said(env, "vault", "rotate")["points"] == 1
    env = environment(tmp_path / "third")
    said(env, "restore", tmp_path / "whole")
    assert said(env, "vault", "rotate")["points"] == 1
