"""5,000 overlays of one link, twice a second, from the whole application, against a bare asyncio broadcast of the same
bytes: as `bench.fanout`, with frames as an overlay gets them. And the page itself in Chromium: what it loads, and what it
costs while nothing happens but a countdown, against an empty page in the same browser.

Memory: what the server's process grew by while its clients joined, divided by their number; buffers of the kernel are
not in it. The empty frame after half a second of silence is off in the first part, where the servers speak in turns, and
on in the second.

    python -m bench.overlay [--clients 5000] [--rounds 5] [--seconds 4]
"""

import asyncio
import gzip
import multiprocessing
import sys
import tempfile
import time
from types import MappingProxyType
from typing import Any

import msgspec

from bench.fanout import PERIOD_S, arguments, bare, compared, figures, more_files, obey
from bench.rounds import Figure, median, report

KIB = 1024
PAGE_S = 20.0


def frame(now: int) -> dict[str, Any]:
    """A change of an overlay while an offer runs."""
    from onair.during.offers.panel import OfferChip
    from onair.during.overlays.panel import (
        OverlayAnswer,
        OverlayCaption,
        OverlayOffer,
        OverlayPanel,
        OverlaySeller,
    )
    from onair.during.overlays.token import OverlayValue

    offer = OverlayOffer(
        "ofr_1", "coupon", "满 169 减 20 券（示例）", "麦饭石不粘炒锅 32cm（示例）", "live", 14900, 16900, now - 60_000, now + 1_800_000,
        600, 386, None, 1, [OfferChip("returns", "7天可退", "7 days to return")], [OfferChip("coupon", "满169减20", "20 off from 169")],
    )  # fmt: skip
    panel = OverlayPanel(
        {"product.paid_orders": OverlayValue(214, now), "product.name": OverlayValue("炒锅（示例）")}, "ofr_1", [offer],
        OverlaySeller("示例厨房用品店", "示例市样品路 1 号", "000-0000-0000"), OverlayAnswer(now, "电磁炉能用吗", "能用"),
        None, None, [OverlayCaption(now, "这口锅是平底的", True)], False,
    )  # fmt: skip
    return {
        "frame": "delta",
        "as_of": now,
        "clock": now,
        "offset": 1,
        "panels": {"overlay": msgspec.to_builtins(panel)},
    }


def bare_overlay(folder: str, pipe: Any) -> None:
    bare(folder, pipe, frame(int(time.time() * 1000)))


def ours_in_turns(folder: str, pipe: Any) -> None:
    from onair.during.broadcast import screen

    screen.PULSE = MappingProxyType({})
    ours(folder, pipe)


def ours(folder: str, pipe: Any) -> None:
    """The whole application on loopback; tells where its overlay is."""
    import uvicorn
    import uvloop
    from tests.during.live import furnish

    from onair.access.roles import system
    from onair.app.compose import application, running
    from onair.during.broadcast.hub import Hub
    from onair.during.broadcast.service import create_token
    from onair.kernel.settings import load
    from onair.store.db import Database

    more_files()

    async def run() -> None:
        async with running(load({"ONAIR_HOME": folder})) as services:
            tenant, _, show, _ = furnish(services, started_at=services.clock() - 60_000)
            with services.get(Database).write() as tx:
                link = create_token(tx, system(tenant), services.clock, show, "overlay")
            config = uvicorn.Config(
                application(services), port=0, log_level="warning", access_log=False, http="httptools", lifespan="off", backlog=8192,
            )  # fmt: skip
            server = uvicorn.Server(config)
            task = asyncio.create_task(server.serve())
            while not server.started:
                await asyncio.sleep(0.01)
            hub = services.get(Hub)
            channel = (await hub.screen(show)).channel("overlay")
            pipe.send(
                (server.servers[0].sockets[0].getsockname()[1], f"/api/v1/view/{link.secret}/stream", "")
            )

            def push(at: float) -> None:
                now = services.clock()
                channel.push("delta", {"t": at, **frame(now)}, now)

            await obey(pipe, push)
            hub.say_bye()
            server.should_exit = True
            await task

    uvloop.run(run())


# ---- the page


def spent(browser: Any) -> float:
    """Seconds of CPU of all processes of a browser."""
    session = browser.new_browser_cdp_session()
    told = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(one["cpuTime"] for one in told)


def idle(browser: Any, url: str | None, start: Any) -> tuple[float, int]:
    """→ (share of one core over PAGE_S, gzipped bytes that the page loaded)."""
    page = browser.new_page(viewport={"width": 1080, "height": 1920})
    loaded: list[int] = []

    def heard(response: Any) -> None:
        if "stream" not in response.url and response.ok:
            loaded.append(len(gzip.compress(response.body(), 9)))

    if url is not None:
        page.on("response", heard)
        page.goto(url)
        page.wait_for_selector("main", state="attached")
        start()
        page.wait_for_selector(".time b")
    page.wait_for_timeout(3000)
    before, at = spent(browser), time.perf_counter()
    page.wait_for_timeout(PAGE_S * 1000)
    share = (spent(browser) - before) / (time.perf_counter() - at)
    page.close()
    return share, sum(loaded)


def the_page() -> tuple[float, float, int]:
    """→ shares of a core of an empty page and of the overlay, bytes of the overlay."""
    from tests.browser.console_browser import chromium

    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as folder, chromium() as browser:
        mine, theirs = context.Pipe()
        process = context.Process(target=ours, args=(folder, theirs), daemon=True)
        process.start()
        port, path, _ = mine.recv()
        secret = path.split("/")[4]

        def start() -> None:
            mine.send(1)
            mine.recv()

        empty, _ = idle(browser, None, start)
        share, size = idle(browser, f"http://127.0.0.1:{port}/o/{secret}", start)
        mine.send(None)
        process.join(5)
        process.kill()
    return empty, share, size


def main() -> int:
    args = arguments(__doc__)
    more_files()
    empty, share, size = the_page()
    found = compared((("bare", bare_overlay), ("ours", ours_in_turns)), args)
    each = median(found["ours"]["bytes"]) / KIB
    report(
        f"overlays: {args.clients:,} clients at {1 / PERIOD_S:.0f} Hz, {args.rounds} rounds; one page in Chromium",
        [
            *figures(found["ours"], found["bare"]),
            Figure("memory a client", each, "KiB", "≤ 30", each <= 30),
            Figure("bare memory a client", median(found["bare"]["bytes"]) / KIB, "KiB"),
            Figure("page, gzipped", size / KIB, "KiB", "≤ 100", size <= 100 * KIB),
            Figure(
                f"page with a countdown, {PAGE_S:.0f} s", share * 100, "% core", "≤ 2", share - empty <= 0.02
            ),
            Figure("empty page in the same browser", empty * 100, "% core"),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
