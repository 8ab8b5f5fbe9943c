"""From a tally to the numbers people get: the body of GET …/numbers and of `onair review --json`."""

from collections.abc import Iterable
from heapq import nlargest

from msgspec import Struct, field

from onair.metrics.catalog import catalog
from onair.metrics.funnel import FUNNELS, Stage, funnel
from onair.metrics.measure import Grain, Number, Part, Scope, State
from onair.metrics.metric import Metric
from onair.metrics.tally import Cell, Key, Tally

SERIES = (
    "online", "view_pv", "interact_pv", "comment_pv", "like_pv", "share_pv", "prod_click_pv", "cart_pv",
    "order_created", "order_paid", "gmv", "fans_new",
)  # fmt: skip
WEIGHTS = ("gmv", "order_created", "prod_click_pv", "view_pv")
"""By what the first rows are chosen when not all are wanted."""
DIMENSIONS: tuple[Grain, ...] = ("product", "channel", "minute", "host", "new", "slot")


class Value(Struct, frozen=True):
    """`value` None = missing or unknown, never 0 for that."""

    value: Number | None
    unit: str
    state: State
    numerator: Number | None = None
    denominator: Number | None = None
    n: int | None = None


class Row(Struct, frozen=True):
    """One key of the dimension asked for; `key` None = unknown."""

    key: Key
    metrics: dict[str, Value]
    funnels: dict[str, list[Stage]] = field(default_factory=dict)


class Numbers(Struct):
    """`series`: metric → [[minute start ms, value or None], …] over the minutes of the show."""

    as_of: int
    metrics: dict[str, Value]
    rows: list[Row]
    funnels: dict[str, list[Stage]]
    series: dict[str, list[tuple[int, Number | None]]]
    more: int = 0


def numbers(
    tally: Tally, by: Grain | None = None, metrics: Iterable[str] | None = None, limit: int | None = None
) -> Numbers:
    """`metrics` None = the whole dictionary. Unknown ids raise KeyError; rows in order of their key.

    `limit`: only the rows with most money, then orders, clicks and entries; `more` says how many are left out.
    """
    wanted = [catalog()[name] for name in metrics] if metrics is not None else list(catalog().values())
    whole = Scope(tally, tally.total)
    return Numbers(
        as_of=tally.now,
        metrics={metric.id: value_of(metric, whole) for metric in wanted},
        rows=_rows(tally, by, wanted, limit) if by else [],
        more=max(0, len(tally.rows.get(by, {})) - limit) if by and limit is not None else 0,
        funnels={name: funnel(whole, steps) for name, steps in FUNNELS.items()},
        series=_series(
            tally, [m for m in wanted if m.id in SERIES or (metrics is not None and "minute" in m.grain)]
        ),
    )


def value_of(metric: Metric, scope: Scope) -> Value:
    if scope.grain not in metric.grain:
        return Value(None, metric.unit, "missing")
    return as_value(metric, metric.measure(scope))


def as_value(metric: Metric, part: Part) -> Value:
    return Value(part.value, metric.unit, part.state, part.numerator, part.denominator, part.n)


def _rows(tally: Tally, by: Grain, wanted: list[Metric], limit: int | None) -> list[Row]:
    fitting = [metric for metric in wanted if by in metric.grain]
    cells = dict(tally.rows.get(by, {}))
    if by == "minute":
        cells |= {minute: tally.cell("minute", minute) for minute in _minutes(tally)}
    if limit is not None and len(cells) > limit:
        cells = dict(nlargest(limit, cells.items(), key=lambda row: _weight(row[1])))
    rows = []
    for key, cell in sorted(cells.items(), key=lambda row: (row[0] is not None, row[0])):
        scope = Scope(tally, cell, by, key)
        shapes = {name: funnel(scope, steps) for name, steps in FUNNELS.items()} if cell.people else {}
        rows.append(Row(key, {metric.id: value_of(metric, scope) for metric in fitting}, shapes))
    return rows


def _weight(cell: Cell) -> tuple[int, ...]:
    return tuple(cell.sums.get(name, 0) for name in WEIGHTS)


def _minutes(tally: Tally) -> list[int]:
    """Minutes of the show; while its start is unknown, those with anything in them."""
    known = {key for key in tally.rows.get("minute", {}) if isinstance(key, int)}
    return list(tally.window.minutes(tally.now)) or sorted(known | tally.online.keys())


def _series(tally: Tally, wanted: list[Metric]) -> dict[str, list[tuple[int, Number | None]]]:
    scopes = [(m, Scope(tally, tally.cell("minute", m), "minute", m)) for m in _minutes(tally)]
    return {
        metric.id: [(minute, metric.measure(scope).value) for minute, scope in scopes] for metric in wanted
    }
