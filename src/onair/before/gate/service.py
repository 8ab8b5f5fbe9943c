"""Use cases of the gate; other rooms import from here."""

from onair.before.gate.facts import FeedFact, Health
from onair.before.gate.gates import Gates, GateShut, gates_from, gates_of
from onair.before.gate.marks import Settings, put_settings, settings_of, waive
from onair.before.gate.sources import FeedReader
from onair.before.gate.verdict import Gate, Point, Waiver

__all__ = [
    "FeedFact",
    "FeedReader",
    "Gate",
    "GateShut",
    "Gates",
    "Health",
    "Point",
    "Settings",
    "Waiver",
    "gates_from",
    "gates_of",
    "put_settings",
    "settings_of",
    "waive",
]
