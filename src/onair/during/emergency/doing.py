"""The steps that the server does: orders to the encoder, messages to robots. Nothing here raises for what they say."""

import asyncio
from collections.abc import Awaitable
from typing import NamedTuple

from onair.access.web import Services
from onair.delivery.service import Message, TargetNotFound, enqueue_all, paused, state_of, targets
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.hub import Hub
from onair.during.emergency.card import ENCODER, Card, CardStep
from onair.during.emergency.run import BY_ITSELF, Run, StepRun
from onair.during.emergency.setup import RoomSetup
from onair.during.offers.companion import ledger_of
from onair.during.signal.service import Done as Ordered
from onair.during.signal.service import Orders, orders_of
from onair.kernel.settings import Settings
from onair.store.db import Database

HEARD_S, LOOK_S = 6.0, 0.3
"""So long is waited for a robot's answer, looking so often."""
KIND = "alert"
EXPIRES_MS = 10 * 60_000
"""An alarm that comes later helps nobody."""


class Came(NamedTuple):
    """What came of it. `code` as in `wording.why`; `was`: what was there before."""

    ok: bool
    code: str | None = None
    was: str | None = None


class Task(NamedTuple):
    """One attempt of one step. `at` ms; `attempt` counts from 1."""

    facts: Facts
    run: Run
    one: StepRun
    setup: RoomSetup
    at: int
    attempt: int

    @property
    def step(self) -> CardStep:
        return self.one.step

    @property
    def card(self) -> Card:
        return self.run.card

    @property
    def id(self) -> str:
        return f"{self.run.id}:{self.step.id}:{self.attempt}"

    @property
    def words(self) -> str:
        """For the screen, or for the host."""
        return (self.step.text or self.card.line).of(self.one.lang)

    @property
    def what(self) -> str | None:
        """The scene, input or text source it is about."""
        if self.step.do == "scene_back":
            before = self.run.steps.get(self.step.undoes or "")
            return (before.was if before else None) or self.setup.main_scene
        return self.setup.chosen(self.step.do)


async def carry_out(services: Services, task: Task) -> Came:
    """A real step; drills never come here."""
    if task.step.do in ENCODER:
        return await _encoder(services, task)
    if task.step.do == "end_offers":
        return await _end_offers(services, task)
    return await _notify(services, task) if task.step.do == "notify" else Came(True)


async def _encoder(services: Services, task: Task) -> Came:
    if task.facts.room_id is None:
        return Came(False, "room_unknown")
    if task.what is None and (task.setup.lacks(task.step.do) or task.step.do == "scene_back"):
        return Came(False, "not_chosen")
    done = await _order(orders_of(services), task, task.facts.tenant, task.facts.room_id, task.what or "")
    return Came(done.ok, None if done.ok else done.code, done.was)


def _order(orders: Orders, task: Task, tenant: str, room: str, what: str) -> Awaitable[Ordered]:
    do = task.step.do
    match do:
        case "scene" | "scene_back":
            return orders.switch_scene(tenant, room, what)
        case "mute" | "unmute":
            return orders.mute(tenant, room, what, muted=do == "mute")
        case "text" | "text_off":
            return orders.show_text(tenant, room, what, task.words if do == "text" else "")
    plain = {
        "restart_output": orders.restart_output, "start_output": orders.start_output,
        "backup_stream": orders.backup_stream, "main_stream": orders.main_stream,
    }  # fmt: skip
    return plain[do](tenant, room)


async def _end_offers(services: Services, task: Task) -> Came:
    """Of the product talked about, each as if the person had ended it."""
    owner = await services.get(Hub).owner(task.facts.id)
    state = await owner.folded()
    product, offers = state.track.product, ledger_of(state.companions).offers
    on = [
        id_
        for id_, book in offers.items()
        if book.terms.product == product and book.state(owner.now()) != "ended"
    ]
    for place, offer in enumerate(on):
        data = {"offer": offer, "why": task.card.name.of(task.one.lang)}
        await owner.act(
            "offer_end", data, task.run.why, id_=f"{task.id}:{place}", by=task.one.asked_by or BY_ITSELF
        )
    return Came(True) if on else Came(False, "no_offer")


async def _notify(services: Services, task: Task) -> Came:
    """Put into the outbox once, whatever happens; then its answer is awaited for a moment."""
    if not task.setup.targets:
        return Came(False, "not_chosen")
    db = services.get(Database)
    refused = await asyncio.to_thread(_enqueue, services, db, task)
    if refused is not None:
        return Came(False, refused)
    keys = _keys(task)
    end = asyncio.get_running_loop().time() + HEARD_S
    while asyncio.get_running_loop().time() < end:
        found = await asyncio.to_thread(_states, db, task.facts.tenant, keys)
        if found and all(state not in ("queued", "sending") for state, _ in found):
            bad = [detail for state, detail in found if state not in ("sent", "dry", "confirm_wait")]
            dry = any(state == "dry" for state, _ in found)
            return Came(False, f"sent_{bad[0]}") if bad else Came(True, "dry_run" if dry else None)
        await asyncio.sleep(LOOK_S)
    return Came(True, "on_its_way")


def _keys(task: Task) -> list[str]:
    return [f"emg:{task.facts.id}:{task.id}:{target}"[-200:] for target in task.setup.targets]


def _enqueue(services: Services, db: Database, task: Task) -> str | None:
    """A code where nothing was put in."""
    lang = task.one.lang
    where = " · ".join(part for part in (task.facts.room, task.facts.title) if part)
    lines = [
        where,
        task.run.why or "",
        *(f"{n}. {step.say.of(lang)}" for n, step in enumerate(task.card.steps, 1)),
    ]
    payload = {
        "title": f"【{'应急' if lang == 'zh' else 'Emergency'}】{task.card.name.of(lang)}"[:200],
        "text": "\n".join(line for line in lines if line)[:3_500],
        "link": f"{services.get(Settings).public_url}/#/live/{task.facts.id}",
    }
    try:
        with db.write() as tx:
            if paused(tx, task.facts.tenant):
                return "paused"
            if not {one.id for one in targets(tx, task.facts.tenant)} >= set(task.setup.targets):
                return "target_gone"
            now = services.clock()
            messages = [
                Message(key, target, KIND, payload, now, expires_at=now + EXPIRES_MS)
                for key, target in zip(_keys(task), task.setup.targets, strict=True)
            ]
            enqueue_all(tx, task.facts.tenant, services.clock, messages)
    except TargetNotFound:
        return "target_gone"
    return None


def _states(db: Database, tenant: str, keys: list[str]) -> list[tuple[str, str]]:
    with db.read() as tx:
        return [(one.state, one.detail) for one in state_of(tx, tenant, keys).values()]
