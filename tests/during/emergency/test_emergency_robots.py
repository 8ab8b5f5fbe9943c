"""Robots are told through the outbox: once, and whether it arrived is what the step says."""

from base64 import b64encode
from pathlib import Path

import pytest
from studio import Studio, studio
from ward import Ward

from fake_obs import FakeObs
from onair.delivery.outbox import Row, list_outbox
from onair.delivery.service import NewTarget, create_target, set_switch, vault_of
from onair.during.emergency import doing
from onair.kernel.clock import system_clock

pytestmark = pytest.mark.asyncio
HOOK = "http://127.0.0.1:9/hook"


async def test_a_robot_is_told_once_and_a_stopped_outbox_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doing, "HEARD_S", 0.5)
    async with studio(tmp_path) as here:
        room, who = Ward(here, FakeObs()), here.home.actor("owner@甲")
        with here.home.db.write() as tx:
            new = NewTarget(
                "signed_webhook",
                "值班群",
                None,
                {"url": HOOK, "secret": f"whsec_{b64encode(bytes(32)).decode()}"},
            )
            robot = create_target(tx, who, system_clock, vault_of(here.services), new, private=True).id
        await room.setup(targets=[robot])
        run = await room.open("oversold", why="仓库报缺 40 件")
        assert (await room.press("emergency_do", run=run, step="notify", lang="en")).status_code == 200
        told = await room.becomes(run, "notify", "done", within=20)
        assert told.why is not None
        assert told.why.en == "in the outbox, no answer yet"  # no courier runs in this house
        assert [one.title for one in waiting(here)] == ["【Emergency】Oversold"]
        with here.home.db.write() as tx:
            set_switch(tx, who, system_clock, paused=True, dry_run=False, why="试")
        await room.press("emergency_do", run=run, step="notify")
        assert (
            await room.becomes(run, "notify", "failed")
        ).why.en == "sending is stopped as a whole: nothing left"
        assert len(waiting(here)) == 1


def waiting(here: Studio) -> list[Row]:
    with here.home.db.read() as tx:
        return list_outbox(tx, here.tenant)[0]
