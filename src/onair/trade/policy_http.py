"""Routes of what the seller grants for a product."""

from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Router
from onair.access.web.fields import WHOLE, Minor, Strict, unless_sent
from onair.trade import policy
from onair.trade.schemas import ProductId
from onair.trade.versions import Stale

router = Router("trade")
READ = Allow(roles=TEAM, scopes={"products:read", "products:write"})
WRITE = Allow(roles={Role.merchandiser, Role.operator}, scopes={"products:write"})
PATH = "/api/v1/policies/{product_id:path}"
Days = Annotated[int, Field(ge=0, le=3650), WHOLE]
Times = Annotated[int, Field(ge=2, le=60), WHOLE]
Months = Annotated[int, Field(ge=0, le=600), WHOLE]


class PolicyOut(BaseModel):
    """Null = nobody stated it. `legal_days`: the least that the law grants. `maker_price`: minor units."""

    returns_days: int | None
    exclusion: policy.Exclusion
    confirmed: bool
    instalments: int | None
    trial_days: int | None
    warranty_months: int | None
    maker_price: int | None
    legal_days: int
    updated_at: int | None
    version: int


class PolicyPut(Strict):
    """`version` of what was seen, 0 = nothing was there. Only fields that are sent change."""

    version: Annotated[int, Field(ge=0, le=2**63 - 1), WHOLE]
    returns_days: Days | None = None
    exclusion: policy.Exclusion = unless_sent()
    confirmed: bool = unless_sent()
    instalments: Times | None = None
    trial_days: Days | None = None
    warranty_months: Months | None = None
    maker_price: Minor | None = None


@router.get(PATH, allow=READ)
def get_policy(product_id: ProductId, call: Call) -> PolicyOut:
    """Returns, payment in parts, trial, warranty, and the maker's suggested price."""
    with call.db.read() as tx:
        return _out(policy.get_policy(tx, call.actor.tenant, product_id))


@router.put(PATH, allow=WRITE, errors=(Stale,))
def put_policy(product_id: ProductId, form: PolicyPut, call: Call) -> PolicyOut:
    """Offers are held against it at once; what is published already keeps the terms it had."""
    changes = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        return _out(
            policy.put_policy(tx, call.actor, call.clock, product_id, version=form.version, changes=changes)
        )


def _out(view: policy.Policy) -> PolicyOut:
    return PolicyOut(**view._asdict(), legal_days=view.legal_days)
