"""Use cases of delivery, one function each; other rooms import from here."""

from onair.delivery.contacts import audience
from onair.delivery.links import Clicks, Link, ShortLink, clicks_of, make_link
from onair.delivery.outbox import Message, Sent, cancel, enqueue, enqueue_all, state_of
from onair.delivery.reasons import reason
from onair.delivery.rotation import Rotated, rotate
from onair.delivery.switch import paused
from onair.delivery.targets import TargetNotFound, TargetView, targets
from onair.delivery.vault import FILES as VAULT_FILES
from onair.delivery.vault import KeyMissing, vault_of

__all__ = [
    "VAULT_FILES",
    "Clicks",
    "KeyMissing",
    "Link",
    "Message",
    "Rotated",
    "Sent",
    "ShortLink",
    "TargetNotFound",
    "TargetView",
    "audience",
    "cancel",
    "clicks_of",
    "enqueue",
    "enqueue_all",
    "make_link",
    "paused",
    "reason",
    "rotate",
    "state_of",
    "targets",
    "vault_of",
]
