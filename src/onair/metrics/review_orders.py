"""Ibis expressions over orders and their lines: the rules of `orders.py`, said in sets."""

from functools import cached_property
from typing import Any

from onair.metrics.review_events import PERSONAL, EventPasses
from onair.metrics.share_out import PRICE_MAX, QTY_MAX, WEIGHT_MAX
from onair.metrics.tally import ORDER, PAY, PAY_KNOWN, REFUND

COUNTERS = (
    "order_created", "order_unpaid", "order_paid", "order_known", "gmv", "gmv_user", "items_paid", "items_known",
    "items_user", "refund_amount_pay", "refund_amount_ref", "refund_untimed", "refund_orders",
)  # fmt: skip
PERSONAL_COUNTERS = (*(counter for counter, _, _ in PERSONAL), *COUNTERS)
CREATED, PAID, REFUNDED = 0, 1, 2
"""Roles of an order's rows where their lines are joined."""
GOODS = {
    CREATED: ("order_created", "order_unpaid", "", "", "", "", ""),
    PAID: ("order_paid", "", "order_known", "gmv", "", "items_paid", "items_known"),
    REFUNDED: ("refund_orders", "", "", "refund_amount_pay", "refund_amount_ref", "", ""),
}
"""What the columns n, unpaid, known, money, inside money, items, known items mean for each role."""


OFFSETS = 1 << 40
PAYS_AFTER = 1 << 20
"""An order's row and its offset in one int, so that the first row with lines is a plain minimum."""


