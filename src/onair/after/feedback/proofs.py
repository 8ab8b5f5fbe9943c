"""Proofs of a ticket: pictures, a PDF, or an address. Judged by what they are, not by their name.

A picture is written anew from its pixels: where it was taken and with which phone does not stay. An address is kept and
shown, never fetched.
"""

import io
from collections.abc import Sequence

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from onair.access.service import Actor
from onair.after.feedback.door import clean
from onair.after.feedback.model import Proof
from onair.after.feedback.rows import held, note
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotFound, TooLarge
from onair.kernel.ids import new_id

PROOF_MAX = 5 * 2**20
"""Bytes of one file, as it comes."""
PROOFS_MAX = 8
ASKERS_MAX = 3
"""Of which the asker may send so many."""
PIXELS_MAX = 40_000_000
SIDE_MAX = 2400
"""Pixels of the longer side as it is kept: a label can still be read."""
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"


class ProofRefused(BadInput):
    code = "proof_refused"
    zh = "「{name}」不是能收的文件：只收 JPEG、PNG、WebP 图片和 PDF。没有保存它，工单没有变化；请换一个。"
    en = "{name} is no JPEG, PNG or WebP picture and no PDF. It was not saved and the ticket is as it was; choose another."


class ProofTooLarge(TooLarge):
    code = "proof_too_large"
    zh = "「{name}」超过 5 MiB 或 4000 万像素。没有保存它，工单没有变化；请缩小后再传。"
    en = "{name} is over 5 MiB or 40 million pixels. It was not saved and the ticket is as it was; make it smaller."


class TooManyProofs(Conflict):
    code = "too_many_proofs"
    zh = "这条工单已有 {limit} 份证明，到上限了。没有保存这一份。"
    en = "The ticket holds {limit} proofs already, its limit. This one was not saved."


class ProofNotFound(NotFound):
    code = "proof_not_found"
    zh = "没有这份证明，或者已按要求删除。没有任何改动。"
    en = "There is no such proof, or it was erased on request. Nothing was changed."


def judged(name: str, body: bytes) -> tuple[str, bytes]:
    """→ its media type and what is kept of it. Raises ProofRefused, ProofTooLarge."""
    if len(body) > PROOF_MAX:
        raise ProofTooLarge(name=name)
    if body[:5] == b"%PDF-" and b"%%EOF" in body[-2048:]:
        return PDF, body
    try:
        with Image.open(io.BytesIO(body), formats=tuple(PICTURES)) as opened:
            form = opened.format or ""
            if opened.size[0] * opened.size[1] > PIXELS_MAX:
                raise ProofTooLarge(name=name)
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((SIDE_MAX, SIDE_MAX))
            return PICTURES[form], _anew(picture, form)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ProofRefused(name=name) from error


def _anew(picture: Image.Image, form: str) -> bytes:
    plain = picture.convert(
        "RGB" if form == "JPEG" or picture.mode not in ("RGBA", "LA", "P", "PA") else "RGBA"
    )
    held = io.BytesIO()
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    bare.save(held, form, quality=85)
    return held.getvalue()


def add_file(
    tx: Session, actor: Actor, clock: Clock, ticket: str, *, name: str, media: str, body: bytes
) -> Proof:
    """`media`, `body`: as `judged` found them. Raises TicketNotFound, TooManyProofs."""
    return _add(tx, actor, clock, ticket, name=_named(name), media=media, body=body, url=None)


def add_url(tx: Session, actor: Actor, clock: Clock, ticket: str, url: str) -> Proof:
    """Raises TicketNotFound, TooManyProofs."""
    return _add(tx, actor, clock, ticket, name=url[:120], media="text/uri-list", body=None, url=url)


def _add(
    tx: Session,
    actor: Actor,
    clock: Clock,
    ticket: str,
    *,
    name: str,
    media: str,
    body: bytes | None,
    url: str | None,
) -> Proof:
    row = held(tx, actor.tenant, ticket)
    who = "asker" if actor.kind == "token" else actor.kind
    mine = select(func.count()).where(Proof.ticket_id == row.id)
    askers = tx.execute(mine.where(Proof.by_kind == "asker")).scalar_one()
    limit = ASKERS_MAX if who == "asker" else PROOFS_MAX
    if (askers if who == "asker" else tx.execute(mine).scalar_one()) >= limit:
        raise TooManyProofs(limit=limit)
    proof = Proof(
        id=new_id("prf", clock), tenant_id=row.tenant_id, ticket_id=row.id, by_kind=who,
        by_name="" if who == "asker" else actor.name[:120], name=name, media=media, size=len(body or b""), body=body,
        url=url, at=clock(),
    )  # fmt: skip
    tx.add(proof)
    tx.flush()
    note(tx, actor, clock, row, "proof", media=media, size=proof.size)
    return proof


def _named(name: str) -> str:
    """A file's name is text from somebody, too."""
    return clean(name.replace("/", "_").replace("\\", "_"), 120) or "proof"


def proofs_of(tx: Session, ticket: str) -> Sequence[Proof]:
    """Without their bytes, oldest first."""
    query = select(Proof).where(Proof.ticket_id == ticket).order_by(Proof.id)
    return tx.scalars(query.options(defer(Proof.body))).all()


def get_proof(tx: Session, tenant: str, proof: str) -> Proof:
    """With its bytes. Raises ProofNotFound."""
    row = tx.get(Proof, proof)
    if row is None or row.tenant_id != tenant or row.body is None:
        raise ProofNotFound
    return row
