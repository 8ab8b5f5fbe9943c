"""Use cases of compliance, one function each; other rooms import from here."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, turn
from onair.compliance.ledger import (
    Consent,
    Entry,
    Said,
    consent_state,
    history,
    live_consents,
    live_people,
    record,
    verify_consents,
)
from onair.compliance.model import ContactRules
from onair.compliance.rules import CHANNELS, PURPOSES, SOURCES, WEEK_MS, Rules, Ruling, quiet_until, ruling
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict

__all__ = [
    "CHANNELS",
    "PURPOSES",
    "SOURCES",
    "WEEK_MS",
    "Asked",
    "Consent",
    "Entry",
    "Rules",
    "RulesStale",
    "Ruling",
    "Said",
    "consent_state",
    "history",
    "live_consents",
    "live_people",
    "may_write",
    "put_rules",
    "quiet_end",
    "record",
    "rules_of",
    "verify_consents",
]


class RulesStale(Conflict):
    """`data`: `difference` {field: {yours, theirs}} and the `version` to send next."""

    code = "stale"


class Asked(NamedTuple):
    """A message to a person. `sent`: ms of what they got on this channel in the last week."""

    person: str
    channel: str
    purpose: str
    sent: tuple[int, ...]


def may_write(tx: Session, tenant: str, now: int, zone: ZoneInfo, asked: Asked) -> Ruling:
    """Consent, caps and quiet hours as of now. To be asked at the moment of sending."""
    consent = consent_state(tx, tenant, asked.person, asked.channel, asked.purpose)
    if consent.state != "granted":
        return Ruling("block", "withdrawn" if consent.state == "withdrawn" else "no_consent")
    return ruling(rules_of(tx, tenant), asked.purpose, asked.sent, now, zone)


def rules_of(tx: Session, tenant: str) -> Rules:
    """The team's own, or the ones it starts with (version 0)."""
    row = tx.get(ContactRules, tenant)
    if row is None:
        return Rules()
    return Rules(row.quiet_from, row.quiet_to, row.cap_day, row.cap_week, row.version)


def quiet_end(tx: Session, tenant: str, now: int, zone: ZoneInfo) -> int:
    """When something may be sent that nobody asked for: `now`, or the end of the team's quiet hours. ms."""
    until = quiet_until(rules_of(tx, tenant), now, zone)
    return now if until is None else until


def put_rules(tx: Session, actor: Actor, clock: Clock, rules: Rules) -> Rules:
    """`rules.version`: the one that was read. Raises RulesStale."""
    turn(tx, actor.tenant)
    held = rules_of(tx, actor.tenant)
    if held.version != rules.version:
        mine, theirs = rules._asdict(), held._asdict()
        difference = {
            name: {"yours": mine[name], "theirs": theirs[name]}
            for name in mine
            if name != "version" and mine[name] != theirs[name]
        }
        raise RulesStale(difference=difference, version=held.version)
    fresh = rules._replace(version=held.version + 1)
    tx.merge(ContactRules(tenant_id=actor.tenant, **fresh._asdict()))
    audit(tx, actor, clock, "contact.rules", actor.tenant, before=held._asdict(), after=fresh._asdict())
    return fresh
