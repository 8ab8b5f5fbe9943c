"""Use cases of products: put, change, list, find by any of their ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel import paging
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.trade.goods import ROLE_NAMES
from onair.trade.model import Product, ProductAlias
from onair.trade.versions import require_version
from onair.trade.views import ProductView

PAGE = 100
ASKED_AT_ONCE = 1000
FIELDS = ("title", "category", "price", "currency", "stock", "images", "links", "role")


Names = tuple[str, ...]


class ProductNotFound(NotFound):
    code = "product_not_found"
    zh = "没有商品 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no product {id}, or it belongs to another team. Nothing was changed."


class AliasTaken(Conflict):
    code = "alias_taken"
    zh = "平台编号 {platform_id} 已属于商品 {product}。没有保存，请先从那里去掉。"
    en = "The platform id {platform_id} belongs to product {product}. Nothing was saved; take it off there."


class Goods(NamedTuple):
    """What is known of a product. Price in minor units; `role` a code or a Chinese name; None = unknown."""

    title: str
    platform_ids: Sequence[str] = ()
    category: str | None = None
    price: int | None = None
    currency: str = "CNY"
    stock: int | None = None
    images: Sequence[str] = ()
    links: Sequence[str] = ()
    role: str | None = None


ORDERS: dict[str, ColumnElement[Any]] = {
    "title": func.lower(Product.title),
    "id": Product.id.expression,
    "price": func.coalesce(Product.price, -1),
    "stock": func.coalesce(Product.stock, -1),
    "updated": Product.updated_at.expression,
}
"""Unknown prices and stocks stand below all known ones."""
SORTS = tuple(sign + name for name in ORDERS for sign in ("", "-"))


def put_product(
    tx: Session, actor: Actor, clock: Clock, product: str, goods: Goods
) -> tuple[ProductView, bool]:
    """Create or replace as a whole. → the product, and whether it is new. Raises AliasTaken, BadInput.

    The same again changes nothing, not even the version.
    """
    row = tx.get(Product, (actor.tenant, product), with_for_update=True)
    held = _names(tx, [row]).get(product, ()) if row else ()
    row, fresh = _put_row(tx, actor, clock, product, goods, row=row, held=held)
    _saw(row, clock() if goods.stock is not None else None)
    return _one(row, _wanted(goods, product)), fresh


def _put_row(
    tx: Session, actor: Actor, clock: Clock, product: str, goods: Goods, *, row: Product | None, held: Names
) -> tuple[Product, bool]:
    """`put_product` for who has looked already: `row` of that id, `held` its platform ids, sorted."""
    stands = row is not None and not row.removed
    before = _facts(_one(row, held)) if row is not None and stands else None
    asked = _asked(goods, product)
    if row is not None and before == asked:
        return row, False
    names = _wanted(goods, product)
    _refuse_taken(tx, actor.tenant, product, set(names) - set(held))
    if row is None:
        row = Product(tenant_id=actor.tenant, id=product, created_at=clock(), version=0)
        tx.add(row)
    _write(row, _columns(goods))
    row.removed, row.updated_at = False, clock()
    row.version += 1
    _put_aliases(tx, row, names, held)
    audit(tx, actor, clock, "product.put", product, before=before, after=asked)
    return row, not stands


def change_product(
    tx: Session, actor: Actor, clock: Clock, product: str, *, version: int, changes: Mapping[str, Any]
) -> ProductView:
    """`changes`: of the fields of Goods. Raises ProductNotFound, Stale, AliasTaken, BadInput (role)."""
    row = _product(tx, actor.tenant, product)
    names = held = _names(tx, [row]).get(product, ())
    before = _facts(_one(row, held))
    clean = dict(changes)
    if "role" in clean:
        clean["role"] = _role(clean["role"])
    require_version(version, row.version, clean, before)
    if "platform_ids" in clean:
        names = tuple(sorted(set(clean.pop("platform_ids")) - {product}))
        _refuse_taken(tx, actor.tenant, product, set(names) - set(held))
        _put_aliases(tx, row, names, held)
    _write(row, clean)
    row.updated_at = clock()
    row.version += 1
    _saw(row, clock() if clean.get("stock") is not None else None)
    view = _one(row, names)
    audit(tx, actor, clock, "product.change", product, before=before, after=_facts(view))
    return view


def remove_product(tx: Session, actor: Actor, clock: Clock, product: str, why: str | None = None) -> None:
    """Out of the lists; old shows still name it. Its platform ids become free. Raises ProductNotFound."""
    row = _product(tx, actor.tenant, product)
    held = _names(tx, [row]).get(product, ())
    before = _facts(_one(row, held))
    _put_aliases(tx, row, (), held)
    row.removed = True
    row.version += 1
    audit(tx, actor, clock, "product.remove", product, before=before, why=why)


def get_product(tx: Session, tenant: str, product: str) -> ProductView:
    """Raises ProductNotFound."""
    return _view(tx, _product(tx, tenant, product, lock=False))


def all_products(tx: Session, tenant: str) -> list[ProductView]:
    """Every one, removed ones included: what old and running shows need to name what they sold."""
    return _views(tx, tx.scalars(select(Product).where(Product.tenant_id == tenant)).all())


def products_of(tx: Session, tenant: str, ids: Collection[str]) -> dict[str, ProductView]:
    """By their own ids, removed ones included, in two queries; ids that are nobody's are not in it."""
    if not ids:
        return {}
    rows = tx.scalars(select(Product).where(Product.tenant_id == tenant, Product.id.in_(ids))).all()
    return {view.id: view for view in _views(tx, rows)}


