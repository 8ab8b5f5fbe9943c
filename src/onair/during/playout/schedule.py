"""When everything is on: as planned, as it is expected now, as it was. Pure and deterministic.

Fixed starts never move while they lie ahead; what does not fit before one is told as its squeeze. Lengths change by
what people decided, never by themselves; a count-to-end slot takes what is left before the next fixed time or the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from onair.during.playout.pieces import Piece, Plan, Run, Standing

State = Literal["done", "on_air", "next", "waiting", "skipped", "missed"]


class Moment(NamedTuple):
    """`base`: the planned start, or the real one where none was planned. `open`: the show still runs; `begun`: it is
    or was on air."""

    now: int
    base: int
    begun: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One slot. `piece` None = it was not planned. `over`: longer than planned by, ms (of what is over or expected).
    `squeeze`: by how much what ends here is too late for the fixed start behind it. `missed`: the show ended without."""

    id: str
    title: str
    kind: str
    product: str | None
    state: State
    piece: Piece | None = None
    length: int = 0
    planned_at: int | None = None
    planned_end: int | None = None
    expected_at: int | None = None
    expected_end: int | None = None
    real_at: int | None = None
    real_end: int | None = None
    real_ms: int = 0
    over: int | None = None
    squeeze: int = 0
    moved: bool = False


class Late(NamedTuple):
    """A fixed start that cannot be kept: `by` ms; `before`: the last slot that would have to be shorter."""

    slot: str
    by: int
    before: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """`rows`: what was on in its order, then what comes. `cursor`: when the next can begin; `late`: ms behind (< 0:
    ahead of) the plan now; `ends`, `planned_end` of the show; `lates`: fixed starts in danger."""

    rows: tuple[Row, ...]
    cursor: int
    late: int
    ends: int
    planned_end: int
    limit: int
    lates: tuple[Late, ...]

    @property
    def current(self) -> Row | None:
        return next((row for row in self.rows if row.state == "on_air"), None)

    @property
    def coming(self) -> list[Row]:
        return [row for row in self.rows if row.state in ("next", "waiting")]

    def row(self, id_: str | None) -> Row | None:
        return next((row for row in self.rows if row.id == id_), None)


def timeline(plan: Plan, held: Standing, runs: Sequence[Run], when: Moment) -> Timeline:
    """`runs` in the order of their start."""
    past, cursor = _past(plan, held, runs, when)
    ran = {row.id for row in past}
    ahead = [plan.piece(id_) for id_ in held.order if id_ not in ran]
    left = [piece for piece in ahead if piece is not None]
    coming = [piece for piece in left if piece.id not in held.skipped]
    planned_end = when.base + max((piece.planned_end for piece in plan.pieces), default=0)
    limit = when.base + plan.total
    if not when.open:
        rest = [_plain(piece, "missed", held, when.base) for piece in coming]
        lates: tuple[Late, ...] = ()
        ends = cursor
    else:
        rest, lates, ends = _ahead(coming, _Laid(past, cursor, when.now), held, when, limit)
    current = next((row for row in past if row.state == "on_air"), None)
    reached = current.expected_end if current and current.expected_end is not None else cursor
    shares = _shares(plan)
    late = reached - (planned_end - sum(shares[piece.id] for piece in coming))
    skipped = [_plain(piece, "skipped", held, when.base) for piece in left if piece.id in held.skipped]
    return Timeline(
        (*past, *rest, *skipped), reached, late if plan.pieces else 0, ends, planned_end, limit, lates
    )


def _shares(plan: Plan) -> dict[str, int]:
    """How far each moves the plan's clock on: from the end before it to its own, waits included."""
    found, before = {}, 0
    for piece in plan.pieces:
        found[piece.id] = piece.planned_end - before
        before = piece.planned_end
    return found


def _past(plan: Plan, held: Standing, runs: Sequence[Run], when: Moment) -> tuple[list[Row], int]:
    """What was or is on, one row a slot; and when the next can begin."""
    rows: dict[str, Row] = {}
    cursor = when.now if when.begun else max(when.now, when.base)
    if not when.open and runs:
        cursor = max(run.end or when.now for run in runs)
    for run in runs:
        old = rows.pop(run.slot, None)
        rows[run.slot] = _run(plan.piece(run.slot), held, run, old, when)
    row = next((row for row in rows.values() if row.state == "on_air"), None)
    return list(rows.values()), cursor if row is None or row.expected_end is None else row.expected_end


