"""What the gate looks at, gathered once and frozen, so that every point is a pure function of it.

None or empty = that feature has no data for this show yet; a point then says what to do, never "ok".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from onair.before.warmup.service import Promise
from onair.kernel.i18n import Text
from onair.trade.evidence.service import DEFAULT_LISTS, PaperLists
from onair.trade.service import ProductView, ShowView

Health = Literal["ok", "quiet", "broken"]


class SlotFact(NamedTuple):
    """A slot of the rundown. `price` in minor units."""

    id: str
    kind: str
    product: str | None
    host: str | None
    price: int | None
    title: str = ""


class RundownFact(NamedTuple):
    version: int
    slots: Sequence[SlotFact]

    @property
    def products(self) -> list[str]:
        """In the order they come, once each."""
        return list(dict.fromkeys(slot.product for slot in self.slots if slot.product))

    @property
    def hosts(self) -> list[str]:
        return list(dict.fromkeys(slot.host for slot in self.slots if slot.host))


class LintFact(NamedTuple):
    """`code` as the rundown names it."""

    code: str
    level: Literal["error", "warning"]
    text: Text


class PaperFact(NamedTuple):
    """`expires_at` None = does not expire."""

    kind: str
    expires_at: int | None


class CheckFact(NamedTuple):
    at: int
    verdict: Literal["pass", "warn", "fail"]
    findings: int


class FeedFact(NamedTuple):
    """A way in or out. `last_at`: when it last brought something, None = never seen. `why` it is so.

    quiet = nothing is expected now; broken = it is refused, or silent although it should not be.
    """

    name: str
    health: Health
    last_at: int | None
    why: Text | None = None


class QuestionFact(NamedTuple):
    """What viewers of past shows asked of a product and the library has no answer for: `people` in `shows` of them."""

    product: str
    question: str
    people: int
    shows: int


class ChangeFact(NamedTuple):
    """What a review asked for, accepted for this show. `of`: the day of the show reviewed. `stands`: it is in the plan."""

    words: Text
    of: date
    stands: bool


class Seller(NamedTuple):
    """Who sells, as the law wants it shown throughout (Order 117, 25-26)."""

    name: str = ""
    address: str = ""
    contact: str = ""

    @property
    def complete(self) -> bool:
        return bool(self.name and self.address and self.contact)


NOBODY = Seller()
SAID = frozenset({"content", "talk"})
"""Items of the review that the rundown holds."""


class Mark(NamedTuple):
    """A person's word on one thing of one show. `basis`: what it was given for."""

    by: str
    by_name: str
    at: int
    basis: str
    note: str | None = None


class ChoresFact(NamedTuple):
    """The warm-up: items in the plan, those past their time, messages that failed, that a dry run kept, and of which
    nobody knows whether they arrived."""

    items: int
    overdue: Sequence[str]
    failed: int
    dry: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """`marks` by (point, subject); `names` of products and hosts by id."""

    now: int
    show: ShowView
    rundown: RundownFact | None = None
    lint: Sequence[LintFact] = ()
    products: Mapping[str, ProductView] = field(default_factory=dict)
    papers: Mapping[str, Sequence[PaperFact]] = field(default_factory=dict)
    paper_lists: PaperLists = DEFAULT_LISTS
    host_names: Mapping[str, str] = field(default_factory=dict)
    proven: frozenset[str] = frozenset()
    personas: frozenset[str] = frozenset()
    promises: Sequence[Promise] = ()
    check: CheckFact | None = None
    feeds: Sequence[FeedFact] = ()
    seller: Seller = NOBODY
    marks: Mapping[tuple[str, str], Mark] = field(default_factory=dict)
    chores: ChoresFact | None = None
    questions: Sequence[QuestionFact] = ()
    changes: Sequence[ChangeFact] = ()

    @property
    def start(self) -> int:
        """The moment the gate is about: the planned start, or now when there is none or it has passed."""
        return max(self.now, self.show.starts_at or self.now)

    def mark(self, code: str, subject: str = "") -> Mark | None:
        """Somebody's word, while what it was given for is as it was then."""
        mark = self.marks.get((code, subject))
        return mark if mark is not None and self.stands(code, subject, mark) else None

    def stands(self, code: str, subject: str, mark: Mark) -> bool:
        """A signature is for the rundown and the hour; a review of what is said is for the rundown."""
        if code == "sign_off":
            return mark.basis == self.basis
        if code == "review" and subject in SAID:
            return mark.basis.split("@")[0] == self.basis.split("@")[0]
        return True

    @property
    def basis(self) -> str:
        """What a signature stands for: the rundown as it is and the hour of the show."""
        return f"{self.rundown.version if self.rundown else 0}@{self.show.starts_at or 0}"