class OrderPasses:
    """Queries that need orders; people come from here too, since an order marks its person."""

    counters = COUNTERS
    goods_counters = GOODS

    def __init__(self, rows: EventPasses, lines: Any) -> None:
        self.rows, self.lines, self.ibis = rows, lines, rows.ibis

    @cached_property
    def judged(self) -> Any:
        """Every row of every order, with what its order is: created, paid_at, pays, cancels, known, mine."""
        o = self.rows.order_rows().select(
            "offset",
            "clock",
            "type",
            "id",
            "source",
            "at",
            "person",
            "space",
            "product",
            "channel",
            "amount",
            "order",
            "timed",
        )
        is_pay = o["type"] == "pay"
        whole = o.group_by("order").aggregate(
            created=o["at"].min(where=o["type"] == "order"),
            paid_at=o["at"].min(where=is_pay),
            pays=is_pay.sum(),
            cancels=(o["type"] == "cancel").sum(),
            known=o["amount"].count(where=is_pay),
            placed=(o["type"] == "order").sum(),
            refunds=(o["type"] == "refund").sum(),
        )
        low, high = self.rows.window.low, self.rows.window.high
        created, paid_at = whole["created"], whole["paid_at"]
        mine = self.ibis.cases(
            (created.notnull(), (created >= low) & (created <= high)),
            (paid_at.notnull(), paid_at >= low),
            else_=False,
        )
        return o.join(whole.mutate(mine=mine, anchor=self.ibis.coalesce(created, paid_at)), "order")

    def standing(self) -> Any:
        """place (0 the show's, 1 before, 2 after), type, n, and how many were received late."""
        j = self.judged
        low, high = self.rows.window.low, self.rows.window.high
        place = self.ibis.cases(
            (j["mine"], 0),
            (j["anchor"].isnull(), (j["at"] > high).ifelse(2, 1)),
            (j["anchor"] < low, 1),
            else_=2,
        )
        late = (j["clock"] > self.rows.window.late_after).sum()
        return j.group_by(place=place, type=j["type"]).aggregate(n=j.count(), late=late)

    @cached_property
    def mine(self) -> Any:
        """Rows of the show's orders with `place` of the row among those of its type in its order."""
        j = self.judged.filter(self.judged["mine"])
        alike = j["type"].cases(
            ("order", j["placed"]), ("pay", j["pays"]), ("refund", j["refunds"]), else_=j["cancels"]
        )
        rank = self.ibis.window(group_by=["order", "type"], order_by=["at", "source", "id"])
        several = j.filter(alike > 1)
        several = several.mutate(place=self.ibis.row_number().over(rank))
        j = self.ibis.union(j.filter(alike == 1).mutate(place=self.ibis.literal(0, "int64")), several)
        first = j["place"] == 0
        anchor = first & ((j["type"] == "order") | (j["created"].isnull() & (j["type"] == "pay")))
        return j.mutate(first=first, is_anchor=anchor)

    @cached_property
    def named(self) -> Any:
        """offset, idx, product, qty, price: lines an event names itself; its product is one when it has none."""
        m, lines = self.mine, self.lines
        given = lines.select("offset", "idx", "product", "qty", "price")
        alone = m.filter(m["product"].notnull(), m["type"] != "cancel").anti_join(given, "offset")
        one = alone.select(
            "offset",
            idx=self.ibis.literal(0, "int32"),
            product=alone["product"],
            qty=self.ibis.literal(1, "int64"),
            price=self.ibis.null("int64"),
        )
        return self.ibis.union(given.semi_join(m, "offset"), one)

    @cached_property
    def placed(self) -> Any:
        """`mine` with `own` (names lines), `lines_of` (offset whose lines stand for it), `any_named` (a pay does)."""
        m = self.mine
        having = self.named.select("offset").distinct().mutate(own=True)
        m = m.left_join(having, "offset").drop("offset_right")
        m = m.mutate(own=m["own"].fill_null(False))
        turn = (m["type"] == "pay").ifelse(PAYS_AFTER, 0) + m["place"]
        usable = m["own"] & m["type"].isin(("order", "pay"))
        whole = m.group_by("order").aggregate(
            common=(turn * OFFSETS + m["offset"]).min(where=usable) % OFFSETS,
            any_named=(m["own"] & (m["type"] == "pay")).any(),
        )
        m = m.left_join(whole, "order").drop("order_right")
        counted = (m["type"] == "pay") & (m["own"] | (m["first"] & ~m["any_named"]))
        return m.mutate(lines_of=m["own"].ifelse(m["offset"], m["common"]), counted=counted)

    def _pieces(self) -> Any:
        """offset → qty of the lines that stand for a counted pay."""
        p, named = self.placed, self.named
        qty = named.group_by("offset").aggregate(pieces=named["qty"].sum()).rename(lines_of="offset")
        p = p.filter(p["counted"]).select("offset", "lines_of")
        return p.join(qty, "lines_of").select("offset", "pieces")

    @cached_property
    def valued(self) -> Any:
        """Rows of the show's orders with one column for each of COUNTERS."""
        m = self.mine.left_join(self._pieces(), "offset").drop("offset_right")
        pay, refund, known = m["type"] == "pay", m["type"] == "refund", m["person"].notnull()
        window = self.rows.window
        inside = refund & m["timed"] & (m["at"] >= window.low) & (m["at"] <= window.high)
        money = pay.ifelse(m["amount"], 0).fill_null(0)
        items = m["pieces"].fill_null(0)
        columns = {
            "order_created": m["is_anchor"],
            "order_unpaid": m["is_anchor"] & (m["pays"] == 0) & (m["cancels"] == 0),
            "order_paid": pay & m["first"],
            "order_known": pay & m["first"] & (m["known"] > 0),
            "gmv": money,
            "gmv_user": known.ifelse(money, 0),
            "items_paid": items,
            "items_known": m["amount"].notnull().ifelse(items, 0),
            "items_user": known.ifelse(items, 0),
            "refund_amount_pay": refund.ifelse(m["amount"], 0),
            "refund_amount_ref": inside.ifelse(m["amount"], 0),
            "refund_untimed": refund & ~m["timed"],
            "refund_orders": refund & m["first"],
        }
        sums = {name: columns[name].cast("int64") for name in COUNTERS}
        return m.select("person", "space", "channel", "at", sold_marks=self._mark(m).cast("int64"), **sums)

    def sums(self, by_second: bool, crossing: bool) -> Any:
        """owned, channel, time, then COUNTERS."""
        v = self.valued
        owned = v["person"].isnull()
        nothing = self.ibis.null("string")
        return v.group_by(
            owned=owned if crossing else self.ibis.literal(False),
            channel=owned.ifelse(v["channel"], nothing) if crossing else nothing,
            time=self.rows.floor(v["at"], 1000 if by_second else 60_000),
        ).aggregate(**{name: v[name].sum() for name in COUNTERS})

    def _row_marks(self) -> Any:
        """person, space, marks that settled orders leave on people."""
        m = self.mine.filter(self.mine["person"].notnull(), self.mine["type"] != "cancel")
        return m.select("person", "space", marks=self._mark(m)).filter(self.ibis._["marks"] > 0)

    def _mark(self, m: Any) -> Any:
        paid = m["amount"].notnull().ifelse(PAY | PAY_KNOWN, PAY) | m["is_anchor"].ifelse(ORDER, 0)
        return m["type"].cases(("order", ORDER), ("pay", paid), ("refund", REFUND), else_=0)

    @cached_property
    def marked(self) -> Any:
        """person, marks, space: everybody once."""
        e = self.rows.of_people()
        seen = e.group_by("person").aggregate(
            space=e["space"].arbitrary(), marks=self.rows.marks(e).bit_or().cast("int64")
        )
        seen = seen.filter(seen["marks"] > 0)
        both = self.ibis.union(seen, self._row_marks().cast({"marks": "int64"}))
        return both.group_by("person").aggregate(
            marks=both["marks"].bit_or(), space=both["space"].arbitrary()
        )

    def people(self) -> Any:
        """namespace, marks, persons."""
        p = self.marked
        return p.group_by("space", "marks").aggregate(n=p.count())

    def crossed(self, counting: bool, staying: bool) -> Any:
        """One pass over people: channel, new, namespace, marks, n, then when `counting` sums of PERSONAL_COUNTERS.

        `staying` adds the columns stay and length (ms) after marks, and rows with stay = 1 where marks holds
        the minute of the first entry.
        """
        names = PERSONAL_COUNTERS if counting else ()
        seen, v = self.rows.by_person(counting), self.valued.filter(self.valued["person"].notnull())
        sold = v.group_by("person").aggregate(
            sold_marks=v["sold_marks"].bit_or(),
            sold_space=v["space"].arbitrary(),
            **{name: v[name].sum() for name in names if name in COUNTERS},
        )
        p = seen.outer_join(sold, "person")
        p = p.mutate(person=self.ibis.coalesce(p["person"], p["person_right"])).drop("person_right")
        p = p.left_join(self.rows.persons(), "person").drop("person_right")
        marks = p["marks"].fill_null(0).cast("int64") | p["sold_marks"].fill_null(0).cast("int64")
        p = p.mutate(marks=marks, space=self.ibis.coalesce(p["space"], p["sold_space"])).filter(
            self.ibis._["marks"] > 0
        )
        keys = {"channel": p["channel"], "new": p["new"], "space": p["space"], "marks": p["marks"]}
        if staying:
            p, keys = self._twice(p)
        sums = {name: p[name].sum().cast("int64") for name in names}
        return p.group_by(**keys).aggregate(n=p.count(), **sums)

    def _twice(self, p: Any) -> tuple[Any, dict[str, Any]]:
        """Everybody once for the cells and once for the stays, so that people are gathered only once."""
        entered = self.rows.floor(p["first_at"], 60_000)
        length = (self.rows.floor(p["last_at"], 60_000) - entered).fill_null(0).clip(0)
        p = p.mutate(entered=entered, length=length, stay=self.ibis.array([0, 1]).unnest())
        p = p.filter((p["stay"] == 0) | p["entered"].notnull())
        stay, nothing = p["stay"] == 1, self.ibis.null("string")
        return p, {
            "channel": stay.ifelse(nothing, p["channel"]),
            "new": p["new"],
            "space": stay.ifelse(nothing, p["space"]),
            "marks": stay.ifelse(p["entered"], p["marks"]),
            "stay": p["stay"],
            "length": stay.ifelse(p["length"], 0),
        }

    def minute_payers(self) -> Any:
        """minute, paying people."""
        m = self.mine.filter(self.mine["type"] == "pay", self.mine["person"].notnull())
        return m.group_by(minute=self.rows.floor(m["at"], 60_000)).aggregate(n=m["person"].nunique())

    @cached_property
    def lined(self) -> Any:
        """Rows of orders by role, each with every line that stands for it (one without product when none does)."""
        p = self.placed
        pick = ["offset", "order", "person", "amount", "pays", "cancels", "known", "counted"]
        placing = p.filter((p["type"] == "order") | p["is_anchor"])
        inside = (
            (p["at"] >= self.rows.window.low)
            & (p["at"] <= self.rows.window.high)
            & p["timed"].fill_null(False)
        )
        roles = self.ibis.union(
            placing.select(*pick, "lines_of", role=CREATED, inside=False),
            p.filter(p["type"] == "pay").select(*pick, "lines_of", role=PAID, inside=False),
            p.mutate(inside=inside)
            .filter(p["type"] == "refund")
            .select(*pick, "lines_of", role=REFUNDED, inside="inside"),
        )
        lines = self.weighed.select("product", "idx", "qty", "weight", "total", "lines", lines_of="offset")
        j = roles.left_join(lines, "lines_of").drop("lines_of_right")
        return j.mutate(idx=j["idx"].fill_null(0), qty=j["qty"].fill_null(0), lines=j["lines"].fill_null(1))

    def goods(self) -> Any:
        """role, product, then n, unpaid, known, money, inside money, items, known items."""
        s = self._shared()
        items = s["counted"].ifelse(s["qty"], 0)
        by_order = s.group_by("role", "product", "order", "pays", "cancels", "known").aggregate(
            money=s["part"].sum(),
            inside_money=s["inside"].ifelse(s["part"], 0).sum(),
            items=items.sum(),
            known_items=s["amount"].notnull().ifelse(items, 0).sum(),
        )
        b = by_order
        return b.group_by("role", "product").aggregate(
            n=b.count(),
            unpaid=((b["pays"] == 0) & (b["cancels"] == 0)).sum(),
            known=(b["known"] > 0).sum(),
            money=b["money"].sum(),
            inside_money=b["inside_money"].sum(),
            items=b["items"].sum(),
            known_items=b["known_items"].sum(),
        )

    def pairs(self) -> Any:
        """product, marks, persons."""
        s = self.lined.filter(self.lined["person"].notnull())
        paid = s["amount"].notnull().ifelse(PAY | PAY_KNOWN, PAY)
        sold = s.select(
            "product", "person", marks=s["role"].cases((CREATED, ORDER), (PAID, paid), else_=REFUND)
        )
        both = self.ibis.union(
            self.rows.product_people().cast({"marks": "int64"}), sold.cast({"marks": "int64"})
        )
        pairs = both.group_by("product", "person").aggregate(marks=both["marks"].bit_or())
        return pairs.group_by("product", "marks").aggregate(n=pairs.count())

    @cached_property
    def weighed(self) -> Any:
        """`named` with the weight of each line, their `total` and how many `pieces_of` there are."""
        x = self.named
        pieces = x["qty"].clip(0, QTY_MAX)
        x = x.mutate(pieces=pieces, worth=pieces * x["price"].clip(0, PRICE_MAX))
        most = x.group_by("offset").aggregate(
            priced=x["price"].notnull().all(),
            worth_max=x["worth"].max(),
            pieces_max=x["pieces"].max(),
            lines=x.count(),
        )
        x = x.join(most, "offset")
        by_worth, by_pieces = x["priced"] & (x["worth_max"] > 0), x["pieces_max"] > 0
        weight = self.ibis.cases((by_worth, x["worth"]), (by_pieces, x["pieces"]), else_=1)
        largest = self.ibis.cases((by_worth, x["worth_max"]), (by_pieces, x["pieces_max"]), else_=1)
        x = x.mutate(weight=weight // (largest // WEIGHT_MAX + 1))
        return x.join(x.group_by("offset").aggregate(total=x["weight"].sum()), "offset")

    def _shared(self) -> Any:
        """`lined` with `part`, the line's part of the row's amount: `share_out` in SQL."""
        x = self.lined.mutate(size=self.lined["amount"].abs())
        share = x["size"] // x["total"] * x["weight"] + x["size"] % x["total"] * x["weight"] // x["total"]
        x = x.mutate(part=(x["lines"] > 1).ifelse(share, x["size"]))
        several = x.filter(x["lines"] > 1)
        given = several.group_by("role", "offset").aggregate(given=several["part"].sum())
        x = x.left_join(given, ["role", "offset"]).drop("role_right", "offset_right")
        rest = (x["lines"] > 1).ifelse(x["size"] - x["given"], 0)
        part = x["part"] + (x["idx"] < rest).ifelse(1, 0)
        return x.mutate(part=(x["amount"] < 0).ifelse(-part, part))
