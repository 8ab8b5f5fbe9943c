"""Use cases of themes: the catalogue with a team's own rows over it, and a rundown laid from one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.before.rundown.book import minutes_of, put_rundown
from onair.before.rundown.model import ThemeRow
from onair.before.rundown.themes import CATALOGUE, Theme, kept_of, lay, theme_of
from onair.before.rundown.views import NewSlot, Rundown
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.kernel.i18n import Lang
from onair.trade.service import get_product, get_show
from onair.trade.versions import require_version

MOST_THEMES = 60


class ThemeNotFound(NotFound):
    code = "theme_not_found"
    zh = "没有主题 {code}。没有任何改动，请从列表里选。"
    en = "There is no theme {code}. Nothing was changed; choose one of the list."


class ThemesFull(BadInput):
    code = "themes_full"
    zh = "主题已有 {n} 个，到了上限。没有保存，请改用已有的。"
    en = "There are {n} themes already, the most there can be. Nothing was saved; change one of them."


def themes(tx: Session, tenant: str) -> list[Theme]:
    """The team's own in place of the catalogue's with the same code, without those taken off; the catalogue first."""
    rows = {row.code: row for row in _rows(tx, tenant)}
    own = {
        code: theme_of(code, row.body, row.version) for code, row in rows.items() if not _is_removed(row.body)
    }
    return [
        own.pop(code, theme) for code, theme in CATALOGUE.items() if code in own or code not in rows
    ] + list(own.values())


def removed_themes(tx: Session, tenant: str) -> list[Theme]:
    """Those of the catalogue that the team took off its list."""
    return [
        CATALOGUE[row.code] for row in _rows(tx, tenant) if _is_removed(row.body) and row.code in CATALOGUE
    ]


def _rows(tx: Session, tenant: str) -> Sequence[ThemeRow]:
    return tx.scalars(select(ThemeRow).where(ThemeRow.tenant_id == tenant).order_by(ThemeRow.code)).all()


def _is_removed(body: Mapping[str, Any]) -> bool:
    """What remains of a theme of the catalogue that was taken off."""
    return bool(body.get("removed"))


def get_theme(tx: Session, tenant: str, code: str) -> Theme:
    """Raises ThemeNotFound."""
    found = next((theme for theme in themes(tx, tenant) if theme.code == code), None)
    if found is None:
        raise ThemeNotFound(code=code)
    return found


def put_theme(tx: Session, actor: Actor, clock: Clock, theme: Theme) -> Theme:
    """`theme.version`: of what was seen, 0 for one of the catalogue or a new one. Raises Stale, ThemesFull."""
    row = tx.get(ThemeRow, (actor.tenant, theme.code), with_for_update=True)
    before, after = (row.body if row else None), kept_of(theme)
    require_version(theme.version, row.version if row else 0, after, before or {})
    if row is None:
        held = len(themes(tx, actor.tenant))
        if theme.code not in CATALOGUE and held >= MOST_THEMES:
            raise ThemesFull(n=held)
        row = ThemeRow(tenant_id=actor.tenant, code=theme.code, version=0)
        tx.add(row)
    row.body, row.updated_at = after, clock()
    row.version += 1
    tx.flush()
    audit(tx, actor, clock, "theme.put", theme.code, before=before, after=after)
    return theme._replace(version=row.version)


def remove_theme(tx: Session, actor: Actor, clock: Clock, code: str, version: int) -> None:
    """Take one off the list; rundowns laid from it stay as they are. Raises ThemeNotFound, Stale."""
    held = get_theme(tx, actor.tenant, code)
    before = kept_of(held)
    require_version(version, held.version, {}, before)
    row = tx.get(ThemeRow, (actor.tenant, code), with_for_update=True)
    if code in CATALOGUE:
        row = row or ThemeRow(tenant_id=actor.tenant, code=code, version=0)
        row.body, row.updated_at, row.version = {"removed": True}, clock(), row.version + 1
        tx.add(row)
    elif row is not None:
        tx.delete(row)
    tx.flush()
    audit(tx, actor, clock, "theme.remove", code, before=before)


def restore_theme(tx: Session, actor: Actor, clock: Clock, code: str) -> Theme:
    """One of the catalogue as it came, whether it was changed or taken off. Raises ThemeNotFound."""
    if code not in CATALOGUE:
        raise ThemeNotFound(code=code)
    row = tx.get(ThemeRow, (actor.tenant, code), with_for_update=True)
    if row is not None:
        before = dict(row.body)
        tx.delete(row)
        tx.flush()
        audit(tx, actor, clock, "theme.restore", code, before=before)
    return CATALOGUE[code]


def lay_rundown(
    tx: Session, actor: Actor, clock: Clock, show: str, *, version: int, code: str, products: Sequence[str],
    lang: Lang = "zh",
) -> Rundown:  # fmt: skip
    """A new rundown from a theme, in place of what stands. Raises ThemeNotFound, ProductNotFound and as `put_rundown`."""
    theme = get_theme(tx, actor.tenant, code)
    goods = [get_product(tx, actor.tenant, product) for product in products]
    total = minutes_of(get_show(tx, actor.tenant, show))
    drafts = lay(theme, [item.role for item in goods], [item.title for item in goods], total, lang)
    slots = [
        NewSlot(
            kind=draft.kind, title=draft.title, minutes=draft.minutes, role=draft.role,
            product=None if draft.product is None else goods[draft.product].id,
            price=None if draft.product is None else goods[draft.product].price,
            note=theme.hook.of(lang) if draft.hooks else "",
            sheet={"round": str(draft.round)} if draft.round else {},
        )
        for draft in drafts
    ]  # fmt: skip
    return put_rundown(tx, actor, clock, show, version=version, slots=slots, theme=code, why="rundown.theme")
