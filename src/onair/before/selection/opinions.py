"""Use cases of what people add: stars for how a product looks, pictures to measure, picks for a show."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.before.selection.looks import measure
from onair.before.selection.model import SelectionImage, SelectionPick, SelectionRating
from onair.before.selection.pool import Look
from onair.kernel.clock import Clock
from onair.kernel.errors import NotFound, TooLarge
from onair.kernel.ids import new_id
from onair.trade.service import get_product, get_show

PICTURES_MAX = 12


class ImageNotFound(NotFound):
    code = "image_not_found"
    zh = "没有图片 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no picture {id}, or it belongs to another team. Nothing was changed."


class TooManyPictures(TooLarge):
    code = "too_many_pictures"
    zh = "一款商品最多量 {most} 张图。这张没有保存，请先去掉一张。"
    en = "A product has at most {most} measured pictures. This one was not saved; remove one first."


class Rating(NamedTuple):
    person: str
    name: str
    stars: int
    note: str | None
    at: int


class Picture(NamedTuple):
    id: str
    name: str
    look: Look
    at: int


def rate(
    tx: Session, actor: Actor, clock: Clock, product: str, *, stars: int | None, note: str | None = None
) -> None:
    """One person's stars, replaced by the next; None takes them back. Raises ProductNotFound."""
    get_product(tx, actor.tenant, product)
    where = (actor.tenant, product, actor.id)
    row = tx.get(SelectionRating, where)
    before = {"stars": row.stars, "note": row.note} if row else None
    if stars is None:
        if row is not None:
            tx.delete(row)
    else:
        if row is None:
            row = SelectionRating(tenant_id=actor.tenant, product_id=product, person_id=actor.id)
            tx.add(row)
        row.person_name, row.stars, row.note, row.at = actor.name[:80], stars, note, clock()
    after = {"stars": stars, "note": note} if stars is not None else None
    audit(tx, actor, clock, "selection.rate", product, before=before, after=after)


def ratings_of(tx: Session, tenant: str, product: str) -> list[Rating]:
    """Newest first."""
    query = select(SelectionRating).where(
        SelectionRating.tenant_id == tenant, SelectionRating.product_id == product
    )
    rows = tx.scalars(query.order_by(SelectionRating.at.desc(), SelectionRating.person_id))
    return [Rating(row.person_id, row.person_name, row.stars, row.note, row.at) for row in rows]


def add_picture(tx: Session, actor: Actor, clock: Clock, product: str, *, name: str, body: bytes) -> Picture:
    """Measured, not kept. The same picture again is the one that is there.

    Raises ProductNotFound, NotAPicture, PictureTooLarge, TooManyPictures.
    """
    get_product(tx, actor.tenant, product)
    mark = hashlib.sha256(body).hexdigest()
    mine = (SelectionImage.tenant_id == actor.tenant) & (SelectionImage.product_id == product)
    held = tx.scalars(select(SelectionImage).where(mine, SelectionImage.sha256 == mark)).first()
    if held is not None:
        return _picture(held)
    look = measure(body, name)
    if (tx.scalar(select(func.count()).select_from(SelectionImage).where(mine)) or 0) >= PICTURES_MAX:
        raise TooManyPictures(most=PICTURES_MAX)
    row = SelectionImage(
        id=new_id("pic", clock), tenant_id=actor.tenant, product_id=product, name=name[:120], sha256=mark,
        look={part: round(value, 4) for part, value in look._asdict().items()}, created_at=clock(),
    )  # fmt: skip
    tx.add(row)
    audit(tx, actor, clock, "selection.picture", product, after={"name": row.name, "look": row.look})
    return _picture(row)


def remove_picture(tx: Session, actor: Actor, clock: Clock, picture: str) -> None:
    """Raises ImageNotFound."""
    row = tx.get(SelectionImage, picture, with_for_update=True)
    if row is None or row.tenant_id != actor.tenant:
        raise ImageNotFound(id=picture)
    tx.delete(row)
    audit(tx, actor, clock, "selection.picture_remove", row.product_id, before={"name": row.name})


def pictures_of(tx: Session, tenant: str, product: str) -> list[Picture]:
    """Oldest first."""
    query = select(SelectionImage).where(
        SelectionImage.tenant_id == tenant, SelectionImage.product_id == product
    )
    return [_picture(row) for row in tx.scalars(query.order_by(SelectionImage.id))]


def pick(
    tx: Session, actor: Actor, clock: Clock, show: str, products: Sequence[str], *, picked: bool
) -> list[str]:
    """Choose for a show, or take back. → all that are chosen now. Raises ShowNotFound, ProductNotFound."""
    get_show(tx, actor.tenant, show)
    for product in products:
        get_product(tx, actor.tenant, product)
    before = set(picked_for(tx, actor.tenant, show))
    wanted = before | set(products) if picked else before - set(products)
    gone, fresh = before - wanted, sorted(wanted - before)
    if gone:
        mine = (SelectionPick.tenant_id == actor.tenant) & (SelectionPick.show_id == show)
        tx.execute(delete(SelectionPick).where(mine, SelectionPick.product_id.in_(gone)))
    tx.add_all(
        SelectionPick(tenant_id=actor.tenant, show_id=show, product_id=product, picked_by=actor.name[:80], at=clock())
        for product in fresh
    )  # fmt: skip
    if gone or fresh:
        audit(tx, actor, clock, "selection.pick", show, before=sorted(gone), after=fresh)
    tx.flush()
    return picked_for(tx, actor.tenant, show)


def picked_for(tx: Session, tenant: str, show: str) -> list[str]:
    """Products chosen for a show, in order of their choosing."""
    query = select(SelectionPick.product_id).where(
        SelectionPick.tenant_id == tenant, SelectionPick.show_id == show
    )
    return list(tx.scalars(query.order_by(SelectionPick.at, SelectionPick.product_id)))


def _picture(row: SelectionImage) -> Picture:
    return Picture(row.id, row.name, Look(**row.look), row.created_at)
