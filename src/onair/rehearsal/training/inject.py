"""Faults put into a show's stream of events: timeline in, timeline out. Pure and seeded; nothing else is touched.

A timeline is steps in the order of their clock. What a fault does not hit passes as the same object in the same step.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from operator import attrgetter

from onair.events.model import Action, AnyEvent, Comment, Correction, Marks, Proposal, Stream
from onair.rehearsal.pace import Step
from onair.rehearsal.training.fault import Fault
from onair.rehearsal.training.goods import order_burst, stock_gone
from onair.rehearsal.training.held import late_data
from onair.rehearsal.training.hostile import WAVE
from onair.rehearsal.training.span import SOURCE, Span, span_of, without
from onair.rehearsal.training.stream import stream_fault

Shape = Callable[[Iterator[Step], Span], Iterator[Step]]
_CLOCK = attrgetter("clock")


def inject(steps: Iterable[Step], faults: Sequence[Fault], start: int, seed: int) -> Iterator[Step]:
    """`start`: of the show, ms; the same arguments give the same timeline in every process."""
    found = iter(steps)
    for place, fault in enumerate(faults):
        found = _SHAPES[fault.kind](found, span_of(fault, start, f"{seed}:{place}"))
    return found


def untouched(steps: Iterable[Step], until: int) -> Iterator[Step]:
    """A past show as a stage for others: what its people did and what was proposed to them is left out, corrections of
    these too; nothing later than `until` (ms). Incidents stay: they happened. Comments are read anew, as faults change
    them."""
    gone: set[tuple[str, str]] = set()
    for step in steps:
        if step.clock > until:
            return
        kept = [event for event in step.events if not _of_people(event, gone)]
        if kept:
            yield step if len(kept) == len(step.events) else Step(step.clock, kept)


def _of_people(event: AnyEvent, gone: set[tuple[str, str]]) -> bool:
    if isinstance(event, Action | Proposal | Marks):
        gone.add((event.source, event.id))
        return True
    return isinstance(event, Correction) and (event.corrects.source, event.corrects.id) in gone


def _stream(steps: Iterator[Step], span: Span) -> Iterator[Step]:
    share = span.fault.strength

    def hit(event: Stream) -> AnyEvent | None:
        return None if share >= 1 else _thinner(event, share)

    return merge(without(steps, span, Stream, hit), stream_fault(span), key=_CLOCK)


def _thinner(event: Stream, share: float) -> Stream:
    """A reading of the encoder itself, weaker."""
    kbps = None if event.bitrate_kbps is None else round(event.bitrate_kbps * (1 - share))
    return Stream(
        id=event.id, source=event.source, at=event.at, state="degraded", bitrate_kbps=kbps, fps=event.fps,
        dropped=event.dropped, rtt_ms=event.rtt_ms, loudness_lufs=event.loudness_lufs,
    )  # fmt: skip


def _silence(steps: Iterator[Step], span: Span) -> Iterator[Step]:
    return without(steps, span, Comment, lambda event: None if span.hits() else event)


def _hostile(steps: Iterator[Step], span: Span) -> Iterator[Step]:
    """They come from where the others come from: nothing but their words tells them apart."""
    count = max(1, round(span.fault.strength * (span.end - span.begin) / 60_000))
    people = [span.id(f"u{n}") for n in range(max(3, min(12, count // 8)))]
    times = deque(sorted(span.begin + int(span.rng.random() * (span.end - span.begin)) for _ in range(count)))
    source = SOURCE
    for step in steps:
        while times and times[0] <= step.clock:
            yield _said(span, times.popleft(), len(times), (source, span.rng.choice(people)))
        source = next((one.source for one in reversed(step.events) if isinstance(one, Comment)), source)
        yield step
    while times:
        yield _said(span, times.popleft(), len(times), (source, span.rng.choice(people)))


def _said(span: Span, at: int, n: int, who: tuple[str, str]) -> Step:
    text = span.rng.choice(WAVE)
    return Step(at, [Comment(id=span.id(f"c{n}"), source=who[0], at=at, user=who[1], text=text)])


_SHAPES: dict[str, Shape] = {
    "stream_cut": _stream, "comment_silence": _silence, "stock_gone": stock_gone, "order_burst": order_burst,
    "hostile_comments": _hostile, "late_data": late_data,
}  # fmt: skip
