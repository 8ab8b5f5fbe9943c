"""What the screens get of the rundown as it is played. Times in ms UTC, lengths in ms; nothing in it ticks by itself:
who shows it counts from its times. None = not planned, or not known yet."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from onair.during.playout.decide import Stage
from onair.during.playout.lints import SlotLint, lints_of
from onair.during.playout.schedule import Row, Timeline

AHEAD_MOST = 60
PAST_MOST = 60
AGENDA_MOST = 3


class PlaySlot(Struct, frozen=True):
    """`at`, `end`: real where it was, else expected. `least`: re-planning may shrink it to this."""

    id: str
    title: str
    kind: str
    product: str | None
    role: str | None
    timing: str
    at: int | None
    end: int | None
    length: int
    planned_at: int | None
    planned_end: int | None
    over: int | None
    fixed: bool
    keeps: bool
    moved: bool
    lints: list[SlotLint]


class PlayedSlot(Struct, frozen=True):
    """`ms`: on air in all; `planned_ms` None = not in the plan."""

    id: str
    title: str
    role: str | None
    at: int
    ms: int
    planned_ms: int | None


class PlayPromise(Struct, frozen=True):
    """`at`: kept since, or expected; None = no slot keeps it any more."""

    id: str
    text: str
    at: int | None
    kept: bool


class SkippedSlot(Struct, frozen=True):
    id: str
    title: str
    by: str


class PlayoutPanel(Struct, frozen=True):
    """`version` of the rundown, 0 = there is none. `rev`: of what happened to it; send it with an act and somebody
    else's being first is told. `place` of the slot on air among `count`. `late` now, `end_late` at the end (< 0 = ahead);
    without a rundown nothing says when the show ends: None. `more`: slots after `coming`."""

    version: int
    rev: int
    place: int
    count: int
    current: PlaySlot | None
    coming: list[PlaySlot]
    more: int
    late: int
    end_late: int | None
    ends: int | None
    planned_end: int | None
    promises: list[PlayPromise]
    skipped: list[SkippedSlot]


class PlayedPanel(Struct, frozen=True):
    """Newest last."""

    slots: list[PlayedSlot]


class CardNext(Struct, frozen=True):
    id: str
    title: str
    kind: str
    product: str | None
    at: int | None


class CardPanel(Struct, frozen=True):
    """The talk card of the slot on air in its parts, and what comes. `slot` None = nothing is on air; `planned` False:
    it is not in the rundown, so it has no card. `end`: until when it should last. `late`: the show's, apart from what
    this slot runs over, which rolls on by itself where `rolls`: late at t = `late` + max(0, t − `end`)."""

    slot: str | None
    title: str | None
    kind: str | None
    product: str | None
    role: str | None
    planned: bool
    at: int | None
    end: int | None
    late: int
    rolls: bool
    price: int | None
    form: str
    parts: dict[str, str]
    story: str
    scene: str
    anchor: str
    must: list[str]
    never: list[str]
    qa: list[list[str]]
    next: CardNext | None


class AgendaItem(Struct, frozen=True):
    """A slot with a fixed start. `at`: when it is expected, which is later than planned when it cannot be kept."""

    title: str
    at: int


class AgendaPanel(Struct, frozen=True):
    """What everybody in the room may know of the rundown. `planned` False: there is none, so no end is known. `end_late`
    at the end of the show (< 0 = ahead); `fixed`: starts that come, at most three."""

    planned: bool
    end_late: int | None
    ends: int | None
    fixed: list[AgendaItem]


def agenda_panel(stage: Stage, found: Timeline) -> AgendaPanel:
    fixed = [
        AgendaItem(row.title, row.expected_at)
        for row in found.coming
        if row.piece is not None and row.piece.pin is not None and row.expected_at is not None
    ]
    planned = bool(stage.plan.pieces)
    return AgendaPanel(planned, *_end(planned, found), fixed[:AGENDA_MOST])


def _end(planned: bool, found: Timeline) -> tuple[int | None, int | None]:
    """By how much late, and when. Without a rundown "now" would be the end, another one with every step of the clock."""
    return (found.ends - found.planned_end, found.ends) if planned else (None, None)


def playout_panel(stage: Stage, found: Timeline, rev: int) -> PlayoutPanel:
    lints = lints_of(stage, found)
    coming = found.coming
    order = [row.id for row in (*_past(found), *coming)]
    current, planned = found.current, bool(stage.plan.pieces)
    end_late, ends = _end(planned, found)
    return PlayoutPanel(
        version=stage.plan.version, rev=rev,
        place=order.index(current.id) + 1 if current else 0,
        count=len(order), current=_slot(current, lints) if current else None,
        coming=[_slot(row, lints) for row in coming[:AHEAD_MOST]], more=max(0, len(coming) - AHEAD_MOST),
        late=found.late, end_late=end_late, ends=ends, planned_end=found.planned_end if planned else None,
        promises=_promises(stage, found),
        skipped=[_skip(stage, row) for row in found.rows if row.state == "skipped"],
    )  # fmt: skip


def _past(found: Timeline) -> list[Row]:
    return [row for row in found.rows if row.state in ("done", "on_air")]


def _slot(row: Row, lints: dict[str, list[SlotLint]]) -> PlaySlot:
    piece = row.piece
    return PlaySlot(
        id=row.id, title=row.title, kind=row.kind, product=row.product, role=piece.role if piece else None,
        timing=piece.timing if piece else "linked", at=row.expected_at, end=row.expected_end, length=row.length,
        planned_at=row.planned_at, planned_end=row.planned_end, over=row.over,
        fixed=piece is not None and piece.pin is not None, keeps=piece is not None and piece.keeps, moved=row.moved,
        lints=lints.get(row.id, []),
    )  # fmt: skip


def _promises(stage: Stage, found: Timeline) -> list[PlayPromise]:
    told = []
    for owed in stage.plan.owed:
        row = found.row(owed.slot)
        kept = row is not None and row.state in ("done", "on_air")
        at = None if row is None or row.state in ("skipped", "missed") else row.real_at or row.expected_at
        told.append(PlayPromise(owed.id, owed.text, at, kept))
    return told


def _skip(stage: Stage, row: Row) -> SkippedSlot:
    by = next(
        (c.by for c in reversed(stage.changes) if not c.undone and _skips(c.data, c.action, row.id)), ""
    )
    return SkippedSlot(row.id, row.title, by)


def _skips(data: Any, action: str, slot: str) -> bool:
    return (action == "slot_skip" and data.get("slot") == slot) or slot in (data.get("dropped") or ())


def played_panel(found: Timeline) -> PlayedPanel:
    done = [row for row in found.rows if row.state == "done"]
    return PlayedPanel(
        [
            PlayedSlot(
                row.id, row.title, row.piece.role if row.piece else None, row.real_at or 0, row.real_ms,
                row.piece.span if row.piece else None,
            )
            for row in done[-PAST_MOST:]
        ]
    )  # fmt: skip


def card_panel(found: Timeline) -> CardPanel:
    row, coming = found.current, found.coming
    piece = row.piece if row else None
    card = piece.card if piece else {}
    after = coming[0] if coming else None
    due, late = _due(row), found.late
    rolls = due is not None and piece is not None and piece.timing != "fill"
    if due is not None and rolls and row is not None:
        late -= max(0, (row.expected_end or due) - due)
    return CardPanel(
        slot=row.id if row else None, title=row.title if row else None, kind=row.kind if row else None,
        product=row.product if row else None, role=piece.role if piece else None, planned=piece is not None,
        at=row.expected_at if row else None, end=due, late=late, rolls=rolls,
        price=piece.price if piece else None, form=str(card.get("form", "three")), parts=dict(card.get("parts") or {}),
        story=str(card.get("story", "")), scene=str(card.get("scene", "")), anchor=str(card.get("anchor", "")),
        must=list(card.get("must") or ()), never=list(card.get("never") or ()), qa=_answers(card.get("qa") or ()),
        next=CardNext(after.id, after.title, after.kind, after.product, after.expected_at) if after else None,
    )  # fmt: skip


def _due(row: Row | None) -> int | None:
    """Until when a planned slot on air should last; one that counts to a fixed time lasts until then."""
    if row is None or row.piece is None or row.expected_at is None:
        return None
    return row.expected_end if row.piece.timing == "fill" else row.expected_at + row.length


def _answers(pairs: Sequence[Any]) -> list[list[str]]:
    return [[str(pair.get("q", "")), str(pair.get("a", "")), str(pair.get("source", ""))] for pair in pairs]
