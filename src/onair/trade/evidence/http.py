"""Routes of the lists of required papers."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Router
from onair.access.web.fields import NO_CONTROLS, VISIBLE, WHOLE, Strict
from onair.kernel.i18n import Text
from onair.trade.evidence.lists import ListsRefused, body_of, paper_lists, put_paper_lists
from onair.trade.evidence.required import KIND_NAMES, PaperLists, PaperRule
from onair.trade.evidence.shapes import PAPER_KINDS, PaperKind
from onair.trade.versions import Stale

router = Router("papers")
PATH = "/api/v1/papers/required"
Label = Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]
Kinds = Annotated[list[PaperKind], Field(max_length=len(PAPER_KINDS))]


class ListName(Strict):
    zh: Label
    en: Label


class PaperListForm(Strict):
    """`words`: a product whose category contains one of them needs `kinds`; `basis`: the law behind it."""

    name: ListName
    words: Annotated[list[Word], Field(min_length=1, max_length=60)]
    kinds: Annotated[list[PaperKind], Field(min_length=1, max_length=len(PAPER_KINDS))]
    basis: Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)] = ""


class PaperListsForm(Strict):
    """All lists at once, by the `version` that was seen; `rules` null = as they came with OnAir."""

    version: Annotated[int, Field(ge=0, le=2**63 - 1), WHOLE]
    rules: Annotated[list[PaperListForm], Field(max_length=60)] | None
    general: Kinds


class PaperKindName(BaseModel):
    kind: PaperKind
    name: str


class PaperListsOut(BaseModel):
    """`general`: for products of no listed category; empty = any one paper will do. `version` 0 = as it came."""

    rules: list[PaperListForm]
    general: list[PaperKind]
    kinds: list[PaperKindName]
    version: int


@router.get(PATH, allow=Allow(roles=TEAM, scopes={"shows:read", "shows:write"}))
def required(call: Call) -> PaperListsOut:
    """Which papers a product needs by the words of its category."""
    with call.db.read() as tx:
        return _out(paper_lists(tx, call.actor.tenant), call)


@router.put(
    PATH, allow=Allow(roles={Role.merchandiser, Role.operator}, scopes={"shows:write"}), errors=(Stale, ListsRefused)
)  # fmt: skip
def put_required(form: PaperListsForm, call: Call) -> PaperListsOut:
    """Gate, rundown and selection judge by the new lists at once."""
    wanted = None
    if form.rules is not None:
        rules = (
            PaperRule(Text(one.name.zh, one.name.en), tuple(one.words), tuple(one.kinds), one.basis)
            for one in form.rules
        )
        wanted = PaperLists(tuple(rules), tuple(form.general))
    with call.db.write() as tx:
        return _out(put_paper_lists(tx, call.actor, call.clock, version=form.version, lists=wanted), call)


def _out(lists: PaperLists, call: Call) -> PaperListsOut:
    names = [{"kind": kind, "name": KIND_NAMES[kind].of(call.lang)} for kind in PAPER_KINDS]
    return PaperListsOut.model_validate(body_of(lists) | {"kinds": names, "version": lists.version})
