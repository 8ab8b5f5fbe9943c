"""What the gate's settings tell others."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class SellerListener(Protocol):
    """Told after each committed change of the team's settings, who sells among them, in a worker thread."""

    def on_seller_changed(self, tenant: str) -> None: ...
