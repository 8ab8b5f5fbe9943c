"""Who an event is and whom it is about, without keeping the person's platform id.

A user becomes `"<namespace>:<32 hex>"`: the first 128 bits of HMAC-SHA256(installation secret,
tenant ‖ namespace ‖ id), each part after its length so that no two triples share a text. The namespace is the
part of `source` before the first `:`; equal ids of two platforms are two people.
"""

import hmac

USERS_CACHED_MAX = 50_000
"""Distinct users of one namespace whose key is remembered; past it the cache starts again (about 10 MB)."""


def namespace(source: str) -> str:
    return source.partition(":")[0]


def hash_user(secret: bytes, tenant: str, space: str, user: str) -> str:
    """The form in which a user enters the log."""
    text = f"{len(tenant)}:{tenant}{len(space)}:{space}{user}".encode("utf-8", "surrogatepass")
    return f"{space}:{hmac.digest(secret, text, 'sha256').hex()[:32]}"


class UserKeys:
    """Hashes users of one tenant, remembering the recent ones."""

    def __init__(self, secret: bytes, tenant: str) -> None:
        self._secret, self._tenant = secret, tenant
        self._spaces: dict[str, dict[str, str]] = {}
        self._by_source: dict[str, tuple[str, dict[str, str]]] = {}

    def key(self, source: str, user: str) -> str:
        """`"ns:<32 hex>"` for a platform's own user id."""
        found = self._by_source.get(source)
        if found is None:
            space = namespace(source)
            if len(self._by_source) >= 10_000:
                self._by_source.clear()
            found = self._by_source[source] = (space, self._spaces.setdefault(space, {}))
        space, known = found
        key = known.get(user)
        if key is None:
            if len(known) >= USERS_CACHED_MAX:
                known.clear()
            key = known[user] = hash_user(self._secret, self._tenant, space, user)
        return key
