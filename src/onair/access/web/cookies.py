"""The two cookies: the login session and the known device. `__Host-` wherever a browser allows it.

https, and http on this very machine, get `__Host-` with Secure; plain http elsewhere (a LAN without a
certificate) gets the bare name, and docs/deploy says why that is second best.
"""

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from onair.access.sessions import ABSOLUTE_MS
from onair.access.web.services import Services
from onair.kernel.clock import DAY_MS
from onair.kernel.settings import Settings

SESSION, DEVICE = "onair", "onair-device"
DEVICE_MS = 180 * DAY_MS


def trusted(request: Request) -> bool:
    """Will a browser keep and send a Secure cookie here?"""
    if request.url.scheme == "https" or _public_url(request).startswith("https:"):
        return True
    return _own(request.url.hostname or "")


def _own(host: str) -> bool:
    """Loopback: a browser trusts it without a certificate, and no other device reaches it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def own_origins(request: Request) -> set[str]:
    """What a page of ours calls itself: the configured address and the one that was asked."""
    asked = f"{request.url.scheme}://{request.headers.get('host', '')}"
    public = _public_url(request).rstrip("/")
    return {asked, "/".join(public.split("/")[:3])} if public else {asked}


def base_url(request: Request) -> str:
    """What links for other devices begin with: the configured address; where that is this machine's own loopback, the
    address that the asker's browser used."""
    public = _public_url(request).rstrip("/")
    if public and not _own(urlsplit(public).hostname or ""):
        return public
    asked = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return public if public and _own(request.url.hostname or "") else asked


def reach_of(base: str) -> Literal["this_machine", "plain", "secure"]:
    """Who can open an address: this machine only, others without a secure context, or others with one."""
    parts = urlsplit(base)
    if _own(parts.hostname or ""):
        return "this_machine"
    return "secure" if parts.scheme == "https" else "plain"


def session_of(request: Request) -> str | None:
    return request.cookies.get(_name(request, SESSION))


def device_of(request: Request) -> str | None:
    return request.cookies.get(_name(request, DEVICE))


def set_session(request: Request, response: Response, cookie: str) -> None:
    _set(request, response, SESSION, cookie, ABSOLUTE_MS)


def set_device(request: Request, response: Response, value: str) -> None:
    _set(request, response, DEVICE, value, DEVICE_MS)


def drop_session(request: Request, response: Response) -> None:
    _set(request, response, SESSION, "", 0)


def _set(request: Request, response: Response, name: str, value: str, ms: int) -> None:
    name, secure = _name(request, name), trusted(request)
    response.set_cookie(name, value, max_age=ms // 1000, secure=secure, httponly=True, samesite="lax")


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if trusted(request) else name


def _public_url(request: Request) -> str:
    services: Services = request.app.state.services
    settings = services.maybe(Settings)
    return settings.public_url if settings else ""
