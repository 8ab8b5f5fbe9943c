"""Routes of products."""

from typing import Annotated, Literal

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Router
from onair.access.web.fields import NO_CONTROLS, Cursor
from onair.trade import products
from onair.trade.schemas import Product, ProductId, ProductPage, ProductPatch, ProductPut, product_out
from onair.trade.versions import Stale

router = Router("trade")
READ = Allow(roles=TEAM, scopes={"products:read", "products:write"})
WRITE = Allow(roles={Role.merchandiser, Role.operator}, scopes={"products:write"})
Sort = Literal["title", "-title", "id", "-id", "price", "-price", "stock", "-stock", "updated", "-updated"]


@router.get("/api/v1/products", allow=READ)
def list_(
    call: Call,
    q: Annotated[str | None, Query(max_length=80, pattern=NO_CONTROLS)] = None,
    sort: Sort = "title",
    cursor: Annotated[Cursor | None, Query()] = None,
) -> ProductPage:
    """100 at a time; `-` before a name turns the order round."""
    with call.db.read() as tx:
        found, following = products.list_products(tx, call.actor.tenant, q=q, sort=sort, cursor=cursor)
    return ProductPage(items=[product_out(view) for view in found], next=following)


@router.get("/api/v1/products/{product_id}", allow=READ)
def get(product_id: ProductId, call: Call) -> Product:
    with call.db.read() as tx:
        return product_out(products.get_product(tx, call.actor.tenant, product_id))


@router.put("/api/v1/products/{product_id}", allow=WRITE, errors=(products.AliasTaken,))
def put(product_id: ProductId, form: ProductPut, call: Call) -> Product:
    """Create it, or replace it as a whole."""
    goods = products.Goods(**form.model_dump())
    with call.db.write() as tx:
        view, _ = products.put_product(tx, call.actor, call.clock, product_id, goods)
    return product_out(view)


@router.patch("/api/v1/products/{product_id}", allow=WRITE, errors=(Stale, products.AliasTaken))
def change(product_id: ProductId, form: ProductPatch, call: Call) -> Product:
    """Only fields that are sent change. A stale `version` answers 409 with the difference."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        after = products.change_product(
            tx, call.actor, call.clock, product_id, version=form.version, changes=changes
        )
    return product_out(after)


@router.delete("/api/v1/products/{product_id}", status_code=204, allow=WRITE)
def remove(product_id: ProductId, call: Call) -> None:
    """Out of the lists; old shows still name it."""
    with call.db.write() as tx:
        products.remove_product(tx, call.actor, call.clock, product_id)
