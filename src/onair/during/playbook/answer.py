"""Carrying out what a proposal offers: its acts become actions of whoever accepts, in one batch."""

from collections.abc import Sequence
from typing import Any

from onair.during.broadcast.actions import ActRefused, Context, known_acts, plan
from onair.during.broadcast.acts import CONTROL
from onair.during.playbook.panel import why_not
from onair.during.playbook.proposals import Case, Offered
from onair.events.model import AnyEvent
from onair.kernel.errors import OnAirError
from onair.kernel.i18n import Lang


class NothingToDo(ActRefused):
    code = "proposal_not_available"
    zh = "这条提案现在一个动作都做不了：{why}。没有执行任何操作，提案仍然打开。"
    en = "None of this proposal's acts can be done now: {why}. Nothing was done and it stays open."


def carry_out(case: Case, on: Context, chosen: Sequence[int] | None, lang: Lang) -> list[AnyEvent]:
    """The events of all acts that can be planned; each act has the answer's id and its place behind it.

    `chosen`: places of the steps, None = all. Raises NothingToDo when none can.
    """
    found: list[AnyEvent] = []
    refused: list[str] = []
    for place, step in enumerate(case.body.steps):
        if chosen is not None and place not in chosen:
            continue
        reason = why_not(step)
        if reason is not None:
            refused.append(f"{step.say.of(lang)}（{reason.of(lang)}）")
            continue
        if not known_acts()[step.act].roles & CONTROL:
            refused.append(step.act)
            continue
        try:
            found += _planned(case, step, place, on, lang)
        except OnAirError as error:  # also what is not there any more: a card that the team removed
            refused.append(_said(step, error, lang))
    if not found:
        raise NothingToDo(why="；".join(refused) or "—")
    return found


def _planned(case: Case, step: Offered, place: int, on: Context, lang: Lang) -> list[AnyEvent]:
    data = {name: in_language(value, lang) for name, value in step.data.items()}
    return plan(step.act, data, case.body.name.of(lang), on._replace(id=f"{on.id}:{place}"))


def in_language(value: Any, lang: Lang) -> Any:
    """A text said in both languages becomes one."""
    return value[lang] if isinstance(value, dict) and set(value) == {"zh", "en"} else value


def _said(step: Offered, error: OnAirError, lang: Lang) -> str:
    return f"{step.say.of(lang)}：{error.detail(lang)}"
