"""https by a local authority: clients that trust only it get in, others do not; it vouches for the LAN alone."""

import json
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import warm
from tests.serving import STOPS_WITHIN_S, command, environment, free_port

from onair.kernel.settings import BadSetting, load
from onair.local import certificates as made
from onair.local.certificates import (
    LEAF_DAYS,
    RENEW_DAYS,
    Pair,
    days_left,
    fingerprint,
    matches,
    new_authority,
    new_leaf,
    permitted,
    serves,
)
from onair.local.trust import TlsDamaged, renewed, trusted

NOW = time.time()
DAY = 86_400
NAMES = ["192.168.1.5", "shop", "shop.local", "localhost", "127.0.0.1"]


@contextmanager
def secured(home: Path, **more: str) -> Iterator[tuple[int, int, warm.Process]]:
    """→ port of https, port of the page, the process."""
    https, plain = free_port(), free_port()
    env = environment(home, https, ONAIR_CA_PORT=str(plain), ONAIR_HOST="127.0.0.1", **more)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.log").open("ab") as log:
        process = warm.start(["serve", "--tls"], env, log, log)
    try:
        until = time.monotonic() + 60
        while "SHA-256" not in (home / "server.log").read_text() and time.monotonic() < until:
            assert process.poll() is None, (home / "server.log").read_text()
            time.sleep(0.05)
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", https), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield https, plain, process
    finally:
        process.terminate()
        process.wait(STOPS_WITHIN_S)


def trusting(ca: Path | None) -> ssl.SSLContext:
    """A client that believes this authority and nobody else; None = nobody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca is not None:
        context.load_verify_locations(cafile=ca)
    return context


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    """In memory. Raises ssl.SSLCertVerificationError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(to_client, to_server, server_hostname=name)
    other = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (one, other):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()


def serving_context(folder: Path, leaf: Pair) -> ssl.SSLContext:
    (folder / "l.crt").write_bytes(leaf.cert)
    (folder / "l.key").write_bytes(leaf.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "l.crt", folder / "l.key")
    return context


def forged(authority: Pair, name: str) -> Pair:
    """What a thief of the key would make: a certificate for a name of the internet."""
    kept, made.permitted = made.permitted, lambda _: True
    try:
        return new_leaf(authority, [name], NOW)
    finally:
        made.permitted = kept


