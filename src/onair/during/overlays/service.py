"""Use cases of overlays; other rooms import from here."""

from onair.during.overlays.layout import Body
from onair.during.overlays.presets import preset
from onair.during.overlays.store import KeptLayouts, LayoutView, NewLayout, create_layout, list_layouts

__all__ = ["Body", "KeptLayouts", "LayoutView", "NewLayout", "create_layout", "list_layouts", "preset"]
