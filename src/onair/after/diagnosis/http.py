"""Route of the diagnosis: it opens the review."""

import asyncio

from onair.access.roles import TEAM
from onair.access.web import Allow, Call, Id, Router
from onair.after.diagnosis.base import ENOUGH
from onair.after.diagnosis.schemas import DiagnosisOut, diagnosis_out
from onair.after.diagnosis.service import diagnoses_of
from onair.store.faults import DiskFull
from onair.trade.service import ShowNotFound

router = Router("review")
READ = Allow(roles=TEAM, scopes={"numbers:read"})


@router.get(
    "/api/v1/shows/{show_id}/diagnosis", allow=READ, errors=(ShowNotFound, DiskFull),
    summary="Which link lost or won the money, why, and the one next change",
)  # fmt: skip
async def get_diagnosis(show_id: Id, call: Call) -> DiagnosisOut:
    """Against the room's own past; with fewer than five comparable shows only what this show's own rows say."""
    made = await asyncio.to_thread(diagnoses_of(call.services).of_show, call.actor, show_id)
    return await asyncio.to_thread(diagnosis_out, made, ENOUGH)
