"""The built console and the light pages. Hashed assets are kept for ever, pages are asked for each time."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from onair.access.web.problems import NoSuchPath, on_http
from onair.kernel.i18n import Text, negotiate
from onair.local.webroot import WEBROOT

SECTIONS = frozenset(
    [
        "asked",
        "claim",
        "connections",
        "delivery",
        "feedback",
        "gate",
        "imports",
        "library",
        "live",
        "login",
        "metrics",
        "offers",
        "overlays",
        "people",
        "products",
        "rehearsal",
        "reports",
        "review",
        "rundown",
        "selection",
        "settings",
        "shows",
        "states",
        "techcheck",
        "today",
        "warmup",
    ]
)
"""First parts of the console's own addresses, which stand behind `#`."""
FOREVER = "public, max-age=31536000, immutable"
_NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>OnAir</title><p>控制台还没有构建，请运行 make console。"
    "<p>The console is not built yet: run make console."
)

_LOST = (
    "<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>OnAir</title><body style='font:16px/1.6 system-ui,sans-serif;margin:15vh auto;max-width:32em;padding:0 24px'>"
    "<h1 style='font-size:22px'>{title}</h1><p>{why}</p><p><a href='/'>{back}</a></p></html>"
)
_TITLE = Text("没有这个页面", "There is no such page")
_BACK = Text("回到控制台", "Back to the console")


async def on_lost(request: Request, error: Exception) -> Response:
    """What is nowhere: a program gets a problem, a browser the console's page of that name or one that says so."""
    lost = isinstance(error, HTTPException) and error.status_code == HTTPStatus.NOT_FOUND
    path = request.url.path
    browsing = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    if not lost or not browsing or path.startswith("/api/"):
        return await on_http(request, error)
    if path.strip("/").split("/")[0] in SECTIONS:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/#/{quote(path.strip('/'))}{query}", HTTPStatus.FOUND)
    lang = negotiate(request.headers.get("accept-language"))
    why = escape(NoSuchPath(path=path[:200]).detail(lang))
    body = _LOST.format(lang=lang, title=_TITLE.of(lang), why=why, back=_BACK.of(lang))
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
    return HTMLResponse(body, HTTPStatus.NOT_FOUND, headers=headers)


class Assets(StaticFiles):
    """Their names carry a hash of their content."""

    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = FOREVER
        return answer


def _page(name: str, root: Path, headers: Mapping[str, str]) -> Response:
    path = root / name
    if not path.is_file():
        return HTMLResponse(_NOT_BUILT, 503)
    return FileResponse(
        path, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache", **headers}
    )


def _route(path: str, name: str, root: Path, **headers: str) -> Route:
    said = {header.replace("_", "-"): value for header, value in headers.items()}

    async def page(_request: Request) -> Response:
        return _page(name, root, said)

    return Route(path, page, methods=["GET"])


def pages(root: Path = WEBROOT) -> list[BaseRoute]:
    """Console at `/`, overlay, prompter, wall and form under their tokens (the token is checked by the stream)."""
    found: list[BaseRoute] = [
        _route("/", "index.html", root),
        _route("/o/{token}", "overlay.html", root),
        _route("/p/{token}", "prompter.html", root),
        _route("/w/{token}", "wall.html", root),
        _route("/f/{token}", "form.html", root),
        _route(
            "/r/{secret}", "share.html", root, X_Robots_Tag="noindex, nofollow", Referrer_Policy="no-referrer"
        ),
    ]
    for path in sorted(root.glob("*.*")) if root.is_dir() else ():
        if path.suffix in (".svg", ".png", ".ico", ".webmanifest") and path.is_file():
            found.append(_file(path))
    if (root / "assets").is_dir():
        found.append(Mount("/assets", Assets(directory=root / "assets")))
    return found


def _file(path: Path) -> Route:
    async def file(_request: Request) -> Response:
        return FileResponse(path, headers={"Cache-Control": "no-cache"})

    return Route(f"/{path.name}", file, methods=["GET"])
