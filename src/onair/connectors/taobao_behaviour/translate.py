"""pv → product_click, cart → add_cart, fav → favourite, buy → order and pay at one time, amount unknown.

The clock has whole seconds: an event lies somewhere in its second and is put in the middle of it, so that at
the edge of a window, or beside a log with a finer clock, it errs by half a second and to no side.
The source has no entries: the first row of a user gives an `enter` marked proxy. Ids derive from user, item,
category, behaviour and second; the id of an order from user, item, second and its ordinal.
"""

from collections.abc import Callable

from onair.connectors.ports import Context, Ids, Input, Items, Sample, bad_row, problems
from onair.events.model import AddCart, AnyEvent, Enter, Favourite, Line, Order, Pay, ProductClick
from onair.files.headers import find
from onair.files.records import Records
from onair.files.refusals import WrongType

SOURCE = "tb:behaviour"
COLUMNS = ("user_id", "item_id", "category_id", "behavior", "ts")
EARLIEST, LATEST = 946_684_800, 4_102_444_800
"""2000 and 2100: a truncated timestamp is no time."""
_KEY = 128
_MIDDLE, _LAST = 500, 999
"""ms of a second."""

Maker = Callable[[str, int, str, str], tuple[AnyEvent, ...]]


def _click(made: str, at: int, user: str, item: str) -> tuple[AnyEvent, ...]:
    return (ProductClick(id=made, source=SOURCE, at=at, user=user, product=item),)


def _cart(made: str, at: int, user: str, item: str) -> tuple[AnyEvent, ...]:
    return (AddCart(id=made, source=SOURCE, at=at, user=user, product=item),)


def _favourite(made: str, at: int, user: str, item: str) -> tuple[AnyEvent, ...]:
    return (Favourite(id=made, source=SOURCE, at=at, user=user, product=item),)


def _buy(made: str, at: int, user: str, item: str) -> tuple[AnyEvent, ...]:
    lines = (Line(product=item),)
    return (
        Order(id=made, source=SOURCE, at=at, user=user, product=item, order=made, items=lines),
        Pay(id=f"{made}-pay", source=SOURCE, at=at, user=user, product=item, order=made),
    )


_MAKERS: dict[str, Maker] = {"pv": _click, "cart": _cart, "fav": _favourite, "buy": _buy}


class TaobaoBehaviour:
    name = "taobao_behaviour"

    def sniff(self, sample: Sample) -> float:
        if not sample.has(*COLUMNS):
            return 0.0
        kinds = {row[3] for row in sample.rows if len(row) > 3}
        return 1.0 if not kinds or kinds & _MAKERS.keys() else 0.4

    def read(self, data: Input, context: Context) -> Items:
        """Events in the file's order."""
        places = [None if isinstance(data, Records) else find(data.headers, name) for name in COLUMNS]
        if isinstance(data, Records) or None in places:
            raise WrongType(name=context.name, why="user_id, item_id, behavior, ts")
        user_at, item_at, category_at, kind_at, ts_at = (place or 0 for place in places)
        width, report, entered = len(data.headers), context.report, set[str]()
        for number, cells in data.rows:
            if data.problems:
                yield from problems(data)
            if len(cells) != width:
                wrong = "too_many_columns" if len(cells) > width else "too_few_columns"
                yield bad_row(data.headers, number, cells, wrong)
                continue
            user, item, kind, ts = cells[user_at], cells[item_at], cells[kind_at], cells[ts_at]
            code = _problem(user, item, kind, ts)
            if code or not (user and item and kind and ts):
                yield bad_row(data.headers, number, cells, code or "missing_value")
                continue
            second = int(ts) * 1000
            at = second + _MIDDLE
            report.rows[kind] += 1
            report.saw(second)
            report.saw(second + _LAST)
            if user not in entered:
                entered.add(user)
                yield _enter(context.ids, user, at)
            made = context.ids.next(user, item, cells[category_at] or "", kind, ts)
            yield from _MAKERS[kind](made, at, user, item)
        yield from problems(data)


def _enter(ids: Ids, user: str, at: int) -> Enter:
    return Enter(id=ids.digest("enter", user), source=SOURCE, at=at, user=user, proxy=True)


def _problem(user: str | None, item: str | None, kind: str | None, ts: str | None) -> str | None:
    """The code of what is wrong with a row, None when nothing is."""
    if not user or not item or not kind or not ts:
        return "missing_value"
    if kind not in _MAKERS:
        return "unknown_type"
    if len(user) > _KEY or len(item) > _KEY:
        return "bad_field"
    if not (ts.isascii() and ts.isdecimal() and EARLIEST <= int(ts[:12]) <= LATEST):
        return "bad_time"
    return None
