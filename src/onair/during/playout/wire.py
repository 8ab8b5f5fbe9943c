"""Plan against real, and previews, from results to the wire."""

from collections.abc import Mapping

from onair.during.playout.pieces import Change
from onair.during.playout.report import Report, Told
from onair.during.playout.rounds import Round
from onair.during.playout.schedule import Row
from onair.during.playout.schemas import (
    PlayChangeOut,
    PlayoutOut,
    PlayPreviewOut,
    PlayRefusalOut,
    PlayRoundOut,
    PlayShiftOut,
    PlaySlotOut,
)
from onair.during.playout.service import Preview
from onair.kernel.i18n import Lang

SHOWN = 20


def playout_out(show: str, told: Report, names: Mapping[str, str]) -> PlayoutOut:
    found, plan = told.found, told.stage.plan
    known = bool(plan.pieces)
    return PlayoutOut(
        show=show, version=plan.version, live=told.stage.when.open, as_of=told.stage.when.now,
        late_s=_s(found.late) if known else None, end_late_s=_s(found.ends - found.planned_end) if known else None,
        planned_end=found.planned_end if known else None, ends=found.ends if known else None,
        slots=[_slot(one) for one in told.slots],
        changes=[_change(change, names) for change in told.stage.changes],
        rounds=[_round(one) for one in told.rounds],
    )  # fmt: skip


def _s(ms: int | None) -> int | None:
    return None if ms is None else round(ms / 1000)


def _slot(told: Told) -> PlaySlotOut:
    row, piece = told.row, told.row.piece
    aired = row.state in ("done", "on_air")
    return PlaySlotOut(
        id=row.id, title=row.title, kind=row.kind, product=row.product, role=piece.role if piece else None,
        state=row.state, planned=piece is not None, fixed=piece is not None and piece.pin is not None,
        timing=piece.timing if piece else "linked", moved=row.moved, planned_at=row.planned_at,
        planned_end=row.planned_end, expected_at=row.expected_at, expected_end=row.expected_end, real_at=row.real_at,
        real_end=row.real_end, planned_s=_s(piece.span) if piece else None, real_s=_s(row.real_ms) if aired else None,
        late_s=_s(told.late), over_s=_s(told.over), changes=[change.id for change in told.changes],
    )  # fmt: skip


def _change(change: Change, names: Mapping[str, str]) -> PlayChangeOut:
    return PlayChangeOut(
        id=change.id, at=change.at, action=change.action, by=change.by, by_name=names.get(change.by, change.by),
        why=change.why, undone=change.undone, slot=change.data.get("slot"), data=dict(change.data),
    )  # fmt: skip


def _round(one: Round) -> PlayRoundOut:
    return PlayRoundOut(
        n=one.n, title=one.title, at=one.at, hook_s=_s(one.hook_ms), online_change=one.online_change, sold=one.sold,
        talk_s=_s(one.talk_ms), pushes=one.pushes, over=one.over,
    )  # fmt: skip


def preview_out(found: Preview, lang: Lang) -> PlayPreviewOut:
    before, after = found.decision.before, found.decision.after
    answer, rule = found.decision.answer, found.refused
    return PlayPreviewOut(
        data=found.data, rev=found.rev,
        refused=PlayRefusalOut(
            code=rule.code, rule=rule.data["rule"], slot=rule.data["slot"], by_s=rule.data["by_s"], detail=rule.detail(lang)
        ) if rule else None,
        zh=found.words.zh, en=found.words.en, engine=answer.engine if answer else None,
        late_s=round(after.late / 1000), end_late_s=round((after.ends - after.planned_end) / 1000),
        shifts=[_shift(row, after.row(row.id)) for row in before.coming[:SHOWN]],
    )  # fmt: skip


def _shift(before: Row, after: Row | None) -> PlayShiftOut:
    gone = after is None or after.state == "skipped"
    length = before.length if after is None else after.length
    return PlayShiftOut(
        slot=before.id, title=before.title, fixed=before.piece is not None and before.piece.pin is not None,
        before=before.expected_at, after=None if gone or after is None else after.expected_at,
        length_s=length // 1000, change_s=(length - before.length) // 1000,
    )  # fmt: skip
