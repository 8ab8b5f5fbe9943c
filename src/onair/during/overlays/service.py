"""Use cases of overlays; other rooms import from here."""

from onair.during.broadcast.hub import Hub
from onair.during.overlays.layout import Body
from onair.during.overlays.presets import preset
from onair.during.overlays.store import KeptLayouts, LayoutView, NewLayout, create_layout, list_layouts

__all__ = [
    "Body",
    "KeptLayouts",
    "LayoutView",
    "NewLayout",
    "SellerToViewers",
    "create_layout",
    "list_layouts",
    "preset",
]


class SellerToViewers:
    """before.gate.ports.SellerListener: overlays on air show another seller at once."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def on_seller_changed(self, tenant: str) -> None:
        self._hub.relearn("overlays", tenant=tenant)
