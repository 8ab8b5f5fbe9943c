"""What people may do on air. Each action is an event with who and why; its consequences are events beside it,
written in the same batch. Nothing is edited: undoing voids those events by corrections.

Every room of `during` may have acts of its own: a module `acts` with `ACTS`, found by scan.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from onair.access.roles import Role
from onair.during.broadcast.companions import Companion
from onair.during.broadcast.facts import OVER, Facts
from onair.during.broadcast.track import OWN_SOURCE, Track
from onair.events.model import Action, AnyEvent
from onair.kernel.discovery import modules
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.text import mask_personal


class UnknownAction(BadInput):
    code = "unknown_action"
    zh = "不认识动作「{action}」。没有执行任何操作，可用：{known}。"
    en = "The action {action} is not known. Nothing was done; there are: {known}."


class BadActionData(BadInput):
    code = "bad_action_data"
    zh = "动作「{action}」的内容不完整或不合要求：{why}。没有执行任何操作，请补全后重试。"
    en = "What {action} needs is missing or does not fit: {why}. Nothing was done; complete it and try again."


class NothingToUndo(NotFound):
    code = "nothing_to_undo"
    zh = "没有找到要撤销的动作。没有任何改动，请刷新后重试。"
    en = "The action to undo was not found. Nothing was changed; reload and try again."


class UndoneAlready(Conflict):
    code = "undone_already"
    zh = "这个动作已经撤销过了。没有再次改动。"
    en = "This action was undone before. Nothing was changed again."


class CannotUndo(Conflict):
    code = "cannot_undo"
    zh = "「{action}」已经发生，撤销不能把它收回。没有任何改动；要恢复，请用对应的恢复步骤。"
    en = "{action} has happened and undoing cannot take it back. Nothing was changed; use the step that restores it."


class ActRefused(Conflict):
    """For rooms above: what was asked for does not go as the show stands. They subclass it with their own code."""

    code = "act_refused"
    zh = "现在不能这样做：{why}。没有执行任何操作。"
    en = "This cannot be done now: {why}. Nothing was done."


class ShowOver(ActRefused):
    code = "show_over"
    zh = "这场直播已经结束，这个动作只能在开播前或直播中做。没有执行任何操作；要补记，请写场记。"
    en = "This show is over, and this is done before or during a show only. Nothing was done; to add something, write a note."


class Context(NamedTuple):
    """What an act may look at. `at`: the show's clock, ms; `id`: of the action, the stem of its consequences' ids.
    `roles`: of the person who asks; None = a key with this right, or the server."""

    id: str
    at: int
    by: str
    facts: Facts
    track: Track
    companions: Mapping[str, Companion]
    roles: frozenset[Role] | None = None

    def may(self, action: str) -> bool:
        """Whether who asks might do this act by itself."""
        return self.roles is None or bool(self.roles & (known_acts()[action].roles | {Role.owner}))


Follow = Callable[[Any, Context], list[AnyEvent]]
Settle = Callable[[Any, Context], Any]


class Act(NamedTuple):
    """One thing that people may do. `form`: what it needs, unknown fields forbidden. `roles`: who may, beside the
    owner. `follow`: the events written beside the action; raises BadActionData or ActRefused. `consequences`:
    suffixes of their ids, which `undo` voids. `mark`: stands under the curve; else in the feed only. `settle`: completes
    what was asked before it is written; raises as `follow`. `moves`: viewers may notice it, so its effect is measured.
    `by_server`: written by the server itself; asked for by anybody, it is not known.
    `undoable`: what it does can be taken back by voiding. `late`: makes sense when the show is over, too. `audited`: it
    goes into the team's own record, too, with who and why."""

    name: str
    form: type[Struct]
    roles: frozenset[Role]
    follow: Follow | None = None
    consequences: tuple[str, ...] = ()
    mark: bool = True
    settle: Settle | None = None
    moves: bool = False
    by_server: bool = False
    undoable: bool = True
    late: bool = False
    audited: bool = False


@cache
def known_acts() -> Mapping[str, Act]:
    """By name, of all rooms. The scan imports them, so it must not run while this package is being imported."""
    return {act.name: act for module in modules("onair.during", "acts") for act in module.ACTS}


@cache
def asked_acts() -> tuple[str, ...]:
    """What may be asked for, by name."""
    return tuple(name for name, act in known_acts().items() if not act.by_server)


@cache
def feed_only() -> frozenset[str]:
    """Actions without a mark of their own: shown in the feed, or by the slot or host they start."""
    return frozenset(name for name, act in known_acts().items() if not act.mark)


def plan(action: str, data: dict[str, Any], why: str | None, on: Context) -> list[AnyEvent]:
    """The events that an action writes, the action itself first.

    Raises UnknownAction, ShowOver, BadActionData, ActRefused, NothingToUndo, UndoneAlready.
    """
    act = known_acts().get(action)
    if act is None or act.by_server:
        raise UnknownAction(action=action[:40], known=", ".join(asked_acts()))
    try:
        asked = msgspec.convert(data, act.form)
    except msgspec.ValidationError as error:
        raise BadActionData(action=action, why=str(error)) from None
    if act.settle is not None:
        asked = act.settle(asked, on)  # first: it may say more exactly why not
    if on.facts.state in OVER and not act.late:
        raise ShowOver(action=action)
    clean = {
        name: mask_personal(v) if name in _SPOKEN and isinstance(v, str) else v
        for name, v in msgspec.to_builtins(asked).items()
    }
    event = Action(
        id=on.id, source=OWN_SOURCE, at=on.at, product=clean.get("product"), action=action, by=on.by,
        why=mask_personal(why) if why else None, data={name: v for name, v in clean.items() if v is not None},
    )  # fmt: skip
    return [event, *(act.follow(asked, on) if act.follow else [])]


_SPOKEN = ("text", "reason", "note", "said", "why")
