"""Use case: the ranked table of the pool, filtered, a page at a time, with its counts."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from sqlalchemy.orm import Session

from onair.before.selection.detail import FEEDBACK_MS
from onair.before.selection.eb import BADGE_CLICKS, TRAP_CALLED
from onair.before.selection.gather import POOL_MAX
from onair.before.selection.keeping import Kept, Mark, kept_of, marks_of
from onair.before.selection.opinions import picked_for
from onair.before.selection.scoring import Run, last_run, stamp_now
from onair.before.selection.supply import LOW_STOCK
from onair.trade.evidence.service import (
    Paper,
    PaperLists,
    PaperState,
    dossiers,
    feedback_of,
    lacks_of,
    paper_lists,
    state_of_papers,
)
from onair.trade.service import ProductView, list_products

View = Literal["all", "trap", "few", "low", "papers", "picked"]
VIEWS: tuple[View, ...] = ("all", "trap", "few", "low", "papers", "picked")
Sort = Literal[
    "gmv", "-gmv", "total", "-total", "trap", "-trap", "price", "-price", "stock", "-stock", "title"
]
PAGE = 100


class Line(NamedTuple):
    """One product with its score; `rank` by expected value, None = not known. `complaints`: people who reported a
    fault of it in tickets of the last twelve weeks."""

    product: ProductView
    mark: Mark | None
    papers: PaperState
    picked: bool
    rank: int | None
    complaints: int = 0

    @property
    def few(self) -> bool:
        """Too little behaviour for a badge."""
        return self.mark is None or self.mark.clicks < BADGE_CLICKS

    @property
    def trapped(self) -> bool:
        return self.mark is not None and (self.mark.trap or 0) > TRAP_CALLED and not self.few

    @property
    def low(self) -> bool:
        return self.product.stock is not None and self.product.stock < LOW_STOCK


class Listing(NamedTuple):
    """`counts`: how many lines each view has; `found`: how many fit view and question, of which `lines` a page;
    `scores`: of `lines` and `chosen`; `late`: something changed that the scores do not know yet; `more`: the shop has
    more than POOL_MAX products, the rest is not looked at."""

    run: Run | None
    late: bool
    more: bool
    lines: list[Line]
    found: int
    counts: dict[str, int]
    chosen: list[Line]
    scores: dict[str, Kept]
    titles: dict[str, str]


KEYS: dict[str, Callable[[Line], Any]] = {
    "gmv": lambda line: line.mark.gmv if line.mark else None,
    "total": lambda line: line.mark.total if line.mark else None,
    "trap": lambda line: line.mark.trap if line.mark else None,
    "price": lambda line: line.product.price,
    "stock": lambda line: line.product.stock,
    "title": lambda line: line.product.title.casefold(),
}


def listing(
    tx: Session, tenant: str, now: int, *, show: str | None, view: View, sort: Sort, q: str, page: int
) -> Listing:
    """Unknown values stand last, whichever way the order runs."""
    lines, more = _lines(tx, tenant, now, show)
    words = q.casefold().split()
    counts: dict[str, int] = {name: sum(_in(line, name) for line in lines) for name in VIEWS}
    found = [line for line in lines if _in(line, view) and _asked(line, words)]
    ordered = _sorted(found, sort)
    part = ordered[page * PAGE : (page + 1) * PAGE]
    chosen = [line for line in lines if line.picked]
    titles = {line.product.id: line.product.title for line in lines}
    scores = kept_of(tx, tenant, list({line.product.id for line in (*part, *chosen)}))
    run = last_run(tx, tenant)
    late = run is not None and run.stamp != stamp_now(tx, tenant)
    return Listing(run, late, more, part, len(found), counts, chosen, scores, titles)


def _lines(tx: Session, tenant: str, now: int, show: str | None) -> tuple[list[Line], bool]:
    products, rest = list_products(tx, tenant, sort="id", limit=POOL_MAX)
    marks = marks_of(tx, tenant)
    faults = _faults(tx, tenant, now)
    lists, files = paper_lists(tx, tenant), dossiers(tx, tenant)
    chosen = set(picked_for(tx, tenant, show)) if show else set()
    worth = sorted((kept.gmv for kept in marks.values() if kept.gmv is not None), reverse=True)
    rank = {value: place for place, value in reversed(list(enumerate(worth, 1)))}
    lines = [
        Line(
            one, kept := marks.get(one.id), _papers(lists, one, files.get(one.id, []), now), one.id in chosen,
            rank[kept.gmv] if kept is not None and kept.gmv is not None else None, faults[one.id],
        )
        for one in products
    ]  # fmt: skip
    return lines, rest is not None


def _faults(tx: Session, tenant: str, now: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in feedback_of(tx, tenant, now - FEEDBACK_MS):
        found[one.product] += one.n if one.kind == "quality" else 0
    return found


def _papers(lists: PaperLists, product: ProductView, held: list[Paper], now: int) -> PaperState:
    return state_of_papers(held, now, lacks_of(lists, product.category, held))


def _in(line: Line, view: str) -> bool:
    if view == "papers":
        return line.papers in ("missing", "expired")
    named = {"all": True, "trap": line.trapped, "few": line.few, "low": line.low, "picked": line.picked}
    return named[view]


def _asked(line: Line, words: list[str]) -> bool:
    text = f"{line.product.title} {line.product.id} {line.product.category or ''}".casefold()
    return all(word in text for word in words)


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    key, down = KEYS[sort.lstrip("-")], sort.startswith("-")
    known = [line for line in lines if key(line) is not None]
    unknown = [line for line in lines if key(line) is None]
    known.sort(key=lambda line: line.product.id)
    known.sort(key=key, reverse=down)
    return known + sorted(unknown, key=lambda line: line.product.id)
