"""Routes of the selection: the ranked pool, weights, one product with its evidence, ratings, dossiers, picks."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from fastapi import Form, Query, UploadFile
from fastapi import Path as PathField
from fastapi.responses import FileResponse

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Currency, Id, Router
from onair.access.web.fields import NO_CONTROLS
from onair.before.selection import opinions, telling
from onair.before.selection.detail import NotScored, detail
from onair.before.selection.keeping import history, kept_scores
from onair.before.selection.listing import listing
from onair.before.selection.looks import NotAPicture, PictureTooLarge
from onair.before.selection.scans import MEDIA, NotAScan, ScanNotFound, find_scan, keep_scan
from onair.before.selection.scans import NAME as SCAN_NAME
from onair.before.selection.schemas import (
    SCANS,
    EvidenceImport,
    PaperForm,
    PaperOut,
    PaperPatch,
    PickForm,
    PictureOut,
    PoolPage,
    ProductDetail,
    RatingForm,
    ScanOut,
    ScoreHistory,
    ShowPicks,
    SupplyForm,
    SupplyOut,
    WeightsForm,
    WeightsOut,
    WeightsPreview,
    WeightsPut,
)
from onair.before.selection.scoring import dims_of, refresh, stable, top_of
from onair.before.selection.terms import DIMENSIONS
from onair.before.selection.weigh import CONSISTENCY_MAX, Inconsistent
from onair.before.selection.weights import (
    PAIRS,
    NoWeight,
    TooFewToWeigh,
    Wanted,
    get_weights,
    offer,
    put_weights,
)
from onair.files.landing import landed
from onair.files.quarantine import Quarantine, Rejected
from onair.files.refusals import FileRefused, TooBig
from onair.files.tables import read_table
from onair.kernel.errors import BadInput, Unavailable
from onair.kernel.ids import new_id
from onair.kernel.settings import Settings
from onair.trade.evidence.service import (
    NewPaper,
    PaperNotFound,
    add_paper,
    change_paper,
    changed_at,
    import_evidence,
    put_supply,
    remove_paper,
)
from onair.trade.product_import import ColumnsMissing
from onair.trade.schemas import ProductId, RejectedRow
from onair.trade.service import get_product, list_products
from onair.trade.versions import Stale

router = Router("selection")
READ = Allow(roles=TEAM, scopes={"products:read", "products:write"})
WRITE = Allow(roles={Role.merchandiser, Role.operator}, scopes={"products:write"})
OPINION = Allow(roles={Role.merchandiser, Role.operator, Role.host})
FILE_LIMIT = 64 * 2**20
PICTURE_LIMIT = 16 * 2**20
Sort = Literal[
    "gmv", "-gmv", "total", "-total", "trap", "-trap", "price", "-price", "stock", "-stock", "title"
]
View = Literal["all", "trap", "few", "low", "papers", "picked"]


@router.get("/api/v1/selection", allow=READ)
def pool(
    call: Call,
    *,
    show: Annotated[Id | None, Query()] = None,
    view: View = "all",
    sort: Sort = "-gmv",
    q: Annotated[str, Query(max_length=80, pattern=NO_CONTROLS)] = "",
    page: Annotated[int, Query(ge=0, le=1000)] = 0,
) -> PoolPage:
    """The pool in order, 100 a page; scored anew first when anything has changed. `show`: whose picks."""
    tenant = call.actor.tenant
    _score_anew(call)
    with call.db.read() as tx:
        found = listing(tx, tenant, call.clock(), show=show, view=view, sort=sort, q=q, page=page)
        return telling.page_out(found, get_weights(tx, tenant), page, changed_at(tx, tenant))


@router.get("/api/v1/selection/weights", allow=READ)
def weights(call: Call) -> WeightsOut:
    with call.db.read() as tx:
        return telling.weights_out(get_weights(tx, call.actor.tenant))


@router.put("/api/v1/selection/weights", allow=WRITE, errors=(Stale, Inconsistent, NoWeight, TooFewToWeigh))
def put(form: WeightsPut, call: Call) -> WeightsOut:
    """The team's weights. Contradicting comparisons (consistency ratio ≥ .1) are refused."""
    wanted = _wanted(form)
    with call.db.write() as tx:
        dims = dims_of(kept_scores(tx, call.actor.tenant))
        after = put_weights(tx, call.actor, call.clock, version=form.version, wanted=wanted, dims=dims)
    return telling.weights_out(after)


