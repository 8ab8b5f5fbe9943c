"""Use cases of access, one function each; other rooms import from here."""

from onair.access.audit import Verdict, audit, turn, verify_audit
from onair.access.keys import NewKey, create_key, list_keys, revoke_key
from onair.access.login import BadLogin, Guess, SignedIn, login, logout
from onair.access.people import (
    Claim,
    Invitation,
    PersonView,
    change_person,
    claim,
    get_person,
    invite_again,
    invite_owner,
    invite_person,
    list_people,
    remove_person,
)
from onair.access.roles import SCOPES, Actor, Role, local, system
from onair.access.secrets import installation_secret
from onair.access.tenants import TenantView, create_tenant, find_tenant, get_tenant, list_tenants

__all__ = [
    "SCOPES",
    "Actor",
    "BadLogin",
    "Claim",
    "Guess",
    "Invitation",
    "NewKey",
    "PersonView",
    "Role",
    "SignedIn",
    "TenantView",
    "Verdict",
    "audit",
    "change_person",
    "claim",
    "create_key",
    "create_tenant",
    "find_tenant",
    "get_person",
    "get_tenant",
    "installation_secret",
    "invite_again",
    "invite_owner",
    "invite_person",
    "list_keys",
    "list_people",
    "list_tenants",
    "local",
    "login",
    "logout",
    "remove_person",
    "revoke_key",
    "system",
    "turn",
    "verify_audit",
]
