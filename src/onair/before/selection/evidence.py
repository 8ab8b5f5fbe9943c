"""The rows behind each term of one product: what was seen, when, where, and how much of it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from onair.before.selection.demand import theme_words
from onair.before.selection.keeping import Kept
from onair.before.selection.opinions import Picture, Rating
from onair.before.selection.terms import CODES, DIMENSION_OF, TERMS
from onair.trade.evidence.service import ProductFeedback, ProductSignal, SnapshotPoint, Supply
from onair.trade.service import ProductView

ROWS_MAX = 40


class Row(NamedTuple):
    """`what`: a code the console has words for; `value` in `unit`; `note`: a name (show, picture, person)."""

    what: str
    value: float | None
    unit: str
    at: int | None = None
    source: str | None = None
    note: str | None = None
    of: float | None = None


class Told(NamedTuple):
    """A term with its evidence. `state` missing: no score, and the rows say what is lacking."""

    code: str
    dimension: str
    unit: str
    state: str
    score: float | None
    raw: float | None
    n: int
    share: float
    rows: list[Row]


class Known(NamedTuple):
    """All that is known of one product; `shows`: id → title. `feedback`: tickets by week and kind."""

    product: ProductView
    kept: Kept
    supply: Supply
    history: Sequence[SnapshotPoint]
    signals: Sequence[ProductSignal]
    pictures: Sequence[Picture]
    ratings: Sequence[Rating]
    shows: Mapping[str, str]
    theme: str
    feedback: Sequence[ProductFeedback] = ()


def evidence(known: Known) -> list[Told]:
    """Every term in order, missing ones too."""
    return [_told(known, code) for code in CODES]


def _told(known: Known, code: str) -> Told:
    dimension = DIMENSION_OF[code]
    term: Sequence[Any] | None = known.kept.body["terms"].get(code)
    score, raw, n, share = term or (None, None, 0, 0.0)
    rows = ROWS[dimension](known, code, raw)[:ROWS_MAX]
    state = "ok" if term else "missing"
    return Told(code, dimension, TERMS[dimension][code][1], state, score, raw, n, share, rows)


def _value_rows(known: Known, code: str, raw: float | None) -> list[Row]:
    price, supply = known.product.price, known.supply
    own = Row("price", price, "money", known.product.updated_at)
    if code == "price_own":
        seen = [
            Row("price", point.price, "money", point.at, point.source)
            for point in known.history
            if point.price is not None
        ]
        return [own, *reversed(seen)]
    if code == "price_peers":
        usual = price / raw if raw and price else None
        return [own, Row("peers_median", usual, "money", note=known.product.category)]
    paid = sum(signal.n for signal in known.signals if signal.kind == "paid")
    backs = [signal.n for signal in known.signals if signal.kind == "refunds"]
    back = sum(backs) if backs and paid else None
    entered = {
        "commission": (supply.commission_rate, "ratio"), "cost": (supply.cost, "money"),
        "gift": (supply.gift_cost, "money"), "freight": (supply.freight, "money"),
    }  # fmt: skip
    facts = [Row(name, value, unit, supply.updated_at) for name, (value, unit) in entered.items()]
    return [own, *facts, Row("refunds", back, "times", of=paid if back is not None else None)]


def _looks_rows(known: Known, code: str, _raw: float | None) -> list[Row]:
    if code == "rating":
        return [
            Row("stars", one.stars, "stars", one.at, note=_join(one.name, one.note)) for one in known.ratings
        ]
    field = "side" if code == "resolution" else code
    unit = TERMS["looks"][code][1]
    return [Row(code, getattr(one.look, field), unit, one.at, note=one.name) for one in known.pictures]


def _join(name: str, note: str | None) -> str:
    return f"{name}：{note}" if note else name


def _demand_rows(known: Known, code: str, raw: float | None) -> list[Row]:
    if code in ("ctr", "cvr"):
        top, under = ("clicks", "exposures") if code == "ctr" else ("paid", "clicks")
        return [
            Row(top, n, "times", at, note=known.shows.get(show, show), of=of)
            for show, n, of, at in _by_show(known.signals, top, under)
        ]
    if code == "talked":
        return [
            Row("said", n, "times", at, note=known.shows.get(show, show), of=of)
            for show, n, of, at in _by_show(known.signals, "comments", "comments_usual")
        ]
    if code in ("sold", "asked"):
        field = "sold" if code == "sold" else "comments"
        seen = [(point.at, getattr(point, field), point.source) for point in known.history]
        return [
            Row(code, value, TERMS["demand"][code][1], at, source)
            for at, value, source in reversed(seen)
            if value is not None
        ]
    if code == "audience":
        usual = known.product.price / raw if raw and known.product.price else None
        return [Row("price", known.product.price, "money"), Row("usual_paid", usual, "money")]
    words = sorted(theme_words(known.theme))
    text = f"{known.product.title} {known.product.category or ''}".casefold()
    return [Row("word_found" if word in text else "word_absent", None, "score", note=word) for word in words]


def _by_show(
    signals: Sequence[ProductSignal], top: str, under: str
) -> list[tuple[str, int, int | None, int]]:
    """(show, numerator, denominator, as of), the newest first."""
    by: dict[str, dict[str, ProductSignal]] = {}
    for signal in signals:
        by.setdefault(signal.show, {})[signal.kind] = signal
    found = [
        (
            show, kinds[top].n if top in kinds else 0, kinds[under].n if under in kinds else None,
            max(signal.as_of for signal in kinds.values()),
        )
        for show, kinds in by.items()
        if top in kinds or under in kinds
    ]  # fmt: skip
    return sorted(found, key=lambda row: -row[3])


def _supply_rows(known: Known, code: str, raw: float | None) -> list[Row]:
    supply, at = known.supply, known.supply.updated_at
    if code == "cover":
        daily = known.product.stock / raw if raw and known.product.stock is not None else None
        return [
            Row("stock", known.product.stock, "items", known.product.stock_seen_at), Row("daily_sold", daily, "items"),
        ]  # fmt: skip
    if code == "capacity":
        daily = supply.daily_capacity / raw if raw and supply.daily_capacity is not None else None
        return [Row("daily_capacity", supply.daily_capacity, "items", at), Row("daily_sold", daily, "items")]
    named = {
        "lead": ("lead_days", "days"), "on_time": ("on_time_rate", "ratio"),
        "quality_return": ("quality_return_rate", "ratio"), "suppliers": ("suppliers", "items"),
    }  # fmt: skip
    field, unit = named[code]
    return [
        Row(field, getattr(supply, field), unit, at),
        *(_tickets(known) if code == "quality_return" else ()),
    ]


def _tickets(known: Known) -> list[Row]:
    """What people said of it in the weeks that are told, by kind; a count beside the rate, never a part of it."""
    kinds: dict[str, list[ProductFeedback]] = {}
    for one in known.feedback:
        kinds.setdefault(one.kind, []).append(one)
    return [
        Row(f"tickets_{kind}", sum(one.n for one in told), "times", max(one.as_of for one in told))
        for kind, told in sorted(kinds.items())
    ]


ROWS = {"value": _value_rows, "looks": _looks_rows, "demand": _demand_rows, "supply": _supply_rows}
