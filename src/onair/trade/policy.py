"""What the seller really grants for a product: returns, payment in parts, trial, warranty, the maker's suggested price.

An offer may promise no more than stands here. Days and months; money in minor units; None = nobody stated it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text
from onair.trade.model import ProductPolicy
from onair.trade.products import get_product
from onair.trade.versions import require_version

LEGAL_DAYS = 7
"""消费者权益保护法 25: without a reason, unless the goods are on its list."""
Exclusion = Literal["none", "made_to_order", "perishable", "digital", "press", "by_nature"]
EXCLUSIONS: Mapping[Exclusion, Text] = {
    "none": Text("七天无理由适用", "seven days apply"),
    "made_to_order": Text("消费者定作", "made to order"),
    "perishable": Text("鲜活易腐", "fresh and perishable"),
    "digital": Text("在线下载或已拆封的数字化商品", "downloaded or unsealed digital goods"),
    "press": Text("交付的报纸、期刊", "newspapers and periodicals"),
    "by_nature": Text("按性质不宜退货，购买时已确认", "unfit by nature, confirmed by the buyer"),
}
"""By the law's own list; nothing may be added to it."""


class Policy(NamedTuple):
    """`exclusion`: why the legal return does not hold; `confirmed`: the buyer ticks that before paying (must, for
    by_nature). `instalments`: the most free payments. `version` 0 = nobody stated anything."""

    returns_days: int | None = None
    exclusion: Exclusion = "none"
    confirmed: bool = False
    instalments: int | None = None
    trial_days: int | None = None
    warranty_months: int | None = None
    maker_price: int | None = None
    updated_at: int | None = None
    version: int = 0

    @property
    def legal_days(self) -> int:
        """What the law grants at least; 0 where an exclusion holds."""
        known = self.exclusion in ("made_to_order", "perishable", "digital", "press")
        return 0 if known or (self.exclusion == "by_nature" and self.confirmed) else LEGAL_DAYS


FIELDS = Policy._fields[:7]
UNSTATED = Policy()


def policies_of(tx: Session, tenant: str, products: Sequence[str]) -> dict[str, Policy]:
    """Of those products; those nobody stated anything for are not in it."""
    rows = select(ProductPolicy).where(
        ProductPolicy.tenant_id == tenant, ProductPolicy.product_id.in_(products)
    )
    return {row.product_id: _view(row) for row in tx.scalars(rows)} if products else {}


def get_policy(tx: Session, tenant: str, product: str) -> Policy:
    """Raises ProductNotFound."""
    get_product(tx, tenant, product)
    return policies_of(tx, tenant, [product]).get(product, UNSTATED)


def put_policy(
    tx: Session, actor: Actor, clock: Clock, product: str, *, version: int, changes: Mapping[str, Any]
) -> Policy:
    """`changes`: of FIELDS. `version` 0 = nothing was there. Raises ProductNotFound, Stale."""
    get_product(tx, actor.tenant, product)
    row = tx.get(ProductPolicy, (actor.tenant, product), with_for_update=True)
    held = _view(row) if row else UNSTATED
    require_version(version, held.version, changes, held._asdict())
    if row is None:
        row = ProductPolicy(tenant_id=actor.tenant, product_id=product, version=0, **_facts(held))
        tx.add(row)
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at, row.version = clock(), row.version + 1
    after = _view(row)
    audit(tx, actor, clock, "product.policy", product, before=_facts(held), after=_facts(after))
    return after


def _facts(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in FIELDS}


def _view(row: ProductPolicy) -> Policy:
    return Policy(
        **{name: getattr(row, name) for name in FIELDS}, updated_at=row.updated_at, version=row.version
    )
