"""The library as a table, out and in: what was taken out and is put in unchanged changes nothing. Pure but for `put_in`.

A row with the id of an answer changes that one; a row without one is a new draft. What cannot be read or saved is kept
back by row number, with why; the other rows go in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from onair.access.service import Actor
from onair.during.qa.answer import INTENTS, SOURCE_KINDS, Answer
from onair.during.qa.service import change_answer, create_answer, get_answer
from onair.files.export import Cell
from onair.files.headers import find
from onair.files.quarantine import Rejected, excerpt
from onair.files.tables import Table
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, OnAirError
from onair.kernel.i18n import Text
from onair.store.db import Database

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("编号", "id"), "product": ("商品编号", "product"), "intent": ("意图", "intent"),
    "variants": ("问法", "questions"), "short": ("口语答案", "answer"), "short_en": ("英文", "english"),
    "long": ("详细版", "long"), "kind": ("依据类型", "source kind"), "source": ("依据", "source"),
    "ref": ("资质", "paper"), "until": ("有效期至", "valid until"), "never": ("不能说", "must not say"),
    "host": ("亲身体验", "own experience"), "state": ("状态", "state"),
}  # fmt: skip
"""Field → its headers, ours first. The state is for people: a file approves nothing."""
SAID_INTENTS = {
    "价格": "price", "尺码": "size", "规格": "size", "物流": "shipping", "库存": "stock", "链接": "link", "品质": "quality",
    "质量": "quality", "用法": "usage", "优惠": "coupon", "已下单": "ordered", "订单": "orderhelp", "抱怨": "complaint",
    "投诉": "complaint", "要看要讲": "demand", "招呼": "greet", "广告": "spam",
}  # fmt: skip
SAID_KINDS = {"商品参数": "fact", "资质或报告": "evidence", "店铺政策": "policy", "说明书": "manual"}
"""What people read in the console is read back, too."""
MOST = {"variants": 30, "never": 20}
LONGEST = {"short": 300, "short_en": 300, "long": 2000, "source": 200, "product": 128, "host": 64, "ref": 64}


class QaColumnsMissing(BadInput):
    code = "qa_columns_missing"
    zh = "没有找到「问法」和「口语答案」两列。没有导入任何答案；文件里的列：{headers}。"
    en = "There are no columns 问法 and 口语答案. Nothing was imported; the file has: {headers}."


class PutIn(NamedTuple):
    made: int
    changed: int
    same: int
    rejected: list[Rejected]


def rows_of(answers: Iterable[tuple[Answer, str]], zone: str) -> Iterator[list[Cell]]:
    """In the order of COLUMNS; with the state of each."""
    for one, state in answers:
        source = one.source
        until = None if one.chosen_until is None else _written(one.chosen_until, zone)
        yield [
            one.id, one.product, one.intent, "\n".join(one.variants), one.short, one.short_en, one.long,
            source.kind if source else None, source.text if source else None, source.ref if source else None,
            until, "\n".join(one.never), one.host, state,
        ]  # fmt: skip


def put_in(db: Database, actor: Actor, clock: Clock, table: Table, zone: str) -> PutIn:
    """A row a transaction: what is refused holds back nothing else. Raises QaColumnsMissing and the file refusals."""
    places = {name: find(table.headers, *headers) for name, headers in COLUMNS.items()}
    if places["variants"] is None or places["short"] is None:
        raise QaColumnsMissing(headers=", ".join(table.headers[:20])[:300])
    done: Counter[str] = Counter()
    rejected: list[Rejected] = []
    for number, cells in table.rows:
        said = {
            name: (cells[at] or "").strip()
            for name, at in places.items()
            if at is not None and at < len(cells)
        }
        if not any(said.values()):
            continue
        try:
            done[_put(db, actor, clock, said, zone)] += 1
        except OnAirError as why:
            told = Text(why.detail("zh"), why.detail("en"))
            rejected.append(Rejected(number, why.code, excerpt(table.headers, cells), told))
    rejected += [problem.rejected for problem in table.problems]
    return PutIn(done["made"], done["changed"], done["same"], sorted(rejected, key=lambda row: row.row))


def _put(db: Database, actor: Actor, clock: Clock, said: Mapping[str, str], zone: str) -> str:
    fields = _fields(said, zone)
    with db.write() as tx:
        if not said.get("id"):
            create_answer(tx, actor, clock, fields, what="import")
            return "made"
        held = get_answer(tx, actor.tenant, said["id"])
        now = change_answer(tx, actor, clock, held.id, version=held.version, fields=fields, what="import")
        return "same" if now.version == held.version else "changed"


class BadQaCell(BadInput):
    code = "qa_bad_cell"
    zh = "「{column}」这一格不合要求：{why}。这一行没有导入。"
    en = "The cell {column} does not fit: {why_en}. The row was not imported."


def _fields(said: Mapping[str, str], zone: str) -> dict[str, Any]:
    """Only of columns that the file has. Raises BadQaCell."""
    for name, most in LONGEST.items():
        if len(said.get(name, "")) > most:
            raise _bad(name, f"超过 {most} 字", f"over {most} characters")
    fields: dict[str, Any] = {name: said[name] for name in ("short", "short_en", "long") if name in said}
    fields |= {name: said[name] or None for name in ("product", "host") if name in said}
    for name, most in MOST.items():
        if name in said:
            fields[name] = [line.strip() for line in said[name].splitlines() if line.strip()]
            if len(fields[name]) > most or any(len(line) > 120 for line in fields[name]):
                raise _bad(name, f"最多 {most} 行，每行 120 字", f"{most} lines of 120 characters at most")
    if not fields["short"] or not fields["variants"]:
        raise _bad("short", "问法和口语答案都要有", "a question and an answer are needed")
    if "intent" in said:
        fields["intent"] = _one_of("intent", said["intent"], INTENTS, SAID_INTENTS)
    elif not said.get("id"):
        fields["intent"] = "usage"
    if "source" in said:
        kind = _one_of("kind", said.get("kind") or "policy", SOURCE_KINDS, SAID_KINDS)
        fields["source"] = (
            {"kind": kind, "text": said["source"], "ref": said.get("ref") or None} if said["source"] else None
        )
    if "until" in said:
        fields["until"] = _read(said["until"], zone) if said["until"] else None
    return fields


def _one_of(name: str, value: str, known: Iterable[str], said: Mapping[str, str]) -> str:
    """The name of the wire, or the one that people read."""
    code = said.get(value, value.lower())
    if code not in known:
        raise _bad(name, f"应为 {'、'.join(said)}", f"one of {', '.join(known)}")
    return code


def _bad(name: str, why: str, why_en: str) -> BadQaCell:
    return BadQaCell(column=COLUMNS[name][0], why=why, why_en=why_en)


def _written(at: int, zone: str) -> str:
    """Exact to the millisecond, so that it reads back as the same moment."""
    seconds, ms = divmod(at, 1000)
    return (datetime.fromtimestamp(seconds, ZoneInfo(zone)) + timedelta(milliseconds=ms)).isoformat()


def _read(text: str, zone: str) -> int:
    """A day means its end in `zone`. Raises BadQaCell."""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise _bad("until", "应为日期，如 2026-12-31", "a date such as 2026-12-31") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    if len(text) <= 10:
        moment += timedelta(days=1)
    at = round(moment.timestamp() * 1000)
    if not 0 <= at < 4_102_444_800_000:
        raise _bad("until", "在 1970 到 2099 年之间", "between 1970 and 2099")
    return at
