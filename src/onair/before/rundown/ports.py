"""What the rundown asks of others without knowing them: registered among the services, called by its routes."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class RundownListener(Protocol):
    """Told after each committed change of a rundown, in a worker thread. It cannot undo the change."""

    def on_rundown_changed(self, tenant: str, show: str) -> None: ...
