"""What a diagnosis says, frozen: one sentence with the rows it rests on, and the one thing to change next time.

Other rooms build on these; they hold no judgement of their own. Money: minor units of the show's currency.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from msgspec import Struct, field

from onair.kernel.i18n import Text
from onair.metrics.metric import Better

Seat = Literal["host", "controller", "operator", "merchandiser", "support", "ads", "technician"]
SEATS: dict[Seat, Text] = {
    "host": Text("主播", "Host"),
    "controller": Text("场控", "Controller"),
    "operator": Text("运营", "Operations"),
    "merchandiser": Text("选品/货品", "Merchandising"),
    "support": Text("客服/助播", "Support"),
    "ads": Text("投放", "Ads"),
    "technician": Text("技术", "Technician"),
}
"""责任人: who can change it (metrics page §5.1)."""
Of = Literal["show", "product", "slot", "channel", "host"]
Change = Literal["slot_order", "slot_minutes", "offer", "rule", "card", "task"]
"""What a next change becomes in the next show's plan: the default it is offered as."""
Param = str | int | float | None


class About(Struct, frozen=True):
    """What a sentence is about. `key`: id of a product, slot or host, raw name of a channel; None = the whole show."""

    of: Of = "show"
    key: str | None = None
    label: str | None = None


class Evidence(Struct, frozen=True):
    """One row a sentence rests on. `tab`: where the review shows it, `key`: its row there (None = the show's own).
    `base`: the room's usual value; `at`…`until`: ms, for what happened at a time."""

    tab: Literal["total", "product", "channel", "host", "new", "slot", "minute", "track", "comment"]
    label: Text
    key: str | None = None
    metric: str | None = None
    unit: str = ""
    value: float | int | None = None
    base: float | int | None = None
    at: int | None = None
    until: int | None = None


class Share(Struct, frozen=True):
    """Minor units of what separates the show from a usual one, with its interval; None = cannot be told."""

    value: float | None
    low: float | None
    high: float | None


class NextChange(Struct, frozen=True):
    """The one change. `metric` moving `better` from `value` (this show) towards `base` (usual) shows that it worked.

    `params` by kind: slot_order {place}, card {text}, rule {rule, on}; about a product for all but rule and task.
    """

    cause: str
    about: About
    metric: str
    better: Better
    value: float | int | None
    base: float | int | None
    kind: Change
    words: Text
    params: dict[str, Param] = field(default_factory=dict)


class Finding(Struct, frozen=True):
    """`id`: the same whenever this cause is found about the same thing in the same show. `words`: the sentence, made from
    `key` and `params`. `link`: the stage whose link it explains, or `refund`. `weight`: 0–1, how much speaks for it."""

    id: str
    show: str
    link: str
    cause: str
    seat: Seat
    about: About
    key: str
    params: dict[str, Param]
    words: Text
    rows: tuple[Evidence, ...]
    share: Share
    weight: float
    next: NextChange | None = None


def finding_id(cause: str, about: About) -> str:
    """At most 64 characters of [a-z0-9_-]: fit for an address."""
    if about.key is None:
        return cause
    return f"{cause}-{sha256(f'{about.of}:{about.key}'.encode()).hexdigest()[:10]}"


def filled(words: Text, params: Mapping[str, Param]) -> Text:
    """Both languages with their places filled; a value that is missing is a dash."""
    shown = {name: "—" if value is None else value for name, value in params.items()}
    return Text(words.zh.format(**shown), words.en.format(**shown))