def find_product(tx: Session, tenant: str, any_id: str) -> ProductView | None:
    """By its own or a platform's id."""
    row = tx.get(Product, (tenant, any_id))
    if row is None or row.removed:
        alias = tx.get(ProductAlias, (tenant, any_id))
        row = tx.get(Product, (tenant, alias.product_id)) if alias else None
    return None if row is None or row.removed else _view(tx, row)


def list_products(
    tx: Session, tenant: str, *, q: str | None = None, sort: str = "title", cursor: str | None = None,
    limit: int = PAGE,
) -> tuple[list[ProductView], str | None]:  # fmt: skip
    """`q` in title, id, category or platform id; `sort` one of SORTS. → products and the next cursor."""
    value, down = ORDERS[sort.lstrip("-")], sort.startswith("-")
    query = select(Product, value).where(Product.tenant_id == tenant, Product.removed.is_(False))
    if q:
        query = query.where(_matching(tenant, q))
    if cursor:
        kind = int if sort.lstrip("-") in ("price", "stock", "updated") else str
        query = query.where(_past(value, paging.decode(cursor, sort, kind), down=down))
    order = (value.desc(), Product.id.desc()) if down else (value, Product.id)
    found = tx.execute(query.order_by(*order).limit(limit + 1)).all()
    following = None
    if len(found) > limit:
        last, place = found[limit - 1]
        following = paging.encode(paging.Place(sort, place, last.id))
    return _views(tx, [row for row, _ in found[:limit]]), following


def _matching(tenant: str, q: str) -> ColumnElement[bool]:
    by_alias = select(ProductAlias.product_id).where(
        ProductAlias.tenant_id == tenant, ProductAlias.platform_id.icontains(q, autoescape=True)
    )
    columns = (Product.title, Product.id, Product.category)
    return or_(*(column.icontains(q, autoescape=True) for column in columns), Product.id.in_(by_alias))


def _past(value: ColumnElement[Any], place: paging.Place, *, down: bool) -> ColumnElement[bool]:
    if down:
        return or_(value < place.value, and_(value == place.value, Product.id < place.id))
    return or_(value > place.value, and_(value == place.value, Product.id > place.id))


def _product(tx: Session, tenant: str, product: str, *, lock: bool = True) -> Product:
    row = tx.get(Product, (tenant, product), with_for_update=True if lock else None)
    if row is None or row.removed:
        raise ProductNotFound(id=product)
    return row


def _role(role: str | None) -> str | None:
    if role is None:
        return None
    if role not in ROLE_NAMES:
        raise BadInput(why=f"role {role}")
    return ROLE_NAMES[role]


def _columns(goods: Goods) -> dict[str, Any]:
    return {field: getattr(goods, field) for field in FIELDS} | {"role": _role(goods.role)}


def _asked(goods: Goods, product: str) -> dict[str, Any]:
    """As `_facts` would tell it."""
    aliases = list(_wanted(goods, product))
    lists = {"images": list(goods.images), "links": list(goods.links), "platform_ids": aliases}
    return _columns(goods) | lists


def _wanted(goods: Goods, product: str) -> Names:
    """Its own id needs no alias."""
    return tuple(sorted(set(goods.platform_ids) - {product}))


