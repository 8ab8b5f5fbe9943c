"""A finding of the diagnosis as a change of the next show: its words, its metric, and the default where one follows. Pure.

A finding's own parameters are for its sentence; only what its change names becomes a default. Everything else is for a
person to say when it is taken.
"""

from collections.abc import Mapping

from onair.after.changes.model import Body, Kind, Param, Said, Verify
from onair.after.changes.service import NewChange
from onair.after.diagnosis.finding import Finding
from onair.kernel.i18n import Text

DEFAULTS: Mapping[Kind, tuple[str, ...]] = {
    "slot_minutes": ("minutes",),
    "card": ("text",),
    "offer": ("offer",),
    "rule": ("rule", "on"),
}
"""Of what a change brings along, what becomes a default."""


def adopted(finding: Finding, owner: str | None = None, due_at: int | None = None) -> NewChange | None:
    """None when the finding asks for nothing."""
    change = finding.next
    if change is None:
        return None
    body = Body(
        words=_said(change.words),
        of=change.about.of,
        key=change.about.key,
        label=change.about.label,
        why=_said(finding.words),
        seat=finding.seat,
        verify=Verify(change.metric, change.better, change.value, change.base),
        params=_params(change.kind, change.params),
    )
    return NewChange(change.kind, body, finding.id, owner, due_at)


def _params(kind: Kind, given: Mapping[str, Param]) -> dict[str, Param]:
    """A place is where most people watch in the show that it goes into, which nobody knows yet."""
    if kind == "slot_order":
        return {"best": True}
    return {name: given[name] for name in DEFAULTS.get(kind, ()) if name in given}


def _said(text: Text) -> Said:
    return Said(text.zh, text.en)
