"""The after-action report: what happened when, who did what, how long it took, what was left undone. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from onair.during.emergency.book import Book, Slip
from onair.during.emergency.run import SETTLED, Run, StepRun


class StepTold(NamedTuple):
    """`took_s`: from the opening (for what comes after: from the recovery). `late_s`: beyond its time, None = in time or
    not done. `undone`: it was to be done and was not."""

    one: StepRun
    took_s: float | None
    late_s: float | None
    undone: bool


class RunTold(NamedTuple):
    """Seconds; None = not known or it did not happen. `notice_s`: from the beginning of the trouble to its detection;
    `open_s`: from detection to the card; `act_s`: from the card to the first act; `recover_s`: from the beginning to the
    recovery. `left_open`: the show was over and nobody closed it."""

    run: Run
    steps: tuple[StepTold, ...]
    notice_s: float | None
    open_s: float | None
    act_s: float | None
    recover_s: float | None
    slips: tuple[Slip, ...]
    left_open: bool

    @property
    def undone(self) -> list[StepTold]:
        return [told for told in self.steps if told.undone]


def report(book: Book, *, over: bool) -> list[RunTold]:
    """Of every run, oldest first. `over`: the show has ended."""
    return [_told(run, book.slips.values(), over) for run in sorted(book.all(), key=lambda run: run.at)]


def _told(run: Run, slips: Iterable[Slip], over: bool) -> RunTold:
    found = run.found_at
    return RunTold(
        run,
        tuple(_step(run, one, over) for one in run.steps.values()),
        _apart(run.since, found),
        _apart(found, run.at),
        _apart(run.at, run.acted_at),
        _apart(run.since, run.recovered_at),
        tuple(slip for slip in slips if slip.run == run.id),
        over and run.open,
    )


def _step(run: Run, one: StepRun, over: bool) -> StepTold:
    due, start = run.due_at(one), run.at if one.step.when == "now" else run.recovered_at
    done = one.state in ("done", "failed", "unknown")
    took = _apart(start, one.at) if done else None
    late = None
    if done and due is not None and one.at is not None and one.at > due:
        late = (one.at - due) / 1000
    ended = over or not run.open
    return StepTold(one, took, late, ended and one.state not in SETTLED and run.wanted(one))


def _apart(start: int | None, end: int | None) -> float | None:
    """Never before it began: clocks of sources differ."""
    return None if start is None or end is None else max(0.0, round((end - start) / 1000, 1))


class Moment(NamedTuple):
    """`what`: began, found, opened, recovered, closed, or the state a step came to. `by`: person or rule."""

    at: int
    what: str
    by: str | None = None
    step: str | None = None


def timeline(told: RunTold) -> list[Moment]:
    """Everything that is known of a run, in order."""
    run = told.run
    found: list[tuple[int | None, str, str | None, str | None]] = [
        (run.since, "began", None, None), (run.found_at, "found", None, None), (run.at, "opened", run.by, None),
        *((one.at, one.state, one.by, id_) for id_, one in run.steps.items() if one.state != "waiting"),
        (run.recovered_at, "recovered", None, None), (run.closed_at, "closed", run.closed_by, None),
    ]  # fmt: skip
    known = [Moment(at, what, by, step) for at, what, by, step in found if at is not None]
    return sorted(known, key=lambda one: one.at)
