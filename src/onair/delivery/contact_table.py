"""A table of contacts → drafts: who, by which ways, agreed to what and when. Pure.

A row without a stated consent (purpose and time) is no contact: it goes to quarantine. Nothing of an address is shown in
what is said about a row.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.compliance.service import CHANNELS, PURPOSES, SOURCES
from onair.delivery.contacts import PointIn, clean
from onair.delivery.traces import holds_address
from onair.files.headers import find
from onair.files.quarantine import Rejected
from onair.files.tables import Table
from onair.files.values import BadValue, missing, moment
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

COLUMNS: dict[str, tuple[str, ...]] = {
    "label": ("称呼", "备注名", "姓名", "名称", "昵称", "label", "name"),
    "sms": ("手机号", "手机", "手机号码", "电话", "mobile", "phone", "sms"),
    "mail": ("邮箱", "邮件", "电子邮箱", "email", "e-mail", "mail"),
    "wecom": ("企业微信", "企业微信客户ID", "external_userid", "wecom"),
    "member": ("会员号", "会员编号", "会员ID", "member id", "member"),
    "purposes": ("同意用途", "同意的用途", "用途", "purposes", "purpose", "consent"),
    "given_at": ("同意时间", "同意日期", "授权时间", "consent time", "consent at", "given at"),
    "source": ("同意来源", "来源", "consent source", "source"),
    "note": ("凭据", "凭据说明", "备注", "evidence", "note"),
}
LABEL_MAX, NOTE_MAX = 80, 400
REASONS = {
    "consent_missing": Text(
        "没有写明对方同意的用途（营销推广、开播提醒、服务通知）", "it does not say what the person agreed to"
    ),
    "consent_time_missing": Text("没有写明同意的时间", "it does not say when the person agreed"),
    "consent_in_future": Text("同意时间在将来", "the consent is in the future"),
    "unknown_purpose": Text("不认识的用途", "the purpose is not known"),
    "unknown_source": Text("不认识的同意来源", "the source of the consent is not known"),
    "no_address": Text("没有任何联系方式", "there is no address"),
    "bad_address": Text("联系方式的格式不对", "an address has the wrong form"),
    "too_long_text": Text("文字过长", "a text is too long"),
    "address_in_words": Text(
        "称呼或备注里有电话或邮箱，请只填在联系方式的列里",
        "the name or note holds a phone number or mail address",
    ),
    "duplicate": Text("前面的行里已有这个联系方式", "an earlier row has this address"),
    "two_contacts": Text("这些联系方式分属不同的联系人", "these addresses belong to different contacts"),
    "withdrawn_since": Text(
        "对方在这次同意之后撤回过，没有导入", "the person withdrew after this consent, so it was not imported"
    ),
}
_SPLIT = re.compile(r"[\s,;，；、|/+]+")
_PURPOSES = {word.casefold(): key for key, text in PURPOSES.items() for word in (key, *text)} | {
    "营销": "marketing", "推广": "marketing", "提醒": "reminder", "服务": "service",
}  # fmt: skip
_SOURCES = {word.casefold(): key for key, text in SOURCES.items() for word in (key, *text)}


class ConsentColumnsMissing(BadInput):
    code = "consent_columns_missing"
    zh = "文件里没有「{lacks}」列。没有导入任何联系人：每一行都要写明对方同意了什么、什么时候。文件里的列：{headers}。"
    en = "There is no column {lacks}. Nothing was imported: each row must say what was agreed to, and when. It has: {headers}."


class ContactDraft(NamedTuple):
    """One row that can be taken. `given_at` ms."""

    row: int
    label: str
    points: tuple[PointIn, ...]
    source: str
    note: str | None
    given_at: int


class _Bad(ValueError):
    """`args[0]`: a key of REASONS."""


def rejected(row: int, code: str) -> Rejected:
    return Rejected(row, code, "", REASONS.get(code))


def read_contacts(table: Table, zone: ZoneInfo, now: int) -> Iterator[ContactDraft | Rejected]:
    """Every row once, in order. Raises ConsentColumnsMissing."""
    places = {name: find(table.headers, *aliases) for name, aliases in COLUMNS.items()}
    lacks = [COLUMNS[name][0] for name in ("purposes", "given_at") if places[name] is None]
    if all(places[channel] is None for channel in CHANNELS):
        lacks.append(COLUMNS["sms"][0])
    if lacks:
        raise ConsentColumnsMissing(lacks="、".join(lacks), headers=", ".join(table.headers[:20])[:300])
    return _rows(table, places, zone, now)


def _rows(
    table: Table, places: dict[str, int | None], zone: ZoneInfo, now: int
) -> Iterator[ContactDraft | Rejected]:
    seen: set[tuple[str, str]] = set()
    for number, cells in table.rows:
        yield from _unread(table)
        if all(missing(cell) for cell in cells):
            continue
        try:
            draft = _draft(number, _said(cells, places), zone, now)
            names = {(point.channel, point.value) for point in draft.points}
            if names & seen:
                raise _Bad("duplicate")
        except (_Bad, BadValue) as problem:
            yield rejected(number, problem.code if isinstance(problem, BadValue) else problem.args[0])
        else:
            seen |= names
            yield draft
    yield from _unread(table)


def _unread(table: Table) -> Iterator[Rejected]:
    while table.problems:
        problem = table.problems.pop(0)
        yield problem.rejected


def _said(cells: Sequence[str | None], places: dict[str, int | None]) -> dict[str, str]:
    found = {name: cells[place] for name, place in places.items() if place is not None and place < len(cells)}
    return {name: text.strip() for name, text in found.items() if text is not None and not missing(text)}


def _draft(row: int, said: dict[str, str], zone: ZoneInfo, now: int) -> ContactDraft:
    purposes = _purposes(said.get("purposes"))
    if "given_at" not in said:
        raise _Bad("consent_time_missing")
    given_at = moment(said["given_at"], zone)
    if given_at > now:
        raise _Bad("consent_in_future")
    source = _SOURCES.get(said.get("source", "import").casefold())
    if source is None:
        raise _Bad("unknown_source")
    points = tuple(_point(channel, said[channel], purposes) for channel in CHANNELS if channel in said)
    if not points:
        raise _Bad("no_address")
    label, note = said.get("label") or f"#{row}", said.get("note")
    if len(label) > LABEL_MAX or len(note or "") > NOTE_MAX:
        raise _Bad("too_long_text")
    if holds_address(label) or holds_address(note):
        raise _Bad("address_in_words")
    return ContactDraft(row, label, points, source, note, given_at)


def _purposes(text: str | None) -> tuple[str, ...]:
    words = [word for word in _SPLIT.split(text or "") if word]
    if not words:
        raise _Bad("consent_missing")
    found = [_PURPOSES.get(word.casefold()) for word in words]
    if None in found:
        raise _Bad("unknown_purpose")
    return tuple(dict.fromkeys(purpose for purpose in found if purpose))


def _point(channel: str, text: str, purposes: tuple[str, ...]) -> PointIn:
    """In its clean form, so that the same address is the same."""
    try:
        return PointIn(
            channel, clean(PointIn(channel, text.strip("'\t \u00a0\u200b\ufeff"), purposes)), purposes
        )
    except BadInput:
        raise _Bad("bad_address") from None
