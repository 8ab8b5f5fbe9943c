"""What people do to the overlays on air: the scene 马上回来, and subtitles, typed or from a recogniser's feed."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from onair.access.roles import Role
from onair.during.broadcast.actions import Act, ActRefused, Context
from onair.during.broadcast.acts import CONTROL
from onair.during.overlays.checking import check_words
from onair.kernel.clock import day
from onair.kernel.i18n import Text


class OverlayRefused(ActRefused):
    """`data`: rule, instrument, article, matched."""

    code = "overlay_refused"
    zh = "「{matched}」不能上屏（{rule}，{instrument} {article}）：{why}。没有写入任何内容；{rewrite}。"
    en = "“{matched}” may not be shown ({rule}, {instrument} {article}): {why_en}. Nothing was written; {rewrite_en}."


class SceneAct(Struct, frozen=True, forbid_unknown_fields=True):
    """`back_soon` covers the picture with the layout's own lines and `text`; `live` takes it away."""

    scene: Literal["back_soon", "live"]
    text: Annotated[str, Meta(max_length=60)] = ""


class SubtitleAct(Struct, frozen=True, forbid_unknown_fields=True):
    """A line that was said. Empty clears. `typed` False: from a recogniser, which sends it with a key of its own."""

    text: Annotated[str, Meta(max_length=120)]
    typed: bool = True


def refuse_claims(text: str, on: date) -> None:
    """Words that go on screen without a template: no token can stand in them, so no number may. Raises OverlayRefused."""
    for one in check_words(text, on):
        if one.refused and one.instrument:
            rewrite = one.rewrite or Text("删去这几个字", "leave these words out")
            raise OverlayRefused(
                matched=one.matched, rule=one.rule, instrument=one.instrument, article=one.article, why=one.reason.zh,
                why_en=one.reason.en, rewrite=rewrite.zh, rewrite_en=rewrite.en,
            )  # fmt: skip


def _checked(asked: Any, on: Context) -> Any:
    refuse_claims(asked.text, day(on.at, on.facts.zone))
    return asked


_DESK = CONTROL | {Role.technician}
ACTS = (
    Act("overlay_scene", SceneAct, _DESK, settle=_checked, moves=True),
    Act("subtitle", SubtitleAct, _DESK | {Role.service}, mark=False, settle=_checked),
)