def test_the_authority_vouches_for_the_lan_and_for_nothing_else(tmp_path: Path) -> None:
    authority = new_authority("shop", NOW)
    (tmp_path / "ca.crt").write_bytes(authority.cert)
    ours = trusting(tmp_path / "ca.crt")
    leaf = serving_context(tmp_path, new_leaf(authority, [*NAMES, "8.8.8.8", "bank.example"], NOW))
    for name in NAMES:
        handshake(leaf, ours, name)
    for client, name in ((ours, "192.168.1.6"), (ours, "bank.example"), (trusting(None), "192.168.1.5")):
        with pytest.raises(ssl.SSLCertVerificationError):
            handshake(leaf, client, name)
    for name in ("bank.example", "8.8.8.8"):
        with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
            handshake(serving_context(tmp_path, forged(authority, name)), ours, name)
    assert [permitted(n) for n in ("10.0.0.9", "fe80::1", "nas", "nas.local", "1.1.1.1", "shop.example")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


def test_the_leaf_is_renewed_for_new_names_and_before_its_end(tmp_path: Path) -> None:
    first = trusted(tmp_path, NAMES, NOW)
    assert (first.fresh, matches(first.authority)) == (True, True)
    for name in ("ca.key", "server.key"):
        assert (tmp_path / "tls" / name).stat().st_mode & 0o777 == 0o600
    cert = (tmp_path / "tls" / "server.crt").read_bytes()
    again = trusted(tmp_path, NAMES, NOW + DAY)
    assert (again.fresh, again.authority) == (False, first.authority)
    assert (tmp_path / "tls" / "server.crt").read_bytes() == cert
    assert renewed(again, [*NAMES, "10.1.1.1"], NOW + DAY)
    assert not renewed(again, [*NAMES, "10.1.1.1"], NOW + DAY)
    assert renewed(again, NAMES, NOW + (LEAF_DAYS - RENEW_DAYS + 2) * DAY)
    leaf = Pair(*((tmp_path / "tls" / name).read_bytes() for name in ("server.crt", "server.key")))
    assert serves(leaf, again.authority, NAMES, NOW + (LEAF_DAYS - RENEW_DAYS + 2) * DAY)
    assert not serves(leaf, new_authority("other", NOW), NAMES, NOW)
    (tmp_path / "tls" / "server.crt").write_bytes(b"broken")
    assert renewed(again, NAMES, NOW)
    assert days_left(again.authority, NOW) > 3_000


def test_a_damaged_authority_is_refused_and_never_replaced_in_silence(tmp_path: Path) -> None:
    trusted(tmp_path, NAMES, NOW)
    (tmp_path / "tls" / "ca.key").write_bytes(new_authority("other", NOW).key)
    with pytest.raises(TlsDamaged):
        trusted(tmp_path, NAMES, NOW)


@pytest.mark.fault
def test_a_server_for_phones_and_its_refusals(tmp_path: Path) -> None:
    with secured(tmp_path / "home") as (https, plain, _):
        ca = tmp_path / "home" / "tls" / "ca.crt"
        log = (tmp_path / "home" / "server.log").read_text()
        assert f"https://127.0.0.1:{https}" in log
        assert f"http://127.0.0.1:{plain}/" in log
        assert fingerprint(ca.read_bytes()) in log
        url = f"https://127.0.0.1:{https}"
        with httpx.Client(verify=trusting(ca), base_url=url, trust_env=False) as phone:
            answer = phone.get("/api/v1/healthz")
            assert answer.status_code == 200
            made = command(environment(tmp_path / "home", https), "init", "--team", "甲", "--json")
            assert made.returncode == 0, "commands reach the server over https"
            token = json.loads(made.stdout)["link"].split("token=")[1]
            form = {"token": token, "name": "阿哲", "login": "azhe", "password": "a long enough phrase 7"}
            claimed = phone.post("/api/v1/claim", json=form)
            assert claimed.headers["set-cookie"].startswith("__Host-onair=")
            assert "Secure" in claimed.headers["set-cookie"]
            assert "strict-transport-security" not in answer.headers, (
                "it would bind the http page of the same name"
            )
        for context in (trusting(None), ssl.create_default_context()):
            with (
                httpx.Client(verify=context, base_url=url, trust_env=False) as stranger,
                pytest.raises(httpx.ConnectError),
            ):
                stranger.get("/api/v1/healthz")
        with httpx.Client(base_url=f"http://127.0.0.1:{plain}", trust_env=False) as phone:
            page = phone.get("/", headers={"accept-language": "zh"})
            assert "证书信任设置" in page.text
            assert "HarmonyOS" in page.text
            assert fingerprint(ca.read_bytes()) in page.text
            assert "Certificate Trust Settings" in phone.get("/?lang=en").text
            got = phone.get("/onair-ca.crt")
            assert got.headers["content-type"] == "application/x-x509-ca-cert"
            assert ssl.DER_cert_to_PEM_cert(got.content).strip() == ca.read_text().strip()
            on = phone.get("/p/abc?lang=en")
            assert (on.status_code, on.headers["location"]) == (307, f"{url}/p/abc?lang=en")
            assert phone.get("/../tls/ca.key").status_code == 307
            evil = phone.get("/x", headers={"host": "evil.example"})
            assert evil.headers["location"] == f"{url}/x"
        taken = command(environment(tmp_path / "b", https, ONAIR_HOST="127.0.0.1"), "serve", "--tls")
        assert (taken.returncode, "port_taken" in taken.stderr) == (1, True)
        spare = environment(tmp_path / "c", free_port(), ONAIR_HOST="127.0.0.1", ONAIR_CA_PORT=str(plain))
        taken = command(spare, "serve", "--tls")
        assert (taken.returncode, f":{plain}" in taken.stderr) == (1, True)
    public = environment(
        tmp_path / "d", free_port(), ONAIR_HOST="127.0.0.1", ONAIR_PUBLIC_URL="https://shop.example"
    )
    refused = command(public, "serve", "--tls")
    assert (refused.returncode, "bad_setting" in refused.stderr) == (1, True)


def test_all_addresses_are_listened_on_only_for_phones() -> None:
    env: dict[str, Any] = {"ONAIR_HOME": "/tmp/x"}
    assert (load(env).host, load(env, tls=True).host) == ("127.0.0.1", "0.0.0.0")
    assert load({**env, "ONAIR_HOST": "192.168.1.5"}, tls=True).host == "192.168.1.5"
    assert (load(env).public_url, load(env, tls=True).public_url) == ("http://127.0.0.1:8787", "")
    with pytest.raises(BadSetting):
        load({**env, "ONAIR_CA_PORT": "99999"})
