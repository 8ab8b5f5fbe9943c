"""What comments mean, as the comment radar reads them: the same that people see there, so there is one judge."""

from onair.during.comments.marking import NEGATIVE
from onair.during.playbook.reading import MISSING, Ask, Reading, Scene, Value, counted
from onair.kernel.i18n import Text
from onair.kernel.shares import bounds


def _read(scene: Scene, ask: Ask, intents: tuple[str, ...]) -> Value:
    """How many people; comments of them ÷ all that were read. Where less than half is read yet, it is not known."""
    end, said = scene.history.end, counted(scene, ask, "comments")
    if end is None or said.value is None:
        return said if end is not None else MISSING
    people, hits, total = scene.heard.people(end, ask.ticks, intents)
    if total * 2 < said.value:
        return Value(None, "stale" if total else "missing", n=total)
    return Value(float(people), "ok", hits, total, total)


def _about(scene: Scene, ask: Ask) -> Value:
    return _read(scene, ask, ask.intents)


def _share(scene: Scene, ask: Ask) -> Value:
    """The lower bound, so that two angry people are not a wave."""
    read = _read(scene, ask, (NEGATIVE,))
    if read.value is None:
        return read
    if not read.n:
        return Value(None, "few", 0, 0, 0)
    found = bounds(round(read.numerator or 0), read.n)
    return read._replace(value=found.least, low=found.low, high=found.high)


def _wave(scene: Scene, ask: Ask) -> Value:
    """Against the line of the radar: the team's limit, or twice the usual share of this show."""
    share, line = _share(scene, ask), scene.heard.line
    if share.value is None:
        return share
    if not line:
        return MISSING
    low, high = (None if bound is None else bound / line for bound in (share.low, share.high))
    return share._replace(value=share.value / line, low=low, high=high)


READINGS = (
    Reading(
        "comments_intent",
        Text("评论里有这种意思的人数", "people whose comments mean this"),
        Text(
            "窗口内评论被读作所选意图的人数（每人算一次），和评论雷达同一次判读",
            "people whose comments in the window were read as one of the chosen intents, each once; read once, for the "
            "comment radar and for rules",
        ),
        "people",
        _about,
        "comments",
        needs="intents",
    ),
    Reading(
        "complaint_share",
        Text("负面评论占比下限", "share of complaints, at least"),
        Text(
            "窗口内读作负面的评论（问题不算）÷ 读过的评论，取 95 % 把握的下限",
            "comments read as complaints (questions never are) ÷ comments read in the window, the bound that holds with 95 %",
        ),
        "ratio",
        _share,
        "comments",
    ),
    Reading(
        "complaint_wave",
        Text("负面占比 ÷ 告警线", "share of complaints ÷ the alarm's line"),
        Text(
            "负面评论占比下限 ÷ 评论雷达的告警线（团队设的界限，或本场平时占比的 2 倍，取高者）；超过 100 % 就是负面集中",
            "the share of complaints, at least, ÷ the line of the comment radar (the team's limit, or twice the usual share "
            "of this show, whichever is more); above 100 % complaints gather",
        ),
        "ratio",
        _wave,
        "comments",
    ),
)
