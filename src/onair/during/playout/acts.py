"""What may be done to the rundown on air: go to the next, extend, skip, swap, move, restore; and the host's 逼单 tap.

The rest is re-planned under the hard rules before anything is written; what cannot be kept is refused with the rule's
name, unless `anyway` says why it is done all the same. `rev` of the panel makes the second of two people hear of the first.
"""

from typing import Any

from msgspec import Struct, structs

from onair.access.roles import Role
from onair.during.broadcast.actions import Act, ActRefused, BadActionData, Context
from onair.during.broadcast.acts import CONTROL, end_slot
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.playout.bounds import asked_too_much
from onair.during.playout.companion import Playout, stage_of
from onair.during.playout.decide import Decision, Solve, Stage, decide
from onair.during.playout.forms import FORMS, Next, Tap
from onair.during.playout.judge import TITLES, span
from onair.during.playout.replan import greedily
from onair.during.playout.schedule import Row, Timeline
from onair.events.model import AnyEvent, Slot
from onair.kernel.text import mask_personal

EARLY_MS = 30_000
"""A fixed start may be taken this much early."""
TALK_KINDS = {"product": "talk"}


class NotOnAir(ActRefused):
    code = "playout_not_on_air"
    zh = "场次当前不在直播中，流程不能这样改。没有执行任何操作；直播前请在「流程」里改。"
    en = "The show is not on air, so its rundown cannot be played. Nothing was done; before the show, edit it under Rundown."


class NoRundown(ActRefused):
    code = "playout_no_rundown"
    zh = "这一场没有流程。没有执行任何操作；可以先写流程，或直接「开始一段」。"
    en = "This show has no rundown. Nothing was done; write one, or start a slot by hand."


class NothingNext(ActRefused):
    code = "playout_nothing_next"
    zh = "流程里没有下一段了。没有执行任何操作；可以「开始一段」，或恢复跳过的段。"
    en = "No slot comes next. Nothing was done; start one by hand, or restore one that was skipped."


class ChangedMeanwhile(ActRefused):
    code = "playout_changed"
    zh = "刚刚有人先动了流程，现在是「{now}」。没有再执行；请看新的时间后再决定。"
    en = "Somebody changed the rundown a moment ago; on now: {now}. Nothing was done again; look at the new times first."


class SlotNotAhead(ActRefused):
    code = "playout_slot_not_ahead"
    zh = "「{title}」{state}，不能这样改。没有执行任何操作。"
    en = "{title} {state_en} and cannot be changed so. Nothing was done."


class RuleKept(ActRefused):
    """`rule`: its name; `by_s`: seconds, 0 where there is no measure."""

    code = "playout_rule"
    zh = "守不住「{title_zh}」：{why_zh}。没有执行，流程不变；可以改小、撤一段，或写明理由仍要执行。"
    en = "{title_en} cannot be kept: {why_en}. Nothing was done; ask for less, drop a slot, or give a reason to do it anyway."


def settle(action: str, asked: Any, on: Context) -> Any:
    """What was asked, with what is to be written of it. Raises BadActionData, ActRefused."""
    playout = on.companions.get("playout")
    if not isinstance(playout, Playout):
        raise NoRundown
    stage = stage_of(playout, on.facts, on.track, on.at, playout.stock)
    return _filled(asked, settled(action, asked, (stage, playout.rev)).data)


def settled(action: str, asked: Any, shown: tuple[Stage, int], solve: Solve = greedily) -> Decision:
    """For the act and for its preview alike. `shown`: how it stands, and its rev. Raises BadActionData, ActRefused."""
    stage, rev = shown
    if not (stage.when.begun and stage.when.open):
        raise NotOnAir
    if not stage.plan.pieces:
        raise NoRundown
    found = stage.timeline()
    if asked.rev is not None and asked.rev != rev:
        raise ChangedMeanwhile(now=found.current.title if found.current else "—")
    data = _checked(action, asked, found)
    if asked.anyway is None:
        _require_own(action, data, stage, found)
    decision = decide(stage, action, data, solve)
    if asked.anyway is None:
        _require(decision)
    return decision


def _filled(asked: Any, data: dict[str, Any]) -> Any:
    names = {name.encode_name: name.name for name in structs.fields(asked)}
    filled = {names[name]: value for name, value in data.items() if name in names}
    why = mask_personal(asked.anyway) if asked.anyway else None
    return structs.replace(asked, **filled | {"anyway": why, "rev": None})


_STATES = {
    "done": ("已经播过", "was on already"),
    "on_air": ("正在播", "is on air"),
    "skipped": ("已经跳过", "was skipped"),
    "missed": ("没有播出", "was not on"),
    "next": ("还没有播", "is still to come"),
    "waiting": ("还没有播", "is still to come"),
}


def _row(id_: str | None, found: Timeline, *states: str) -> Row:
    """Raises BadActionData where there is none, SlotNotAhead where it is in another state."""
    row = found.row(id_)
    if row is None or row.piece is None:
        raise BadActionData(action="slot", why=f"no slot {id_} in the rundown")
    if row.state not in states:
        zh, en = _STATES[row.state]
        raise SlotNotAhead(title=row.title, state=zh, state_en=en)
    return row


