"""Use cases of themes: the catalogue with a team's own rows over it, and a rundown laid from one."""

from collections.abc import Sequence

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
    """The team's own in place of the catalogue's with the same code; the catalogue's order first."""
    rows = tx.scalars(select(ThemeRow).where(ThemeRow.tenant_id == tenant).order_by(ThemeRow.code))
    own = {row.code: theme_of(row.code, row.body, row.version) for row in rows}
    return [own.pop(code, theme) for code, theme in CATALOGUE.items()] + list(own.values())


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
            note=theme.hook.of(lang) if draft.kind == "opening" else "",
        )
        for draft in drafts
    ]  # fmt: skip
    return put_rundown(tx, actor, clock, show, version=version, slots=slots, theme=code, why="rundown.theme")
