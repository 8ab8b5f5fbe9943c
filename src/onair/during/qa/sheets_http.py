"""The library as a file: out as CSV or XLSX, in with what could not be taken in named row by row."""

import tempfile
from pathlib import Path
from typing import Literal

from fastapi import UploadFile
from pydantic import BaseModel
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Router
from onair.during.qa import service
from onair.during.qa.answer import state_of
from onair.during.qa.companion import relearn
from onair.during.qa.sheets import COLUMNS, QaColumnsMissing, put_in, rows_of
from onair.files.export import write_csv, write_xlsx
from onair.files.landing import landed
from onair.files.refusals import FileRefused, TooBig
from onair.files.tables import read_table
from onair.kernel.settings import Settings
from onair.trade.schemas import RejectedRow

router = Router("qa")
WRITE = Allow(roles={Role.operator, Role.merchandiser, Role.service})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FILE_LIMIT = 8 * 2**20
SHOWN = 200


class QaImport(BaseModel):
    """`rejected`: the first 200 rows that were kept back, each with its reason."""

    made: int
    changed: int
    same: int
    rejected: list[RejectedRow]
    rejected_total: int


@router.get(
    "/api/v1/qa/export",
    allow=Allow(roles=TEAM, scopes={"products:read"}),
    response_class=Response,
    responses={
        200: {
            "content": {
                XLSX: {"schema": {"type": "string", "format": "binary"}},
                "text/csv": {"schema": {"type": "string"}},
            }
        }
    },
    summary="The library as a file",
)
def export(call: Call, format: Literal["xlsx", "csv"] = "xlsx") -> Response:
    """Texts are guarded against formulas; put in again unchanged, it changes nothing. That it was taken out is audited."""
    now, zone = call.clock(), call.use(Settings).zone
    with call.db.read() as tx:
        found, _ = service.listed(tx, call.actor.tenant, service.Wanted(), now)
    headers = [names[0] for names in COLUMNS.values()]
    rows = rows_of(((one, state_of(one, now)) for one in found), zone)
    if format == "csv":
        body = b"".join(write_csv(headers, rows))
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "qa.xlsx"
            write_xlsx(path, [("问答", headers, rows)])
            body = path.read_bytes()
    with call.db.write() as tx:
        audit(tx, call.actor, call.clock, "qa.export", "qa", after={"format": format, "n": len(found)})
    sent = {"Content-Disposition": f'attachment; filename="qa.{format}"', "Cache-Control": "no-store"}
    return Response(body, media_type=XLSX if format == "xlsx" else CSV, headers=sent)


@router.post(
    "/api/v1/qa/import", allow=WRITE, body_limit=FILE_LIMIT, errors=(FileRefused, TooBig, QaColumnsMissing),
    summary="A file into the library",
)  # fmt: skip
def import_file(call: Call, file: UploadFile) -> QaImport:
    """CSV or XLSX with the columns of the export. Rows with an id change that answer, others are new drafts; nothing is
    approved by a file."""
    name = Path(file.filename or "file").name[:120]
    settings = call.use(Settings)
    with landed(settings.home, file.file, name) as held:
        done = put_in(call.db, call.actor, call.clock, read_table(held, name), settings.zone)
    relearn(call.services, call.actor.tenant)
    rejected = [
        RejectedRow(row=one.row, code=one.code, detail=one.detail.of(call.lang), excerpt=one.excerpt)
        for one in done.rejected[:SHOWN]
    ]
    return QaImport(
        made=done.made,
        changed=done.changed,
        same=done.same,
        rejected=rejected,
        rejected_total=len(done.rejected),
    )
