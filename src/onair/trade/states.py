"""筹备 → 就绪 → 直播中 → 已结束 → 已复盘: which way a show may go."""

from enum import StrEnum

from onair.kernel.errors import Conflict
from onair.kernel.i18n import Lang, Text


class State(StrEnum):
    preparing = "preparing"
    ready = "ready"
    on_air = "on_air"
    ended = "ended"
    reviewed = "reviewed"


NAMES: dict[State, Text] = {
    State.preparing: Text("筹备", "preparing"),
    State.ready: Text("就绪", "ready"),
    State.on_air: Text("直播中", "on air"),
    State.ended: Text("已结束", "ended"),
    State.reviewed: Text("已复盘", "reviewed"),
}
ALLOWED: dict[State, tuple[State, ...]] = {
    State.preparing: (State.ready, State.on_air),
    State.ready: (State.on_air,),
    State.on_air: (State.ended,),
    State.ended: (State.reviewed,),
    State.reviewed: (),
}
"""From 筹备 a show may be started at once (a bridge does that): it passes 就绪 in the same moment."""


class WrongState(Conflict):
    """`data`: `state` it is in and `allowed` next states."""

    code = "wrong_state"
    zh = "场次当前是「{state_name}」，不能这样做。没有任何改动；现在可以：{allowed_names}。"
    en = "The show is {state_name}; that cannot be done. Nothing was changed; it may go to: {allowed_names}."

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(state=state.value, allowed=[to.value for to in ALLOWED[state]])

    def detail(self, lang: Lang) -> str:
        names = {"state_name": NAMES[self.state].of(lang), "allowed_names": self._next(lang)}
        return (self.zh if lang == "zh" else self.en).format_map(names)

    def _next(self, lang: Lang) -> str:
        names = [NAMES[to].of(lang) for to in ALLOWED[self.state]]
        return ("、" if lang == "zh" else ", ").join(names) or "—"


def require_step(state: State, to: State) -> None:
    """Raises WrongState."""
    if to not in ALLOWED[state]:
        raise WrongState(state)
