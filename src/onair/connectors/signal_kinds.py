"""Which connectors of the live signal there are, and what people and forms are told of each."""

from functools import cache
from typing import NamedTuple

from onair.connectors.ports import SenderField, field_of, read_manifest
from onair.connectors.signals import AnySignal, Part, Relay, Watched
from onair.kernel.discovery import modules
from onair.kernel.i18n import Text


class SignalManifest(NamedTuple):
    """What people and forms are told. `calls`: it wants an address to call back; `acts`: it takes orders."""

    name: str
    title: Text
    about: Text
    part: Part
    fields: tuple[SenderField, ...]
    calls: bool
    acts: bool


@cache
def signals() -> dict[str, AnySignal]:
    """Every connector of the live signal, by name, in a stable order."""
    found: dict[str, AnySignal] = {}
    for module in modules("onair.connectors"):
        signal = getattr(module, "signal", None)
        if isinstance(signal, Watched | Relay) and hasattr(module, "__path__"):
            found[signal.name] = signal
    return found


@cache
def signal_manifest(name: str) -> SignalManifest:
    """The manifest of one of them. Raises KeyError when a required entry lacks."""
    title, about, told = read_manifest(name, "signal")
    return SignalManifest(
        name,
        title,
        about,
        told["part"],
        tuple(field_of(entry) for entry in told["fields"]),
        told.get("calls", False),
        told.get("acts", False),
    )
