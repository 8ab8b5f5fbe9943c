"""How long planted faults of a live signal take to be in the show's log: through a real nginx-rtmp, published and
probed by ffmpeg, and at a real OBS whose relay is killed.

`python -m bench.signal [rounds] [obs rounds]`; 3 1. The limit is 3 s plus the detector's own window.
"""

import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE / "tests" / part) for part in ("", "during/signal", "before/techcheck")]

import planted  # noqa: E402 (tests and bench stand on the same)
from planted import WINDOWS_S, Piece, Publisher, watch_nginx  # noqa: E402
from studio import Studio, studio  # noqa: E402

from bench import obs as stage  # noqa: E402
from onair.during.broadcast.hub import Hub  # noqa: E402
from onair.during.emergency.companion import Emergencies  # noqa: E402
from peers import Relay, relay  # noqa: E402

LIMIT_S = 3.0
CARD_S = 2.0
"""From an incident in the log to its emergency card."""
PLAN = (
    Piece("live", 10), Piece("freeze", 5), Piece("live", 4), Piece("black", 4), Piece("live", 4), Piece("silence", 5),
    Piece("live", 10), Piece("low", 14, 300), Piece("live", 12),
)  # fmt: skip
CALM_S = 45.0
Found = dict[str, list[float]]


def now() -> float:
    return asyncio.get_running_loop().time()


async def one_round(nginx: Relay, clip: Path, steady: Path, folder: Path, found: Found) -> int:
    """→ incidents that nobody planted."""
    async with studio(folder) as here:
        await watch_nginx(here, nginx, "room")
        with Publisher(clip, nginx.rtmp("room")) as sent:
            for kind, at in planted.faults(PLAN):
                await here.incident(kind, within=90)
                found[kind].append(now() - sent.began - at)
                found["card"].append(await card(here))
                await here.incident(kind, over=True, within=60)
            await here.incident("cut", within=90)  # the file is over
        with Publisher(steady, nginx.rtmp("room"), loop=True) as sent:
            await here.incident("cut", over=True, within=60)
            await asyncio.sleep(5)
            sent.freeze()
            began = now()
            await here.incident("stalled")
            found["stalled"].append(now() - began)
            sent.thaw()
            await here.incident("stalled", over=True)
        began, cuts = now(), len([one for one in await here.incidents() if one.kind == "cut"])
        while len([one for one in await here.incidents() if one.kind == "cut"]) == cuts:
            await asyncio.sleep(0.02)
        found["cut"].append(now() - began)
        return await extra(here)


async def card(here: Studio) -> float:
    """Seconds until the newest incident has its card."""
    began, newest = now(), (await here.incidents())[-1].id
    while True:
        owner = await here.services.get(Hub).owner(here.show)
        fold = (await owner.settled()).companions["emergency"]
        assert isinstance(fold, Emergencies)
        if any(newest in run.incidents for run in fold.book.all()):
            return now() - began
        await asyncio.sleep(0.02)


async def extra(here: Studio) -> int:
    """Kinds that nobody planted, or that came more often than they were planted."""
    seen: dict[str, int] = defaultdict(int)
    for one in await here.incidents():
        seen[one.kind] += 1
    allowed = {**dict.fromkeys(WINDOWS_S, 1), "cut": 2}
    for one in await here.incidents():
        if seen[one.kind] > allowed.get(one.kind, 0):
            print(f"  not planted: {one.kind} ({one.cause}), {one.seconds} s")
    return sum(max(n - allowed.get(kind, 0), 0) for kind, n in seen.items())


async def calm(nginx: Relay, clip: Path, folder: Path) -> int:
    async with studio(folder) as here:
        await watch_nginx(here, nginx, "calm")
        with Publisher(clip, nginx.rtmp("calm"), loop=True):
            await here.reaches("live")
            await asyncio.sleep(CALM_S)
            return len(await here.incidents())


async def at_obs(folder: Path, found: Found) -> None:
    with stage.display() as display:
        async with stage.started(folder / "obs", display) as obs, studio(folder / "data") as here:
            await here.obs(obs.port, obs.password)
            (folder / "nginx").mkdir()
            with relay(folder / "nginx") as nginx:
                server = {"server": nginx.rtmp("")[:-1], "key": "room"}
                await obs.obs.ask(
                    "SetStreamServiceSettings", streamServiceType="rtmp_custom", streamServiceSettings=server
                )
                await obs.obs.ask("StartStream")
                await here.reaches("live", 60)
                await asyncio.sleep(4)
                began = now()
            await here.incident("cut")
            found["cut at OBS"].append(now() - began)
            found["card"].append(await card(here))


def main(rounds: int = 3, obs_rounds: int = 1) -> int:
    found: Found = defaultdict(list)
    surplus = raised = 0
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        folder.chmod(0o755)
        clip = planted.render(PLAN, folder, "plan")
        steady = planted.render((Piece("live", 10),), folder, "calm")
        (folder / "nginx").mkdir()
        with relay(folder / "nginx") as nginx:
            for number in range(rounds):
                surplus += asyncio.run(one_round(nginx, clip, steady, folder / f"round-{number}", found))
            raised = asyncio.run(calm(nginx, steady, folder / "calm-home"))
        for number in range(obs_rounds):
            try:
                asyncio.run(at_obs(folder / f"at-{number}", found))
            except stage.Lacking as lacking:
                print(f"cut at OBS: not measured, {lacking}")
    return told(found, surplus, raised)


def told(found: Found, surplus: int, raised: int) -> int:
    well = surplus + raised == 0
    print(time.strftime("%Y-%m-%d"), "seconds until an incident is in the log")
    for kind, took in found.items():
        limit = CARD_S if kind == "card" else LIMIT_S + WINDOWS_S.get(kind, 0.0)
        met = max(took) <= limit
        well = well and met
        middle = sorted(took)[len(took) // 2]
        print(
            f"  {kind:12} n {len(took)}  median {middle:.2f}  longest {max(took):.2f}  limit {limit:.0f}  {'met' if met else 'NOT MET'}"
        )
    print(
        f"  not planted, in {CALM_S:.0f} s of a calm stream: {raised}; beside planted ones: {surplus}  (limit 0)"
    )
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
