"""What the live console shows of the comments: the panel `radar`. Times in ms UTC; the console counts the timers."""

from collections.abc import Callable, Mapping
from statistics import median
from typing import Literal

from msgspec import Struct

from onair.during.comments.clusters import Asked
from onair.during.comments.heat import Heat
from onair.during.comments.ledger import Moderated
from onair.during.comments.radar import Radar

RISKS_SHOWN, QUESTIONS_SHOWN, STANDING_SHOWN = 8, 12, 20
TEXT_MAX = 120
PRESSING: Mapping[str, int] = {"abuse": 0, "complaint": 1, "rumour": 2, "ads": 3}


class RadarAnswer(Struct, frozen=True, omit_defaults=True):
    """From the library; `source` and `until` stand below it. `score` 0…1."""

    id: str
    text: str
    score: float
    source: str | None = None
    until: int | None = None
    question: str | None = None


class RadarRow(Struct, frozen=True, omit_defaults=True):
    """One question or risk of `people` people. `kind`: the intent, or what is risky. `since`: when the first one that waits
    was written. `comment`: the newest of it. `reopened`: it had been answered before. `late`: comments of it that were read
    after a flood."""

    id: str
    sort: Literal["risk", "question"]
    kind: str
    since: int
    people: int
    n: int
    texts: list[str]
    comment: str
    product: str | None = None
    product_name: str | None = None
    answer: RadarAnswer | None = None
    reopened: bool = False
    late: int = 0


class RadarHeat(Struct, frozen=True, omit_defaults=True):
    """Comments of the last minute. `usual`: the median of `minutes` minutes before; None = too few."""

    now: int
    usual: float | None = None
    minutes: int = 0


class RadarShare(Struct, frozen=True, omit_defaults=True):
    """Negative ones of the comments read in 60 s. `low`, `high`: 95 %, None = 样本不足. `wave`, `raid`: since when."""

    k: int = 0
    n: int = 0
    low: float | None = None
    high: float | None = None
    usual: float = 0.0
    limit: float = 0.0
    least: int = 8
    wave: int | None = None
    raid: int | None = None


class RadarStanding(Struct, frozen=True, omit_defaults=True):
    """Somebody muted or a word blocked. `what`: the word, or the person's short key."""

    id: str
    at: int
    by: str
    what: str
    reason: str
    key: str | None = None


class RadarPanel(Struct, frozen=True, omit_defaults=True):
    """`state`: off = no model here, failed = reading stopped. `heard`: comments read since `since`; `lawful`: negative but
    lawful ones; `hidden`, `hidden_lawful` of them by the log. `median_ms`: to an answer. `skipped`: not read, too many at
    once; `late`: read after that. `question_s`, `risk_s`: the team's own limits."""

    state: Literal["ok", "reading", "off", "failed"] = "reading"
    risks: list[RadarRow] = []
    questions: list[RadarRow] = []
    risks_more: int = 0
    questions_more: int = 0
    oldest: int | None = None
    heat: RadarHeat | None = None
    share: RadarShare | None = None
    heard: int = 0
    since: int | None = None
    lawful: int = 0
    hidden: int = 0
    hidden_lawful: int = 0
    muted: list[RadarStanding] = []
    blocked: list[RadarStanding] = []
    asked: int = 0
    answered: int = 0
    median_ms: float | None = None
    skipped: int = 0
    question_s: int = 60
    risk_s: int = 30
    late: int = 0


class Around(Struct, frozen=True):
    """What a row is drawn with. `names`: people; `goods`: product → name."""

    names: Mapping[str, str] = {}
    goods: Mapping[str, str] = {}
    question_s: int = 60
    risk_s: int = 30


def panel_of(
    radar: Radar,
    heat: Heat,
    around: Around,
    answer: Callable[[Asked], RadarAnswer | None],
    *,
    skipped: int = 0,
) -> RadarPanel:
    risks = sorted(radar.clusters.open("risk"), key=lambda row: (PRESSING.get(row.kind, 9), row.since or 0))
    asked = radar.clusters.open("question")
    waits = [row.since for row in (*risks, *asked) if row.since is not None]
    handled, moderation = radar.handled(), radar.moderation
    return RadarPanel(
        "ok",
        [_row(one, around, answer) for one in risks[:RISKS_SHOWN]],
        [_row(one, around, answer) for one in asked[:QUESTIONS_SHOWN]],
        max(0, len(risks) - RISKS_SHOWN), max(0, len(asked) - QUESTIONS_SHOWN), min(waits, default=None),
        RadarHeat(heat.now, heat.usual, heat.minutes), _share(radar), radar.heard, radar.since, radar.lawful,
        len(moderation.hidden), moderation.protected,
        [_standing(one, around, person=True) for one in list(moderation.muted.values())[-STANDING_SHOWN:]],
        [_standing(one, around, person=False) for one in list(moderation.blocked.values())[-STANDING_SHOWN:]],
        handled.asked, handled.answered, median(handled.took) if handled.took else None, skipped,
        around.question_s, around.risk_s, radar.late,
    )  # fmt: skip


def _row(row: Asked, around: Around, answer: Callable[[Asked], RadarAnswer | None]) -> RadarRow:
    often = sorted(row.texts, key=lambda text: -row.texts[text])
    return RadarRow(
        row.id, "risk" if row.sort == "risk" else "question", row.kind, row.since or row.born, row.asking, row.n,
        [text[:TEXT_MAX] for text in often[: 1 if row.sort == "risk" else 2]], row.keys[-1] if row.keys else "",
        row.product, around.goods.get(row.product or ""), answer(row), row.answered_at is not None, row.late,
    )  # fmt: skip


def _share(radar: Radar) -> RadarShare:
    waves, share = radar.waves, radar.waves.share
    wave, raid = waves.open.get("negative_wave"), waves.open.get("hostile_raid")
    since = (wave.at if wave else None, raid.at if raid else None)
    if share is None:
        return RadarShare(limit=waves.limits.share, wave=since[0], raid=since[1])
    return RadarShare(
        share.k, share.n, _cut(share.low), _cut(share.high), round(share.usual, 3), waves.limits.share,
        wave=since[0], raid=since[1],
    )  # fmt: skip


def _cut(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _standing(one: Moderated, around: Around, *, person: bool) -> RadarStanding:
    what = f"#{one.what.rpartition(':')[2][:6]}" if person else one.what
    return RadarStanding(
        one.id, one.at, around.names.get(one.by, one.by), what, one.reason, one.what if person else None
    )
