"""What people do in an emergency: open a card, have the server do a step, say what became of one, close, put right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, structs

from onair.access.roles import ROLE_NAMES, Role
from onair.during.broadcast.actions import Act, ActRefused, BadActionData, Context, known_acts
from onair.during.broadcast.acts import CONTROL
from onair.during.broadcast.acts import Text as Spoken
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.emergency.book import Book
from onair.during.emergency.card import body_of
from onair.during.emergency.companion import Emergencies
from onair.during.emergency.run import BY_ITSELF, SETTLED, Outcome, Run, StepRun, StepState
from onair.events.model import Action, AnyEvent, Key
from onair.kernel.errors import NotFound
from onair.kernel.i18n import Text

Note = Annotated[str, Meta(max_length=500)]
WORKS = CONTROL | {Role.technician, Role.service, Role.merchandiser}
HOW: Mapping[StepState, Text] = {
    "asked": Text("正在执行", "on its way"), "begun": Text("正在执行", "on its way"), "done": Text("已完成", "done"),
    "failed": Text("没有成功", "failed"), "skipped": Text("已跳过", "skipped"), "unknown": Text("结果不明", "outcome unknown"),
}  # fmt: skip
SAME_AS: Mapping[str, str] = {"end_offers": "offer_end"}
"""Steps that are another act: by whom that may be done. Orders to the encoder anybody at the card may give."""
ON_ITS_WAY = Text("正在写入", "being written")
CALLS = frozenset({"on_air", "ready", "preparing"})
"""States in which a drill may be begun; a real emergency only on air."""


class NoCard(NotFound):
    code = "emergency_no_card"
    zh = "没有应急卡「{card}」。没有执行任何操作，请刷新后重试。"
    en = "There is no emergency card {card}. Nothing was done; reload and try again."


class NoRun(NotFound):
    code = "emergency_no_run"
    zh = "这个场次里没有这张应急卡，或没有这一步。没有执行任何操作，请刷新后重试。"
    en = "There is no such emergency in this show, or no such step. Nothing was done; reload and try again."


class OpenAlready(ActRefused):
    code = "emergency_open_already"
    zh = "{who} 在 {when} 已经打开了「{card}」。没有再开一张，按 ! 就能看到它。"
    en = "{who} opened “{card_en}” at {when}. No second one was opened; press ! to see it."


class StepTaken(ActRefused):
    code = "emergency_step_taken"
    zh = "{who} 在 {when} 已经处理了「{step}」（{how}）。没有再次执行。"
    en = "{who} dealt with “{step_en}” at {when} ({how_en}). Nothing was done again."


class RunClosed(ActRefused):
    code = "emergency_closed"
    zh = "这张应急卡在 {when} 已由 {who} 收尾。没有执行任何操作。"
    en = "{who} closed this emergency at {when}. Nothing was done."


class NotOnAir(ActRefused):
    code = "emergency_not_on_air"
    zh = "场次不在直播中，不能打开应急卡；开播前可以演练。没有执行任何操作。"
    en = "The show is not on air, so no emergency can be opened; before it begins a drill can. Nothing was done."


class CannotBeDone(ActRefused):
    code = "emergency_cannot"
    zh = "这一步不能由系统执行：{why}。没有执行任何操作，请手动完成后按 D。"
    en = "The server cannot do this step: {why_en}. Nothing was done; do it by hand, then press D."


class StepNotYours(ActRefused):
    code = "emergency_step_not_yours"
    zh = "「{step}」会影响已经在卖的优惠，只有能结束优惠的人（{who}）可以让系统执行。没有执行任何操作，请叫他们来按。"
    en = (
        "“{step_en}” ends what is being sold: only who may end an offer can have it done ({who_en}). "
        "Nothing was done; call them."
    )


class EmergencyOpen(Struct, frozen=True, forbid_unknown_fields=True):
    """`body`: the card as it is now; the server fills it in."""

    card: Key
    incident: Key | None = None
    drill: bool = False
    why: Note | None = None
    body: dict[str, Any] | None = None


class EmergencyDo(Struct, frozen=True, forbid_unknown_fields=True):
    """`lang`: of the words for the screen and the host."""

    run: Key
    step: Key
    lang: Literal["zh", "en"] = "zh"


class EmergencyTold(Struct, frozen=True, forbid_unknown_fields=True):
    run: Key
    step: Key
    outcome: Literal["done", "skipped", "failed"]
    note: Note | None = None


class EmergencyClose(Struct, frozen=True, forbid_unknown_fields=True):
    run: Key
    outcome: Outcome = "handled"
    note: Note | None = None


class PutRight(Struct, frozen=True, forbid_unknown_fields=True):
    """`said`: the words that were wrong; `text`: what is right, which goes to the host's screen."""

    said: Spoken
    text: Spoken
    run: Key | None = None


def _here(on: Context) -> Emergencies:
    found = on.companions.get("emergency")
    if not isinstance(found, Emergencies):
        raise NoRun
    return found


def _settle_open(asked: Any, on: Context) -> EmergencyOpen:
    """With the card as it is, and a drill where nothing is real."""
    here = _here(on)
    card = here.book.cards.get(asked.card)
    if card is None:
        raise NoCard(card=asked.card[:40])
    drill = asked.drill or here.book.rehearsal
    if on.facts.state not in CALLS or (on.facts.state != "on_air" and not drill):
        raise NotOnAir
    made: EmergencyOpen = structs.replace(asked, drill=drill, body=body_of(card))
    return made


