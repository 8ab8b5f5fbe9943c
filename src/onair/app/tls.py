"""`onair serve --tls`: the page on plain http that hands out the authority's certificate, and its renewal.

Nothing else is served there: any other address leads to the same one over https.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from onair.app.tls_words import WORDS, steps_of
from onair.kernel.errors import OnAirError
from onair.kernel.i18n import Lang, negotiate
from onair.kernel.qr import qr_svg, qr_text
from onair.local.certificates import der, fingerprint
from onair.local.trust import Trust, names_of, renewed

RENEW_S = 3_600
"""How often addresses and dates are looked at; a phone notices a new address of the server by then."""
log = logging.getLogger("onair.tls")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_STYLE = (
    "body{font:16px/1.6 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;max-width:40rem;margin:0 auto;padding:24px 20px;"
    "color:#17212C;background:#F3F5F7}a{color:#1D5CC9}"
    "h1{font-size:22px}h2{font-size:17px;margin:24px 0 4px}ol{padding-left:22px;margin:4px 0}"
    "a.go{display:block;margin:12px 0;padding:12px 16px;border-radius:8px;background:#1D5CC9;color:#fff;text-align:center;"
    "text-decoration:none;font-weight:600}a.go.second{background:#fff;color:#1D5CC9;border:1px solid #C7CFD9}"
    "code{overflow-wrap:anywhere;"
    "font-size:13px}img{background:#fff}.note{color:#465463}@media(prefers-color-scheme:dark){body{color:#EAEEF3;background:#0C0F14}"
    "a{color:#78AEFF}.note{color:#B3BDC9}a.go.second{background:#141920;color:#78AEFF;border-color:#3A4555}}"
)


class Doors(NamedTuple):
    """Ports of both servers, and the names under which they are opened, the best first."""

    https: int
    plain: int
    names: Sequence[str]

    def page(self, host: str | None = None) -> str:
        return f"http://{_bracketed(host or self.names[0])}:{self.plain}/"

    def secure(self, host: str | None = None) -> str:
        return f"https://{_bracketed(host or self.names[0])}:{self.https}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def handout(trust: Trust, doors: Doors) -> Starlette:
    """The plain server: the page, the certificate, and the way to https."""

    def named(request: Request) -> str:
        asked = request.url.hostname or ""
        return asked if asked in doors.names else doors.names[0]

    async def page(request: Request) -> Response:
        lang: Lang = negotiate(request.query_params.get("lang") or request.headers.get("accept-language"))
        return HTMLResponse(_page(trust, doors, named(request), lang), headers=HEADERS)

    async def certificate(_request: Request) -> Response:
        name = {"Content-Disposition": 'attachment; filename="onair-ca.crt"'}
        return Response(
            der(trust.authority.cert), media_type="application/x-x509-ca-cert", headers=HEADERS | name
        )

    async def on(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(
            f"{doors.secure(named(request))}{quote(request.url.path)}{query}", 307, headers=HEADERS
        )

    return Starlette(
        routes=[
            Route("/", page), Route("/onair-ca.crt", certificate), Route("/{rest:path}", on, methods=["GET", "HEAD"]),
        ]
    )  # fmt: skip


def _page(trust: Trust, doors: Doors, host: str, lang: Lang) -> str:
    w = {name: text.of(lang) for name, text in WORDS.items()}
    parts = "".join(
        f"<h2>{escape(title.of(lang))}</h2><ol>{''.join(f'<li>{escape(step.of(lang))}</li>' for step in steps)}</ol>"
        for title, steps in steps_of()
    )
    other = "en" if lang == "zh" else "zh"
    picture = f"data:image/svg+xml;charset=utf-8,{quote(qr_svg(doors.page(host)))}"
    return (
        f"<!doctype html><html lang={'zh-CN' if lang == 'zh' else 'en'}><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width,initial-scale=1'><title>{w['title']}</title><style>{_STYLE}</style>"
        f"<h1>{w['title']}</h1><p class=note>{w['why']}</p><a class=go href='/onair-ca.crt'>{w['get']}</a>"
        f"<a class='go second' href='{escape(doors.secure(host))}/'>{w['go']}</a>{parts}<h2>{w['check']}</h2>"
        f"<p class=note>{w['compare']}</p><p><code>{fingerprint(trust.authority.cert)}</code></p><p class=note>{w['limits']}</p>"
        f"<h2>{w['more']}</h2><img src='{picture}' width=180 height=180 alt='{escape(doors.page(host))}'>"
        f"<p><a href='/?lang={other}'>{w['other']}</a></p></html>"
    )


def greeting(trust: Trust, doors: Doors, lang: Lang, *, pictures: bool) -> str:
    """What the terminal says; `pictures`: with the code, where somebody looks at it."""
    w = {name: text.of(lang) for name, text in WORDS.items()}
    lines = [f"{w['first']} {doors.page()}", f"SHA-256 {fingerprint(trust.authority.cert)}"]
    lines += [
        f"{w['also']} {doors.secure(name)}"
        for name in doors.names[1:]
        if name[:1].isdigit() and not name.startswith("127.")
    ]
    if trust.fresh:
        lines.append(w["fresh"])
    return "\n".join([*([qr_text(doors.page())] if pictures else []), *lines])


async def keep_fresh(
    trust: Trust, context: Callable[[], ssl.SSLContext | None], host: str, now: Callable[[], float]
) -> None:
    """Renew the server's certificate for ever, without a restart: new connections get the new one."""
    while True:
        await asyncio.sleep(RENEW_S)
        try:
            made = await asyncio.to_thread(renewed, trust, names_of(host), now())
        except (OnAirError, OSError):
            log.exception("the certificate could not be renewed; trying again in an hour")
            continue
        if made and (live := context()) is not None:
            with suppress(ssl.SSLError):
                live.load_cert_chain(*trust.server)
