"""CloudEvents of our vocabulary → events. Pure.

Money is integer minor units, ids are strings (a JSON number is read as an integer, never as a float), gauges are
readings. A type that has no meaning for a show yields nothing and is counted by the caller.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from onair.connectors.standard_webhooks.cloudevents import Envelope
from onair.events.model import EVENT_TYPES, SERVER_ONLY, AnyEvent
from onair.events.wire import FOLDED_GAUGES, BadItem, event_of, millis

WITHOUT_EVENT = frozenset({"order.completed", "refund.created", "refund.closed"})
"""Known, answered with success, but no event: nothing of a show changes by them."""
OWN = "onair."
"""`onair.add_cart` and the like carry an event of ours in `data`."""
_SOURCE = re.compile(r"[a-z0-9_-]{1,32}:[^:/\s]{1,60}")
_SCHEMES = frozenset({"urn", "tag", "http", "https", "mailto", "data", "file"})

Fields = dict[str, Any]


def source_of(text: str) -> str:
    """CloudEvents sources are URIs; ours are `namespace:place`. What is not of that form has no namespace but itself."""
    if _SOURCE.fullmatch(text) and text.partition(":")[0] not in _SCHEMES and len(text) <= 64:
        return text
    flat = text.replace(":", "/")
    return flat if len(flat) <= 64 else f"{flat[:47]}~{sha256(text.encode()).hexdigest()[:16]}"


def translate(envelope: Envelope, sent_ms: int, unknown: dict[str, int]) -> list[AnyEvent]:
    """Events of one envelope; none for a type without meaning here. `sent_ms` stands for a missing time.

    Raises wire.BadItem for data that do not fit; `unknown` counts names of fields that were not used.
    """
    source = source_of(envelope.source)
    at = sent_ms if envelope.time is None else millis(envelope.time)
    base: Fields = {"id": envelope.id, "source": source, "at": at}
    data = envelope.data
    if envelope.type.startswith(OWN) and envelope.type[len(OWN) :] in EVENT_TYPES.keys() - SERVER_ONLY:
        return [event_of({**data, **base, "type": envelope.type[len(OWN) :]}, source, unknown)]
    if envelope.type in ("room.stats", "product.stats"):
        return _stats(envelope.type, data, base, unknown)
    maker = MAKERS.get(envelope.type)
    if maker is None:
        return []
    tag, fields = maker(data)
    common = {
        "user": _text(data, "user_id", "buyer_id", "user"), "nick": _text(data, "nickname", "nick"),
        "product": _text(data, "product_id", "product"), "channel": _text(data, "channel"),
    }  # fmt: skip
    if common["nick"] is not None:
        common["nick"] = common["nick"][:64]
    return [
        event_of(
            {"type": tag, **base, **{k: v for k, v in {**common, **fields}.items() if v is not None}},
            source,
            unknown,
        )
    ]


def known(kind: str) -> bool:
    """Is this a type that we understand (whether or not it yields an event)?"""
    own = kind.startswith(OWN) and kind[len(OWN) :] in EVENT_TYPES.keys() - SERVER_ONLY
    return own or kind in MAKERS or kind in WITHOUT_EVENT or kind in ("room.stats", "product.stats")


def _stats(kind: str, data: Fields, base: Fields, unknown: dict[str, int]) -> list[AnyEvent]:
    """One gauge for each reading; product readings keep the sender's names and are not folded."""
    product = _text(data, "product_id", "product")
    if kind == "product.stats" and product is None:
        raise BadItem("bad_field", "product_id")
    names = (
        FOLDED_GAUGES
        if kind == "room.stats"
        else tuple(n for n, v in data.items() if _is_int(v) and n not in _IDS)
    )
    values = {name: data[name] for name in names if _is_int(data.get(name))}
    return [
        event_of(
            {
                **base, "type": "gauge", "id": f"{base['id']}:{name}"[:128], "name": name[:128], "value": value,
                **({"product": product} if kind == "product.stats" else {}),
            },
            base["source"], unknown,
        )
        for name, value in values.items()
    ]  # fmt: skip


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_IDS = frozenset({"product_id", "product", "session_id", "sku", "room_id"})


