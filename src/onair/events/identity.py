"""Who an event is and whom it is about, without keeping the person's platform id.

A user becomes `"<namespace>:<32 hex>"`: the first 128 bits of HMAC-SHA256(installation secret,
tenant ‖ namespace ‖ id), each part after its length so that no two triples share a text. The namespace is the
part of `source` before the first `:`; equal ids of two platforms are two people.
"""

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

USERS_CACHED_MAX = 50_000
"""Distinct users of one namespace whose key is remembered; past it the cache starts again (about 10 MB)."""

SOURCES_CACHED_MAX = 10_000
_BLOCK = 64
_IPAD, _OPAD = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def namespace(source: str) -> str:
    return source.partition(":")[0]


def hash_user(secret: bytes, tenant: str, space: str, user: str) -> str:
    """The form in which a user enters the log."""
    text = _prefix(tenant, space) + user.encode("utf-8", "surrogatepass")
    return f"{space}:{hmac.digest(secret, text, 'sha256').hex()[:32]}"


def _prefix(tenant: str, space: str) -> bytes:
    return f"{len(tenant)}:{tenant}{len(space)}:{space}".encode("utf-8", "surrogatepass")


class UserKeys:
    """`hash_user` for one tenant, with the recent users remembered and the key schedule done once.

    HMAC(k, m) = H(k ⊕ opad ‖ H(k ⊕ ipad ‖ m)): both padded keys, and the part of the message that all users of a
    namespace share, are hashed in advance; a user costs 1 µs instead of 2.
    """

    def __init__(self, secret: bytes, tenant: str) -> None:
        key = (sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
        self._inner, self._outer = sha256(key.translate(_IPAD)), sha256(key.translate(_OPAD))
        self._tenant = tenant
        self._spaces: dict[str, dict[str, str]] = {}
        self._started: dict[str, HASH] = {}
        self._by_source: dict[str, dict[str, str]] = {}

    def known(self, source: str) -> dict[str, str]:
        """Users of the source's namespace seen lately, with their keys; hot loops look here before they ask `key`."""
        found = self._by_source.get(source)
        if found is None:
            if len(self._by_source) >= SOURCES_CACHED_MAX:
                self._by_source.clear()
            found = self._by_source[source] = self._spaces.setdefault(namespace(source), {})
        return found

    def key(self, source: str, user: str) -> str:
        """`"ns:<32 hex>"` for a platform's own user id."""
        known = self.known(source)
        key = known.get(user)
        if key is None:
            if len(known) >= USERS_CACHED_MAX:
                known.clear()
            key = known[user] = self._hash(namespace(source), user)
        return key

    def keys(self, source: str, users: list[str | None]) -> list[str | None]:
        """`key` of everybody; nobody (None) stays nobody."""
        known = self.known(source)
        try:
            return list(map(known.__getitem__, users))  # type: ignore[arg-type]  # nobody is in no dict of keys
        except KeyError:
            return [None if user is None else known.get(user) or self.key(source, user) for user in users]

    def _hash(self, space: str, user: str) -> str:
        started = self._started.get(space)
        if started is None:
            if len(self._started) >= SOURCES_CACHED_MAX:
                self._started.clear()
            started = self._started[space] = self._inner.copy()
            started.update(_prefix(self._tenant, space))
        inner = started.copy()
        inner.update(user.encode("utf-8", "surrogatepass"))
        outer = self._outer.copy()
        outer.update(inner.digest())
        return f"{space}:{outer.hexdigest()[:32]}"
