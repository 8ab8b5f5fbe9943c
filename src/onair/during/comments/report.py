"""A show's comments when it is looked back at: what was asked and answered, how soon, what was hidden and why. Read anew from
its log, so that it is whole whatever was restarted, and works for what was imported, too."""

from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.comments.clusters import Asked
from onair.during.comments.marking import Reads
from onair.during.comments.radar import STEERS, Radar, Sense
from onair.during.comments.schemas import CommentMissedOut, CommentReportOut
from onair.events.codec import decode_batch
from onair.events.model import Action, AnyEvent, Comment, Correction, Incident, Slot
from onair.store.log import EventLog

COMMENTS_MAX = 200_000
SLICE_MS = 10_000
READ_AT_ONCE = 512
TOP = 20
ALARMS = frozenset({"negative_wave", "hostile_raid"})
_TIME = attrgetter("at")


class Heard(NamedTuple):
    """Everything of the log that the report is made of, by time. `left_out`: comments over the limit, the oldest."""

    events: list[AnyEvent]
    left_out: int
    end: int


def heard(log: EventLog, show: str) -> Heard:
    """Worker threads only. Raises LogDamaged."""
    comments: list[AnyEvent] = []
    rest: list[AnyEvent] = []
    end = 0
    for batch in log.read(show):
        events = decode_batch(batch.body, batch.codec)
        end = batch.offset + len(events)
        for event in events:
            if isinstance(event, Comment):
                comments.append(event)
            elif isinstance(event, Slot | Correction | Incident) or (
                isinstance(event, Action) and _matters(event)
            ):
                rest.append(event)
        if len(comments) > 2 * COMMENTS_MAX:
            del comments[:-COMMENTS_MAX]
    left_out = max(0, len(comments) - COMMENTS_MAX)
    return Heard(sorted([*comments[-COMMENTS_MAX:], *rest], key=_TIME), left_out, end)


def _matters(event: Action) -> bool:
    return event.source == OWN_SOURCE and (event.action in STEERS or event.action == "pin")


def report(
    found: Heard, model: Reads, going: Callable[[float], bool] = lambda _: True
) -> CommentReportOut | None:
    """`going`: told the share that is done; False = stop, and there is none."""
    radar = Radar()
    radar.correct([event for event in found.events if isinstance(event, Correction)])
    events = [radar.now(event) if isinstance(event, Comment) else event for event in found.events]
    senses = _read(events, model)
    product: str | None = None
    begin = 0
    noticed: set[str] = set()
    while begin < len(events):
        until = events[begin].at + SLICE_MS
        stop = begin
        while stop < len(events) and events[stop].at < until:
            stop += 1
        part = events[begin:stop]
        comments = [event for event in part if isinstance(event, Comment)]
        radar.hear(comments, [senses[event.text] for event in comments], product)
        acts = [event for event in part if isinstance(event, Action)]
        product = _product(part, product)
        radar.act(acts)
        radar.advance(until)
        noticed |= {alarm.id for alarm in radar.waves.open.values()}
        radar.marks.clear()
        begin = stop
        if not going(stop / len(events)):
            return None
    return _told(radar, found, len(noticed))


def _read(events: Sequence[AnyEvent], model: Reads) -> dict[str, Sense]:
    texts = list(dict.fromkeys(event.text for event in events if isinstance(event, Comment)))
    found: dict[str, Sense] = {}
    for start in range(0, len(texts), READ_AT_ONCE):
        part = texts[start : start + READ_AT_ONCE]
        found.update(zip(part, model.sense(part), strict=True))
    return found


def _product(events: Sequence[AnyEvent], product: str | None) -> str | None:
    for event in events:
        if (isinstance(event, Slot) and event.phase == "start") or (
            isinstance(event, Action) and event.action == "pin"
        ):
            product = event.product
    return product


def _told(radar: Radar, found: Heard, noticed: int) -> CommentReportOut:
    """`noticed`: alarms of this reading; they count where nobody was alarmed on air, as in what was imported."""
    handled, moderation = radar.handled(), radar.moderation
    waiting = [row for row in radar.clusters if row.since is not None]
    missed = sorted([*radar.missed, *waiting], key=lambda row: -row.asking)[:TOP]
    alarms = (event for event in found.events if isinstance(event, Incident) and event.source == OWN_SOURCE)
    starts = {event.incident for event in alarms if event.kind in ALARMS and event.phase == "start"}
    reasons = Counter(one.reason for one in moderation.hidden.values())
    return CommentReportOut(
        read=radar.heard, left_out=found.left_out, asked=handled.asked, answered=handled.answered,
        median_ms=median(handled.took) if handled.took else None, how={way: n for way, n in radar.how.items() if n},
        negative=radar.negative, lawful=radar.lawful, hidden=len(moderation.hidden), hidden_lawful=moderation.protected,
        muted=len(moderation.muted), blocked=len(moderation.blocked), reasons=dict(reasons), waves=len(starts) or noticed,
        missed=[_missed(row) for row in missed],
    )  # fmt: skip


def _missed(row: Asked) -> CommentMissedOut:
    texts = sorted(row.texts, key=lambda text: -row.texts[text])[:2]
    return CommentMissedOut(
        kind=row.kind, texts=texts, people=row.asking, n=row.n, product=row.product, at=row.born
    )
