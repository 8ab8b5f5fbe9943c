"""What became of a rule's proposals: counted for one show, added up over many. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from onair.during.playbook.proposals import Case

REASONS_MAX = 20
WEEK_MS = 7 * 86_400_000


class Score(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`neither`: not accepted, not dismissed, not held back by a switchback. `snoozed`: put off at least once, whatever
    came after. `reasons`: why it was dismissed → how often. `last`: when it spoke last, ms."""

    fired: int = 0
    accepted: int = 0
    dismissed: int = 0
    neither: int = 0
    snoozed: int = 0
    reasons: dict[str, int] = {}
    last: int | None = None


def scores(cases: Iterable[Case]) -> dict[str, Score]:
    """By rule."""
    found: dict[str, Score] = {}
    for case in cases:
        found[case.rule] = together(found.get(case.rule, Score()), _of(case))
    return found


def _of(case: Case) -> Score:
    yes, no, held = (case.state == state for state in ("accepted", "dismissed", "held"))
    return Score(
        fired=1, accepted=int(yes), dismissed=int(no), neither=int(not yes and not no and not held), snoozed=int(case.put_off),
        reasons={case.reason or "other": 1} if no else {}, last=case.at,
    )  # fmt: skip


def together(one: Score, other: Score) -> Score:
    reasons = Counter(one.reasons)
    reasons.update(other.reasons)
    return Score(
        fired=one.fired + other.fired, accepted=one.accepted + other.accepted,
        dismissed=one.dismissed + other.dismissed, neither=one.neither + other.neither,
        snoozed=one.snoozed + other.snoozed, reasons=dict(reasons.most_common(REASONS_MAX)),
        last=max((at for at in (one.last, other.last) if at is not None), default=None),
    )  # fmt: skip


def read(kept: Any) -> Score:
    """As kept; an older version kept four numbers."""
    if isinstance(kept, Mapping):
        return msgspec.convert(kept, Score)
    fired, accepted, dismissed, neither = kept
    return Score(fired=fired, accepted=accepted, dismissed=dismissed, neither=neither)


def a_week(fired: int, ended: tuple[int, int] | None) -> float | None:
    """How often a week, over the time from the oldest show to the newest; None when that is less than a week."""
    if ended is None or ended[1] - ended[0] < WEEK_MS:
        return None
    return fired * WEEK_MS / (ended[1] - ended[0])
