"""May this answer be given? The lint with the right facts beside it, and what is special to answers. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from onair.compliance.lint import Finding, check
from onair.compliance.lint.asked import Verdict
from onair.during.qa.answer import SPOKEN_S, Answer, Backing, spoken_s
from onair.kernel.folding import fold
from onair.kernel.i18n import Text

Part = Literal["short", "short_en", "long"]
PARTS: tuple[Part, ...] = ("short", "short_en", "long")


class Mark(NamedTuple):
    """One finding in one text of an answer. `rule` own:…: ours, of no law."""

    part: Part
    rule: str
    instrument: str
    article: str
    verdict: Verdict
    start: int
    end: int
    matched: str
    reason: Text
    rewrite: Text

    @property
    def stops(self) -> bool:
        """It cannot be approved like this."""
        return self.verdict in ("BLOCK", "EVID")


def day_of(at: int, zone: str | None = None) -> date:
    """The day whose rules count."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone) if zone else UTC).date()


def marks(answer: Answer, backing: Backing, on: date) -> list[Mark]:
    """Everything there is to say about its texts, in their order."""
    found = []
    for part in PARTS:
        text = getattr(answer, part)
        found += [_mark(part, one) for one in findings(text, answer, backing, on)]
        found += _own(part, text, answer.never)
    return found


def findings(text: str, answer: Answer, backing: Backing, on: date) -> tuple[Finding, ...]:
    """By law, with the product, the host whose experience it is, the team's evidence and the paper behind the answer."""
    asked = backing.records.asked("qa", on, product=answer.product, host=answer.host)
    paper = backing.papers.get(answer.source.ref or "") if answer.source else None
    if paper is not None:  # whoever approves says that the paper carries these words
        asked = replace(asked, evidence=(*asked.evidence, paper._replace(claim=text)))
    return check(text, asked).findings


def typed(
    text: str, product: str | None, hosts: Collection[str], backing: Backing, on: date
) -> list[Finding]:
    """What stops words that somebody types on air. One's own use may be told while that host alone is on air."""
    host = next(iter(hosts)) if len(hosts) == 1 else None
    told = check(text, backing.records.asked("qa", on, product=product, host=host))
    return [one for one in told.findings if one.verdict in ("BLOCK", "EVID")]


def _mark(part: Part, one: Finding) -> Mark:
    return Mark(
        part,
        one.rule,
        one.instrument,
        one.article,
        one.verdict,
        one.start,
        one.end,
        one.matched,
        one.reason,
        one.rewrite,
    )


def _own(part: Part, text: str, never: Collection[str]) -> Iterator[Mark]:
    if part != "long" and (took := spoken_s(text)) > SPOKEN_S:
        reason = Text(
            f"念完约 {took:.0f} 秒，超过 {SPOKEN_S:.0f} 秒：留一句结论，其余放到详细版",
            f"takes about {took:.0f} s to say, over {SPOKEN_S:.0f} s: keep the conclusion, move the rest to the long version",
        )
        yield Mark(part, "own:length", "", "", "BLOCK", 0, len(text), text[:20], reason, Text("", ""))
    folded = fold(text)
    for phrase in never:
        wanted = fold(phrase).text
        place = folded.text.find(wanted) if wanted else -1
        if place >= 0:
            start, end = folded.span(place, place + len(wanted))
            words = Text(f"「{phrase}」在本条的不能说里", f"'{phrase}' is on this answer's must-not-say list")
            yield Mark(part, "own:never", "", "", "BLOCK", start, end, text[start:end], words, Text("", ""))
