"""The installation's key as a service, so that it is read from its file once."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    value: bytes = field(repr=False)
