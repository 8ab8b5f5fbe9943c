"""What trade asks of others without knowing them: registered among the services, called by trade's routes."""

from typing import Protocol, runtime_checkable

from onair.access.roles import Actor
from onair.kernel.i18n import Text
from onair.trade.states import State
from onair.trade.views import ShowView


@runtime_checkable
class ShowListener(Protocol):
    """Told after each committed change of a show (state, window, title, …), in a worker thread. It cannot
    undo the change: the show's owner can always read it again."""

    def on_show_changed(self, view: ShowView) -> None: ...


@runtime_checkable
class CancelListener(Protocol):
    """Told after a show was cancelled, in a worker thread: it is in no list any more."""

    def on_show_cancelled(self, tenant: str, show: str) -> None: ...


@runtime_checkable
class StepGuard(Protocol):
    """Asked before a show gets ready or goes on air by somebody's hand; imports and rehearsals ask nobody."""

    def before_step(self, actor: Actor, view: ShowView, to: State) -> Text | None:
        """→ what to tell the person, kept with the step in the audit log. Raises to keep the show where it is."""
