"""Prepares what the demo shows before a show: made once, with the use cases that people work with."""

from random import Random

from sqlalchemy.orm import Session

from onair.access.service import Actor, list_people
from onair.access.web.services import Services
from onair.after.review.lessons import Lessons
from onair.before.gate.service import Gates, gates_of, put_settings, settings_of, waive
from onair.before.rundown.service import Rundown
from onair.before.selection.service import pick, refresh
from onair.before.techcheck import checklist
from onair.before.warmup.service import DeliveryOutbox, promises
from onair.delivery.service import vault_of
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS, Clock, midnight
from onair.kernel.settings import Settings
from onair.rehearsal import cast
from onair.rehearsal.team import Crew
from onair.rehearsal.tonight import answers, calls, grumble, invite, overlay, pool, stage
from onair.rehearsal.tonight.cards import personas
from onair.store.db import Database
from onair.trade.personas.service import personas as personas_of
from onair.trade.personas.service import put_persona
from onair.trade.service import NewShow, ShowView, State, cancel_show, create_show, list_shows

FULL, EMPTY = "full", "empty"
ROOMS = {FULL: cast.ROOM, EMPTY: cast.SECOND_ROOM}
"""The first has a past, so that it is told what the show may bring; the second has none."""
NOTES = {FULL: "演练数据：播前已备好的一场", EMPTY: "演练数据：刚开了头的一场"}
"""A show's note says which of the two it is."""
HOURS = (10.0, 19.5)
"""When the shop goes on air."""
NEAR_MS = 150 * MINUTE_MS
"""The next show is at least this far away, so that something is left to do."""
MINUTES = 150
EMPTY_DAYS = 3
SINCE_MS = 30 * DAY_MS
OVER = "演练：时间已过，新的一场已排好"


