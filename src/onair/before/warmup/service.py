"""Use cases of the warm-up; other rooms import from here."""

from onair.before.warmup.items import (
    NewItem,
    apply_template,
    change_item,
    create_item,
    due_list,
    items_of,
    mark_done,
    set_reserved,
    skip,
)
from onair.before.warmup.keeping import kept_by
from onair.before.warmup.kinds import Layer, PromiseKind
from onair.before.warmup.outbox import DeliveryOutbox
from onair.before.warmup.ports import Outbox
from onair.before.warmup.promises import NewPromise, keep_promise, make_promise, promises
from onair.before.warmup.running import WarmupRunner, send_now
from onair.before.warmup.views import ItemView, Promise

__all__ = [
    "DeliveryOutbox",
    "ItemView",
    "Layer",
    "NewItem",
    "NewPromise",
    "Outbox",
    "Promise",
    "PromiseKind",
    "WarmupRunner",
    "apply_template",
    "change_item",
    "create_item",
    "due_list",
    "items_of",
    "keep_promise",
    "kept_by",
    "make_promise",
    "mark_done",
    "promises",
    "send_now",
    "set_reserved",
    "skip",
]
