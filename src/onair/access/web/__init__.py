"""What a feature's `http.py` needs to publish routes: who may call, who asks, what goes wrong.

    router = Router()

    @router.post("/api/v1/things", status_code=201, allow=Allow(roles={Role.operator}))
    def create(form: NewThing, call: Call) -> ThingOut: ...

`create_api` makes one application of all of them. Who asks and whether they may is settled before the body.
"""

from onair.access.web.allow import Allow, check
from onair.access.web.call import Call, Caller
from onair.access.web.factory import collect, create_api
from onair.access.web.fields import Currency, Id, Name, Note, Page, Short, Strict, Url, Version, Zone
from onair.access.web.hot import by_hand
from onair.access.web.identity import BearerReader, TokenReader, identify, still_allowed
from onair.access.web.problems import problem_response
from onair.access.web.routing import Asked, RawRoute, Router
from onair.access.web.services import Services

__all__ = [
    "Allow",
    "Asked",
    "BearerReader",
    "Call",
    "Caller",
    "Currency",
    "Id",
    "Name",
    "Note",
    "Page",
    "RawRoute",
    "Router",
    "Services",
    "Short",
    "Strict",
    "TokenReader",
    "Url",
    "Version",
    "Zone",
    "by_hand",
    "check",
    "collect",
    "create_api",
    "identify",
    "problem_response",
    "still_allowed",
]  # fmt: skip
