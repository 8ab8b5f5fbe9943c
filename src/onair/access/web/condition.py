"""What the health route says of work that goes on beside the requests; the rooms above fill it in."""

from typing import Literal, Protocol, runtime_checkable

SendingState = Literal["running", "behind", "failing", "stopped", "off"]
"""`failing`: at work, but it only meets errors, or hangs; `behind`: messages are late; `off`: no sender in this process."""


@runtime_checkable
class Sending(Protocol):
    """Who sends messages, of the process that serves."""

    def sending(self) -> SendingState: ...
