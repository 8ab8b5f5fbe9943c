"""Who asks: an API key, a login session, or a link with a token; nobody otherwise.

Unsafe requests that a browser may have been tricked into are refused: a foreign `Origin`, or a session
without its `X-OnAir-CSRF`. Keys are remembered for 2 s, so a revoked one dies within that.
"""

import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol, runtime_checkable

from starlette.requests import Request

from onair.access.keys import PREFIX, find_key
from onair.access.roles import NOBODY, Actor
from onair.access.secrets import digest, same
from onair.access.sessions import Ticket, find_session, touch_session
from onair.access.web import cookies
from onair.access.web.allow import SAFE
from onair.access.web.services import Services
from onair.kernel.clock import Clock
from onair.kernel.errors import NotAllowed, NotKnown, Unavailable
from onair.store.db import Database

_ACTOR, _TICKET = "onair.actor", "onair.ticket"
KEY_MEMORY_MS = 2000
KEY_MEMORY_SIZE = 1000


class BadKey(NotKnown):
    code = "bad_key"
    zh = "密钥无效或已停用。没有接收任何内容，请在「接入」页查看密钥。"
    en = "The key is unknown or revoked. Nothing was accepted; look at the keys on the Connections page."


class LinkUnknown(NotKnown):
    code = "link_unknown"
    zh = "这个链接不完整或已停用。没有读取或改动任何内容，请向场控要新的链接。"
    en = "This link is incomplete or was revoked. Nothing was read or changed; ask control for a new one."


class CsrfMissing(NotAllowed):
    code = "csrf"
    zh = "请求没有带上本页的校验值。没有任何改动，请刷新页面后重试。"
    en = "The request lacks this page's check value. Nothing was changed; reload the page and try again."


class ForeignOrigin(NotAllowed):
    code = "foreign_origin"
    zh = "请求来自别的网站。没有任何改动；如果地址是您自己的，请让管理员设置 ONAIR_PUBLIC_URL。"
    en = "The request came from another site. Nothing was changed; if it is yours, have ONAIR_PUBLIC_URL set."


@runtime_checkable
class TokenReader(Protocol):
    """Who knows the links of overlay, prompter and wall (path parameter `token`)."""

    def actor_for_token(self, token: str) -> Actor | None: ...


@runtime_checkable
class BearerReader(Protocol):
    """Another kind of `Authorization: Bearer`, such as the command line's on this machine."""

    def actor_for_bearer(self, bearer: str) -> Actor | None: ...


class KeyMemory:
    """Which key hash belongs to whom, for 2 s: a hot route must not ask the database each time.

    In its second second one request is let through to read the key anew, so that a busy key's many requests do not all
    go to the database when it runs out.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[int, Actor]] = {}
        self._renewing: set[str] = set()

    def find(self, hash_: str, now: int, *, renew: bool = True) -> Actor | None:
        """`renew` False: whoever asks cannot read the key; it goes where somebody can when it is time."""
        until, actor = self._known.get(hash_, (0, NOBODY))
        if not now < until <= now + KEY_MEMORY_MS:
            return None
        if until - now < KEY_MEMORY_MS // 2 and hash_ not in self._renewing:
            if renew:
                self._renewing.add(hash_)
            return None
        return actor

    def keep(self, hash_: str, actor: Actor, now: int) -> None:
        with self._lock:
            if len(self._known) >= KEY_MEMORY_SIZE:
                self._known.clear()
                self._renewing.clear()
            self._known[hash_] = (now + KEY_MEMORY_MS, actor)
            self._renewing.discard(hash_)

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._renewing.clear()


def remembered(request: Request) -> Actor | None:
    """The actor if no database is needed to know: already settled, or a key used within 2 s."""
    actor: Actor | None = request.scope.get(_ACTOR)
    bearer = _bearer(request)
    if actor is None and bearer and bearer.startswith(PREFIX):
        services: Services = request.app.state.services
        actor = services.get(KeyMemory).find(digest(bearer), services.clock())
        if actor is not None:
            request.scope[_ACTOR] = actor
    return actor


def key_of(services: Services, headers: Iterable[tuple[bytes, bytes]]) -> Actor | None:
    """Whose key it is, if it was used within 2 s; for those who read the server's own headers."""
    for name, value in headers:
        if name == b"authorization":
            kind, _, bearer = value.partition(b" ")
            text = bearer.strip().decode("latin-1")
            if kind.lower() != b"bearer" or not text.startswith(PREFIX):
                return None
            return services.get(KeyMemory).find(digest(text), services.clock(), renew=False)
    return None


