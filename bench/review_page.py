"""The review page of a large show in a real Chromium: until the first tile stands there, and until everything does.

One show of 1,000,000 events and 200,000 people (those of `bench.restart`, with a rundown, hosts and online), and six
earlier evenings of the same room, 20,000 events each, so that the page has a past to compare with. Opened: `first`, by
a server that has just started on a log that nobody has looked at (it is sealed and archived while the page waits, which
a server does at the end of a show); `cold`, by a server that has just started, archived before; `warm`, again. Each by
a fresh tab. `processor` is the server's alone; Chromium's is on top of it and takes most of what is left.

    python -m bench.review_page [--events 1000000] [--rounds 5]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec import structs
from playwright.sync_api import Browser, BrowserContext

from bench.restart import SPAN_MS, T0, batches
from bench.rounds import Figure, median, report, spread

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from console_browser import chromium, claimed, context
from tests.serving import Running, serving

from onair.access.service import list_tenants, local
from onair.events.codec import CODEC_VERSION, encode_batch
from onair.events.model import AnyEvent, Gauge, Host, Slot
from onair.kernel.clock import DAY_MS, MINUTE_MS
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade import service as trade
from onair.trade.service import NewShow, State

EVENINGS, SMALL = 6, 20_000
FIRST_S, ALL_S = 1.0, 3.0
PATIENCE_MS = 300_000
TICKS = os.sysconf("SC_CLK_TCK")


class Opened(NamedTuple):
    """Seconds until the first tile and until nothing is asked any more, and the server's processor seconds."""

    first: float
    whole: float
    processor: float


def told(at: int) -> Iterator[AnyEvent]:
    """What a source of the room's own says: a rundown of 24 slots, two hosts, online every ten seconds."""
    for n in range(24):
        yield Slot(
            id=f"slot-{n}", source="onair:desk", at=at + n * SPAN_MS // 24, slot=f"s{n}", phase="start", product=f"p{n}"
        )  # fmt: skip
    for n in range(2):
        begins = at + n * SPAN_MS // 2
        yield Host(id=f"host-{n}", source="onair:desk", at=begins, host=f"h{n}", phase="start")
    for n in range(SPAN_MS // 10_000):
        rise = min(n, 200) * 20
        yield Gauge(
            id=f"online-{n}", source="douyin:room-1", at=at + n * 10_000, name="online", value=500 + rise + n % 37
        )  # fmt: skip


def write(log: EventLog, tenant: str, show: str, n: int, back: int) -> None:
    def append(batch: list[AnyEvent]) -> None:
        log.append_blocking(
            show, tenant=tenant, clock=batch[-1].at, n=len(batch), body=encode_batch(batch), codec=CODEC_VERSION
        )  # fmt: skip

    append(list(told(T0 - back)))
    for batch in batches(n):
        append([structs.replace(event, at=event.at - back) for event in batch] if back else batch)


def prepare(home: Path, events: int) -> str:
    """The evenings in the data folder of a server that does not run; gives the large one's id."""
    db = Database(f"sqlite:///{home / 'onair.db'}", "off")
    with db.read() as tx:
        actor = local(list_tenants(tx)[0].id)
    log = EventLog(db)
    log.start()
    with db.write() as tx:
        room = trade.create_room(tx, actor, lambda: T0, name="演练", platform="douyin", account="77001")
    show = ""
    for evening in range(EVENINGS, -1, -1):
        at = T0 - evening * DAY_MS
        new = NewShow(
            title=f"演练 {evening}", room=room.id, starts_at=at, state=State.ended, started_at=at,
            ended_at=at + SPAN_MS + MINUTE_MS,
        )  # fmt: skip
        with db.write() as tx:
            show = trade.create_show(tx, actor, lambda: T0, new).id
        write(log, actor.tenant, show, SMALL if evening else events, evening * DAY_MS)
    log.stop()
    db.close()
    return show


def used(server: Running) -> float:
    """Processor seconds of the serving process, all its threads."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def opened(signed_in: BrowserContext, server: Running, show: str) -> Opened:
    page = signed_in.new_page()
    page.set_default_timeout(PATIENCE_MS)
    before, began = used(server), time.perf_counter()
    page.goto(f"{server.url}/#/review/{show}", wait_until="commit")
    page.locator(".tile .value").first.wait_for()
    first = time.perf_counter() - began
    page.locator(".review-page[data-ready='true']").wait_for()
    whole = time.perf_counter() - began
    page.close()
    return Opened(first, whole, used(server) - before)


def signed_in(browser: Browser, server: Running) -> BrowserContext:
    page = claimed(browser, server.url, server.claim)
    page.locator("h1").wait_for()
    state = page.context.storage_state()
    page.context.close()
    made = context(browser)
    made.add_cookies(state["cookies"])  # type: ignore[arg-type] # what it gives is what it takes
    return made


def measured(folder: Path, events: int, rounds: int) -> dict[str, list[Opened]]:
    found: dict[str, list[Opened]] = {"first": [], "cold": [], "warm": []}
    with serving(folder / "home") as server, chromium() as browser:
        tab = signed_in(browser, server)
        server.stop()
        show = prepare(server.home, events)
        server.restart()
        found["first"].append(opened(tab, server, show))
        for _ in range(rounds):
            server.stop()
            server.restart()
            found["cold"].append(opened(tab, server, show))
            found["warm"].append(opened(tab, server, show))
    return found


def figures(found: dict[str, list[Opened]]) -> Iterator[Figure]:
    for name, some in found.items():
        goal = name == "warm"
        for what, most, values in (
            ("first tile", FIRST_S, [one.first for one in some]),
            ("everything", ALL_S, [one.whole for one in some]),
        ):
            middle = median(values)
            said = f"{name}: {what} ({spread(values)})"
            yield Figure(said, middle, "s", f"≤ {most:g}" if goal else "", middle <= most if goal else None)
        yield Figure(f"{name}: the server's processor", median([one.processor for one in some]), "s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as name:
        made = list(figures(measured(Path(name), args.events, args.rounds)))
    report(f"review page of {args.events:,} events, load {os.getloadavg()[0]:.1f}", made)
    return 0 if all(figure.met is not False for figure in made) else 1


if __name__ == "__main__":
    sys.exit(main())
