"""What people do with proposals: accept, dismiss with a reason, put off, take an answer back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from onair.during.broadcast.actions import Act, ActRefused, Context, known_acts, plan
from onair.during.broadcast.acts import CONTROL
from onair.during.playbook.answer import NothingToDo, carry_out
from onair.during.playbook.companion import Playbook
from onair.during.playbook.measured.holding import HOLD
from onair.during.playbook.measured.measuring import EFFECT, Measured
from onair.during.playbook.proposals import Case, Claim, State
from onair.events.model import AnyEvent, Key
from onair.kernel.errors import NotFound
from onair.kernel.i18n import Text

REASONS = ("wrong", "known", "not_now", "no_stock", "host_busy", "other")
"""Why a proposal is dismissed; `other` with words."""
HOW: Mapping[State, Text] = {
    "accepted": Text("已接受", "accepted"), "dismissed": Text("已忽略", "dismissed"), "snoozed": Text("稍后再说", "put off"),
}  # fmt: skip
Place = Annotated[int, Meta(ge=0, le=3)]


class NoProposal(NotFound):
    code = "proposal_not_found"
    zh = "没有这条提案，或者它不在这个场次里。没有执行任何操作，请刷新后重试。"
    en = "There is no such proposal in this show. Nothing was done; reload and try again."


class ProposalAnswered(ActRefused):
    code = "proposal_answered"
    zh = "{who} 在 {when} 已经处理了这条提案（{how}）。没有再次执行。"
    en = "{who} answered this proposal at {when} ({how_en}). Nothing was done again."


class ProposalExpired(ActRefused):
    code = "proposal_expired"
    zh = "这条提案在 {when} 过期了，情况可能已经变了。没有执行任何操作，需要的话请直接操作。"
    en = "This proposal expired at {when} and things may have changed. Nothing was done; act directly if needed."


class ProposalHeld(ActRefused):
    code = "proposal_held"
    zh = "对照：这条提案本次按计划不提示，用来与提示过的时刻比较。没有执行任何操作；需要的话请直接操作。"
    en = "For comparison: by plan nobody is asked this time. Nothing was done; act directly if needed."


class NotAnswered(ActRefused):
    code = "proposal_not_answered"
    zh = "这条提案还没有人处理，没有可撤销的。没有任何改动。"
    en = "Nobody answered this proposal, so there is nothing to take back. Nothing was changed."


class Accept(Struct, frozen=True, forbid_unknown_fields=True):
    """`steps`: places of the acts to carry out, None = all that can be. `lang`: of the words that are said."""

    proposal: Key
    steps: Annotated[list[Place], Meta(min_length=1, max_length=4)] | None = None
    lang: Literal["zh", "en"] = "zh"


class Dismiss(Struct, frozen=True, forbid_unknown_fields=True):
    proposal: Key
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class Snooze(Struct, frozen=True, forbid_unknown_fields=True):
    proposal: Key
    minutes: Annotated[int, Meta(ge=1, le=30)] = 2


class TakeBack(Struct, frozen=True, forbid_unknown_fields=True):
    proposal: Key


def _book(on: Context) -> Playbook:
    found = on.companions.get("playbook")
    if not isinstance(found, Playbook):
        raise NoProposal
    return found


def _open(asked: Any, on: Context) -> tuple[Playbook, Case]:
    """The proposal, which nobody has answered. Raises NoProposal, ProposalAnswered, ProposalExpired."""
    book = _book(on)
    case = book.ledger.get(asked.proposal)
    if case is None:
        raise NoProposal
    state = case.state_at(on.at)
    if (claim := book.ledger.claimed(case.id)) is not None:
        raise _answered(book, on, claim.how, claim.by, claim.at)
    if state in ("accepted", "dismissed"):
        raise _answered(book, on, state, case.by, case.answered_at)
    if state == "held":
        raise ProposalHeld
    if state == "expired":
        raise ProposalExpired(when=_clock(case.until, on), at=case.until)
    return book, case


def _answered(book: Playbook, on: Context, how: State, by: str | None, at: int | None) -> ProposalAnswered:
    text = HOW[how]
    return ProposalAnswered(
        who=book.knowledge.name_of(by or ""),
        when=_clock(at or on.at, on),
        how=text.zh,
        how_en=text.en,
        by=by,
        at=at,
    )


def _accept(asked: Any, on: Context) -> list[AnyEvent]:
    book, case = _open(asked, on)
    steps = carry_out(case, on, asked.steps, asked.lang)
    book.ledger.claim(case.id, Claim(on.id, "accepted", on.by, on.at))
    return steps


def _dismiss(asked: Any, on: Context) -> list[AnyEvent]:
    book, case = _open(asked, on)
    book.ledger.claim(case.id, Claim(on.id, "dismissed", on.by, on.at))
    return []


def _snooze(asked: Any, on: Context) -> list[AnyEvent]:
    book, case = _open(asked, on)
    book.ledger.claim(case.id, Claim(on.id, "snoozed", on.by, on.at))
    return []


def _take_back(asked: Any, on: Context) -> list[AnyEvent]:
    """Undoes each act that was carried out and can be, then the answer itself; an emergency that was opened stays open."""
    case = _book(on).ledger.get(asked.proposal)
    if case is None:
        raise NoProposal
    if case.answer is None:
        raise NotAnswered(why="")
    found: list[AnyEvent] = []
    for place in case.done:
        row = on.track.action(f"{case.answer}:{place}")
        if row is not None and not row.undone and known_acts()[row.action].undoable:
            found += plan("undo", {"action": row.id}, None, on._replace(id=f"{on.id}:{place}"))
    return [*found, *plan("undo", {"action": case.answer}, None, on._replace(id=f"{on.id}:answer"))]


def _clock(at: int, on: Context) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(on.facts.zone)).strftime("%H:%M:%S")


ERRORS = (NoProposal, ProposalHeld, ProposalAnswered, ProposalExpired, NotAnswered, NothingToDo)
ACTS = (
    Act("proposal_accept", Accept, CONTROL, _accept, mark=False),
    Act("proposal_dismiss", Dismiss, CONTROL, _dismiss, mark=False, late=True),
    Act("proposal_snooze", Snooze, CONTROL, _snooze, mark=False),
    Act("proposal_undo", TakeBack, CONTROL, _take_back, mark=False, late=True),
    Act(HOLD, TakeBack, frozenset(), mark=False, by_server=True, undoable=False),
    Act(EFFECT, Measured, frozenset(), mark=False, by_server=True, undoable=False),
)
