"""The demo's own overlay: a copy of the tall one that comes with OnAir, in another theme, with a line of its own."""

from msgspec import to_builtins
from msgspec.structs import replace
from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.during.overlays.service import NewLayout, create_layout, list_layouts, preset
from onair.kernel.clock import Clock

NAME = "示例贴片 · 暖色竖屏"


def lay_out(tx: Session, actor: Actor, clock: Clock) -> None:
    """Once; a team that has a layout keeps it as it is."""
    if any(one.version for one in list_layouts(tx, actor.tenant)):
        return
    base = preset("tall")
    scene = ("马上回来", "[[接下来：{next.product}]]", "喝口水，马上继续（示例）")
    body = replace(base, theme="warm", scene=scene)
    create_layout(tx, actor, clock, NewLayout(NAME, None, None, to_builtins(body)))
