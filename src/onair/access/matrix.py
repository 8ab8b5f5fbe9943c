"""Who may do what, as one table made from the routes: the authorisation matrix.

`undeclared` finds routes that came into an application past the declarations; app tests keep it empty.
"""

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.routing import Mount, Route

from onair.access.roles import NOBODY, SCOPES, Actor, Role
from onair.access.web.openapi import Operation
from onair.access.web.routing import described

VIEWS = ("overlay", "prompter", "wall", "form", "ticket")
Cell = tuple[str, str]


def actors() -> dict[str, Actor]:
    """One asker of each sort, the stranger first."""
    found = {"nobody": NOBODY, "person without role": Actor("t", "person", "p", "")}
    found |= {f"role:{role}": Actor("t", "person", "p", "", frozenset({role})) for role in Role}
    found |= {f"scope:{scope}": Actor("t", "key", "k", "", scopes=frozenset({scope})) for scope in SCOPES}
    found["key without scope"] = Actor("t", "key", "k", "")
    found |= {f"token:{view}": Actor("t", "token", "v", "", view=view) for view in VIEWS}
    return found


def matrix(operations: Iterable[Operation]) -> dict[Cell, dict[str, bool]]:
    """{(method, path): {asker: may}} for every operation and every sort of asker."""
    askers = actors()
    return {
        (operation.method, operation.path): {
            name: operation.allow.admits(actor, operation.method) for name, actor in askers.items()
        }
        for operation in operations
    }


def undeclared(app: FastAPI, pages: Iterable[str] = ()) -> list[str]:
    """Routes without a row in the matrix; `pages`: path prefixes of pages that hold nothing private."""
    known = {(operation.method, operation.path) for operation in app.state.operations}
    found = []
    for route in app.routes:
        path = described(getattr(route, "path", "?"))
        if isinstance(route, Mount | Route) and any(path == page or path.startswith(page) for page in pages):
            continue
        methods = getattr(route, "methods", None) or {"*"}
        found += [f"{method} {path}" for method in methods if (method, path) not in known]
    return sorted(found)
