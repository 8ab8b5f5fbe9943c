# ruff: noqa: S608 (the SQL is made of our own view's name, our own patterns and whole numbers)
"""Notes of a sealed show: the same as `notes.noted` folds from events, asked of the lake in a few passes."""

from collections.abc import Iterable
from typing import Any, cast

from onair.after.diagnosis.notes import SOUND, Notes, Span, Visit, deals_of, grew_last, sold_out, track_of
from onair.after.diagnosis.words import SAID, reason
from onair.during.broadcast.track import HANDLERS
from onair.events.model import AnyEvent, Offer
from onair.kernel.clock import MINUTE_MS
from onair.store.columns import EVENT_COLUMNS, row_to_event
from onair.store.lake import Lake

_TRACKED = tuple(sorted(kind.__struct_config__.tag or "" for kind in HANDLERS))
_CANCELS = "SELECT name, count(*) FROM {view} WHERE type = 'cancel' GROUP BY name"
_NEW = """(SELECT "user", bool_or("new") AS fresh FROM {view} WHERE type = 'enter' AND "user" IS NOT NULL
AND "new" IS NOT NULL GROUP BY "user")"""


def notes_of(lake: Lake, tenant: str, show: str, start: int, end: int) -> Notes:
    """`start`, `end`: the show's window (ms). Blocking."""
    view = str(lake.events(tenant, [show]).get_name())
    inside = f'"at" BETWEEN {int(start)} AND {int(end)}'

    def ask(sql: str) -> list[tuple[Any, ...]]:
        return lake.query(sql.replace("{view}", view), [])

    tracked = _events(ask(_select(f"type IN {_TRACKED} AND (type <> 'offer' OR name IN ('publish', 'end'))")))
    stock = """SELECT product, json_extract_string(extra, '$.sku'), "at", value FROM {view}"""
    out = sold_out(
        [(p, sku, at, n) for p, sku, at, n in ask(f"{stock} WHERE type = 'stock' AND product IS NOT NULL")],
        start, end,
    )  # fmt: skip
    stream = ask(f"""SELECT "at", name FROM {{view}} WHERE type = 'stream' AND {inside}""")
    asked = ask(
        f"""SELECT "at" FROM {{view}} WHERE type = 'comment' AND {inside} AND {_matches("question")}"""
    )
    pins = ask(f"SELECT count(*) FROM {{view}} WHERE type = 'action' AND name = 'pin' AND {inside}")
    spend = ask("""SELECT "at", value, source FROM {view} WHERE type = 'gauge' AND name = 'spend'""")
    return Notes(
        visits=_visits(ask(_visits_sql())),
        out=out,
        out_click=_clicks(ask, out, inside),
        stream=sorted((at, name in SOUND) for at, name in stream),
        cancels=_reasons(ask(_CANCELS)),
        said=_said(ask(_said_sql(inside))[0]),
        asked_at=sorted(at for (at,) in asked),
        spent_until=grew_last((at, value, source) for at, value, source in spend),
        pins=pins[0][0],
        track=track_of(tracked),
        deals=deals_of([event for event in tracked if isinstance(event, Offer)], end),
    )


def _select(where: str) -> str:
    names = ", ".join(f'"{column}"' for column in EVENT_COLUMNS)
    return f'SELECT {names} FROM {{view}} WHERE {where} ORDER BY "at", "offset"'


def _events(rows: Iterable[tuple[Any, ...]]) -> list[AnyEvent]:
    return [cast(AnyEvent, row_to_event(dict(zip(EVENT_COLUMNS, row, strict=True)))) for row in rows]


def _visits_sql() -> str:
    return (
        f"SELECT n.fresh, l.channel, count(*), count(*) FILTER (WHERE l.value < {MINUTE_MS}) FROM {{view}} l LEFT JOIN {_NEW} n "
        'ON l."user" = n."user" WHERE l.type = \'leave\' AND l.value IS NOT NULL GROUP BY 1, 2'
    )


def _visits(rows: Iterable[tuple[Any, ...]]) -> dict[Visit, list[int]]:
    return {Visit(new, channel): [known, gone] for new, channel, known, gone in rows}


def _clicks(ask: Any, out: dict[str, list[Span]], inside: str) -> dict[str, int]:
    if not out:
        return {}
    held = " OR ".join(
        f'(product = {_text(product)} AND "at" >= {int(a)} AND "at" < {int(b)})'
        for product, some in out.items()
        for a, b in some
    )
    sql = f"SELECT product, sum(count) FROM {{view}} WHERE type = 'product_click' AND {inside} AND ({held}) GROUP BY product"
    return {product: int(n) for product, n in ask(sql)}


def _matches(kind: str) -> str:
    return f"regexp_matches(lower(text), {_text(SAID[kind])})"


def _said_sql(inside: str) -> str:
    counts = ", ".join(f"count(*) FILTER (WHERE {_matches(kind)})" for kind in SAID)
    return f"SELECT {counts} FROM {{view}} WHERE type = 'comment' AND {inside}"


def _said(row: tuple[Any, ...]) -> dict[str, int]:
    return {kind: int(n) for kind, n in zip(SAID, row, strict=True) if n}


def _reasons(rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, n in rows:
        kind = reason(name)
        found[kind] = found.get(kind, 0) + int(n)
    return found


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
