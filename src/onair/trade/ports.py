"""What trade asks of others without knowing them: registered among the services, called by trade's routes."""

from typing import Protocol, runtime_checkable

from onair.trade.views import ShowView


@runtime_checkable
class ShowListener(Protocol):
    """Told after each committed change of a show (state, window, title, …), in a worker thread. It cannot
    undo the change: the show's owner can always read it again."""

    def on_show_changed(self, view: ShowView) -> None: ...
