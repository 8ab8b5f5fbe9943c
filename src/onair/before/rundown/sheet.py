"""A rundown as a 排品表 and back: what is written out and read again is the same rundown. Pure.

Bad rows are told with their number and reason; the others are read all the same, and who saves decides.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onair.before.rundown.cards import FORMS
from onair.before.rundown.columns import COLUMNS, SHEET_CODES
from onair.before.rundown.facts import Facts
from onair.before.rundown.normal import PARTS, Negative, normal
from onair.before.rundown.views import NewSlot, Rundown, Slot
from onair.before.rundown.words import (
    KIND_NAMES,
    KINDS,
    LONGEST_MIN,
    MOST_SLOTS,
    TIMING_NAMES,
    TIMINGS,
)
from onair.files.export import Cell
from onair.files.headers import find
from onair.files.quarantine import Rejected, excerpt
from onair.files.tables import Table
from onair.files.values import BadValue, minor, missing, text_id
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text
from onair.kernel.money import exponent
from onair.trade.goods import ROLE_NAMES, ROLES

HEADERS = tuple(column.names[0] for column in COLUMNS)
LONGEST = 2_000
MOST_BAD = 199
"""Refused rows after which the rest of a table is not read."""
_BAR = "｜"
_TIME = re.compile(r"(?:T\+)?(\d{1,4})[:：](\d{2})(?:[:：](\d{2}))?")
_SLOT = re.compile(r"slt_[0-9a-z]{26}")
REASONS = {
    "no_name": Text("没有品名，也没有段型", "neither a title nor a kind"),
    "bad_kind": Text("不认识的段型", "the kind of slot is not known"),
    "unknown_role": Text("不认识的商品角色", "the product's role is not known"),
    "bad_minutes": Text(
        f"时长应为 1 到 {LONGEST_MIN} 的整分钟", f"the length must be 1 to {LONGEST_MIN} whole minutes"
    ),
    "negative": Text("价格和数量不能小于 0", "prices and quantities cannot be below 0"),
    "unknown_product": Text("商品库里没有这个商品ID", "the product id is not in the catalogue"),
    "unknown_host": Text("没有这个主播，或者有几位同名", "no host has this name, or several have"),
    "bad_time": Text("固定开始应写成 T+分:秒，秒为 00", "the fixed start must read T+mm:ss with ss = 00"),
    "too_long_text": Text(f"一格超过 {LONGEST} 字", f"a cell has more than {LONGEST} characters"),
    "bad_timing": Text(
        "计时方式应为顺接、锁定时长或补到下一定点", "the timing must be linked, locked length or count to end"
    ),
    "host_overlap": Text("主播和助播是同一个人", "host and helper are the same person"),
    "not_read": Text(
        "前面的错太多，从这一行起没有再读", "too many bad rows above; not read from this row on"
    ),
}


class NoColumns(BadInput):
    code = "rundown_columns_missing"
    zh = "这张表没有「品名」或「段型」，也没有「时长」。没有导入，原流程还在；文件里的列：{headers}。"
    en = "The table lacks a title or kind, and a length. Nothing was imported, the rundown stands; it has: {headers}."


class BadRow(ValueError):
    """`code`: a key of REASONS."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Known(NamedTuple):
    """What names in a table are held against. `products`: any id → (own id, title); `hosts`: name → id."""

    products: Mapping[str, tuple[str, str]]
    hosts: Mapping[str, str]
    slots: frozenset[str]
    currency: str


@dataclass
class Read:
    slots: list[NewSlot] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def rows(rundown: Rundown, facts: Facts) -> Iterator[list[Cell]]:
    """One row a slot, under HEADERS."""
    for place, slot in enumerate(rundown.slots, 1):
        cells = _cells(slot, place, facts)
        yield [cells.get(column.code) for column in COLUMNS]


