"""Shows: the way of their states, stale versions, lists."""

import pytest

from team import NOW, House

pytestmark = pytest.mark.asyncio
FORM = {"title": "周五场", "starts_at": NOW, "currency": "CNY"}
STEPS = {"ready": "ready", "on_air": "start", "ended": "end", "reviewed": "reviewed"}


async def test_a_show_goes_all_the_way(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = (await client.post("/api/v1/shows", json=FORM)).json()
        assert show["state"] == "preparing"
        for state, step in STEPS.items():
            answer = await client.post(f"/api/v1/shows/{show['id']}/{step}")
            assert answer.status_code == 200, answer.text
            assert answer.json()["state"] == state
