"""What the console and the host's screen get: names only, no ids of people. Newest last; None = not yet, or unknown."""

from collections.abc import Mapping

from msgspec import Struct

from onair.during.prompter.ledger import Cued, HostLedger, Whispered

WHISPERS_SHOWN = 20
CUES_SHOWN = 12


class HostWhisper(Struct, frozen=True):
    """`by`, `acked_by`: the screen or person, "" for somebody removed since. `question`, `source`, `never`: of an answer
    to viewers."""

    id: str
    at: int
    by: str
    text: str
    acked_at: int | None
    acked_by: str | None
    question: str | None = None
    source: str | None = None
    never: tuple[str, ...] = ()


class HostCueRow(Struct, frozen=True):
    """`state`: open, done, dropped, missed. `due`: when the host's countdown ends. `how`: hand, pin, slot_next, …"""

    id: str
    at: int
    due: int
    kind: str
    text: str
    screen: str | None
    state: str
    settled_at: int | None
    settled_by: str | None
    how: str | None


class HostPanel(Struct, frozen=True):
    """`said`: lines of the must-say list of `slot` that were ticked. `median_ms`: cue → act, of `done` cues."""

    whispers: list[HostWhisper]
    cues: list[HostCueRow]
    slot: str | None
    said: list[str]
    done: int
    median_ms: int | None


def host_panel(ledger: HostLedger, slot: str | None, now: int, names: Mapping[str, str]) -> HostPanel:
    shown = [whisper for whisper in ledger.whispers.values() if not whisper.undone]
    cues = list(ledger.cues.values())
    return HostPanel(
        [whisper_row(whisper, names) for whisper in shown[-WHISPERS_SHOWN:]],
        [cue_row(cue, now, names) for cue in cues[-CUES_SHOWN:]],
        slot, ledger.said_in(slot), sum(cue.outcome == "done" for cue in cues), ledger.median_ms(),
    )  # fmt: skip


def whisper_row(whisper: Whispered, names: Mapping[str, str]) -> HostWhisper:
    acked_by = whisper.screen or _name(whisper.acked_by, names)
    return HostWhisper(
        whisper.id, whisper.at, _name(whisper.by, names) or "", whisper.text, whisper.acked_at, acked_by,
        whisper.question, whisper.source, whisper.never,
    )  # fmt: skip


def cue_row(cue: Cued, now: int, names: Mapping[str, str]) -> HostCueRow:
    settled_by = cue.screen if cue.settled_by == cue.by else _name(cue.settled_by, names)
    return HostCueRow(
        cue.id, cue.at, cue.at + cue.lead_s * 1000, cue.kind, cue.text, cue.screen or _name(cue.by, names), cue.state(now),
        cue.settled_at, settled_by, cue.how,
    )  # fmt: skip


def _name(id_: str | None, names: Mapping[str, str]) -> str | None:
    """None where nobody did it (an offer published); "" for somebody removed since; a rule by its id."""
    return None if id_ is None else names.get(id_, id_ if id_.startswith("rule:") else "")