def _cells(slot: Slot, place: int, facts: Facts) -> dict[str, Cell]:
    names = {host: persona.name for host, persona in facts.personas.items()}
    digits = exponent(facts.show.currency)
    supply, margin = facts.supplies.get(slot.product or ""), facts.margin(slot)
    product = facts.products.get(slot.product or "")
    found: dict[str, Cell] = {
        "place": place,
        "starts": moment(slot.at),
        "ends": moment(slot.at + slot.minutes),
        "minutes": slot.minutes,
        "kind": KINDS[slot.kind].zh,
        "host": names.get(slot.host or "", slot.host),
        "helpers": "\n".join(names.get(host, host) for host in slot.helpers) or None,
        "product": slot.product,
        "title": slot.title,
        "role": ROLES[slot.role].zh if slot.role else None,
        "price": None if slot.price is None else _amount(slot.price, digits),
        "cost": None if supply is None or supply.cost is None else _amount(supply.cost, digits),
        "commission": None
        if supply is None or supply.commission_rate is None
        else f"{supply.commission_rate:.1%}",
        "margin": None if margin is None else f"{margin:.1%}",
        "stock": product.stock if product else None,
        "note": slot.note or None,
        "pin": None if slot.pin is None else moment(slot.pin),
        "timing": TIMINGS[slot.timing].zh,
        "slot": slot.id,
    }
    return found | dict(slot.sheet) | _card_cells(slot.card)


def moment(minute: int) -> str:
    """`T+mm:ss`."""
    return f"T+{minute:02d}:00"


def _amount(value: int, digits: int) -> str:
    return f"{value / 10**digits:.{digits}f}"


def _card_cells(card: Mapping[str, Any]) -> dict[str, Cell]:
    if not card:
        return {}
    parts = {f"part:{name}": text for name, text in (card.get("parts") or {}).items()}
    return {
        **parts,
        "form": card.get("form", "three"),
        "anchor": card.get("anchor") or None,
        "story": card.get("story") or None,
        "scene": card.get("scene") or None,
        "must": "\n".join(card.get("must") or ()) or None,
        "never": "\n".join(card.get("never") or ()) or None,
        "proofs": "\n".join(_joined(p["claim"], p["evidence"]) for p in card.get("proofs") or ()) or None,
        "qa": "\n".join(_joined(q["q"], q["a"], q.get("source", "")) for q in card.get("qa") or ()) or None,
    }


def _joined(*pieces: str) -> str:
    """Pieces of one line; a bar within a piece is doubled."""
    return _BAR.join(piece.replace(_BAR, _BAR * 2) for piece in pieces)


def _parted(line: str, n: int) -> list[str]:
    found = [piece.replace("\x00", _BAR) for piece in line.replace(_BAR * 2, "\x00").split(_BAR)]
    return (found + [""] * n)[:n]


def read(table: Table, known: Known) -> Read:
    """Every row once, until there are more good ones than a rundown holds, or MOST_BAD bad ones.

    Raises NoColumns.
    """
    places = {column.code: find(table.headers, *column.names) for column in COLUMNS}
    timed = places["minutes"] is not None or (places["starts"] is not None and places["ends"] is not None)
    if (places["title"] is None and places["kind"] is None) or not timed:
        raise NoColumns(headers=", ".join(table.headers[:20])[:300])
    done = Read()
    for number, cells in table.rows:
        if len(done.slots) > MOST_SLOTS:
            return done
        if len(done.rejected) >= MOST_BAD:
            done.rejected.append(Rejected(number, "not_read", "", REASONS["not_read"]))
            return done
        said = {
            code: cells[place] for code, place in places.items() if place is not None and place < len(cells)
        }
        text = {code: (cell or "").strip() for code, cell in said.items() if not missing(cell)}
        if not text:
            continue
        try:
            done.slots.append(normal(_slot(text, known), known.currency))
        except Negative:
            done.rejected.append(_rejected(number, "negative", table, cells))
        except BadValue as problem:
            done.rejected.append(Rejected(number, problem.code, excerpt(table.headers, cells)))
        except BadRow as problem:
            done.rejected.append(_rejected(number, problem.code, table, cells))
    done.rejected += [problem.rejected for problem in table.problems[:MOST_BAD]]
    return done


def _rejected(row: int, code: str, table: Table, cells: Sequence[str | None]) -> Rejected:
    return Rejected(row, code, excerpt(table.headers, cells), REASONS[code])


