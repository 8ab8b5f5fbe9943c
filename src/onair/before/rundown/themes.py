"""Themes 主题: each brings a loop of 20–25 minutes with its hook, games and welfare, from which a rundown is laid. Pure.

The catalogue here is what every team begins with; a team's own rows take the place of those with the same code.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from onair.before.rundown.words import KINDS
from onair.kernel.i18n import Text


class Step(NamedTuple):
    """One slot of a loop. `role`: which product it wants; None with kind product = any."""

    kind: str
    minutes: int
    title: Text
    role: str | None = None


class Theme(NamedTuple):
    """`hook`: the question or the suspense that opens each loop. `version` 0 = from the catalogue."""

    code: str
    name: Text
    hook: Text
    opening: int
    closing: int
    loop: tuple[Step, ...]
    version: int = 0

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.loop)

    @property
    def source(self) -> Literal["catalogue", "changed", "own"]:
        return "own" if self.code not in CATALOGUE else "changed" if self.version else "catalogue"


class Draft(NamedTuple):
    """A slot laid from a theme. `product`: index into the products given, None = none. `round`: of the loops, from 1;
    0 = none. `hooks`: it opens its loop with the theme's hook."""

    kind: str
    minutes: int
    title: str
    role: str | None
    product: int | None
    round: int = 0
    hooks: bool = False


CATALOGUE: dict[str, Theme] = {
    theme.code: theme
    for theme in (
        Theme(
            "launch",
            Text("新品首发", "New launch"),
            Text(
                "谜底到这一轮结束揭晓：先看三个线索",
                "The answer comes at the end of this round: three clues first",
            ),
            6,
            5,
            (
                Step("game", 3, Text("猜新品", "Guess the new item")),
                Step("product", 5, Text("引流款", "Traffic item"), "traffic"),
                Step("product", 10, Text("新品主推", "The new hero"), "hero"),
                Step("welfare", 3, Text("首发福利", "Launch welfare"), "welfare"),
                Step("transition", 2, Text("预告下一款", "Name the next item")),
            ),
        ),
        Theme(
            "season",
            Text("季节促销", "Seasonal sale"),
            Text(
                "换季清单：这一轮只讲一件最该换的", "The season's list: the one thing to replace this round"
            ),
            5,
            5,
            (
                Step("product", 4, Text("引流款", "Traffic item"), "traffic"),
                Step("product", 8, Text("承接款", "Follow-up"), "follow"),
                Step("welfare", 3, Text("福利释放", "Welfare release"), "welfare"),
                Step("product", 7, Text("利润款", "Profit item"), "profit"),
                Step("transition", 1, Text("预告下一款", "Name the next item")),
            ),
        ),
        Theme(
            "lesson",
            Text("知识科普", "Lesson"),
            Text("先答一个多数人答错的问题", "First a question that most people get wrong"),
            5,
            5,
            (
                Step("qa", 5, Text("一题一讲", "One question, one answer")),
                Step("product", 10, Text("对应产品", "The matching item"), "image"),
                Step("game", 3, Text("答题有奖", "Quiz with a prize")),
                Step("product", 5, Text("承接款", "Follow-up"), "follow"),
                Step("transition", 1, Text("预告下一题", "Name the next question")),
            ),
        ),
        Theme(
            "brand",
            Text("品牌专场", "Brand night"),
            Text(
                "今晚只有一家，价格和赠品一次说清", "One maker tonight; price and gifts said once and clearly"
            ),
            6,
            6,
            (
                Step("product", 5, Text("引流款", "Traffic item"), "traffic"),
                Step("product", 11, Text("主推款", "Hero"), "hero"),
                Step("welfare", 3, Text("专场福利", "Brand welfare"), "welfare"),
                Step("qa", 4, Text("品牌答疑", "Questions to the maker")),
            ),
        ),
        Theme(
            "member",
            Text("会员日", "Members' day"),
            Text("老朋友先到：会员暗号在这一轮口播", "Friends first: the members' word is said this round"),
            5,
            5,
            (
                Step("welfare", 3, Text("会员福利", "Members' welfare"), "welfare"),
                Step("product", 8, Text("返场款", "Encore"), "encore"),
                Step("game", 3, Text("会员抽奖", "Members' draw")),
                Step("product", 8, Text("利润款", "Profit item"), "profit"),
                Step("transition", 1, Text("预告下一款", "Name the next item")),
            ),
        ),
    )
}


def lay(
    theme: Theme, roles: Sequence[str | None], titles: Sequence[str], total: int, lang: str
) -> list[Draft]:
    """Opening, loops until products or minutes run out, closing. Every product stands at most once.

    `roles`, `titles`: of the products in the order wanted. `total` in minutes.
    """
    left = list(range(len(roles)))
    slots = [_plain("opening", theme.opening, theme.name, lang)]
    end, turn = theme.opening, 0
    while left and end + theme.closing < total:
        before = len(left)
        turn += 1
        for place, draft in enumerate(_loop(theme, roles, titles, left, lang)):
            if end + draft.minutes + theme.closing > total:
                break
            if draft.product is not None:
                left.remove(draft.product)
            slots.append(draft._replace(round=turn, hooks=place == 0))
            end += draft.minutes
        if len(left) == before:
            break
    slots.append(_plain("closing", theme.closing, KINDS["closing"], lang))
    return slots


def _plain(kind: str, minutes: int, title: Text, lang: str) -> Draft:
    return Draft(kind, minutes, title.zh if lang == "zh" else title.en, None, None)


def _loop(
    theme: Theme, roles: Sequence[str | None], titles: Sequence[str], left: Sequence[int], lang: str
) -> Iterator[Draft]:
    """The products of one loop are chosen before it is laid: a wish that cannot be met takes any product left."""
    free = list(left)
    for step in theme.loop:
        chosen = _choose(step, roles, free)
        if chosen is not None:
            free.remove(chosen)
            yield Draft(step.kind, step.minutes, titles[chosen], roles[chosen] or step.role, chosen)
        elif step.kind != "product":
            yield Draft(step.kind, step.minutes, step.title.zh if lang == "zh" else step.title.en, None, None)


def _choose(step: Step, roles: Sequence[str | None], free: Sequence[int]) -> int | None:
    wanted = next((place for place in free if step.role is not None and roles[place] == step.role), None)
    if wanted is not None or step.kind != "product":
        return wanted
    spare = [place for place in free if roles[place] not in ("welfare", "traffic")]
    return next(iter(spare or free), None)


def theme_of(code: str, kept: dict[str, Any], version: int) -> Theme:
    """From what a team's row keeps."""
    return Theme(
        code,
        Text(*kept["name"]),
        Text(*kept["hook"]),
        kept["opening"],
        kept["closing"],
        tuple(Step(s["kind"], s["minutes"], Text(*s["title"]), s["role"]) for s in kept["loop"]),
        version,
    )


def kept_of(theme: Theme) -> dict[str, Any]:
    """What a row keeps of a theme."""
    return {
        "name": list(theme.name),
        "hook": list(theme.hook),
        "opening": theme.opening,
        "closing": theme.closing,
        "loop": [
            {"kind": s.kind, "minutes": s.minutes, "title": list(s.title), "role": s.role} for s in theme.loop
        ],
    }
