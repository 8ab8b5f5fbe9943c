"""Start ≤ end, the stated length = end − start within a minute, and no two shows of one account at once."""

from collections.abc import Iterator
from itertools import pairwise

from onair.after.reports.bundle import Bundle, Place, StatedRow
from onair.after.reports.finding import Finding
from onair.kernel.i18n import Text

BACKWARDS = Text("结束早于开始", "It ends before it begins")
LENGTH = Text("时长与开始、结束时间对不上", "The length does not fit start and end")
OVERLAP = Text("同一账号的两场时间重叠", "Two shows of one account overlap")


def check(bundle: Bundle) -> Iterator[Finding]:
    spans: dict[tuple[str, str], list[tuple[int, int, Place | None]]] = {}
    for row in bundle.of("session"):
        start, end = row.about.get("start"), row.about.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        yield from _span(row, start, end)
        account = str(row.about.get("account_id") or row.about.get("account") or "")
        spans.setdefault((row.platform, account), []).append((start, end, _place(row)))
    for known in spans.values():
        for (start, end, place), (following, _, other) in pairwise(
            sorted(set(known), key=lambda one: one[:2])
        ):
            if following < end and following != start:
                places = tuple(each for each in (place, other) if each is not None)
                yield Finding("times", "differs", OVERLAP, None, end, following, places)


def _span(row: StatedRow, start: int, end: int) -> Iterator[Finding]:
    place = _place(row)
    places = () if place is None else (place,)
    if end < start:
        yield Finding("times", "differs", BACKWARDS, None, start, end, places, quarantine=True)
        return
    said = row.said.get("duration_min")
    if said is not None and said.value is not None:
        fits = abs(said.value - (end - start) / 60_000) <= 1
        if not fits:
            yield Finding(
                "times", "differs", LENGTH, "duration_min", said.value, (end - start) / 60_000, (said.place,)
            )


def _place(row: StatedRow) -> Place | None:
    return next((said.place for said in row.said.values()), None)
