"""Frozen results of technical checks: what other rooms and the wire get to see."""

from typing import Any, Literal, NamedTuple

from onair.before.techcheck.report import Finding, Level, Report

State = Literal["queued", "running", "done", "failed", "cancelled"]
OPEN: tuple[State, ...] = ("queued", "running")


class CheckSummary(NamedTuple):
    """The newest finished check of a room. `findings` worst first; `at` ms."""

    id: str
    at: int
    verdict: Level
    findings: tuple[Finding, ...]


class CheckView(NamedTuple):
    """`problem`: code, zh, en when it failed. `source`: upload | live."""

    id: str
    room: str
    profile: str
    source: str
    name: str
    size: int
    state: State
    progress: float
    verdict: Level | None
    report: Report | None
    problem: dict[str, Any] | None
    by: str
    demo: bool
    created_at: int
    finished_at: int | None


class RoomSetup(NamedTuple):
    """`version` 0 = never set. `card`: 24 `#rrggbb`, `own` when they are of the card that OnAir prints."""

    room: str
    profile: str
    card: tuple[str, ...]
    own: bool
    version: int


class TaskView(NamedTuple):
    id: str
    place: int
    zh: str
    en: str
    owner: str | None
    done_at: int | None
    done_by: str | None
    version: int
