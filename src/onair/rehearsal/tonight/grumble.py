"""Five minutes of one past evening in which viewers are cross: invented words, invented people. What the radar, the review's
card and the alarm make of it is their own doing."""

from collections.abc import Iterable, Iterator
from heapq import merge
from operator import attrgetter
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.during.comments.setup import NewWord, block_word
from onair.events.model import AnyEvent, Comment
from onair.kernel.clock import MINUTE_MS, Clock

LASTS_MS: Final = 5 * MINUTE_MS
COMMENTS: Final = 150
PEOPLE: Final = 60
SAID: Final = (
    "说好的赠品没有给", "赠品呢 又没有", "上周买的盖子是裂的", "客服半天没人回", "我的单十天了还没发货", "老客还更贵是吧",
    "问了三遍都不理", "问题都不念是吧", "画面好卡", "退款还没到账", "抽奖从来轮不到我们", "这价还不如店里",
)  # fmt: skip
ASKED: Final = ("赠品什么时候补", "裂了怎么换", "客服在哪里找", "什么时候发货")
WORDS: Final = (NewWord("示例返现群", "ads", "示例：冒充客服的群"), NewWord("示例脏词", "abuse"))
_TIME = attrgetter("at")


def grumbled(events: Iterable[AnyEvent], seed: int, middle: int) -> Iterator[AnyEvent]:
    """The evening with these comments around its middle (ms), in order of time. Same seed, same comments."""
    rng = Random(seed)  # noqa: S311 (demo data)
    times = sorted(middle + int((rng.random() - 0.5) * LASTS_MS) for _ in range(COMMENTS))
    cross = [
        Comment(
            id=f"grumble-{seed}-{n}", source="demo:grumble", at=at, user=f"demo-g{int(rng.random() * PEOPLE)}",
            nick=f"示例观众{n % PEOPLE}", text=rng.choice(SAID if rng.random() < 0.8 else ASKED),
        )
        for n, at in enumerate(times)
    ]  # fmt: skip
    return merge(events, cross, key=_TIME)


def block(tx: Session, actor: Actor, clock: Clock) -> None:
    """Words that the team blocks; recognisably invented."""
    for word in WORDS:
        block_word(tx, actor, clock, word)
