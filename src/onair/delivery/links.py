"""Tracked short links `/l/{code}`: their target is fixed when they are made, so no visitor can choose where they lead."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.secrets import sign
from onair.delivery.model import LinkClick
from onair.delivery.model import ShortLink as LinkRow
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.qr import qr_svg

BOT = "bot"
CODE_CHARS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 9
VISITORS_MAX = 200_000
"""Different visitors that are kept for one link; the rest is counted together."""
REST = "rest"
_BOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|scan|monitor|headless|python|curl|wget|okhttp|go-http|java/|axios"
    r"|facebookexternalhit|whatsapp|telegram|embedly|lighthouse",
    re.IGNORECASE,
)


class LinkNotFound(NotFound):
    code = "link_not_found"
    zh = "没有这个短链接，请核对地址。"
    en = "There is no such short link; check the address."


class BadLink(BadInput):
    code = "bad_link"
    zh = "跳转地址不能用：{why}。没有生成短链接，请填写完整的 https 地址。"
    en = "The address cannot be linked to: {why}. No short link was made; give a complete https address."


class Link(NamedTuple):
    """`item`: the caller's own id (e.g. of a warm-up item); `base`: the address people reach this server by.

    `person`: a link of their own, so that a click tells whose it was; only with their consent to messages.
    """

    target_url: str
    item: str
    show: str | None
    base: str
    person: str | None = None


class ShortLink(NamedTuple):
    code: str
    url: str
    qr_svg: str


class LinkView(NamedTuple):
    code: str
    target_url: str
    item: str
    show: str | None
    created_at: int


class Clicks(NamedTuple):
    """`total`: clicks of people; `people`: different ones among them; `bots`: clicks of machines, in neither."""

    total: int = 0
    people: int = 0
    bots: int = 0


class Hit(NamedTuple):
    """One request for a link. `visitor`: BOT, or who it was, as a keyed hash."""

    code: str
    visitor: str
    at: int


def make_link(tx: Session, tenant: str, clock: Clock, link: Link) -> ShortLink:
    """The same item, target and person again is the same link. Raises BadLink."""
    _check(link.target_url)
    same = select(LinkRow).where(
        LinkRow.tenant_id == tenant,
        LinkRow.item == link.item,
        LinkRow.target_url == link.target_url,
        LinkRow.person.is_(None) if link.person is None else LinkRow.person == link.person,
    )
    row = tx.scalars(same.limit(1)).one_or_none()
    if row is None:
        code = "".join(secrets.choice(CODE_CHARS) for _ in range(CODE_LENGTH))
        row = LinkRow(
            code=code, tenant_id=tenant, target_url=link.target_url, item=link.item, show_id=link.show,
            person=link.person, created_at=clock(),
        )  # fmt: skip
        tx.add(row)
        tx.flush()
    url = f"{link.base.rstrip('/')}/l/{row.code}"
    return ShortLink(row.code, url, qr_svg(url))


def where_to(tx: Session, code: str) -> str:
    """Raises LinkNotFound."""
    row = tx.get(LinkRow, code)
    if row is None:
        raise LinkNotFound
    return row.target_url


def get_link(tx: Session, tenant: str, code: str) -> LinkView:
    """Raises LinkNotFound, also for another team's."""
    row = tx.get(LinkRow, code)
    if row is None or row.tenant_id != tenant:
        raise LinkNotFound
    return _view(row)


def list_links(tx: Session, tenant: str, limit: int = 200) -> list[LinkView]:
    """Newest first."""
    query = select(LinkRow).where(LinkRow.tenant_id == tenant, LinkRow.person.is_(None))
    rows = tx.scalars(query.order_by(LinkRow.created_at.desc(), LinkRow.code).limit(limit))
    return [_view(row) for row in rows]


def clicks_of(tx: Session, tenant: str, items: Iterable[str]) -> dict[str, Clicks]:
    """By item, all its links together; zeros for an item without a click."""
    wanted = list(items)
    machine = LinkClick.visitor == BOT
    query = (
        select(LinkRow.item, machine, func.sum(LinkClick.n), func.count())
        .join(LinkClick, LinkClick.code == LinkRow.code)
        .where(LinkRow.tenant_id == tenant, LinkRow.item.in_(wanted))
        .group_by(LinkRow.item, machine)
    )
    return _added(wanted, tx.execute(query))


def clicks_by_code(tx: Session, codes: Sequence[str]) -> dict[str, Clicks]:
    """By link; zeros for one without a click."""
    machine = LinkClick.visitor == BOT
    query = select(LinkClick.code, machine, func.sum(LinkClick.n), func.count())
    query = query.where(LinkClick.code.in_(codes)).group_by(LinkClick.code, machine)
    return _added(codes, tx.execute(query))


def _added(wanted: Sequence[str], rows: Iterable[Any]) -> dict[str, Clicks]:
    found = dict.fromkeys(wanted, Clicks())
    for name, bots, n, people in rows:
        held = found[name]
        found[name] = held._replace(bots=int(n)) if bots else held._replace(total=int(n), people=int(people))
    return found


def is_bot(method: str, headers: Mapping[str, str]) -> bool:
    """Machines that look at a link: by HEAD, by prefetching, by name, or by having none. Lower-case names."""
    purpose = " ".join(headers.get(name, "") for name in ("sec-purpose", "purpose", "x-moz", "x-purpose"))
    agent = headers.get("user-agent", "")
    return (
        method == "HEAD"
        or "prefetch" in purpose
        or "preview" in purpose
        or not agent
        or bool(_BOTS.search(agent))
    )


def visitor(secret: bytes, code: str, ip: str, agent: str) -> str:
    """Tells repetitions on one link apart, of no use for anything else: neither address nor agent is kept."""
    return sign(secret, "click", code, ip, agent)[:32]


def count(tx: Session, hits: Sequence[Hit]) -> None:
    """Add what came in a while."""
    sums: dict[tuple[str, str], list[int]] = {}
    for hit in hits:
        sums.setdefault((hit.code, hit.visitor), []).append(hit.at)
    kept = {code: _visitors(tx, code) for code in {code for code, _ in sums}}
    for (code, who), times in sums.items():
        row = tx.get(LinkClick, (code, who))
        if row is None and who != BOT:
            kept[code] += 1
            if kept[code] > VISITORS_MAX:
                who = REST  # noqa: PLW2901 (counted together from here on)
                row = tx.get(LinkClick, (code, REST))
        if row is None:
            tx.add(LinkClick(code=code, visitor=who, n=len(times), first_at=min(times), last_at=max(times)))
            tx.flush()
        else:
            row.n, row.last_at = row.n + len(times), max(times)


def _visitors(tx: Session, code: str) -> int:
    return tx.execute(select(func.count()).where(LinkClick.code == code)).scalar_one()


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise BadLink(why="URL") from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise BadLink(why="https://…")
    if len(url) > 2000 or any(ord(char) <= 32 or ord(char) == 127 or char in '\\<>"`' for char in url):
        raise BadLink(why="URL")


def _view(row: LinkRow) -> LinkView:
    return LinkView(row.code, row.target_url, row.item, row.show_id, row.created_at)
