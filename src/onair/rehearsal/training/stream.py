"""A broken stream as `during.signal` would write it: readings of the state, one incident with its recovery."""

from collections.abc import Iterator

from onair.during.signal.service import BY, EVERY_MS, MAIN
from onair.events.model import AnyEvent, Incident, Stream
from onair.rehearsal.pace import Step
from onair.rehearsal.training.span import Span

OWN = "onair"
FOUND_MS = {"cut": 3_000, "bitrate_low": 12_000}
"""How long the real detectors take to speak."""
CAUSE = {"cut": "publisher_gone", "bitrate_low": "upload"}
GRADE = {"cut": "bad", "bitrate_low": "warn"}


def kind_of(strength: float) -> str:
    """A whole cut, or what is left of the bitrate."""
    return "cut" if strength >= 1 else "bitrate_low"


def incident_id(begin: int, strength: float) -> str:
    """As `during.signal` names an episode: `begin` in ms."""
    return f"sig:{MAIN}:{kind_of(strength)}:{begin}"


def stream_fault(span: Span) -> Iterator[Step]:
    """What is added, by its clock."""
    kind = kind_of(span.fault.strength)
    found = min(span.begin + FOUND_MS[kind], span.end - 1_000)
    id_ = incident_id(span.begin, span.fault.strength)
    data = {"by": BY, "output": MAIN, "cause": CAUSE[kind], "grade": GRADE[kind]}
    start = Incident(
        id=f"{id_}:start", source=OWN, at=span.begin, incident=id_, kind=kind,
        data={**data, "found_ms": found - span.begin, "sources": []},
    )  # fmt: skip
    over = Incident(
        id=f"{id_}:end", source=OWN, at=span.end, incident=id_, kind=kind, phase="end",
        data={**data, "seconds": (span.end - span.begin) / 1000, "over": False},
    )  # fmt: skip
    said = False
    for at in range(span.begin, span.end, EVERY_MS):
        if not said and at >= found:
            yield Step(found, [start])
            said = True
        if kind == "cut":
            yield Step(at, [_reading(span, at, "reconnecting")])
    if not said:
        yield Step(found, [start])
    last: list[AnyEvent] = [_reading(span, span.end, "live"), over]
    yield Step(span.end, last if kind == "cut" else [over])


def _reading(span: Span, at: int, state: str) -> Stream:
    kbps = 0 if state == "reconnecting" else None
    return Stream(id=span.id(f"s{at}"), source=f"{OWN}:{BY}", at=at, state=state, bitrate_kbps=kbps)
