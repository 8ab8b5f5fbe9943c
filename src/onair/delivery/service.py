"""Use cases of delivery, one function each; other rooms import from here."""

from onair.delivery.contacts import (
    ContactNotFound,
    Given,
    PointIn,
    add_contact,
    audience,
    erase_contact,
    get_contact,
    holder,
    say,
)
from onair.delivery.deadlinks import DeadLink, LinkChecks
from onair.delivery.links import BOT, Clicks, Hit, Link, ShortLink, clicks_of, count, make_link
from onair.delivery.outbox import Message, Sent, cancel, enqueue, enqueue_all, recall, state_of
from onair.delivery.pulse import AtWork, Pulse, pulse
from onair.delivery.reasons import reason
from onair.delivery.rotation import Rotated, rotate
from onair.delivery.switch import paused, set_switch
from onair.delivery.targets import NewTarget, TargetNotFound, TargetView, create_target, targets
from onair.delivery.vault import FILES as VAULT_FILES
from onair.delivery.vault import KeyMissing, Vault, vault_of

__all__ = [
    "BOT",
    "VAULT_FILES",
    "AtWork",
    "Clicks",
    "ContactNotFound",
    "DeadLink",
    "Given",
    "Hit",
    "KeyMissing",
    "Link",
    "LinkChecks",
    "Message",
    "NewTarget",
    "PointIn",
    "Pulse",
    "Rotated",
    "Sent",
    "ShortLink",
    "TargetNotFound",
    "TargetView",
    "Vault",
    "add_contact",
    "audience",
    "cancel",
    "clicks_of",
    "count",
    "create_target",
    "enqueue",
    "enqueue_all",
    "erase_contact",
    "get_contact",
    "holder",
    "make_link",
    "paused",
    "pulse",
    "reason",
    "recall",
    "rotate",
    "say",
    "set_switch",
    "state_of",
    "targets",
    "vault_of",
]
