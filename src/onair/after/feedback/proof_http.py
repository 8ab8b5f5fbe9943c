"""Routes of proofs: sent, looked at."""

from pathlib import Path
from urllib.parse import quote

from fastapi import UploadFile
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.after.feedback import proofs
from onair.after.feedback.form_schemas import Token
from onair.after.feedback.forms import ASKER
from onair.after.feedback.rows import TicketNotFound
from onair.after.feedback.schemas import TicketProofOut, TicketUrl
from onair.after.feedback.telling import proof_out

router = Router("feedback")
READ = Allow(roles=TEAM)
WORK = Allow(roles={Role.operator, Role.service})
ROOM = proofs.PROOF_MAX + 64 * 1024
"""A file and what a form puts around it."""
REFUSED = (TicketNotFound, proofs.ProofRefused, proofs.ProofTooLarge, proofs.TooManyProofs)
KINDS = [*proofs.PICTURES.values(), proofs.PDF]


@router.post(
    "/api/v1/feedback/tickets/{ticket_id}/proofs",
    status_code=201,
    allow=WORK,
    body_limit=ROOM,
    errors=REFUSED,
)
def add_proof(ticket_id: Id, call: Call, file: UploadFile) -> TicketProofOut:
    """JPEG, PNG, WebP or PDF of at most 5 MiB. Pictures are kept without place and device."""
    return _take(call, ticket_id, file)


@router.post("/api/v1/feedback/tickets/{ticket_id}/proof-url", status_code=201, allow=WORK, errors=REFUSED)
def add_url(ticket_id: Id, form: TicketUrl, call: Call) -> TicketProofOut:
    """An address, such as of a chat or a parcel; it is never fetched."""
    with call.db.write() as tx:
        return proof_out(proofs.add_url(tx, call.actor, call.clock, ticket_id, form.url))


@router.post(
    "/api/v1/feedback/asked/{token}/proofs", status_code=204, allow=Allow(tokens={ASKER}), body_limit=ROOM, errors=REFUSED
)  # fmt: skip
def send_proof(_token: Token, call: Call, file: UploadFile) -> None:
    """By the asker's link, three at most."""
    _take(call, call.actor.id, file)


@router.get(
    "/api/v1/feedback/proofs/{proof_id}", allow=READ, errors=(proofs.ProofNotFound,), response_class=Response,
    responses={200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS}}},
)  # fmt: skip
def get_proof(proof_id: Id, call: Call) -> Response:
    """The file itself, as an attachment."""
    with call.db.read() as tx:
        row = proofs.get_proof(tx, call.actor.tenant, proof_id)
        named = f"attachment; filename*=UTF-8''{quote(row.name)}"
        headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
        return Response(row.body, media_type=row.media, headers=headers)


def _take(call: Call, ticket: str, file: UploadFile) -> TicketProofOut:
    name = Path(file.filename or "proof").name[:120]
    media, body = proofs.judged(name, file.file.read())
    with call.db.write() as tx:
        made = proofs.add_file(tx, call.actor, call.clock, ticket, name=name, media=media, body=body)
        return proof_out(made)
