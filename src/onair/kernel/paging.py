"""Keyset paging: a cursor holds the sort and the last row's place, so no row is skipped or doubled."""

import base64
import binascii

import msgspec

from onair.kernel.errors import BadInput


class BadCursor(BadInput):
    code = "bad_cursor"
    zh = "翻页标记已不能用。没有任何改动，请从第一页重新开始。"
    en = "The page mark is of no use any more. Nothing was changed; start again from the first page."


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The last row given out: the name of the order, its value in it, its id."""

    order: str
    value: int | str
    id: str


def encode(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def decode(cursor: str, order: str, kind: type) -> Place:
    """Raises BadCursor for anything we did not make for this order."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=Place)
    except (binascii.Error, ValueError):
        raise BadCursor() from None
    if place.order != order or type(place.value) is not kind or not _storable(place):
        raise BadCursor()
    return place


def _storable(place: Place) -> bool:
    if isinstance(place.value, int):
        return abs(place.value) < 2**63 and "\x00" not in place.id
    return "\x00" not in place.value + place.id