def identify(request: Request) -> Actor:
    """Who asks; NOBODY when no proof was given. Settled once per request.

    Raises BadKey for a wrong key, LinkUnknown for a wrong link; CsrfMissing and ForeignOrigin for a request a browser
    was tricked into.
    """
    actor = remembered(request)
    if actor is None:
        actor = _settle(request)
        request.scope[_ACTOR] = actor
    return actor


def ticket_of(request: Request) -> Ticket | None:
    """The login session of the request, when it came with a valid cookie."""
    identify(request)
    ticket: Ticket | None = request.scope.get(_TICKET)
    return ticket


def still_allowed(request: Request) -> bool:
    """For long answers (streams): is the proof of this request still good? Ask every 5 s at least."""
    try:
        return _settle(request, again=True) != NOBODY
    except NotAllowed:
        return False


def _settle(request: Request, *, again: bool = False) -> Actor:
    services: Services = request.app.state.services
    bearer = _bearer(request)
    if bearer is not None:
        return _by_bearer(services, bearer)
    if not again:
        _refuse_foreign(request)
    token = request.path_params.get("token")
    if token is not None:
        readers = services.every(TokenReader)
        found = next((actor for reader in readers if (actor := reader.actor_for_token(token))), None)
        if found is None:
            raise LinkUnknown
        return found
    return _by_cookie(request, services, check=not again)


def _bearer(request: Request) -> str | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else None


def _by_bearer(services: Services, bearer: str) -> Actor:
    actor = None
    if not bearer.isascii():
        raise BadKey()  # no key of anybody's; readers may compare in constant time, which takes ASCII only
    if bearer.startswith(PREFIX):
        with services.get(Database).read() as tx:
            actor = find_key(tx, bearer)
        if actor is not None:
            services.get(KeyMemory).keep(digest(bearer), actor, services.clock())
    else:
        readers = services.every(BearerReader)
        actor = next((found for reader in readers if (found := reader.actor_for_bearer(bearer))), None)
    if actor is None:
        raise BadKey()
    return actor


def _by_cookie(request: Request, services: Services, *, check: bool) -> Actor:
    cookie = cookies.session_of(request)
    if cookie is None:
        return NOBODY
    db, clock = services.get(Database), services.clock
    with db.read() as tx:
        found = find_session(tx, cookie, clock)
    if found is None:
        return NOBODY
    actor, ticket = found
    request.scope[_TICKET] = ticket
    if check:
        _refuse_forged(request, ticket)
        _touch(db, ticket, clock)
    return actor


def _touch(db: Database, ticket: Ticket, clock: Clock) -> None:
    if not ticket.stale:
        return
    with suppress(Unavailable), db.write() as tx:  # a full disk must not keep people from reading
        touch_session(tx, ticket, clock)


def _refuse_forged(request: Request, ticket: Ticket) -> None:
    if request.method in SAFE:
        return
    if not same(request.headers.get("x-onair-csrf", ""), ticket.csrf):
        raise CsrfMissing()


def _refuse_foreign(request: Request) -> None:
    """Login and claim included: nobody shall sign somebody in from another site."""
    if request.method in SAFE:
        return
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise ForeignOrigin()
    origin = request.headers.get("origin")
    if origin is not None and origin not in cookies.own_origins(request):
        raise ForeignOrigin()
