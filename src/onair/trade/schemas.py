"""What goes over the wire about goods, hosts, rooms and shows. Money in minor units, times in ms UTC."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from onair.access.web.fields import (
    VISIBLE,
    WHOLE,
    Currency,
    Id,
    Minor,
    Name,
    Note,
    Page,
    Planned,
    Strict,
    Url,
    Version,
    Zone,
    unless_sent,
)
from onair.trade.goods import PRODUCT_ID, ROLES, good_id
from onair.trade.states import State
from onair.trade.views import HostView, ProductView, RoomView, ShowView

Title = Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
ProductTitle = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
Category = Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
Account = Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
Platform = Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]


def _product_id(value: str) -> str:
    if not good_id(value):
        raise ValueError("reserved")
    return value


ProductId = Annotated[
    str,
    Field(
        min_length=1, max_length=128, pattern=PRODUCT_ID, description="may hold `/`; in a path also as `%2F`"
    ),
    AfterValidator(_product_id),
]
_ROLES = [*ROLES, *(text.zh for text in ROLES.values())]
RoleName = Annotated[str, Field(pattern=f"^({'|'.join(_ROLES)})$")]
Aliases = Annotated[list[ProductId], Field(max_length=50)]
Urls = Annotated[list[Url], Field(max_length=20)]
Stock = Annotated[int, Field(ge=0, le=10**12), WHOLE]


Market = Literal["cn", "eu", "uk", "us"]
StockOwner = Literal["onair", "platform"]


class RoomRef(BaseModel):
    id: str
    name: str
    platform: str


class Room(BaseModel):
    """`market`: whose price rules hold. `stock_owner` platform: it alone knows what is left; OnAir shows and warns."""

    id: str
    name: str
    platform: str
    account: str | None
    version: int
    market: Market
    stock_owner: StockOwner


class RoomPage(Page[Room]):
    pass


class NewRoom(Strict):
    name: Name
    platform: Platform
    account: Account | None = None


class RoomPatch(Strict):
    version: Version
    name: Name = unless_sent()
    platform: Platform = unless_sent()
    account: Account | None = None
    market: Market = unless_sent()
    stock_owner: StockOwner = unless_sent()


class Host(BaseModel):
    id: str
    name: str
    version: int


class HostPage(Page[Host]):
    pass


class NewHost(Strict):
    name: Name


class HostPatch(Strict):
    version: Version
    name: Name


class ShowOut(BaseModel):
    """`warning`: only in the answer to a step that went through although something was open."""

    id: str
    title: str
    state: State
    room: RoomRef | None
    currency: str
    zone: str
    starts_at: int | None
    planned_end: int | None
    started_at: int | None
    ended_at: int | None
    origin: Literal["live", "import", "rehearsal"]
    staged: bool
    demo: bool
    note: str | None
    version: int
    warning: str | None = None


class ShowOutPage(Page[ShowOut]):
    pass


class NewShow(Strict):
    """`room`: its id, or its name when only one is called so."""

    title: Title
    room: Name | None = None
    starts_at: Planned
    planned_end: Planned | None = None
    currency: Currency
    zone: Zone | None = None
    note: Note | None = None


class ShowPatch(Strict):
    """`version` of what was seen. Only fields that are sent change."""

    version: Version
    title: Title = unless_sent()
    room: Id | None = None
    starts_at: Planned = unless_sent()
    planned_end: Planned | None = None
    currency: Currency = unless_sent()
    zone: Zone = unless_sent()
    note: Note | None = None


class Product(BaseModel):
    """`price` in minor units of `currency`; null = unknown. `platform_ids`: its other names in events."""

    id: str
    platform_ids: list[str]
    title: str
    category: str | None
    price: int | None
    currency: str
    stock: int | None
    images: list[str]
    links: list[str]
    role: str | None
    updated_at: int
    version: int


class ProductPage(Page[Product]):
    pass


class ProductPut(Strict):
    title: ProductTitle
    platform_ids: Aliases = Field(default_factory=list)
    category: Category | None = None
    price: Minor | None = None
    currency: Currency = "CNY"
    stock: Stock | None = None
    images: Urls = Field(default_factory=list)
    links: Urls = Field(default_factory=list)
    role: RoleName | None = None


class ProductPatch(Strict):
    """`version` of what was seen. Only fields that are sent change."""

    version: Version
    title: ProductTitle = unless_sent()
    platform_ids: Aliases = unless_sent()
    category: Category | None = None
    price: Minor | None = None
    currency: Currency = unless_sent()
    stock: Stock | None = None
    images: Urls = unless_sent()
    links: Urls = unless_sent()
    role: RoleName | None = None


class RejectedRow(BaseModel):
    """`row` as a spreadsheet counts; `excerpt` without personal columns."""

    row: int
    code: str
    detail: str
    excerpt: str


class ProductImport(BaseModel):
    """`rejected`: the first 200; `quarantine`: where the CSV of all of them is."""

    imported: int
    updated: int
    rejected: list[RejectedRow]
    rejected_total: int
    quarantine: str | None


def room_out(view: RoomView) -> Room:
    return Room.model_validate(view, from_attributes=True)


def host_out(view: HostView) -> Host:
    return Host.model_validate(view, from_attributes=True)


def product_out(view: ProductView) -> Product:
    return Product.model_validate(view, from_attributes=True)


def show_out(view: ShowView) -> ShowOut:
    room = RoomRef(id=view.room.id, name=view.room.name, platform=view.room.platform) if view.room else None
    return ShowOut(
        id=view.id, title=view.title, state=view.state, room=room, currency=view.currency, zone=view.zone,
        starts_at=view.starts_at, planned_end=view.planned_end, started_at=view.started_at,
        ended_at=view.ended_at, origin=view.origin, staged=view.staged, demo=view.demo, note=view.note,
        version=view.version,
    )  # fmt: skip
