"""An answer of the library as everybody reads it: frozen, pure. Times in ms UTC."""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from msgspec import Struct

from onair.compliance.lint import Evidence
from onair.trade.claims.service import Knowledge

Intent = Literal[
    "price", "size", "shipping", "stock", "link", "quality", "usage", "coupon", "ordered", "orderhelp",
    "complaint", "demand", "greet", "spam",
]  # fmt: skip
"""What a comment is about, as the reading of comments names it."""
INTENTS: tuple[Intent, ...] = get_args(Intent)
State = Literal["draft", "approved", "expired", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)
SourceKind = Literal["fact", "evidence", "policy", "manual"]
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)


class Source(Struct, frozen=True):
    """Where the fact can be looked up. `text`: as people read it (说明书第 3 页); `ref`: the id of a paper of the
    product, for `evidence` only."""

    kind: SourceKind
    text: str
    ref: str | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """`product` None = of the whole shop. `host`: whose own experience it tells, None = nobody's. `until`: the last
    moment it may be given, the end of its evidence counted; None = not said yet, so it cannot be approved.
    `chosen_until`: as its writer said.
    `never`: must not be said with it. `kept`: draft, approved or withdrawn; see `state_of` for expired."""

    id: str
    variants: tuple[str, ...]
    intent: Intent
    short: str
    product: str | None = None
    short_en: str = ""
    long: str = ""
    source: Source | None = None
    until: int | None = None
    chosen_until: int | None = None
    never: tuple[str, ...] = ()
    host: str | None = None
    kept: Literal["draft", "approved", "withdrawn"] = "draft"
    author: str = ""
    author_name: str = ""
    approver: str | None = None
    approver_name: str | None = None
    approved_at: int | None = None
    created_at: int = 0
    updated_at: int = 0
    version: int = 0

    @property
    def question(self) -> str:
        """As it is shown."""
        return self.variants[0]


SPOKEN_S = 15.0
"""A short answer is said in this time at most: longer ones lose those who did not ask."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]+|\d+")
HAN_A_SECOND, WORDS_A_SECOND = 5.0, 2.5


def spoken_s(text: str) -> float:
    """How long it takes to say, in seconds: five characters or two and a half words or figures a second."""
    return len(_HAN.findall(text)) / HAN_A_SECOND + len(_WORD.findall(text)) / WORDS_A_SECOND


def state_of(answer: Answer, at: int) -> State:
    """An approved answer whose time is over is expired; nobody has to press anything for that."""
    if answer.kept == "approved" and answer.until is not None and answer.until <= at:
        return "expired"
    return answer.kept


class Backing(Struct, frozen=True):
    """What texts of a team are checked against. `papers`: of its products, by id."""

    records: Knowledge = Knowledge()
    papers: Mapping[str, Evidence] = MappingProxyType({})


class Library(Struct, frozen=True):
    """All answers of a team. `products`: every id under which events name a product → our own. `used`: (host, product)
    pairs with a signed use record in force. `backing`: what texts are checked against."""

    answers: Mapping[str, Answer] = MappingProxyType({})
    products: Mapping[str, str] = MappingProxyType({})
    used: frozenset[tuple[str, str]] = frozenset()
    backing: Backing = Backing()

    def own(self, product: str | None) -> str | None:
        """Our id of a product that events may name otherwise."""
        return None if product is None else self.products.get(product, product)

    def may_give(self, answer: Answer, at: int, hosts: Collection[str], product: str | None) -> bool:
        """Approved, in time, of this product or of the whole shop, and, where it tells what somebody lived through,
        that host is on air and the use record still stands."""
        if state_of(answer, at) != "approved" or answer.product not in (None, self.own(product)):
            return False
        if answer.host is None:
            return True
        return answer.host in hosts and (answer.host, answer.product or "") in self.used