def _write(row: Product, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        setattr(row, field, list(value) if field in ("images", "links") else value)


def _saw(row: Product, at: int | None) -> None:
    """Its stock was stated at `at` ms, equal or not; None = this says nothing of it."""
    row.stock_seen_at = None if row.stock is None else at if at is not None else row.stock_seen_at


def _refuse_taken(tx: Session, tenant: str, product: str, wanted: set[str]) -> None:
    if not wanted:
        return
    query = select(ProductAlias).where(ProductAlias.tenant_id == tenant, ProductAlias.platform_id.in_(wanted))
    taken = tx.scalars(query.where(ProductAlias.product_id != product).limit(1)).one_or_none()
    if taken is not None:
        raise AliasTaken(platform_id=taken.platform_id, product=taken.product_id)


def _put_aliases(tx: Session, row: Product, wanted: Names, held: Names) -> None:
    if wanted == held:
        return
    tx.flush()
    mine = (ProductAlias.tenant_id == row.tenant_id) & (ProductAlias.product_id == row.id)
    tx.execute(delete(ProductAlias).where(mine))
    tx.add_all(ProductAlias(tenant_id=row.tenant_id, platform_id=name, product_id=row.id) for name in wanted)
    tx.flush()


def _facts(view: ProductView) -> dict[str, Any]:
    facts = asdict(view)
    for field in ("id", "updated_at", "version", "stock_seen_at", "removed"):
        del facts[field]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}


def _view(tx: Session, row: Product) -> ProductView:
    return _views(tx, [row])[0]


def _views(tx: Session, rows: Sequence[Product]) -> list[ProductView]:
    names = _names(tx, rows)
    return [_one(row, names.get(row.id, ())) for row in rows]


def _names(tx: Session, rows: Sequence[Product]) -> dict[str, Names]:
    """The platform ids of each product, sorted; products without one are not in it."""
    if not rows:
        return {}
    query = select(ProductAlias.product_id, ProductAlias.platform_id)
    query = query.where(ProductAlias.tenant_id == rows[0].tenant_id)
    if len(rows) <= ASKED_AT_ONCE:
        query = query.where(ProductAlias.product_id.in_([row.id for row in rows]))
    found: dict[str, list[str]] = {}
    for product, name in tx.execute(query):
        found.setdefault(product, []).append(name)
    return {product: tuple(sorted(names)) for product, names in found.items()}


def _one(row: Product, names: Names) -> ProductView:
    return ProductView(
        id=row.id,
        platform_ids=names,
        title=row.title,
        category=row.category,
        price=row.price,
        currency=row.currency,
        stock=row.stock,
        images=tuple(row.images),
        links=tuple(row.links),
        role=row.role,
        updated_at=row.updated_at,
        version=row.version,
        stock_seen_at=row.stock_seen_at,
        removed=row.removed,
    )


class Shelf:
    """The products of a batch by any of their ids, looked up at once; keeps up with what is put."""

    def __init__(self, tx: Session, actor: Actor, clock: Clock, ids: Sequence[str]) -> None:
        self._tx, self._actor, self._clock = tx, actor, clock
        mine = (ProductAlias.tenant_id == actor.tenant) & ProductAlias.platform_id.in_(ids)
        aliases = tx.scalars(select(ProductAlias).where(mine)).all()
        self._own = {alias.platform_id: alias.product_id for alias in aliases}
        wanted = {*ids, *self._own.values()}
        found = select(Product).where(Product.tenant_id == actor.tenant, Product.id.in_(wanted))
        self._rows = {row.id: row for row in tx.scalars(found.with_for_update())}
        self._names = _names(tx, list(self._rows.values()))

    def find(self, any_id: str) -> ProductView | None:
        """By its own or a platform's id."""
        row = self._rows.get(any_id)
        if row is None or row.removed:
            row = self._rows.get(self._own.get(any_id, ""))
        return None if row is None or row.removed else _one(row, self._names.get(row.id, ()))

    def put(self, product: str, goods: Goods, stock_at: int | None) -> None:
        """As `put_product`. `stock_at`: when the stock was stated, ms; None = this says nothing of it.

        Raises AliasTaken before anything is changed.
        """
        row, held = self._rows.get(product), self._names.get(product, ())
        put, _ = _put_row(self._tx, self._actor, self._clock, product, goods, row=row, held=held)
        _saw(put, stock_at)
        self._rows[product], self._names[product] = put, _wanted(goods, product)
        self._own |= dict.fromkeys(self._names[product], product)