@router.post("/api/v1/selection/weights/preview", allow=WRITE, errors=(NoWeight, TooFewToWeigh))
def preview(form: WeightsForm, call: Call) -> WeightsPreview:
    """What these weights would come to; nothing is saved."""
    with call.db.read() as tx:
        rows = [row for row in kept_scores(tx, call.actor.tenant) if row.total is not None]
        titles = {one.id: one.title for one in list_products(tx, call.actor.tenant, limit=50_000)[0]}
    dims = dims_of(rows)
    found = offer(_wanted(form), dims)
    column = np.array(list(found.weights.values()))
    top = top_of(len(rows))
    moved = stable([row.product for row in rows], dims, column, top, np.random.default_rng(len(rows)))
    return WeightsPreview(
        weights=found.weights, ratio=found.ratio, worst=list(found.worst) if found.worst else None,
        consistent=found.ratio is None or found.ratio < CONSISTENCY_MAX, top=top,
        stable=telling.stable_out([list(row) for row in moved], titles),
    )  # fmt: skip


def _wanted(form: WeightsForm) -> Wanted:
    if form.method == "ahp" and len(form.compared) != PAIRS:
        raise BadInput(why=f"compared: {PAIRS}")
    if form.method == "slider" and (form.weights is None or len(form.weights) != 4):
        raise BadInput(why="weights: value, looks, demand, supply")
    return Wanted(
        form.method,
        {name: form.weights.get(name, 0.0) for name in DIMENSIONS} if form.weights else None,
        form.compared,
        form.theme,
    )


@router.get("/api/v1/selection/products/{product_id:path}", allow=READ, errors=(NotScored,))
def one(product_id: ProductId, call: Call) -> ProductDetail:
    """Everything behind its score: terms with their rows, posteriors, dossier, prices, pictures, stars."""
    _score_anew(call)
    with call.db.read() as tx:
        return telling.detail_out(detail(tx, call.actor.tenant, product_id), call.clock(), call.lang)


@router.get("/api/v1/selection/history/{product_id:path}", allow=READ)
def past(product_id: ProductId, call: Call) -> ScoreHistory:
    """Its scores, newest first, each with why it moved, term by term."""
    with call.db.read() as tx:
        get_product(tx, call.actor.tenant, product_id)
    _score_anew(call)
    with call.db.read() as tx:
        return telling.history_out(history(tx, call.actor.tenant, product_id))


@router.put("/api/v1/selection/rating/{product_id:path}", status_code=204, allow=OPINION)
def rate(product_id: ProductId, form: RatingForm, call: Call) -> None:
    """One's own stars for how it looks."""
    with call.db.write() as tx:
        opinions.rate(tx, call.actor, call.clock, product_id, stars=form.stars, note=form.note)


@router.put("/api/v1/selection/supply/{product_id:path}", allow=WRITE, errors=(Stale,))
def supply(product_id: ProductId, form: SupplyForm, call: Call) -> SupplyOut:
    """Only fields that are sent change."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        after = put_supply(tx, call.actor, call.clock, product_id, version=form.version, changes=changes)
    return telling.supply_out(after)


@router.post("/api/v1/selection/papers/{product_id:path}", status_code=201, allow=WRITE)
def add(product_id: ProductId, form: PaperForm, call: Call) -> PaperOut:
    """A paper of its dossier; the same kind and number again changes that one."""
    with call.db.write() as tx:
        return telling.paper_out(
            add_paper(tx, call.actor, call.clock, product_id, NewPaper(**form.model_dump()))
        )


@router.patch("/api/v1/selection/paper/{paper_id}", allow=WRITE, errors=(Stale, PaperNotFound))
def change(paper_id: Id, form: PaperPatch, call: Call) -> PaperOut:
    """Only fields that are sent change."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        after = change_paper(tx, call.actor, call.clock, paper_id, version=form.version, changes=changes)
    return telling.paper_out(after)