def _text(data: Fields, *names: str) -> str | None:
    """The first of the fields that is there, as a string; numbers are ids that somebody did not quote."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and value:
            return value
        if _is_int(value):
            return str(value)
    return None


def _number(data: Fields, *names: str) -> int | None:
    for name in names:
        value = data.get(name)
        if value is not None:
            if not _is_int(value):
                raise BadItem("bad_field", name)
            return int(value)
    return None


def _need(data: Fields, *names: str) -> str:
    value = _text(data, *names)
    if value is None:
        raise BadItem("bad_field", names[0])
    return value


def _items(data: Fields) -> list[Fields] | None:
    given = data.get("items")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise BadItem("bad_field", "items")
    return [_item(item) for item in given]


def _item(item: Fields) -> Fields:
    """`amount` is of the whole line; the price of one piece follows only when it divides evenly."""
    qty = _number(item, "qty", "quantity", "num")
    price, amount = _number(item, "price"), _number(item, "amount")
    pieces = 1 if qty is None else qty
    if price is None and amount is not None and pieces > 0 and amount % pieces == 0:
        price = amount // pieces
    line = {
        "product": _text(item, "product_id", "product"),
        "sku": _text(item, "sku", "sku_id"),
        "qty": qty,
        "price": price,
    }
    return {name: value for name, value in line.items() if value is not None}


def _order(data: Fields) -> tuple[str, Fields]:
    amount = _number(data, "amount", "order_amount", "pay_amount")
    return "order", {"order": _need(data, "order_id", "order"), "amount": amount, "items": _items(data)}


def _pay(data: Fields) -> tuple[str, Fields]:
    amount = _number(data, "pay_amount", "amount")
    return "pay", {"order": _need(data, "order_id", "order"), "amount": amount, "items": _items(data)}


def _cancel(data: Fields) -> tuple[str, Fields]:
    return "cancel", {"order": _need(data, "order_id", "order"), "reason": _text(data, "reason")}


def _refund(data: Fields) -> tuple[str, Fields]:
    amount = _number(data, "refund_amount", "amount")
    if amount is None:
        raise BadItem("bad_field", "refund_amount")
    fields = {"order": _need(data, "order_id", "order"), "amount": amount, "reason": _text(data, "reason")}
    return "refund", {**fields, "items": _items(data)}


def _comment(data: Fields) -> tuple[str, Fields]:
    text = data.get("text", data.get("content"))
    if not isinstance(text, str):
        raise BadItem("bad_field", "text")
    return "comment", {"text": text, "reply_to": _text(data, "reply_to")}


def _gift(data: Fields) -> tuple[str, Fields]:
    count = _number(data, "count", "gift_num")
    value = _number(data, "value", "gift_value")
    gift = _need(data, "gift_id", "gift")
    return "gift", {
        "gift": gift,
        "count": 1 if count is None else count,
        "value": 0 if value is None else value,
    }


def _like(data: Fields) -> tuple[str, Fields]:
    return "like", {"count": _number(data, "count", "like_num")}


def _follow(_data: Fields) -> tuple[str, Fields]:
    return "follow", {}


def _member(data: Fields) -> tuple[str, Fields]:
    return "group_join", {"group": _text(data, "group", "group_id") or "member"}


def _stream(data: Fields) -> tuple[str, Fields]:
    readings = ("bitrate_kbps", "fps", "dropped", "rtt_ms", "loudness_lufs")
    return "stream", {
        "state": _need(data, "state"),
        **{name: data[name] for name in readings if name in data},
    }


def _stock(data: Fields) -> tuple[str, Fields]:
    available = _number(data, "available", "stock")
    if available is None:
        raise BadItem("bad_field", "available")
    return "stock", {"available": available, "sku": _text(data, "sku", "sku_id")}


MAKERS: dict[str, Callable[[Fields], tuple[str, Fields]]] = {
    "order.created": _order, "order.paid": _pay, "order.cancelled": _cancel, "refund.succeeded": _refund,
    "comment.created": _comment, "gift.sent": _gift, "like.added": _like, "follow.added": _follow,
    "member.joined": _member, "stream.state": _stream, "stock.changed": _stock,
}  # fmt: skip
