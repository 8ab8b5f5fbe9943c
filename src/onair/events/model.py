"""Every type of event (design: docs/events.md). Field limits are those of the public contract.

Structs decode straight from the wire; two fields are then settled before the log: `user` becomes
`"<namespace>:<32 hex>"` (keyed hash) and `nick` is taken away. After that an event never changes:
a mistake is answered by a `correction`.
Times: ms since 1970 UTC. Money: minor units of the show's currency, None = unknown and never 0.
"""

from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct, field

Id = Annotated[str, Meta(min_length=1, max_length=128)]
Source = Annotated[str, Meta(min_length=1, max_length=64)]
Key = Annotated[str, Meta(min_length=1, max_length=128)]
Words = Annotated[str, Meta(max_length=2000)]
Millis = Annotated[int, Meta(ge=-62_135_596_800_000, le=253_402_300_799_000)]
Count = Annotated[int, Meta(ge=0, le=10**12)]
Qty = Annotated[int, Meta(ge=-(10**9), le=10**9)]
Minor = Annotated[int, Meta(ge=-(10**15), le=10**15)]
Reading = Annotated[int, Meta(ge=-(10**15), le=10**15)]
Phase = Literal["start", "end"]


class Event(
    Struct,
    frozen=True,
    gc=False,
    omit_defaults=True,
    kw_only=True,
    tag_field="type",
    forbid_unknown_fields=True,
):
    """What all types share. (source, id) is the identity. A field that we do not know is never kept in silence:
    `wire` drops it, counts its name and shows it once."""

    id: Id
    source: Source
    at: Millis
    user: Annotated[str, Meta(max_length=128)] | None = None
    nick: Annotated[str, Meta(max_length=64)] | None = None
    product: Key | None = None
    channel: Key | None = None


class Line(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """One line of an order. `price`: minor units for one piece, None = unknown."""

    product: Key | None = None
    sku: Key | None = None
    qty: Qty = 1
    price: Minor | None = None


class Show(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="show"):
    phase: Phase


class Exposure(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="exposure"):
    count: Count = 1


class Enter(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="enter"):
    """`proxy`: the source has no entries; the first event of a user stands for one."""

    new: bool | None = None
    proxy: bool = False


class Leave(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="leave"):
    watch_ms: Count | None = None


class Comment(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="comment"):
    text: Words
    reply_to: Id | None = None


class Like(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="like"):
    count: Count = 1


class Share(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="share"):
    count: Count = 1


class Follow(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="follow"):
    on: bool = True


class GroupJoin(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="group_join"):
    group: Key


class Gift(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="gift"):
    """`value`: what all `count` pieces are worth in the platform's unit."""

    gift: Key
    count: Count
    value: Count


class ProductExposure(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="product_exposure"):
    count: Count = 1


class ProductClick(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="product_click"):
    count: Count = 1


class Favourite(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="favourite"):
    on: bool = True


class AddCart(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="add_cart"):
    qty: Count = 1


class Order(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="order"):
    order: Key
    amount: Minor | None = None
    items: tuple[Line, ...] | None = None


class Pay(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="pay"):
    order: Key
    amount: Minor | None = None
    items: tuple[Line, ...] | None = None


class Cancel(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="cancel"):
    order: Key
    reason: Words | None = None


class Refund(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="refund"):
    """`timed` False: when it was refunded is unknown and `at` is the pay time."""

    order: Key
    amount: Minor
    reason: Words | None = None
    items: tuple[Line, ...] | None = None
    timed: bool = True


class Gauge(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="gauge"):
    """A reading, never a delta."""

    name: Key
    value: Reading


class Sampling(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="sampling"):
    """This source sends only a sample of the type `of`; on the wire the field is called `of`."""

    of: Key
    share: Annotated[float, Meta(ge=0, le=1)] | None = None


class Stock(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="stock"):
    available: Reading
    sku: Key | None = None


class Slot(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="slot"):
    """`slot`: id of the piece of the rundown; `kind`: talk, game, welfare, opening…; `label` for people."""

    slot: Key
    phase: Phase
    kind: Key = "talk"
    label: Annotated[str, Meta(max_length=120)] | None = None


class Host(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="host"):
    host: Key
    phase: Phase


class Stream(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="stream"):
    state: Key
    bitrate_kbps: Count | None = None
    fps: Annotated[float, Meta(ge=0, le=1000)] | None = None
    dropped: Count | None = None
    rtt_ms: Count | None = None
    loudness_lufs: Annotated[float, Meta(ge=-200, le=100)] | None = None


class Offer(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="offer"):
    """A step of an offer's ledger, decided by the show's owner (docs/algorithms/offers.md).

    publish: `terms`, the frozen terms, and `until` when it ends. reserve: `request`, `user`, `qty`, `until` when the
    hold ends, `left` after it. confirm: `request`, `order`, `amount`. release: `request`, `why` expired or asked.
    restock: `qty`, `why`. end: `why` time, asked or show_over.
    """

    offer: Key
    step: Literal["publish", "reserve", "confirm", "release", "restock", "end"]
    request: Key | None = None
    qty: Qty = 0
    order: Key | None = None
    amount: Minor | None = None
    until: Millis | None = None
    left: Count | None = None
    why: Annotated[str, Meta(max_length=300)] | None = None
    terms: dict[str, Any] | None = None


class Proposal(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="proposal"):
    proposal: Key
    rule: Key
    data: dict[str, Any] = field(default_factory=dict)


class Incident(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="incident"):
    incident: Key
    kind: Key
    phase: Phase = "start"
    data: dict[str, Any] = field(default_factory=dict)


class Marks(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="marks"):
    """What comments that came with batches of a clock in (`since`, `upto`] were read as (docs/algorithms/playbook.md).

    `read`: start of a tick → intent → whom it is from, one number a comment (0 = nobody knows), `negative` beside the
    intents. `line`: the share above which complaints were a wave then.
    """

    since: Millis
    upto: Millis
    read: dict[str, Any] = field(default_factory=dict)
    line: Annotated[float, Meta(ge=0, le=1)] | None = None


class Action(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="action"):
    """What a person (`by` = person id) or an automatic rule (`by` = `rule:<id>`) did."""

    action: Key
    by: Key
    why: Words | None = None
    data: dict[str, Any] = field(default_factory=dict)


class Identity(Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    source: Source
    id: Id


class Correction(Event, frozen=True, gc=False, omit_defaults=True, kw_only=True, tag="correction"):
    """Answers a mistake: `set` replaces fields of the event named by `corrects`, `void` removes it."""

    corrects: Identity
    set: dict[str, Any] = field(default_factory=dict)
    void: bool = False
    why: Words = ""


AnyEvent = (
    Show | Exposure | Enter | Leave | Comment | Like | Share | Follow | GroupJoin | Gift | ProductExposure | ProductClick
    | Favourite | AddCart | Order | Pay | Cancel | Refund | Gauge | Sampling | Stock | Slot | Host | Stream | Offer
    | Proposal | Incident | Marks | Action | Correction
)  # fmt: skip

EVENT_TYPES: dict[str, type[Event]] = {cls.__struct_config__.tag: cls for cls in get_args(AnyEvent)}
SERVER_ONLY = frozenset({"offer", "proposal", "incident", "marks"})
"""Written by the server itself; refused from outside."""
