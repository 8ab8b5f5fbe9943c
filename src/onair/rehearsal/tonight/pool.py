"""The demo's pool: goods with prices, supply, papers, pictures and stars, entered as a team would enter them."""

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.before.selection.service import add_picture, rate
from onair.kernel.clock import DAY_MS, HOUR_MS, Clock
from onair.rehearsal.tonight import wares
from onair.rehearsal.tonight.drawing import picture
from onair.rehearsal.tonight.wares import Ware
from onair.trade.evidence.service import add_paper, put_snapshots, put_supply
from onair.trade.service import Goods, change_product, find_product, put_product

PAPERS_BEFORE = 9 * DAY_MS
"""How long ago the dossiers and pictures came in; goods and prices were there before the first past show."""


def stocked(tx: Session, tenant: str) -> bool:
    """Whether the pool was filled before."""
    return find_product(tx, tenant, wares.FRESH[0].id) is not None


def stock(tx: Session, actor: Actor, clock: Clock, then: int) -> None:
    """Goods, price history and what the suppliers say. `then` (ms): since when the supply is known."""
    for ware in wares.ALL:
        _goods(tx, actor, clock, ware)
        put_supply(tx, actor, lambda: then, ware.id, version=0, changes=wares.supply(ware))
    put_snapshots(tx, actor.tenant, {ware.id: list(wares.history(ware, clock())) for ware in wares.ALL})


def _goods(tx: Session, actor: Actor, clock: Clock, ware: Ware) -> None:
    held = find_product(tx, actor.tenant, ware.id)
    if held is None:
        goods = Goods(ware.title, category=ware.category, price=ware.price, role=ware.role, stock=ware.stock)
        put_product(tx, actor, clock, ware.id, goods)
    elif held.stock is None:
        change_product(tx, actor, clock, ware.id, version=held.version, changes={"stock": ware.stock})


def document(tx: Session, actor: Actor, clock: Clock, judges: list[Actor]) -> None:
    """Dossiers, drawn pictures, and the stars of the team."""
    then = clock() - PAPERS_BEFORE
    for place, ware in enumerate(wares.ALL):
        for paper in wares.papers(ware, clock()):
            add_paper(tx, actor, lambda: then, ware.id, paper)
        for number in range(2 if place % 3 == 0 else 1):
            name = f"{ware.id}-{number + 1}.jpg"
            add_picture(tx, actor, lambda: then, ware.id, name=name, body=picture(ware, number))
        for judge in judges[: 1 + place % len(judges)]:
            rate(tx, judge, lambda: then + HOUR_MS, ware.id, stars=wares.stars(ware, judge.name))
