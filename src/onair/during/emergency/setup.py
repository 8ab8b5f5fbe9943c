"""What a room has for emergencies: which scene, input, text source and robots; which steps may run by themselves. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from onair.during.emergency.card import Card, CardStep
from onair.kernel.i18n import Text


class Allowed(Struct, frozen=True):
    """Who let a step run by itself, and when."""

    by: str
    name: str
    at: int


class RoomSetup(Struct, frozen=True):
    """Names as the encoder has them; None = not chosen. `auto`: `card/step` → who allowed it. `version` 0 = never saved."""

    scene: str | None = None
    main_scene: str | None = None
    input: str | None = None
    text: str | None = None
    targets: tuple[str, ...] = ()
    auto: Mapping[str, Allowed] = MappingProxyType({})
    version: int = 0

    def runs_itself(self, card: Card, step: CardStep) -> bool:
        return step.by_itself and f"{card.id}/{step.id}" in self.auto

    def chosen(self, do: str) -> str | None:
        """What the order is about: the scene, the input, the text source."""
        return {
            "scene": self.scene, "scene_back": self.main_scene, "mute": self.input, "unmute": self.input,
            "text": self.text, "text_off": self.text,
        }.get(do)  # fmt: skip

    def lacks(self, do: str) -> Text | None:
        """What must be chosen first; None = it can be asked for."""
        if do == "scene_back" or do not in NEEDS:
            return None  # where it was before is remembered when the scene is switched
        has = self.targets if do == "notify" else self.chosen(do)
        return None if has else NEEDS[do]


NEEDS: Mapping[str, Text] = {
    "scene": Text("没有选备用场景", "no backup scene is chosen"),
    "mute": Text("没有选要静音的输入", "no input to mute is chosen"),
    "unmute": Text("没有选要静音的输入", "no input to mute is chosen"),
    "text": Text("没有选文字源", "no text source is chosen"),
    "text_off": Text("没有选文字源", "no text source is chosen"),
    "notify": Text("没有选要通知的群机器人", "no robot to notify is chosen"),
}
