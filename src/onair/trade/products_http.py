"""Routes of products, their import included."""

from pathlib import Path
from typing import Annotated, Literal

from fastapi import Form, Query, UploadFile
from starlette.responses import FileResponse

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Currency, Id, Router
from onair.access.web.fields import NO_CONTROLS, Cursor
from onair.files.landing import landed
from onair.files.quarantine import Quarantine, Rejected
from onair.files.refusals import FileRefused, TooBig
from onair.files.tables import read_table
from onair.kernel.errors import NotFound
from onair.kernel.ids import new_id
from onair.kernel.settings import Settings
from onair.trade import imports, products
from onair.trade.product_import import ColumnsMissing
from onair.trade.schemas import (
    Product,
    ProductId,
    ProductImport,
    ProductPage,
    ProductPatch,
    ProductPut,
    RejectedRow,
    product_out,
)
from onair.trade.versions import Stale

router = Router("trade")
READ = Allow(roles=TEAM, scopes={"products:read", "products:write"})
WRITE = Allow(roles={Role.merchandiser, Role.operator}, scopes={"products:write"})
FILE_LIMIT = 64 * 2**20
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


# Before the products: their ids may hold `/`, so the first that fits is taken.
@router.get(
    "/api/v1/products/quarantine/{import_id}",
    allow=WRITE,
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def quarantined(import_id: Id, call: Call) -> FileResponse:
    """The rows of an import that were refused, as CSV."""
    path = _quarantine(call, import_id)
    if not path.is_file():
        raise NotFound(what=import_id)
    return FileResponse(path, media_type="text/csv", filename=f"{import_id}.csv")


@router.get("/api/v1/products/{product_id:path}", allow=READ)
def get(product_id: ProductId, call: Call) -> Product:
    with call.db.read() as tx:
        return product_out(products.get_product(tx, call.actor.tenant, product_id))


@router.put("/api/v1/products/{product_id:path}", allow=WRITE, errors=(products.AliasTaken,))
def put(product_id: ProductId, form: ProductPut, call: Call) -> Product:
    """Create it, or replace it as a whole."""
    goods = products.Goods(**form.model_dump())
    with call.db.write() as tx:
        view, _ = products.put_product(tx, call.actor, call.clock, product_id, goods)
    return product_out(view)


@router.patch("/api/v1/products/{product_id:path}", allow=WRITE, errors=(Stale, products.AliasTaken))
def change(product_id: ProductId, form: ProductPatch, call: Call) -> Product:
    """Only fields that are sent change. A stale `version` answers 409 with the difference."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        after = products.change_product(
            tx, call.actor, call.clock, product_id, version=form.version, changes=changes
        )
    return product_out(after)


@router.delete("/api/v1/products/{product_id:path}", status_code=204, allow=WRITE)
def remove(product_id: ProductId, call: Call) -> None:
    """Out of the lists; old shows still name it."""
    with call.db.write() as tx:
        products.remove_product(tx, call.actor, call.clock, product_id)


@router.post(
    "/api/v1/products/import",
    allow=WRITE,
    body_limit=FILE_LIMIT,
    errors=(FileRefused, TooBig, ColumnsMissing),
)
def import_file(call: Call, file: UploadFile, currency: Annotated[Currency, Form()] = "CNY") -> ProductImport:
    """A CSV or XLSX file: products are found by any of their ids; good rows stay when others are bad."""
    made = new_id("imp", call.clock)
    quarantine = Quarantine(_quarantine(call, made))
    name = Path(file.filename or "file").name[:120]
    with landed(call.use(Settings).home, file.file, name) as held, quarantine:
        table = read_table(held, name)
        outcome = imports.import_products(
            call.db, call.actor, call.clock, table, quarantine, currency=currency
        )
    return ProductImport(
        imported=outcome.imported,
        updated=outcome.updated,
        rejected=[_rejected(row, call) for row in outcome.rejected],
        rejected_total=outcome.rejected_total,
        quarantine=f"/api/v1/products/quarantine/{made}" if outcome.rejected_total else None,
    )


def _folder(call: Call) -> Path:
    """One for each team, so that no id leads into another's."""
    folder = call.use(Settings).home / "quarantine" / call.actor.tenant
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _quarantine(call: Call, import_id: str) -> Path:
    return _folder(call) / f"products-{import_id}.csv"


def _rejected(row: Rejected, call: Call) -> RejectedRow:
    return RejectedRow(row=row.row, code=row.code, detail=row.detail.of(call.lang), excerpt=row.excerpt)
