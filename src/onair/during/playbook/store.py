"""The rules of a team: ours as they changed them, and their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.roles import Role
from onair.access.service import Actor, audit
from onair.during.playbook.checking import flaws, problems, why_invalid
from onair.during.playbook.model import PlaybookRule
from onair.during.playbook.presets import presets
from onair.during.playbook.rule import Rule, body_of, from_body
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotAllowed, NotFound
from onair.kernel.i18n import Text
from onair.store.rows import locked_or_new
from onair.trade.service import get_room
from onair.trade.versions import require_version

OWN_MAX = 200
Mode = Literal["ask", "auto", "off"]
AUTO_ROLES = frozenset({Role.owner, Role.operator})
"""Who may let a rule act by itself; anybody who runs a show may stop it."""


class RuleNotFound(NotFound):
    code = "playbook_rule_not_found"
    zh = "没有规则「{id}」，或者它不属于您的团队。没有任何改动。"
    en = "There is no rule {id}, or it belongs to another team. Nothing was changed."


class BadRule(BadInput):
    code = "playbook_bad_rule"
    zh = "规则不能用：{why}。没有保存，原来的规则照常运行。"
    en = "The rule cannot run: {why_en}. Nothing was saved; the rule in force is unchanged."


class TooManyRules(BadInput):
    code = "playbook_too_many_rules"
    zh = "自建规则最多 {most} 条。没有保存，请先删除不用的。"
    en = "A team has {most} rules of its own at most. Nothing was saved; remove what is not needed."


class AutoRefused(NotAllowed):
    code = "playbook_auto_refused"
    zh = "让规则自动执行要由运营决定。没有改动，规则仍然先问人；可以请运营来开。"
    en = "Only an operator lets a rule act by itself. Nothing was changed and it still asks; an operator can switch it on."


@dataclass(frozen=True, slots=True)
class Auto:
    """Who let a rule act by itself in a room, or silenced it there, and when."""

    by: str
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class RuleView:
    """`rule` None = it cannot be read. `changed`: fields that differ from ours. `why`: reasons why it cannot run.
    `auto`, `silent`: rooms where it acts by itself, and where it is switched off."""

    id: str
    own: bool
    rule: Rule | None
    changed: tuple[str, ...] = ()
    why: tuple[Text, ...] = ()
    auto: Mapping[str, Auto] = field(default_factory=dict)
    silent: Mapping[str, Auto] = field(default_factory=dict)
    version: int = 0

    @property
    def running(self) -> bool:
        return self.rule is not None and not self.why and self.rule.on

    def runs_in(self, room: str | None) -> bool:
        return self.running and room not in self.silent


def in_force(tx: Session, tenant: str) -> list[RuleView]:
    """All rules of a team: ours first, in their order, then its own by id."""
    rows = {
        row.rule_id: row for row in tx.scalars(select(PlaybookRule).where(PlaybookRule.tenant_id == tenant))
    }
    ours = [_preset(id_, rows.get(id_)) for id_ in presets()]
    return [*ours, *(_own(row) for id_, row in sorted(rows.items()) if row.own and id_ not in presets())]


def find(tx: Session, tenant: str, id_: str) -> RuleView:
    """Raises RuleNotFound."""
    row = tx.get(PlaybookRule, (tenant, id_))
    if id_ in presets():
        return _preset(id_, row)
    if row is None or not row.own:
        raise RuleNotFound(id=id_)
    return _own(row)


def checked(body: dict[str, Any]) -> Rule:
    """A rule that can run. Raises BadRule."""
    try:
        rule = from_body(body)
    except msgspec.ValidationError as error:
        why = why_invalid(error)
        raise BadRule(why=why.zh, why_en=why.en) from None
    found = [flaw.text for flaw in flaws(rule)]
    if found:
        raise BadRule(why="；".join(one.zh for one in found), why_en="; ".join(one.en for one in found))
    return rule


def readable(view: RuleView) -> Rule:
    """Raises BadRule."""
    if view.rule is None:
        raise BadRule(why=view.why[0].zh, why_en=view.why[0].en)
    return view.rule


def able(view: RuleView) -> Rule:
    """One that can run. Raises BadRule."""
    if view.why:
        raise BadRule(why=view.why[0].zh, why_en=view.why[0].en)
    return readable(view)


def put(tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int, body: dict[str, Any]) -> RuleView:
    """Write a rule whole; `version` 0 = it was never changed (or is new). Raises BadRule, TooManyRules, Stale."""
    rule = checked({**body, "id": id_})
    after = body_of(rule)
    row = _writable(tx, actor, clock, id_)
    before = _effective(id_, row)
    require_version(version, row.version, after, before)
    row.body = after if row.own else _difference(id_, after)
    _stamp(row, actor, clock)
    tx.flush()
    audit(
        tx, actor, clock, "playbook.rule.put", id_, before=_short(before, after), after=_short(after, before)
    )
    return find(tx, actor.tenant, id_)


def reset(tx: Session, actor: Actor, clock: Clock, id_: str, *, version: int) -> None:
    """Ours as it came; a rule of the team's own is gone. Raises RuleNotFound, Stale."""
    row = tx.get(PlaybookRule, (actor.tenant, id_), with_for_update=True)
    if row is None:
        if id_ not in presets():
            raise RuleNotFound(id=id_)
        return
    require_version(version, row.version, {}, {})
    audit(tx, actor, clock, "playbook.rule.reset", id_, before=row.body)
    if row.own or not row.auto:
        tx.delete(row)
    else:
        row.body = {}
        _stamp(row, actor, clock)


