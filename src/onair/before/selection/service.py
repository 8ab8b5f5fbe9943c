"""Use cases of the selection; other rooms import from here."""

from onair.before.selection.keeping import Score, history, latest_scores
from onair.before.selection.opinions import add_picture, pick, picked_for, rate
from onair.before.selection.scoring import last_run, refresh
from onair.before.selection.weights import Wanted, Weights, get_weights, put_weights

__all__ = [
    "Score",
    "Wanted",
    "Weights",
    "add_picture",
    "get_weights",
    "history",
    "last_run",
    "latest_scores",
    "pick",
    "picked_for",
    "put_weights",
    "rate",
    "refresh",
]