AHEAD = ("next", "waiting")


def _checked(action: str, asked: Any, found: Timeline) -> dict[str, Any]:
    """The data of the change."""
    data: dict[str, Any] = {}
    if action == "slot_next":
        return _next(asked, found)
    if action == "slot_extend":
        slot = asked.slot or (found.current.id if found.current else None)
        if slot is None:
            raise NothingNext
        row = _row(slot, found, *AHEAD, "on_air")
        if asked.minutes == 0 or row.length + asked.minutes * 60_000 < 60_000:
            raise BadActionData(
                action=action, why="minutes: at least one must be left, and 0 changes nothing"
            )
        data = {"slot": slot, "minutes": asked.minutes}
    elif action == "slot_restore":
        data = {"slot": _row(asked.slot, found, "skipped").id}
    else:
        data = {"slot": _row(asked.slot, found, *AHEAD).id}
    if action == "slot_swap":
        data["with"] = _row(asked.other, found, *AHEAD).id
    if action == "slot_move":
        data["before"] = None if asked.before is None else _row(asked.before, found, *AHEAD).id
    if action in ("slot_swap", "slot_move") and data["slot"] in (data.get("with"), data.get("before")):
        raise BadActionData(action=action, why="a slot cannot change places with itself")
    return data | _bounded(action, asked, found)


def _bounded(action: str, asked: Any, found: Timeline) -> dict[str, Any]:
    changes, dropped = getattr(asked, "changes", None), getattr(asked, "dropped", None)
    if changes is None and dropped is None:
        return {}
    beyond = asked_too_much(found, changes or {}, dropped or [])
    if beyond is not None:
        raise BadActionData(action=action, why=f"{beyond} cannot be changed so much; ask for a new preview")
    return {"changes": changes or {}, "dropped": dropped or []}


def _next(asked: Any, found: Timeline) -> dict[str, Any]:
    coming = found.coming
    if not coming:
        raise NothingNext
    row = coming[0]
    if asked.slot is not None and asked.slot != row.id:
        raise ChangedMeanwhile(now=found.current.title if found.current else "—")
    return {
        "slot": row.id, "kind": TALK_KINDS.get(row.kind, row.kind), "product": row.product, "label": row.title[:120],
    }  # fmt: skip


def _require(decision: Decision) -> None:
    """Raises RuleKept for the first rule that cannot be kept."""
    for danger in decision.broken:
        title = TITLES[danger.rule]
        raise RuleKept(
            rule=danger.rule, slot=danger.slot, by_s=danger.by // 1000, title_zh=title.zh, title_en=title.en,
            why_zh=danger.words.zh, why_en=danger.words.en,
        )  # fmt: skip


def _require_own(action: str, data: dict[str, Any], stage: Stage, found: Timeline) -> None:
    """Rules about the slot itself: a fixed start is not taken early, skipped or moved; a locked length stays."""
    row = found.row(data["slot"])
    piece = row.piece if row else None
    if row is None or piece is None:
        return
    if action == "slot_extend" and piece.timing == "locked":
        _refuse("locked", row, f"「{row.title}」时长锁定", f"the length of {row.title} is locked")
    early = 0 if piece.pin is None else stage.when.base + piece.pin - stage.when.now
    if action == "slot_next" and early > EARLY_MS:
        words = f"「{row.title}」还差 {span(early)} 才到点", f"{row.title} is due in {span(early)}"
        _refuse("fixed_time", row, *words)
    if action in ("slot_skip", "slot_move", "slot_swap"):
        for id_ in (data["slot"], data.get("with")):
            held = found.row(id_)
            if held and held.piece and held.piece.pin is not None:
                _refuse("fixed_time", held, f"「{held.title}」是固定时间", f"{held.title} has a fixed time")


def _refuse(rule: str, row: Row, zh: str, en: str) -> None:
    title = TITLES[rule]
    raise RuleKept(
        rule=rule, slot=row.id, by_s=0, title_zh=title.zh, title_en=title.en, why_zh=zh, why_en=en
    )  # fmt: skip


def _go(asked: Any, on: Context) -> list[AnyEvent]:
    start = Slot(
        id=f"{on.id}:start", source=OWN_SOURCE, at=on.at, slot=asked.slot, phase="start", kind=asked.kind,
        product=asked.product, label=asked.label,
    )  # fmt: skip
    return [*end_slot(on), start]


def _act(name: str, form: type[Struct], **more: Any) -> Act:
    return Act(name, form, CONTROL, mark=False, settle=lambda asked, on: settle(name, asked, on), **more)


ACTS = (
    _act("slot_next", Next, follow=_go, consequences=("end", "start")),
    *(_act(name, form) for name, form in FORMS.items() if name != "slot_next"),
    Act("push_tap", Tap, CONTROL | {Role.host}, mark=False),
)