@router.delete("/api/v1/selection/paper/{paper_id}", status_code=204, allow=WRITE, errors=(PaperNotFound,))
def remove(paper_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        remove_paper(tx, call.actor, call.clock, paper_id)


@router.post(
    "/api/v1/selection/scans", status_code=201, allow=WRITE, body_limit=PICTURE_LIMIT, errors=(NotAScan,)
)
def scan(call: Call, file: UploadFile) -> ScanOut:
    """The scan of a paper (PDF, JPEG, PNG, WebP); name it in the paper's `file` then."""
    body, name = file.file.read(), Path(file.filename or "scan").name[:120]
    kept = keep_scan(call.use(Settings).home, call.actor.tenant, body, name)
    with call.db.write() as tx:
        audit(tx, call.actor, call.clock, "selection.scan", kept, after={"name": name, "bytes": len(body)})
    return ScanOut(file=SCANS + kept)


@router.get(
    SCANS + "{name}",
    allow=READ,
    errors=(ScanNotFound,),
    response_class=FileResponse,
    responses={
        200: {
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA.values()}
        }
    },
)
def read_scan(name: Annotated[str, PathField(pattern=f"^{SCAN_NAME}$")], call: Call) -> FileResponse:
    """To be saved, never shown inside the console."""
    path = find_scan(call.use(Settings).home, call.actor.tenant, name)
    return FileResponse(
        path, media_type=MEDIA[path.suffix[1:]], filename=name, headers={"cache-control": "private"}
    )


@router.post(
    "/api/v1/selection/images/{product_id:path}", status_code=201, allow=WRITE, body_limit=PICTURE_LIMIT,
    errors=(NotAPicture, PictureTooLarge, opinions.TooManyPictures),
)  # fmt: skip
def picture(product_id: ProductId, call: Call, file: UploadFile) -> PictureOut:
    """A product picture to measure (JPEG, PNG, WebP); the picture itself is not kept."""
    body, name = file.file.read(), Path(file.filename or "picture").name[:120]
    with call.db.write() as tx:
        found = opinions.add_picture(tx, call.actor, call.clock, product_id, name=name, body=body)
    return telling.picture_out(found)


@router.delete(
    "/api/v1/selection/image/{image_id}", status_code=204, allow=WRITE, errors=(opinions.ImageNotFound,)
)
def drop(image_id: Id, call: Call) -> None:
    with call.db.write() as tx:
        opinions.remove_picture(tx, call.actor, call.clock, image_id)


@router.put("/api/v1/selection/picks", allow=WRITE)
def picks(form: PickForm, call: Call) -> ShowPicks:
    """Choose products for a show, or take them back."""
    with call.db.write() as tx:
        chosen = opinions.pick(tx, call.actor, call.clock, form.show, form.products, picked=form.picked)
    return ShowPicks(products=chosen)


@router.post(
    "/api/v1/selection/import",
    allow=WRITE,
    body_limit=FILE_LIMIT,
    errors=(FileRefused, TooBig, ColumnsMissing),
)
def import_file(
    call: Call, file: UploadFile, currency: Annotated[Currency, Form()] = "CNY"
) -> EvidenceImport:
    """Catalogue snapshots (a date in every row) or a 排品表: products, prices, supply, dossiers."""
    made, name = new_id("imp", call.clock), Path(file.filename or "file").name[:120]
    settings = call.use(Settings)
    folder = settings.home / "quarantine" / call.actor.tenant
    folder.mkdir(parents=True, exist_ok=True)
    quarantine = Quarantine(folder / f"products-{made}.csv")
    with landed(settings.home, file.file, name) as held, quarantine:
        table = read_table(held, name)
        found = import_evidence(
            call.db, call.actor, call.clock, table, quarantine, currency=currency, zone=settings.zone
        )
    facts = {name: value for name, value in vars(found).items() if name != "rejected"}
    rejected = [_rejected(row, call) for row in found.rejected]
    where = f"/api/v1/products/quarantine/{made}" if found.rejected_total else None
    return EvidenceImport(**facts, rejected=rejected, quarantine=where)


def _rejected(row: Rejected, call: Call) -> RejectedRow:
    return RejectedRow(row=row.row, code=row.code, detail=row.detail.of(call.lang), excerpt=row.excerpt)


def _score_anew(call: Call) -> None:
    """When anything has changed since. A full disk keeps the last scores; their `as_of` says of when."""
    with suppress(Unavailable):
        refresh(call.db, call.actor.tenant, call.clock, call.use(Settings).zone)
