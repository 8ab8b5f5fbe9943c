"""The examples run as they are, against a real server."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
from tests.serving import command, serving

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name: str, **env: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name)],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_send_events(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        scopes = [
            word
            for scope in ("events:write", "shows:write", "shows:read", "numbers:read")
            for word in ("--scope", scope)
        ]
        key = json.loads(command(running.env, "key", "create", "--name", "x", "--json", *scopes).stdout)[
            "secret"
        ]
        body = run("send_events.py", ONAIR_URL=running.url, ONAIR_KEY=key, NO_PROXY="127.0.0.1")
    assert body["first"]["accepted"] == 5  # type: ignore[index]
    assert (body["again"]["accepted"], body["again"]["duplicates"]) == (0, 5)  # type: ignore[index]
    assert body["gmv"]["value"] == 16900  # type: ignore[index]


def test_shop_webhook_reaches_the_show_of_its_room(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        names = ("shows:write", "shows:read", "connections:write", "numbers:read")
        scopes = [word for scope in names for word in ("--scope", scope)]
        key = json.loads(command(running.env, "key", "create", "--name", "x", "--json", *scopes).stdout)[
            "secret"
        ]
        with httpx.Client(
            base_url=running.url, headers={"Authorization": f"Bearer {key}"}, trust_env=False
        ) as client:
            room = client.post("/api/v1/rooms", json={"name": "店铺直播间", "platform": "own"}).json()["id"]
            wanted = {"title": "例", "room": room, "starts_at": int(time.time() * 1000), "currency": "CNY"}
            show = client.post("/api/v1/shows", json=wanted).json()["id"]
            for step in ("ready", "start"):
                assert client.post(f"/api/v1/shows/{show}/{step}", json={}).status_code == 200
            time.sleep(1.1)  # the example's time has whole seconds: let it fall after the start
            made = client.post(
                "/api/v1/connections", json={"connector": "standard_webhooks", "room": room, "name": "店"}
            ).json()
            told = run(
                "shop_webhook.py",
                ONAIR_URL=running.url,
                ONAIR_WEBHOOK=made["url"],
                ONAIR_SECRET=made["secret"],
            )
            gmv = client.get(f"/api/v1/shows/{show}/numbers", params={"metrics": "gmv"}).json()["metrics"][
                "gmv"
            ]
    assert told["status"] in (200, 202), told
    assert gmv["value"] == 16900