class Preparation:
    """Blocking. Each step is one transaction: a start that was cut short takes up where it was."""

    def __init__(self, services: Services, crew: Crew, clock: Clock) -> None:
        self._services, self._crew, self._clock = services, crew, clock
        self._db = services.get(Database)

    # ---- goods

    def pool(self) -> None:
        """Goods and what suppliers say, as they were before the first past show."""
        then = self._clock() - SINCE_MS
        with self._db.write() as tx:
            if not pool.stocked(tx, self._crew.team.id):
                pool.stock(tx, self._crew.actor, self._clock, then)
        refresh(self._db, self._crew.team.id, lambda: then, cast.ZONE)

    def documents(self) -> None:
        """Dossiers, pictures, stars and personas."""
        with self._db.write() as tx:
            hosts = {one.name: one for one in personas_of(tx, self._crew.team.id)}
            wanted = personas(self._clock())
            if all(hosts[name].version for name in wanted):
                return
            people = self._people(tx)
            judges = [people["merchandiser"], people["operator"], people["host"]]
            pool.document(tx, self._crew.actor, self._clock, judges)
            for name, written in wanted.items():
                if not hosts[name].version:
                    put_persona(
                        tx, people["operator"], self._clock, hosts[name].host, version=0, written=written
                    )

    def learned(self, show: ShowView) -> None:
        """Score the pool as of an hour after a show, which has taught what sold."""
        at = (show.ended_at or 0) + HOUR_MS
        lessons = self._services.maybe(Lessons)
        if lessons is not None:
            lessons.on_show_changed(show)
            lessons.settle()
        refresh(self._db, self._crew.team.id, lambda: at, cast.ZONE)

    # ---- shows

    def shows(self) -> tuple[ShowView, bool]:
        """→ the next show, prepared, and whether it is new. One that is past its time makes room for another."""
        vault_of(self._services)  # it looks into the database itself
        with self._db.write() as tx:
            held = self._held(tx, FULL)
            if held is not None:
                return held, False
            people = self._people(tx)
            start = next_start(self._clock())
            full = self._open(tx, people["operator"], FULL, start)
            self._empty(tx, people)
            answers.write(tx, people, self._clock)
            grumble.block(tx, people["operator"], self._clock)
            overlay.lay_out(tx, people["technician"], self._clock)
            self._fill(tx, people, full)
        return full, True

    def _held(self, tx: Session, which: str) -> ShowView | None:
        """The one that is still to come, or on air; those nobody started in time are cancelled."""
        found, _ = list_shows(tx, self._crew.team.id, limit=1000)
        ours = [one for one in found if one.note == NOTES[which]]
        now = self._clock()
        for one in ours:
            if one.state is State.preparing and (one.starts_at or 0) + HOUR_MS < now:
                cancel_show(tx, self._crew.actor, self._clock, one.id, OVER)
        return next((one for one in ours if (one.starts_at or 0) + HOUR_MS >= now), None)

    def _open(self, tx: Session, actor: Actor, which: str, start: int) -> ShowView:
        title = f"{cast.NEXT[which]} {cast.day(start)}"
        new = NewShow(
            title, cast.CURRENCY, cast.ZONE, ROOMS[which][2], start, start + MINUTES * MINUTE_MS,
            note=NOTES[which],
        )  # fmt: skip
        return create_show(tx, actor, self._clock, new)

    def _empty(self, tx: Session, people: dict[str, Actor]) -> None:
        """A show of which only the title and three products stand."""
        if self._held(tx, EMPTY) is None:
            start = next_start(self._clock() + EMPTY_DAYS * DAY_MS)
            made = self._open(tx, people["operator"], EMPTY, start)
            pick(tx, people["merchandiser"], self._clock, made.id, stage.PICKS[:3], picked=True)

    def _fill(self, tx: Session, people: dict[str, Actor], show: ShowView) -> None:
        """Everything before a show, by those who do it."""
        stage.choose(tx, people["merchandiser"], self._clock, show.id)
        invite.promise(tx, people["operator"], self._clock, show)
        rundown = stage.lay(tx, people["operator"], self._clock, show.id)
        self._keep_guest(tx, people["operator"], show, rundown)
        rundown = stage.arrange(tx, people["operator"], self._clock, rundown, self._crew.hosts)
        base = self._services.get(Settings).public_url
        robot = invite.robot(tx, people["technician"], self._clock, vault_of(self._services))
        rng = Random(show.starts_at)  # noqa: S311 (demo data)
        desk = invite.Desk(people, self._clock, DeliveryOutbox(base), robot, f"{base}/#/live", rng)
        invite.plan(tx, desk, show)
        self._room(tx, people, show)
        self._gate(tx, people, show, rundown)

    def _keep_guest(self, tx: Session, actor: Actor, show: ShowView, rundown: Rundown) -> None:
        slot = next(one.id for one in rundown.slots if one.title == calls.GUEST)
        by_kind = {one.kind: one.id for one in promises(tx, self._crew.team.id, show.id)}
        invite.keep_guest(tx, actor, self._clock, by_kind, slot)

    def _room(self, tx: Session, people: dict[str, Actor], show: ShowView) -> None:
        """The room's checklist with owners, most of it done."""
        room = show.room.id if show.room else ""
        owners = (people["technician"].id, people["controller"].id)
        for place, task in enumerate(checklist.fill(tx, people["technician"], self._clock, room)):
            changes = {"owner": owners[place % 3 == 2], "done": place not in (3, 5)}
            checklist.change(
                tx, people["technician"], self._clock, task.id, version=task.version, changes=changes
            )

    def _gate(self, tx: Session, people: dict[str, Actor], show: ShowView, rundown: Rundown) -> None:
        """Almost ready: two things of the review and the signature are left, one point is waived with a reason."""
        gates: Gates = gates_of(self._services)
        if not settings_of(tx, self._crew.team.id).version:
            put_settings(tx, people["owner"], self._clock, version=0, changes=calls.SELLER)
        hosts = dict.fromkeys(slot.host for slot in rundown.slots if slot.host)
        signs = [("operator", "hosts", host) for host in hosts] + [("operator", "seller", "")]
        signs += [("merchandiser", "stock", "")] + [("controller", "review", one) for one in calls.REVIEWED]
        for login, code, subject in signs:
            gates.sign(tx, people[login], show.id, code=code, subject=subject, note=None)
        code, reason = calls.WAIVED
        waive(tx, people["owner"], self._clock, show.id, code=code, reason=reason)

    # ---- who does it

    def _people(self, tx: Session) -> dict[str, Actor]:
        return people_of(tx, self._crew.team.id)


def people_of(tx: Session, tenant: str) -> dict[str, Actor]:
    """Everybody of the team by login, as they would act themselves."""
    return {
        one.login: Actor(tenant, "person", one.id, one.name, frozenset(one.roles))
        for one in list_people(tx, tenant)
        if one.login
    }


def next_start(now: int) -> int:
    """The next hour of the shop (ms UTC) that leaves NEAR_MS."""
    start = midnight(now, cast.ZONE)
    moments = [start + days * DAY_MS + round(hour * HOUR_MS) for days in range(2) for hour in HOURS]
    return next(moment for moment in moments if moment >= now + NEAR_MS)