def _run(piece: Piece | None, held: Standing, run: Run, old: Row | None, when: Moment) -> Row:
    """A slot that was on twice is one row, told where it was on last."""
    before = old.real_ms if old else 0
    on = run.end is None and when.open
    until = when.now if run.end is None else run.end
    length = piece.length + held.extra.get(piece.id, 0) if piece else 0
    spent = before + max(0, until - run.at)
    expected = max(until, run.at + length - before) if on else until
    span = before + expected - run.at
    return Row(
        id=run.slot, title=piece.title if piece else run.title, kind=run.kind, product=run.product,
        state="on_air" if on else "done", piece=piece, length=length,
        planned_at=when.base + piece.planned_at if piece else None,
        planned_end=when.base + piece.planned_end if piece else None,
        expected_at=run.at, expected_end=expected,
        real_at=old.real_at if old and old.real_at is not None else run.at, real_end=None if on else until, real_ms=spent,
        over=span - piece.span if piece else None, moved=piece is not None and piece.id in held.moved,
    )  # fmt: skip


def _plain(piece: Piece, state: State, held: Standing, base: int) -> Row:
    return Row(
        id=piece.id, title=piece.title, kind=piece.kind, product=piece.product, state=state, piece=piece,
        length=piece.length + held.extra.get(piece.id, 0), planned_at=base + piece.planned_at,
        planned_end=base + piece.planned_end, moved=piece.id in held.moved,
    )  # fmt: skip


class _Laid:
    """Slots laid one after another from `cursor` on; each entry is (row, start, length). `past` is what was or is on."""

    def __init__(self, past: list[Row], cursor: int, now: int) -> None:
        self.entries: list[tuple[Row, int, int]] = []
        self.squeezes: dict[str, int] = {}
        self.lates: list[Late] = []
        self.cursor, self.now = cursor, now
        self.past = past
        self._fixed = 0
        self._open = True  # the slot on air belongs to the first stretch

    def put(self, row: Row, pin: int | None) -> None:
        start = self.cursor
        if pin is not None:
            start = max(pin, self.now)
            self._meet(row, start, pin)
        self.entries.append((row, start, row.length))
        self.cursor = start + row.length

    def _meet(self, row: Row, start: int, pin: int) -> None:
        """A fixed start: what is left before it is filled, what is too much is told."""
        if self.cursor > pin:
            before = self._before()
            if before is not None:
                self.squeezes[before] = self.cursor - pin
            self.lates.append(Late(row.id, self.cursor - pin, before))
        self.fill(start)
        self._fixed, self._open = len(self.entries), False

    def _before(self) -> str | None:
        if self.entries:
            return self.entries[-1][0].id
        return next((row.id for row in self.past if row.state == "on_air"), None)

    def fill(self, until: int) -> None:
        """The last count-to-end slot since the last fixed start lasts until what is behind it ends at `until`."""
        spare = until - self.cursor
        if spare <= 0:
            return
        for place in range(len(self.entries) - 1, self._fixed - 1, -1):
            row, start, length = self.entries[place]
            if _fills(row):
                self.entries[place] = (row, start, length + spare)
                later = self.entries[place + 1 :]
                self.entries[place + 1 :] = [(r, at + spare, long) for r, at, long in later]
                self.cursor += spare
                return
        if self._open:
            self._fill_current(spare)

    def _fill_current(self, spare: int) -> None:
        for place, row in enumerate(self.past):
            if row.state == "on_air" and _fills(row) and row.expected_end is not None:
                end = row.expected_end + spare
                over = None if row.over is None else row.over + spare
                self.past[place] = replace(row, expected_end=end, over=over)
                self.entries = [(r, at + spare, long) for r, at, long in self.entries]
                self.cursor += spare


def _fills(row: Row) -> bool:
    return row.piece is not None and row.piece.timing == "fill"


def _ahead(
    coming: Sequence[Piece], laid: _Laid, held: Standing, when: Moment, limit: int
) -> tuple[list[Row], tuple[Late, ...], int]:
    for place, piece in enumerate(coming):
        row = _plain(piece, "waiting" if place else "next", held, when.base)
        laid.put(row, None if piece.pin is None else when.base + piece.pin)
    laid.fill(limit)
    squeezes = laid.squeezes
    rows = [
        replace(
            row, expected_at=start, expected_end=start + length, squeeze=squeezes.get(row.id, 0),
            over=length - row.piece.span if row.piece else None,
        )
        for row, start, length in laid.entries
    ]  # fmt: skip
    laid.past[:] = [replace(row, squeeze=squeezes.get(row.id, 0)) for row in laid.past]
    return rows, tuple(laid.lates), laid.cursor
