"""One line of an order → its events. The line is the sub-order where a shop has them: an order of three rows is three
lines of one order, each with its own money, whatever file they come in."""

from typing import NamedTuple

from onair.connectors.ports import Context, Slip
from onair.events.model import AnyEvent, Cancel, Line, Order, Pay, Refund
from onair.files import values
from onair.files.values import BadValue
from onair.kernel.money import exponent
from onair.kernel.text import mask_personal

LINE_MAX, USER_MAX, CHANNEL_MAX, PIECES_MAX = 100, 128, 128, 10**9
MARK_MAX = 4


class Sale(NamedTuple):
    """`line`: its id, `order`: the whole order's. Times ms UTC, None = not (yet). Money in minor units, None = unknown:
    `amount` counts as sold, `user_pay` is what the buyer paid of it. `back`: refunded, at `back_at` or who knows when."""

    line: str
    order: str
    at: int
    paid_at: int | None = None
    amount: int | None = None
    user_pay: int | None = None
    items: tuple[Line, ...] | None = None
    user: str | None = None
    channel: str | None = None
    closed_at: int | None = None
    why: str | None = None
    back: int | None = None
    back_at: int | None = None


def events_of(sale: Sale, source: str, context: Context) -> list[AnyEvent]:
    """Order; pay when it was paid, else cancel when it was closed; refund. Tells `context.report` the times."""
    product, items = _held(sale.items)
    context.report.saw(sale.at)
    events: list[AnyEvent] = [
        Order(
            id=f"{sale.line}-order", source=source, at=sale.at, user=sale.user, product=product, channel=sale.channel,
            order=sale.order, amount=sale.amount, items=items,
        )
    ]  # fmt: skip
    if sale.paid_at is not None:
        context.report.saw(sale.paid_at)
        events.append(
            Pay(
                id=f"{sale.line}-pay", source=source, at=sale.paid_at, user=sale.user, product=product,
                channel=sale.channel, order=sale.order, amount=sale.amount, items=items,
            )
        )  # fmt: skip
        if sale.back:
            events.append(_refund(sale, source, sale.paid_at, sale.back))
    elif sale.closed_at is not None:
        events.append(
            Cancel(
                id=f"{sale.line}-cancel", source=source, at=sale.closed_at, user=sale.user, channel=sale.channel,
                order=sale.order, reason=reason(sale.why),
            )
        )  # fmt: skip
    return events


def _held(items: tuple[Line, ...] | None) -> tuple[str | None, tuple[Line, ...] | None]:
    """The one product, and the lines where they say more than that."""
    if items is None or len(items) != 1:
        return None, items
    alone = items[0].product is not None and items[0].qty == 1
    return items[0].product, None if alone else items


def _refund(sale: Sale, source: str, paid_at: int, back: int) -> Refund:
    product, items = _held(sale.items)
    at, timed = (paid_at, False) if sale.back_at is None else (sale.back_at, True)
    return Refund(
        id=f"{sale.line}-refund", source=source, at=at, user=sale.user, product=product, channel=sale.channel,
        order=sale.order, amount=back, reason=reason(sale.why), items=items, timed=timed,
    )  # fmt: skip


def absent(text: str | None) -> bool:
    """Nothing, or a mark for it; no mark is longer than `null`."""
    return text is None or (len(text) <= MARK_MAX and values.missing(text))


def reason(text: str | None) -> str | None:
    """A word of the platform's own list; whatever looks like a person's data is masked."""
    return mask_personal(text)[:120] if text and not absent(text) else None


def key(text: str | None, most: int = LINE_MAX) -> str:
    """An id that must be there. Raises BadValue."""
    found = values.text_id(text)
    if found is None:
        raise BadValue("missing_value")
    if len(found) > most:
        raise BadValue("bad_field")
    return found


def name(text: str | None, most: int = CHANNEL_MAX) -> str | None:
    """A short name, or an id that may be missing."""
    return None if text is None or absent(text) else text[:most]


def money(text: str | None, context: Context) -> int | None:
    """Minor units of the shop's currency, never below nothing. Raises BadValue, also where another currency is named."""
    if text is None or absent(text):
        return None
    digits = exponent(context.currency)
    found = values.minor(text, digits)
    if found is None or found < 0:
        raise BadValue("bad_field" if found is not None else "bad_money", text)
    if not text[0].isdigit():
        said = values.money(text)
        if said is not None and said.currency not in (None, context.currency):
            raise BadValue("other_currency", text)
    return found


def pieces(text: str | None) -> int | None:
    """How many of it; a negative quantity is no sale. Raises BadValue."""
    found = values.integer(text)
    if found is not None and not 0 <= found <= PIECES_MAX:
        raise BadValue("bad_field", text or "")
    return found


def moment(text: str | None, context: Context) -> int | None:
    """ms UTC, None where nothing stands. Raises BadValue."""
    if text is None or absent(text):
        return None
    return values.moment(text, context.zone, context.day_order)


def when(text: str | None, context: Context) -> int:
    """A time that must be there. Raises BadValue."""
    found = moment(text, context)
    if found is None:
        raise BadValue("missing_value")
    return found


def slip(sale: Sale, **told: object) -> Slip:
    """What the order book writes down of a line."""
    return Slip(
        sale.line, sale.order, sale.at, sale.paid_at, sale.amount, sale.user_pay, sale.back, **told  # type: ignore[arg-type] # as named
    )  # fmt: skip