def _slot(text: dict[str, str], known: Known) -> NewSlot:
    if any(len(value) > LONGEST for value in text.values()):
        raise BadRow("too_long_text")
    kind = _kind(text)
    product = _product(text, known)
    host = _host(text["host"], known) if "host" in text else None
    helpers = _helpers(text.get("helpers", ""), known)
    if host is not None and host in helpers:
        raise BadRow("host_overlap")
    own = text.get("slot", "")
    return NewSlot(
        id=own if own in known.slots and _SLOT.fullmatch(own) else None,
        kind=kind,
        title=(text.get("title") or (known.products[product][1] if product else KINDS[kind].zh))[:200],
        minutes=_minutes(text),
        product=product,
        host=host,
        helpers=tuple(helpers),
        role=_role(text["role"]) if "role" in text else None,
        price=_not_negative(minor(text.get("price"), exponent(known.currency))),
        pin=_minute(text["pin"]) if "pin" in text else None,
        timing=_timing(text["timing"]) if "timing" in text else "linked",
        card=_card(text),
        sheet={code: value for code, value in text.items() if code in SHEET_CODES},
        note=text.get("note", ""),
    )


def _kind(text: Mapping[str, str]) -> str:
    if "kind" in text:
        kind = KIND_NAMES.get(text["kind"].casefold()) or KIND_NAMES.get(text["kind"])
        if kind is None:
            raise BadRow("bad_kind")
        return kind
    if "title" not in text:
        raise BadRow("no_name")
    return KIND_NAMES.get(text["title"], "product")


def _product(text: Mapping[str, str], known: Known) -> str | None:
    own = text_id(text.get("product"))
    if own is None:
        return None
    if own not in known.products:
        raise BadRow("unknown_product")
    return known.products[own][0]


def _host(name: str, known: Known) -> str:
    found = known.hosts.get(name.strip())
    if found is None:
        raise BadRow("unknown_host")
    return found


def _helpers(text: str, known: Known) -> list[str]:
    """A line that is somebody's name stays whole; others are parted at the usual marks."""
    found = []
    for line in text.split("\n"):
        names = [line] if line.strip() in known.hosts else re.split(r"[,，、/]+", line)
        found += [_host(name, known) for name in names if name.strip()]
    return found


def _role(name: str) -> str:
    found = ROLE_NAMES.get(name.casefold())
    if found is None:
        raise BadRow("unknown_role")
    return found


def _timing(name: str) -> str:
    found = TIMING_NAMES.get(name.casefold())
    if found is None:
        raise BadRow("bad_timing")
    return found


def _minutes(text: Mapping[str, str]) -> int:
    if "minutes" in text:
        digits = re.fullmatch(r"(\d{1,4})(?:\.0+)?\s*(?:分钟?|min)?", text["minutes"])
        found = int(digits.group(1)) if digits else 0
    else:
        found = _minute(text.get("ends", "")) - _minute(text.get("starts", ""))
    if not 1 <= found <= LONGEST_MIN:
        raise BadRow("bad_minutes")
    return found


def _minute(text: str) -> int:
    """`T+mm:ss` or `hh:mm:ss`; whole minutes only."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadRow("bad_time")
    first, second, third = found.groups()
    if third is not None:
        first, second = str(int(first) * 60 + int(second)), third
    if int(second) != 0:
        raise BadRow("bad_time")
    return int(first)


def _not_negative(value: int | None) -> int | None:
    if value is not None and value < 0:
        raise BadRow("negative")
    return value


def _card(text: Mapping[str, str]) -> dict[str, Any]:
    parts = {name: text[f"part:{name}"] for name in PARTS if f"part:{name}" in text}
    form = text.get("form", "six" if parts.keys() - FORMS["three"].keys() else "three")
    return {
        "form": form,
        "parts": parts,
        "story": text.get("story", ""),
        "scene": text.get("scene", ""),
        "anchor": text.get("anchor", ""),
        "must": text.get("must", "").split("\n"),
        "never": text.get("never", "").split("\n"),
        "proofs": [
            dict(zip(("claim", "evidence"), _parted(line, 2), strict=True)) for line in _lines(text, "proofs")
        ],
        "qa": [dict(zip(("q", "a", "source"), _parted(line, 3), strict=True)) for line in _lines(text, "qa")],
    }


def _lines(text: Mapping[str, str], code: str) -> list[str]:
    return [line for line in text.get(code, "").split("\n") if line.strip()]
