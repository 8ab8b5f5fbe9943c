"""Who may call an operation: declared on the route, checked before the body is read."""

from collections.abc import Iterable
from dataclasses import dataclass

from onair.access.roles import SCOPES, Actor, Role
from onair.kernel.errors import NotAllowed, NotKnown

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ScopeMissing(NotAllowed):
    zh = "密钥缺少权限范围：{scopes}（有其一即可）。没有任何改动，请用带有它的密钥。"
    en = "The key lacks the scope {scopes} (any one of them). Nothing was changed; use a key that has it."


class NotForKeys(NotAllowed):
    zh = "这个操作不对密钥开放，没有哪个权限范围能用。没有任何改动，请登录后操作。"
    en = "No scope of a key opens this operation. Nothing was changed; sign in to do it."


@dataclass(frozen=True, slots=True, init=False)
class Allow:
    """`roles` of people, `scopes` of keys, `tokens` = views of links, or `anonymous` for everybody.

    Owners may do everything that some role may, unless `only`. Auditors may read whatever some role may read.
    """

    roles: frozenset[Role]
    scopes: frozenset[str]
    tokens: frozenset[str]
    anonymous: bool
    only: bool

    def __init__(
        self,
        roles: Iterable[Role] = (),
        scopes: Iterable[str] = (),
        anonymous: bool = False,
        tokens: Iterable[str] | bool = (),
        only: bool = False,
    ) -> None:
        named = ("overlay", "prompter", "wall") if tokens is True else (tokens or ())
        put = object.__setattr__
        put(self, "roles", frozenset(roles))
        put(self, "scopes", frozenset(scopes))
        put(self, "tokens", frozenset(named))
        put(self, "anonymous", anonymous)
        put(self, "only", only)
        unknown = self.scopes - SCOPES.keys()
        if unknown:
            raise ValueError(f"unknown scopes: {sorted(unknown)}")
        if not (self.roles or self.scopes or self.tokens or anonymous):
            raise ValueError("a route that nobody may call: name roles, scopes, tokens or anonymous")

    def effective_roles(self, method: str) -> frozenset[Role]:
        """The roles that may call with this method, owner's and auditor's rights included."""
        if not self.roles or self.only:
            return self.roles
        extra = {Role.owner, Role.auditor} if method in SAFE else {Role.owner}
        return self.roles | extra

    def admits(self, actor: Actor, method: str) -> bool:
        if self.anonymous or actor.kind in ("local", "system"):
            return True
        if actor.kind == "person":
            return not actor.roles.isdisjoint(self.effective_roles(method))
        if actor.kind == "key":
            return not actor.scopes.isdisjoint(self.scopes)
        return actor.kind == "token" and actor.view in self.tokens


def check(allow: Allow, actor: Actor, method: str) -> None:
    """Raises NotKnown (401) for nobody, NotAllowed (403) for somebody without the right."""
    if allow.admits(actor, method):
        return
    if actor.kind == "nobody":
        raise NotKnown()
    if actor.kind != "key":
        raise NotAllowed()
    if not allow.scopes:
        raise NotForKeys()
    raise ScopeMissing(scopes=" | ".join(sorted(allow.scopes)))
