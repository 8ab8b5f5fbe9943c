"""RFM: how recently, how often, for how much a buyer bought, each as a fifth of this team's buyers (5 = best).

Equal values get equal fifths: a fifth may be larger than a fifth, never split between people who did the same.
"""

from typing import Any

FIFTHS = {"r": "last_paid", "f": "paid_days", "m": "spend"}


def fifths(rows: Any) -> Any:
    """The rows with `r`, `f`, `m` (1…5, int64); null for who never bought or whose money nobody told."""
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    def fifth(column: str) -> Any:
        value = rows[column]
        valued = (rows["paid_days"] > 0) & value.notnull()
        among = ibis.window(group_by=valued, order_by=value)
        place = ibis.cume_dist().over(among)
        return valued.ifelse((place * 5).ceil().cast("int64"), ibis.null("int64"))

    return rows.mutate(**{name: fifth(column) for name, column in FIFTHS.items()})
