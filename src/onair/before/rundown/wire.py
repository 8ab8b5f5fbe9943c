"""Rundowns from results to the wire and back."""

from onair.before.rundown.cards import Mark
from onair.before.rundown.fit import Fit
from onair.before.rundown.lint import MARGIN_FLOOR
from onair.before.rundown.plan import Limits
from onair.before.rundown.planning import Proposal
from onair.before.rundown.schemas import (
    ArrangedOut,
    BrokenOut,
    CardOut,
    ConflictOut,
    FiguresOut,
    FindingOut,
    HoursOut,
    LimitsOut,
    MarkOut,
    PlacedOut,
    PromiseOut,
    RoleMinutes,
    RundownOut,
    SlotIn,
    SlotOut,
)
from onair.before.rundown.service import Judged
from onair.before.rundown.theme_schemas import FitOut, StepOut, ThemeOut, ThemePut, WordsOut
from onair.before.rundown.themes import Step, Theme
from onair.before.rundown.views import NewSlot, Rundown, Slot
from onair.kernel.i18n import Text


def new_slot(form: SlotIn) -> NewSlot:
    return NewSlot(**form.model_dump())


def rundown_out(judged: Judged) -> RundownOut:
    rundown, show = judged.rundown, judged.facts.show
    return RundownOut(
        id=rundown.id, show=rundown.show, theme=rundown.theme, version=rundown.version, starts_at=show.starts_at,
        zone=show.zone, total=rundown.total, limits=_limits(rundown),
        slots=[_slot(slot, judged) for slot in rundown.slots],
        findings=[FindingOut(**finding._asdict()) for finding in judged.findings],
        broken=[BrokenOut(rule=r, slots=list(slots), zh=zh, en=en) for r, slots, zh, en in judged.broken],
        figures=_figures(judged),
        promises=[PromiseOut(id=p.id, text=p.text, slot=p.slot) for p in judged.promises],
        curve_shows=judged.facts.past, updated_at=rundown.updated_at, updated_by=rundown.updated_by,
    )  # fmt: skip


def _limits(rundown: Rundown) -> LimitsOut:
    usual = Limits(rundown.total)
    told = {name: value for name, value in rundown.limits.items() if name != "hours"}
    hours = {host: HoursOut(since=since, until=until) for host, (since, until) in rundown.hours.items()}
    names = ("rhythm", "leaders", "category_most")
    return LimitsOut(**told, hours=hours, usual={name: getattr(usual, name) for name in names})


def _slot(slot: Slot, judged: Judged) -> SlotOut:
    facts = judged.facts
    product = facts.products.get(slot.product or "")
    return SlotOut(
        id=slot.id, kind=slot.kind, title=slot.title, at=slot.at, starts_at=slot.starts_ms, minutes=slot.minutes,  # type: ignore[arg-type]
        product=slot.product, category=product.category if product else None, host=slot.host,
        helpers=list(slot.helpers), role=slot.role, price=slot.price,
        shown_price=facts.price(slot) if slot.product else None,
        pin=slot.pin, timing=slot.timing,  # type: ignore[arg-type]
        units=facts.units(slot) if slot.product else None,
        stock=facts.stock(slot) if slot.product else None, margin=facts.margin(slot),
        card=CardOut.model_validate(slot.card), marks=[mark_out(mark) for mark in judged.marks.get(slot.id, ())],
        sheet=dict(slot.sheet), note=slot.note,
    )  # fmt: skip


def mark_out(mark: Mark) -> MarkOut:
    return MarkOut(
        part=mark.part, start=mark.start, end=mark.end, code=mark.code, level=mark.level,
        zh=mark.words.zh, en=mark.words.en, rewrite=mark.rewrite,
    )  # fmt: skip


def _figures(judged: Judged) -> FiguresOut:
    told = judged.figures._asdict()
    roles = [RoleMinutes(role=role, minutes=minutes) for role, minutes in told.pop("roles").items()]
    return FiguresOut(**told, roles=roles, currency=judged.facts.show.currency, margin_floor=MARGIN_FLOOR)


def arranged_out(proposal: Proposal) -> ArrangedOut:
    arranged, explained = proposal.arranged, proposal.explained
    return ArrangedOut(
        outcome=arranged.outcome, engine=arranged.engine, optimal=arranged.optimal,
        solver=arranged.solver, assumed=proposal.assumed,
        seconds=round(arranged.seconds, 2), order=[PlacedOut(slot=slot, at=at) for slot, at in proposal.order],
        gain=proposal.gain,
        conflicts=[
            ConflictOut(rule=c.rule, slots=list(c.items), zh=c.words.zh, en=c.words.en)
            for c in (explained.conflicts if explained else ())
        ],
        proven=explained.proven if explained else False, curve_shows=proposal.curve_shows,
    )  # fmt: skip


def theme_out(theme: Theme) -> ThemeOut:
    loop = [StepOut(kind=s.kind, minutes=s.minutes, title=words(s.title), role=s.role) for s in theme.loop]  # type: ignore[arg-type]
    return ThemeOut(
        code=theme.code, name=words(theme.name), hook=words(theme.hook), opening=theme.opening,
        closing=theme.closing, loop=loop, minutes=theme.minutes, source=theme.source,
        version=theme.version,
    )  # fmt: skip


def theme_in(code: str, form: ThemePut) -> Theme:
    return Theme(
        code,
        Text(form.name.zh, form.name.en),
        Text(form.hook.zh, form.hook.en),
        form.opening,
        form.closing,
        tuple(Step(s.kind, s.minutes, Text(s.title.zh, s.title.en), s.role) for s in form.loop),
        form.version,
    )


def fit_out(fit: Fit) -> FitOut:
    return FitOut(
        host=fit.host, name=fit.name, score=fit.score, reasons=[words(text) for text in fit.reasons],
        gaps=[words(text) for text in fit.gaps],
    )  # fmt: skip


def words(text: Text) -> WordsOut:
    return WordsOut(zh=text.zh, en=text.en)
