"""What is said: words in comments."""

from onair.during.playbook.asides import matching
from onair.during.playbook.reading import MISSING, Ask, Reading, Scene, Value, counted
from onair.kernel.i18n import Text
from onair.kernel.shares import bounds


def _about(scene: Scene, ask: Ask) -> Value:
    end = scene.history.end
    heard = counted(scene, ask, "comments")
    if end is None or heard.value is None:
        return heard if end is not None else MISSING
    people, hits, total = matching(scene.asides.window(end, ask.ticks), ask.words)
    return Value(float(people), "ok", hits, total, total)


def _share(scene: Scene, ask: Ask) -> Value:
    """The lower bound of the share, so that two angry people are not a wave."""
    end = scene.history.end
    heard = counted(scene, ask, "comments")
    if end is None or heard.value is None:
        return heard if end is not None else MISSING
    _, hits, total = matching(scene.asides.window(end, ask.ticks), ask.words)
    if not total:
        return Value(None, "few", 0, 0, 0)
    found = bounds(hits, total)
    return Value(found.least, "ok", hits, total, total, found.low, found.high)


READINGS = (
    Reading(
        "comments_about",
        Text("问到这些词的人数", "people who say these words"),
        Text(
            "窗口内评论含所列词语的人数（每人算一次）",
            "people whose comments in the window hold one of the words, each once",
        ),
        "people",
        _about,
        "comments",
        needs="words",
    ),
    Reading(
        "comments_share",
        Text("含这些词的评论占比下限", "share of comments with these words, at least"),
        Text(
            "窗口内含所列词语的评论 ÷ 全部评论，取 95 % 把握的下限",
            "comments with one of the words ÷ all in the window, the bound that holds with 95 %",
        ),
        "ratio",
        _share,
        "comments",
        needs="words",
    ),
)
