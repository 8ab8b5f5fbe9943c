"""A seeded generator of a whole show, with the truth it was made from. See docs/simulator.md."""

from onair.rehearsal.simulator.params import Params, sized
from onair.rehearsal.simulator.run import simulate
from onair.rehearsal.simulator.truth import Truth

__all__ = ["Params", "Truth", "simulate", "sized"]