def set_in_room(
    tx: Session, actor: Actor, clock: Clock, id_: str, room: str, *, version: int, mode: Mode
) -> RuleView:
    """How the rule behaves in one room: asks (as it comes), acts by itself, or is silent; who decided is kept.

    Raises RuleNotFound, Stale, NotFound, AutoRefused.
    """
    find(tx, actor.tenant, id_)
    get_room(tx, actor.tenant, room)
    if mode == "auto" and not actor.roles & AUTO_ROLES:
        raise AutoRefused
    row = _writable(tx, actor, clock, id_)
    require_version(version, row.version, {}, {})
    kept = {where: who for where, who in row.auto.items() if where != room}
    who = {"by": actor.id, "name": actor.name, "at": clock()}
    if mode != "ask":
        kept[room] = {**who, "off": True} if mode == "off" else who
    row.auto = kept
    _stamp(row, actor, clock)
    tx.flush()
    audit(tx, actor, clock, "playbook.rule.room", id_, after={"room": room, "mode": mode})
    return find(tx, actor.tenant, id_)


# ---- inside


def _stamp(row: PlaybookRule, actor: Actor, clock: Clock) -> None:
    row.updated_at, row.updated_by = clock(), actor.id
    row.version += 1


def _preset(id_: str, row: PlaybookRule | None) -> RuleView:
    preset = presets()[id_]
    if row is None or preset.rule is None:
        return RuleView(id_, False, preset.rule, (), preset.why)
    return _read(row, {**body_of(preset.rule), **row.body}, tuple(row.body))


def _own(row: PlaybookRule) -> RuleView:
    return _read(row, row.body, ())


def _read(row: PlaybookRule, body: dict[str, Any], changed: tuple[str, ...]) -> RuleView:
    """What another version wrote may not fit any more: then it is shown with the reason."""
    auto, silent = _decided(row, off=False), _decided(row, off=True)
    try:
        rule = from_body({**body, "id": row.rule_id})
    except msgspec.ValidationError as error:
        return RuleView(row.rule_id, row.own, None, changed, (why_invalid(error),), auto, silent, row.version)
    return RuleView(row.rule_id, row.own, rule, changed, tuple(problems(rule)), auto, silent, row.version)


def _decided(row: PlaybookRule, *, off: bool) -> dict[str, Auto]:
    return {
        room: Auto(who["by"], who["name"], who["at"])
        for room, who in row.auto.items()
        if bool(who.get("off")) is off
    }


def _effective(id_: str, row: PlaybookRule | None) -> dict[str, Any]:
    preset = presets().get(id_)
    ours = body_of(preset.rule) if preset is not None and preset.rule is not None else {}
    return {**ours, **(row.body if row is not None else {})}


def _difference(id_: str, after: dict[str, Any]) -> dict[str, Any]:
    rule = presets()[id_].rule
    ours = body_of(rule) if rule is not None else {}
    return {name: value for name, value in after.items() if ours.get(name) != value}


def _short(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) != value}


def _writable(tx: Session, actor: Actor, clock: Clock, id_: str) -> PlaybookRule:
    """The row, locked; a new one of version 0 where there is none. Raises TooManyRules."""
    own = id_ not in presets()

    def find_() -> PlaybookRule | None:
        return tx.get(PlaybookRule, (actor.tenant, id_), with_for_update=True)

    def make() -> PlaybookRule:
        query = select(PlaybookRule.rule_id).where(PlaybookRule.tenant_id == actor.tenant, PlaybookRule.own)
        if own and len(tx.scalars(query).all()) >= OWN_MAX:
            raise TooManyRules(most=OWN_MAX)
        return PlaybookRule(
            tenant_id=actor.tenant, rule_id=id_, own=own, body={}, auto={}, version=0, updated_at=clock(),
            updated_by=actor.id,
        )  # fmt: skip

    return locked_or_new(tx, find_, make)
