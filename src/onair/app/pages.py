"""The built console and the light pages. Hashed assets are kept for ever, pages are asked for each time."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from onair.local.webroot import WEBROOT

FOREVER = "public, max-age=31536000, immutable"
_NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>OnAir</title><p>控制台还没有构建，请运行 make console。"
    "<p>The console is not built yet: run make console."
)


class Assets(StaticFiles):
    """Their names carry a hash of their content."""

    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = FOREVER
        return answer


def _page(name: str, root: Path) -> Response:
    path = root / name
    if not path.is_file():
        return HTMLResponse(_NOT_BUILT, 503)
    return FileResponse(path, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _route(path: str, name: str, root: Path) -> Route:
    async def page(_request: Request) -> Response:
        return _page(name, root)

    return Route(path, page, methods=["GET"])


def pages(root: Path = WEBROOT) -> list[BaseRoute]:
    """Console at `/`, overlay, prompter and wall under their tokens (the token is checked by the stream)."""
    found: list[BaseRoute] = [
        _route("/", "index.html", root),
        _route("/o/{token}", "overlay.html", root),
        _route("/p/{token}", "prompter.html", root),
        _route("/w/{token}", "wall.html", root),
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
