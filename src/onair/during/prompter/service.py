"""Use cases of the host's screen: what its link may do, and the report of acks and cues."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from onair.access.roles import Actor
from onair.during.broadcast.frames import ActionRow
from onair.during.broadcast.owner import Owner
from onair.during.prompter.acts import OVER, CueNotOpen, HostShowOver
from onair.during.prompter.companion import Prompting
from onair.during.prompter.ledger import Cued, HostLedger, Whispered, middle
from onair.kernel.errors import TooMany

TAPS_A_MINUTE = 40
NAMED = frozenset({"whisper_ack", "host_cue", "must_said"})
"""Acts that carry the screen's name, so that the log says where it was done after the link is gone."""


class TooManyTaps(TooMany):
    code = "too_many_taps"
    zh = "这个提词链接一分钟内操作太多，这一次没有记录。请在 {retry_after_s} 秒后再试。"
    en = "This prompter link did too much within a minute; this was not recorded. Try again in {retry_after_s} s."


class HostReport(NamedTuple):
    """Latencies in ms; a median is None while there is nothing to take it of."""

    whispers: list[Whispered]
    cues: list[Cued]
    ack_ms: int | None
    cue_ms: int | None
    now: int


async def host_act(owner: Owner, actor: Actor, action: str, data: Mapping[str, Any], id_: str) -> ActionRow:
    """What the link of a show does; the same id again, and a whisper acknowledged again, change nothing.

    Raises HostShowOver, TooManyTaps, CueNotOpen for somebody else's cue, and what the act raises.
    """
    if owner.facts.state in OVER:
        raise HostShowOver
    ledger = _ledger(owner)
    if ledger.taps(owner.now(), actor.id) >= TAPS_A_MINUTE:
        raise TooManyTaps(retry_after_s=60)
    sent = {name: value for name, value in data.items() if name != "screen"}
    if action in NAMED and actor.name:
        sent["screen"] = actor.name[:60]
    if action == "cue_settle":
        cue = ledger.cues.get(str(sent.get("cue")))
        if cue is None or cue.by != actor.id:
            raise CueNotOpen
        sent["outcome"] = "dropped"  # the host may take a cue back; done is the desk's word
    return await owner.act(action, sent, None, id_=_once(actor, action, sent, id_), by=actor.id)


def _once(actor: Actor, action: str, sent: Mapping[str, Any], id_: str) -> str:
    """Ids of a link are its own, so that it cannot ask for what others did; one whisper has one ack."""
    if action == "whisper_ack":
        return f"ack:{str(sent.get('whisper'))[:100]}"
    return f"{actor.id}:{id_}"


def _ledger(owner: Owner) -> HostLedger:
    found = owner.state.companions.get("prompter")
    return found.ledger if isinstance(found, Prompting) else HostLedger()


async def report(owner: Owner) -> HostReport:
    """Everything of a show, on air or over."""
    await owner.settled()
    ledger = _ledger(owner)
    whispers = [one for one in ledger.whispers.values() if not one.undone]
    cues = list(ledger.cues.values())
    return HostReport(
        whispers, cues, middle(one.latency for one in whispers), ledger.median_ms(), owner.now()
    )
