"""The act of answering: prepared or typed, to the host's screen, to the picture, or both."""

from typing import Annotated, Any, Literal, NamedTuple, Protocol, runtime_checkable

import msgspec
from msgspec import Meta, Struct

from onair.access.roles import Role
from onair.during.broadcast.actions import Act, ActRefused, Context
from onair.during.broadcast.acts import CONTROL
from onair.during.qa.answer import Answer, Library, state_of
from onair.during.qa.checking import day_of, findings, typed
from onair.during.qa.companion import Answering
from onair.events.model import Id, Key
from onair.kernel.i18n import Text
from onair.kernel.text import mask_personal


class AnswerNotKnown(ActRefused):
    code = "answer_not_known"
    zh = "问答库里没有这条答案，或者它已撤下。没有发出任何内容，请重新选一条。"
    en = "The library has no such answer, or it was withdrawn. Nothing was sent; choose another."


class AnswerNotInForce(ActRefused):
    code = "answer_not_in_force"
    zh = "这条答案现在不能用：{why}。没有发出任何内容；可以改写后作为临时回答发出，或先去问答库处理。"
    en = "This answer cannot be used now: {why_en}. Nothing was sent; send your own words, or settle it in the library."


class AnsweredLately(ActRefused):
    """`data`: `at` and `by` of the answer given before."""

    code = "answered_lately"
    zh = "{minutes} 分钟内已经答过同一个问题。没有再发一次；确实要再答，请再按一次。"
    en = "The same was answered within {minutes} min. It was not sent again; press once more to send it all the same."


class AnswerRefused(ActRefused):
    """`data`: `findings` [{rule, instrument, article, start, end, matched, reason, rewrite}]."""

    code = "answer_refused"
    zh = "「{matched}」不能这样说：{reason}（{article}）。没有发出；改掉标出的词再发，输入的内容还在。"
    en = "'{matched}' cannot be said: {reason_en} ({article}). Nothing was sent; change the marked words and send again."


class AnswerOffScreen(ActRefused):
    """`data`: rule, instrument, article, matched."""

    code = "answer_off_screen"
    zh = "「{matched}」不能上画面：{reason}（{article}）。没有发出；只发给主播，或改掉这几个字再上画面。"
    en = "'{matched}' may not be shown: {reason_en} ({article}). Nothing was sent; send it to the host, or change the words."


class Stopped(NamedTuple):
    """What keeps words off the picture."""

    matched: str
    rule: str
    instrument: str
    article: str
    reason: Text


@runtime_checkable
class Screen(Protocol):
    """Whoever draws the picture: a companion of the same show."""

    def stops(self, text: str, at: int) -> Stopped | None:
        """None = it may be shown."""


class GiveAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """`answer`: of the library; without it the text is the sender's own. `comments`: keys of those that asked. `again`:
    sent although the same was answered a moment ago. The server fills what stands from `question` on where the library
    knows it, so that the log says what was true then."""

    text: Annotated[str, Meta(min_length=1, max_length=300)]
    to: Literal["prompter", "overlay", "both"] = "prompter"
    answer: Id | None = None
    comments: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=200)] = []
    cluster: Key | None = None
    product: Key | None = None
    again: bool = False
    question: Annotated[str, Meta(max_length=120)] | None = None
    intent: Annotated[str, Meta(max_length=20)] | None = None
    source: Annotated[str, Meta(max_length=200)] | None = None
    until: int | None = None
    never: Annotated[list[Annotated[str, Meta(max_length=120)]], Meta(max_length=20)] = []
    edited: bool = False


def answering(on: Context) -> Answering | None:
    found = on.companions.get("qa")
    return found if isinstance(found, Answering) else None


def _settle(asked: Any, on: Context) -> Any:
    """Raises AnswerNotKnown, AnswerNotInForce, AnswerRefused, AnswerOffScreen, AnsweredLately."""
    here = answering(on)
    library = here.matcher.library if here else Library()
    product = library.own(asked.product or on.track.product)
    told = msgspec.structs.replace(
        asked, text=asked.text.strip(), product=product, source=None, until=None, never=[], edited=False,
        question=mask_personal(asked.question.strip()) if asked.question else None,
    )  # fmt: skip
    if asked.answer is not None:
        told = _of_library(told, _in_force(library, asked.answer, product, on))
    _lawful(told, library, on)
    if told.to != "prompter":
        _fit_for_screen(told.text, on)
    before = here.log.lately(told.answer, told.text, on.at) if here and not asked.again else None
    if before is not None:
        raise AnsweredLately(minutes=max(1, -(-(on.at - before.at) // 60_000)), at=before.at, by=before.by)
    return told


def _in_force(library: Library, id_: str, product: str | None, on: Context) -> Answer:
    answer = library.answers.get(id_)
    if answer is None or answer.kept == "withdrawn":
        raise AnswerNotKnown
    why = None
    if (state := state_of(answer, on.at)) != "approved":
        why = ("还没有批准", "it is not approved") if state == "draft" else ("已过有效期", "it has expired")
    elif answer.product not in (None, product):
        why = ("它是另一款商品的", "it belongs to another product")
    elif answer.host is not None and answer.host not in on.track.hosts:
        why = (
            "这是另一位主播的亲身经历（广告法 38）",
            "it is another host's own experience (Advertising Law 38)",
        )
    elif not library.may_give(answer, on.at, on.track.hosts, product):
        why = ("没有本人签名的使用记录（广告法 38）", "there is no signed use record (Advertising Law 38)")
    if why is not None:
        raise AnswerNotInForce(why=why[0], why_en=why[1])
    return answer


def _lawful(told: GiveAnswer, library: Library, on: Context) -> None:
    """Prepared words were checked when they were approved, and rules change: they are checked again. Raises AnswerRefused."""
    day = day_of(on.at, on.facts.zone)
    if told.answer is not None and not told.edited:
        answer = library.answers[told.answer]
        found = [one for one in findings(told.text, answer, library.backing, day) if one.verdict == "BLOCK"]
    else:
        found = typed(told.text, told.product, on.track.hosts, library.backing, day)
    if found:
        first = found[0]
        rows = [
            {name: getattr(one, name) for name in _SHOWN}
            | {"reason": one.reason._asdict(), "rewrite": one.rewrite._asdict()}
            for one in found
        ]
        raise AnswerRefused(
            matched=first.matched, reason=first.reason.zh, reason_en=first.reason.en, findings=rows,
            article=f"{first.instrument} {first.article}",
        )  # fmt: skip


def _fit_for_screen(text: str, on: Context) -> None:
    """What the picture would not show is not said to have been shown. Raises AnswerOffScreen."""
    screen = on.companions.get("overlays")
    found = screen.stops(text, on.at) if isinstance(screen, Screen) else None
    if found is not None:
        raise AnswerOffScreen(
            matched=found.matched, rule=found.rule, instrument=found.instrument, reason=found.reason.zh,
            reason_en=found.reason.en, article=f"{found.instrument} {found.article}".strip(),
        )  # fmt: skip


_SHOWN = ("rule", "instrument", "article", "verdict", "start", "end", "matched")


def _of_library(asked: GiveAnswer, answer: Answer) -> GiveAnswer:
    edited = asked.text not in (answer.short, answer.short_en)
    return msgspec.structs.replace(
        asked, product=answer.product or asked.product, question=asked.question or answer.question, intent=answer.intent,
        source=answer.source.text if answer.source and not edited else None, until=answer.until, never=list(answer.never),
        edited=edited,
    )  # fmt: skip


ACTS = (Act("answer", GiveAnswer, CONTROL | {Role.service}, settle=_settle, moves=True),)
