"""The life of a ticket: which step leads where, and who may check an answer. Pure.

open → assigned → answered → verified → closed; waiting stands beside assigned while the asker is asked; answered,
verified, closed and dismissed tickets can be reopened.
"""

from collections.abc import Collection

from onair.after.feedback.kinds import STATE_NAMES, State, Step
from onair.kernel.errors import Conflict, NotAllowed
from onair.kernel.i18n import Lang

FROM: dict[Step, frozenset[State]] = {
    "assign": frozenset({"open", "assigned", "waiting", "answered"}),
    "ask": frozenset({"open", "assigned"}),
    "reply": frozenset({"waiting"}),
    "answer": frozenset({"open", "assigned", "waiting", "answered"}),
    "verify": frozenset({"answered"}),
    "reopen": frozenset({"answered", "verified", "closed", "dismissed"}),
    "close": frozenset({"verified"}),
    "dismiss": frozenset({"open", "assigned", "waiting"}),
}
TO: dict[Step, State] = {
    "assign": "assigned", "ask": "waiting", "reply": "assigned", "answer": "answered", "verify": "verified",
    "reopen": "assigned", "close": "closed", "dismiss": "dismissed",
}  # fmt: skip


class TicketStep(Conflict):
    code = "ticket_wrong_step"
    zh = "这条工单现在是「{state}」，不能这样做。没有任何改动，请刷新后再看。"
    en = "The ticket is '{state}' now, so this cannot be done. Nothing was changed; reload and look again."

    def __init__(self, state: State, step: Step) -> None:
        self.held = state
        super().__init__(state=STATE_NAMES[state].en, step=step)

    def detail(self, lang: Lang) -> str:
        return (self.zh if lang == "zh" else self.en).format(state=STATE_NAMES[self.held].of(lang))


class OwnAnswer(NotAllowed):
    code = "ticket_own_answer"
    zh = "自己写的答复不能自己验证。没有任何改动，请让提出的人或团队里的另一位来确认。"
    en = "Whoever answered cannot verify it. Nothing was changed; the asker or another person of the team confirms."


def after(state: State, step: Step, owner: str | None) -> State:
    """The state that a step leads to. Raises TicketStep."""
    if state not in FROM[step]:
        raise TicketStep(state, step)
    if step == "assign" and state in ("waiting", "answered"):
        return state  # somebody else takes it over as it is
    found = TO[step]
    return "open" if found == "assigned" and owner is None else found


def may_verify(person: str, answerers: Collection[str]) -> None:
    """Nobody who wrote a part of this round's answer checks it. Raises OwnAnswer."""
    if person in answerers:
        raise OwnAnswer
