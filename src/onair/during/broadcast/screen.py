"""The stream of one show: a ticker, the picture and a channel for each view that somebody watches."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from onair.during.broadcast.change import Change, for_view
from onair.during.broadcast.facts import Good
from onair.during.broadcast.frames import Present, View
from onair.during.broadcast.guards import Guards
from onair.during.broadcast.owner import Owner
from onair.during.broadcast.picture import Picture
from onair.during.broadcast.stream import LINGER_MS, Channel, Client, encode_frame
from onair.kernel.clock import Clock

TICK_MS = 250
"""Console frames at most this often; the other views every second tick."""
PULSE: Mapping[View, int] = {"overlay": 2 * TICK_MS}
"""Views whose screens must notice a cut within 2 s, pulled cables too: an empty frame after this much silence (ms)."""
log = logging.getLogger("onair.stream")


class Screen:
    """Ticks only while somebody watches (and a minute longer)."""

    def __init__(
        self,
        owner: Owner,
        clock: Clock,
        goods: Mapping[str, Good],
        names: Mapping[str, str],
        panels: Mapping[str, frozenset[View]] = MappingProxyType({}),
    ) -> None:
        """`panels`: those of the features, and who may see each."""
        self.owner, self._clock = owner, clock
        self._goods, self._names, self._panels = goods, names, panels
        self.guards = Guards()
        self._channels: dict[View, Channel] = {}
        self._pending: dict[View, Change] = {}
        self._people: dict[str, tuple[Present, int]] = {}
        self._task: asyncio.Task[None] | None = None
        self._turn = 0
        self._cache: dict[View, tuple[int, bytes]] = {}
        self._make_picture()
        owner.on_swap = self._swapped
        owner.on_facts = self._told

    @property
    def watched(self) -> bool:
        return any(channel.clients for channel in self._channels.values())

    @property
    def clients(self) -> int:
        return sum(len(channel.clients) for channel in self._channels.values())

    def watchers(self) -> Counter[str]:
        """Who watches, by the id of person, key or link, and on how many screens."""
        return Counter(client.who for channel in self._channels.values() for client in channel.clients)

    def watched_since(self) -> dict[str, int]:
        """By the id of person, key or link: when the oldest of its open screens came, ms."""
        since: dict[str, int] = {}
        for channel in self._channels.values():
            for client in channel.clients:
                since[client.who] = min(client.opened, since.get(client.who, client.opened))
        return since

    def hang_up(self, who: str) -> None:
        """End the streams of a person, key or link at once."""
        for channel in self._channels.values():
            for client in [client for client in channel.clients if client.who == who]:
                client.leave("revoked")

    def channel(self, view: View) -> Channel:
        """The channel of a view, brought up to date for somebody who is about to join."""
        found = self._channels.get(view)
        if found is None:
            # Grows faster than any show can tick, so ids increase over restarts too.
            found = self._channels[view] = Channel(view, self._clock() * 100)
            found.idle_since = self._clock()
            self._pending[view] = Change()
        if self._task is None or self._task.done():
            self._tick()
            self._task = asyncio.get_running_loop().create_task(self._run())
        self._flush(view, found)
        return found

    def snapshot(self, view: View) -> bytes:
        """The first frame of a newcomer, encoded once for all who come before the next delta."""
        channel = self._channels[view]
        seq, data = self._cache.get(view, (-1, b""))
        if seq != channel.seq or view not in self._cache:
            frame = self._picture.snapshot(view, self.owner.state, rebuilding=self.owner.rebuilding)
            data = encode_frame("snapshot", frame, channel.seq)
            self._cache[view] = (channel.seq, data)
        return data

    def join(self, view: View, client: Client, present: Present | None) -> None:
        channel = self._channels[view]
        channel.clients.add(client)
        channel.idle_since = None
        if present is not None and view == "console":
            _, n = self._people.get(present.id, (present, 0))
            self._people[present.id] = (present, n + 1)

    def leave(self, view: View, client: Client, present: Present | None) -> None:
        channel = self._channels[view]
        channel.clients.discard(client)
        if not channel.clients:
            channel.idle_since = self._clock()
        if present is not None and view == "console" and present.id in self._people:
            _, n = self._people.pop(present.id)
            if n > 1:
                self._people[present.id] = (present, n - 1)

    def know(self, goods: Mapping[str, Good], names: Mapping[str, str]) -> None:
        """Goods or people may have been edited."""
        if (goods, names) == (self._goods, self._names):
            return
        self._goods, self._names = goods, names
        self._told()

    def close(self, reason: str) -> None:
        for channel in self._channels.values():
            channel.close(reason)
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # ---- inside

    def _make_picture(self) -> None:
        self._picture = Picture(self.owner.facts, self._goods, self._names, self._panels)

    def _told(self) -> None:
        self._spread(self._picture.know(self.owner.facts, self._goods, self._names))

    def _swapped(self) -> None:
        """Another state: numbers may have gone, so everybody gets a new snapshot."""
        self._make_picture()
        self._cache.clear()
        self._tick()
        for view, channel in self._channels.items():
            self._pending[view] = Change()
            frame = self._picture.snapshot(view, self.owner.state, rebuilding=self.owner.rebuilding)
            channel.push("snapshot", frame, self._clock())

    def _tick(self) -> None:
        self.owner.fold_waiting()
        people = [present for present, _ in self._people.values()]
        self._spread(self._picture.tick(self.owner.state, self.owner.now(), self._clock(), people))

    def _spread(self, change: Change) -> None:
        if change:
            for view, pending in self._pending.items():
                pending.merge(for_view(change, view, self._picture.shown, self._panels))

    def _flush(self, view: View, channel: Channel) -> None:
        pending = self._pending[view]
        pulse = PULSE.get(view)
        if not pending and (pulse is None or channel.quiet(self._clock()) < pulse):
            return
        self._pending[view] = Change()
        picture = self._picture
        delta = pending.delta(picture.as_of, picture.clock, picture.offset, rebuilding=self.owner.rebuilding)
        channel.push("delta", delta, self._clock())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while any(not self._lingered(channel) for channel in self._channels.values()):
            due = max(due + TICK_MS / 1000, loop.time())
            await asyncio.sleep(due - loop.time())
            try:
                self._turn += 1
                self._tick()
                self._send()
            except Exception:
                log.exception("tick of %s failed", self.owner.facts.id)
        for channel in self._channels.values():
            channel.reset()

    def _send(self) -> None:
        now = self._clock()
        self.guards.look(now)
        for view, channel in self._channels.items():
            if view == "console" or self._turn % 2 == 0:
                self._flush(view, channel)
            channel.beat(now)
            if self._turn % 4 == 0:
                channel.cut_blocked(now)

    def _lingered(self, channel: Channel) -> bool:
        return channel.idle_since is not None and self._clock() - channel.idle_since > LINGER_MS
