"""Routes of the 排品表: a rundown as XLSX, and back."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

from fastapi import Form, UploadFile
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.before.rundown.book import RundownFixed, SlotFigure, SlotTwice, SlotUnknown, TooManySlots
from onair.before.rundown.ports import RundownListener
from onair.before.rundown.schemas import SheetImport
from onair.before.rundown.service import Imported, import_sheet, judge, write_sheet
from onair.before.rundown.sheet import NoColumns
from onair.files.landing import landed
from onair.files.refusals import FileRefused, TooBig
from onair.files.tables import read_table
from onair.kernel.settings import Settings
from onair.store.homelock import uploads
from onair.trade.schemas import RejectedRow
from onair.trade.service import ShowNotFound
from onair.trade.versions import Stale

router = Router("rundown")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator, Role.controller, Role.merchandiser}, scopes={"shows:write"})
FILE_LIMIT = 16 * 2**20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


@router.get(
    "/api/v1/shows/{show_id}/rundown/sheet",
    allow=READ,
    errors=(ShowNotFound,),
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
def download(show_id: Id, call: Call) -> Response:
    """The rundown as a 排品表 (XLSX). Read in again, it is the same rundown."""
    with call.db.read() as tx:
        judged = judge(tx, call.actor.tenant, show_id, call.clock)
    with NamedTemporaryFile(dir=uploads(call.use(Settings).home), suffix=".xlsx") as held:
        write_sheet(Path(held.name), judged.rundown, judged.facts)
        body = Path(held.name).read_bytes()
    headers = {"content-disposition": f'attachment; filename="rundown-{show_id}.xlsx"'}
    return Response(body, media_type=XLSX, headers=headers)


@router.post(
    "/api/v1/shows/{show_id}/rundown/sheet",
    allow=WRITE,
    body_limit=FILE_LIMIT,
    errors=(
        FileRefused, TooBig, NoColumns, Stale, RundownFixed, SlotUnknown, SlotTwice, SlotFigure, TooManySlots,
        ShowNotFound,
    ),
)  # fmt: skip
def upload(
    show_id: Id, call: Call, file: UploadFile, version: Annotated[int, Form(ge=0, le=2**63 - 1)]
) -> SheetImport:
    """A 排品表 (XLSX or CSV) in place of the rundown. When a row is refused nothing is saved."""
    name = Path(file.filename or "file").name[:120]
    with landed(call.use(Settings).home, file.file, name) as held:
        table = read_table(held, name)
        done = import_sheet(call.db, call.actor, call.clock, show_id, version=version, table=table)
    for listener in call.services.every(RundownListener) if done.rundown else ():
        listener.on_rundown_changed(call.actor.tenant, show_id)
    return _told(done, call)


def _told(done: Imported, call: Call) -> SheetImport:
    return SheetImport(
        saved=done.rundown is not None,
        rows=done.rows,
        rejected=[
            RejectedRow(row=row.row, code=row.code, detail=row.detail.of(call.lang), excerpt=row.excerpt)
            for row in done.rejected[:SHOWN]
        ],
        rejected_total=len(done.rejected),
        version=done.rundown.version if done.rundown else None,
    )
