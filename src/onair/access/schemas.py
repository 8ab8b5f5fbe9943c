"""What goes over the wire about people, keys and the audit chain."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.roles import SCOPES, Role
from onair.access.web.condition import SendingState
from onair.access.web.fields import VISIBLE, Name, Page, Strict, Version

Login = Annotated[str, Field(min_length=2, max_length=80, pattern=r"^[^\x00-\x20\x7f]+$")]
Password = Annotated[str, Field(min_length=8, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Typed = Annotated[str, Field(max_length=800)]
Roles = Annotated[list[Annotated[Role, Field(strict=False)]], Field(min_length=1, max_length=9)]
Scopes = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]], Field(min_length=1, max_length=40)
]
Secret = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]


class LoginForm(Strict):
    login: Typed
    password: Typed


class ClaimForm(Strict):
    token: Secret
    name: Name
    login: Login
    password: Password


class MePatch(Strict):
    """`current` is the password until now; needed for a new one."""

    name: Name | None = None
    lang: Literal["zh", "en"] | None = None
    password: Password | None = None
    current: Typed | None = None


class PersonSelf(BaseModel):
    id: str
    name: str
    login: str | None
    roles: list[Role]
    lang: Literal["zh", "en"]


class TenantRef(BaseModel):
    id: str
    name: str
    demo: bool


class Me(BaseModel):
    """`csrf` goes into `X-OnAir-CSRF` of every unsafe request; `zone` is the shop's (ONAIR_ZONE)."""

    person: PersonSelf
    tenant: TenantRef
    csrf: str
    zone: str


class Person(BaseModel):
    id: str
    name: str
    login: str | None
    roles: list[Role]
    active: bool
    claimed: bool
    last_seen: int | None
    created_at: int
    version: int


class PersonPage(Page[Person]):
    pass


class Colleague(BaseModel):
    """Who can be given something to do."""

    id: str
    name: str
    roles: list[Role]


class ColleagueList(BaseModel):
    items: list[Colleague]


class NewPerson(Strict):
    name: Name
    login: Login | None = None
    roles: Roles


class PersonPatch(Strict):
    """`version` of what was seen; with it a stale change is refused with the difference."""

    name: Name | None = None
    roles: Roles | None = None
    active: bool | None = None
    version: Version | None = None


class Invited(BaseModel):
    """`link` works once, until `expires_at`, and cannot be shown again."""

    id: str
    link: str
    expires_at: int


class NewKey(Strict):
    name: Name
    scopes: Scopes


class Key(BaseModel):
    id: str
    name: str
    scopes: list[str]
    created_at: int
    revoked_at: int | None


class KeyPage(Page[Key]):
    pass


class KeyWithSecret(BaseModel):
    """`secret` cannot be shown again."""

    id: str
    name: str
    scopes: list[str]
    secret: str


class AuditRow(BaseModel):
    id: str
    at: int
    actor: str
    actor_name: str
    actor_kind: str
    action: str
    subject: str
    before: object = None
    after: object = None
    why: str | None


class AuditRowPage(Page[AuditRow]):
    pass


class AuditVerdict(BaseModel):
    """`broken_at`: the first entry that does not fit; `why`: edited, missing, order or tail."""

    ok: bool
    rows: int
    head: str
    broken_at: str | None
    why: str | None


class Health(BaseModel):
    status: Literal["ok"]
    sending: SendingState