def _open(asked: Any, on: Context) -> list[AnyEvent]:
    here = _here(on)
    book, name = here.book, here.book.cards[asked.card].name
    same = book.open_of(asked.card, drill=asked.drill)
    who = (same.by, same.at) if same else None
    if who is None and (claim := book.claimed("open", asked.card, str(asked.drill))) is not None:
        who = claim[1:]
    if who is not None:
        raise OpenAlready(
            who=_name(here, who[0]), when=_clock(who[1], on), card=name.zh, card_en=name.en,
            run=same.id if same else None,
        )  # fmt: skip
    book.claim(on.id, on.by, on.at, "open", asked.card, str(asked.drill))
    return []


def _do(asked: Any, on: Context) -> list[AnyEvent]:
    here = _here(on)
    run, one = _step(here, asked, on)
    if on.facts.state not in CALLS:
        raise NotOnAir
    if not one.step.automatic:
        raise CannotBeDone(why="它是人工步骤", why_en="it is for people")
    of = SAME_AS.get(one.step.do)
    if of is not None and not run.drill and not on.may(of):
        raise _not_yours(one, of)
    lacks = here.setup.lacks(one.step.do)
    if lacks is not None and not run.drill:
        raise CannotBeDone(why=lacks.zh, why_en=lacks.en)
    if one.state in ("asked", "begun"):
        raise _dealt_with(here, one, on)
    here.book.claim(on.id, on.by, on.at, "step", run.id, asked.step)
    return []


def _told(asked: Any, on: Context) -> list[AnyEvent]:
    here = _here(on)
    run, one = _step(here, asked, on)
    busy = one.state in ("asked", "begun")
    if busy or (one.state in SETTLED and one.by not in (on.by, BY_ITSELF)):
        raise _dealt_with(here, one, on)
    here.book.claim(on.id, on.by, on.at, "step", run.id, asked.step)
    return []


def _close(asked: Any, on: Context) -> list[AnyEvent]:
    here = _here(on)
    run = _run(here.book, asked.run)
    _require_open(here, run, on)
    here.book.claim(on.id, on.by, on.at, "close", run.id)
    return []


def _put_right(asked: Any, on: Context) -> list[AnyEvent]:
    """The host reads it at once."""
    if asked.run is not None:
        _run(_here(on).book, asked.run)
    if on.facts.state != "on_air":
        return []
    text = f"请当场更正：{asked.text}"
    data = {"text": text[:500]} | ({"run": asked.run} if asked.run else {})
    return [Action(id=f"{on.id}:whisper", source=OWN_SOURCE, at=on.at, action="whisper", by=on.by, data=data)]


# ---- inside


def _step(here: Emergencies, asked: Any, on: Context) -> tuple[Run, StepRun]:
    """An open run's step that nobody is dealing with at this moment. Raises NoRun, RunClosed, StepTaken."""
    run = _run(here.book, asked.run)
    one = run.steps.get(asked.step)
    if one is None:
        raise NoRun
    _require_open(here, run, on)
    if (claim := here.book.claimed("step", run.id, asked.step)) is not None:
        raise _taken(one, _name(here, claim[1]), _clock(claim[2], on), ON_ITS_WAY)
    return run, one


def _run(book: Book, id_: str) -> Run:
    run = book.get(id_)
    if run is None:
        raise NoRun
    return run


def _require_open(here: Emergencies, run: Run, on: Context) -> None:
    claim = here.book.claimed("close", run.id)
    if not run.open or claim is not None:
        by, at = (run.closed_by, run.closed_at) if not run.open else (claim or ("", "", 0))[1:]
        raise RunClosed(who=_name(here, by or ""), when=_clock(at or on.at, on))


def _taken(one: StepRun, who: str, when: str, how: Text) -> StepTaken:
    say = one.step.say
    return StepTaken(who=who, when=when, step=say.zh, step_en=say.en, how=how.zh, how_en=how.en)


def _dealt_with(here: Emergencies, one: StepRun, on: Context) -> StepTaken:
    return _taken(one, _name(here, one.by or ""), _clock(one.at or on.at, on), HOW[one.state])


def _not_yours(one: StepRun, act: str) -> StepNotYours:
    say, roles = one.step.say, sorted(known_acts()[act].roles | {Role.owner})
    who, who_en = (
        "、".join(ROLE_NAMES[role].zh for role in roles),
        ", ".join(ROLE_NAMES[role].en for role in roles),
    )
    return StepNotYours(step=say.zh, step_en=say.en, who=who, who_en=who_en)


def _name(here: Emergencies, by: str) -> str:
    return here.names.get(by, "OnAir" if by.startswith("rule:") else by)


def _clock(at: int, on: Context) -> str:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(on.facts.zone)).strftime("%H:%M:%S")


ERRORS = (
    NoCard,
    NoRun,
    OpenAlready,
    StepTaken,
    RunClosed,
    NotOnAir,
    CannotBeDone,
    StepNotYours,
    BadActionData,
)
ACTS = (
    Act("emergency_open", EmergencyOpen, WORKS, _open, settle=_settle_open, undoable=False),
    Act("emergency_do", EmergencyDo, WORKS, _do, mark=False, undoable=False, late=True),  # says why itself
    Act("emergency_step", EmergencyTold, WORKS, _told, mark=False, late=True),
    Act("emergency_close", EmergencyClose, WORKS, _close, mark=False, late=True),
    Act("put_right", PutRight, CONTROL | {Role.service, Role.host}, _put_right, ("whisper",), late=True),
)
