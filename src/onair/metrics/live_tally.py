"""From the state of a running show to its Tally. Walks everything: for pages, not for frames."""

from collections import defaultdict
from typing import TYPE_CHECKING

from onair.metrics.people import NEVER
from onair.metrics.state import State
from onair.metrics.tally import ANY, ENTER, MINUTE_PEOPLE, UNTIMED, Cell, Tally, margins, rows_by_span, spans

if TYPE_CHECKING:
    from onair.metrics.live import LiveFold


PERSON = (1 << 32) - 1


def live_tally(fold: "LiveFold", by: frozenset[str], now: int) -> Tally:
    state, book = fold.state, fold.state.book
    tally = Tally(fold.window, now)
    tally.seen, tally.late, tally.not_due = dict(fold.seen), {**fold.late, **book.late}, fold.not_due()
    tally.nobody = dict(state.nobody)
    for (place, tag), n in (*fold.elsewhere.items(), *book.elsewhere.items()):
        bucket = tally.before if place == "before" else tally.after
        bucket[tag] = bucket.get(tag, 0) + n
    tally.online, tally.readings = dict(state.gauges.minutes()), dict(state.gauges.readings)
    tally.by_source, tally.sampled = dict(state.by_source), set(state.sampled)
    for (channel, _), sums in state.own.items():
        tally.entries[channel] = tally.entries.get(channel, 0) + sums.get("enter", 0)
    for counter, n in state.beats.totals.items():
        tally.total.add(counter, n)
    marks, spaces = _marks(state), list(state.people.spaces)
    for i, mine in enumerate(marks):
        if mine:
            tally.total.add_people(spaces[state.people.space_of[i]], mine, 1)
    _minutes(tally, state, by)
    if "product" in by:
        _products(tally, state)
    if by & {"channel", "new"}:
        _crossed(tally, state, marks)
        margins(tally)
    if "new" in by:
        _stays(tally, state)
    if by & {"slot", "host"}:
        seconds = {counter: beats for counter, beats in state.beats.seconds.items() if counter not in UNTIMED}
        rows_by_span(tally, [s for s in spans(state.track, fold.window, now) if s.dimension in by], seconds)
    return tally.tidied()


def _marks(state: State) -> list[int]:
    """Marks of everybody: kept ones, those read from sets that are kept anyway, and orders as they stand."""
    people = state.people
    size = len(people.ids)
    marks = [mine | ANY for mine in people.marks[:size]]
    for i in people.unseen:
        marks[i] &= ~ANY
    for i, at in enumerate(people.first_at[:size]):
        if at != NEVER:
            marks[i] |= ENTER
    for mark, minutes in state.minute_people.items():
        for i in set().union(*minutes.values()):
            marks[i] |= mark
    for mark, pairs in state.goods.pairs.items():
        for i in {pair & PERSON for pair in pairs}:
            marks[i] |= mark
    for mark, i in state.book.marks:
        marks[i] |= mark
    return marks


def _minutes(tally: Tally, state: State, by: frozenset[str]) -> None:
    for counter, minutes in state.beats.minutes.items():
        for minute, n in minutes.items():
            tally.cell("minute", minute * 60_000).add(counter, n)
    if "minute" not in by:
        return
    for counter, mark in MINUTE_PEOPLE.items():
        for minute, people in state.minute_people.get(mark, {}).items():
            tally.cell("minute", minute * 60_000).add(counter, len(people))
    for minute, _ in state.book.payers:
        tally.cell("minute", minute * 60_000).add("pay_uv", 1)


def _products(tally: Tally, state: State) -> None:
    goods = state.goods
    cells: list[Cell] = [tally.cell("product", product) for product in goods.ids]
    for counter, values in goods.sums.items():
        for cell, n in zip(cells, values, strict=True):
            cell.add(counter, n)
    for p, sums in goods.money.items():
        for counter, n in sums.items():
            cells[p].add(counter, n)
    pairs: defaultdict[int, int] = defaultdict(int)
    for mark, found in goods.pairs.items():
        for pair in found:
            pairs[pair] |= mark
    for mark, pair in state.book.pairs:
        pairs[pair] |= mark
    people: defaultdict[tuple[int, int], int] = defaultdict(int)
    for pair, marks in pairs.items():
        people[pair >> 32, marks] += 1
    for (p, marks), n in people.items():
        cells[p].add_people("", marks, n)


def _crossed(tally: Tally, state: State, marks: list[int]) -> None:
    people, spaces = state.people, list(state.people.spaces)
    cells: defaultdict[tuple[str | None, bool | None], Cell] = defaultdict(Cell)
    for key, sums in state.own.items():
        for counter, n in sums.items():
            cells[key].add(counter, n)
    where = list(zip(people.first_channel, people.first_new, strict=True))
    for counter, values in people.sums().items():
        for i, n in enumerate(values):
            if n:
                cells[where[i]].add(counter, n)
    for (counter, i), n in state.book.sums.items():
        cells[where[i]].add(counter, n)
    for i, mine in enumerate(marks):
        if mine:
            cells[where[i]].add_people(spaces[people.space_of[i]], mine, 1)
    tally.crossed = dict(cells)


def _stays(tally: Tally, state: State) -> None:
    """How long after their first entry people were still active, in whole minutes."""
    last: dict[int, int] = {}
    for minutes in state.minute_people.values():
        for minute, people in minutes.items():
            for i in people:
                if minute > last.get(i, minute - 1):
                    last[i] = minute
    for i, at in enumerate(state.people.first_at[: len(state.people.ids)]):
        if at != NEVER:
            entered = at // 60_000
            key = entered * 60_000, state.people.first_new[i], max(last.get(i, entered) - entered, 0)
            tally.stays[key] = tally.stays.get(key, 0) + 1
