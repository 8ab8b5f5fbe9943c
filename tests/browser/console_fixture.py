"""Answers of a server for pages whose states a real one cannot be brought into at will: errors, empty
lists, a lost session, a cut line. Served through Playwright's routes; everything else goes to `base`."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from made_changes import few
from playwright.sync_api import Page, Route

NOW = 1_795_265_238_000
"""2026-11-21 20:47:18 in Shanghai: the moment of the mocks."""
HOUR = 3_600_000
Answer = tuple[int, Any]


def me(**over: Any) -> dict[str, Any]:
    person = {"id": "per_1", "name": "阿哲", "login": "azhe", "roles": ["owner", "operator"], "lang": "zh"}
    return {
        "person": person,
        "tenant": {"id": "ten_1", "name": "青禾厨房", "demo": True},
        "csrf": "csrf-1",
    } | over


def show(number: int, title: str, state: str, start: int, **over: Any) -> dict[str, Any]:
    live = state in ("on_air", "ended", "reviewed")
    done = state in ("ended", "reviewed")
    return {
        "id": f"shw_{number:026d}", "title": title, "state": state,
        "room": {"id": "room_1", "name": "青禾厨房旗舰店", "platform": "taobao"},
        "currency": "CNY", "zone": "Asia/Shanghai", "starts_at": start, "planned_end": start + 3 * HOUR,
        "started_at": start if live else None, "ended_at": start + 3 * HOUR if done else None,
        "origin": "live", "staged": False, "demo": True, "note": None, "version": 1,
    } | over  # fmt: skip


SHOWS = [
    show(1, "秋冬厨房焕新 · 新品首发", "on_air", NOW - 77 * 60_000),
    show(2, "秋冬厨房焕新 · 返场", "preparing", NOW + 2 * HOUR),
    show(3, "周末早市：保鲜与收纳", "ready", NOW + 17 * HOUR),
    show(4, "双十一收官夜", "ended", NOW - 26 * HOUR),
    show(5, "会员日：珐琅锅专场", "reviewed", NOW - 5 * 24 * HOUR),
    show(6, "三份日志合成场", "reviewed", NOW - 9 * 24 * HOUR, origin="import", staged=True),
]
_GOODS = [
    ("p1", "麦饭石不粘炒锅 32cm", "炒锅", "hero", 16900, 429),
    ("p2", "硅胶铲勺五件套", "厨具", "follow", 4990, 8),
    ("p3", "百洁布 20 片装", "清洁", "welfare", 990, 186),
    ("p4", "玻璃保鲜盒六件套", "收纳", "follow", 7900, 209),
    ("p5", "电热饭盒 1.2L", "小家电", "profit", 21900, 145),
    ("p6", "316 保温杯 500ml", "杯壶", "traffic", 3990, 538),
    ("p7", "可视空气炸锅 5L", "小家电", "image", 45900, 296),
    ("p8", "双面竹木砧板", "厨具", None, None, None),
]
PRODUCTS = [
    {
        "id": id_, "platform_ids": [f"6{n}8801{n}77"], "title": title, "category": category, "price": price,
        "currency": "CNY", "stock": stock, "images": [], "links": [], "role": role, "updated_at": NOW, "version": 1,
    }
    for n, (id_, title, category, role, price, stock) in enumerate(_GOODS)
]  # fmt: skip
REJECTED = [
    {"row": 17, "code": "bad_amount", "detail": "金额「一百」不是数字", "excerpt": "2026-11-21,一百"},
    {"row": 209, "code": "missing_value", "detail": "缺少时间", "excerpt": ",59.00"},
    {"row": 1204, "code": "too_many_columns", "detail": "列数比表头多", "excerpt": "2026-11-21,59.00,x,y"},
]
_JOB = {
    "progress": 1.0, "show": SHOWS[5]["id"], "events": {}, "rejected": 0, "duplicates": 0, "problem": None,
    "headers": None, "sample": None, "created_at": NOW - HOUR,
}  # fmt: skip
IMPORTS = [
    _JOB | {"id": "imp_1", "file": "room-1121.jsonl", "kind": "douyin_room", "state": "running", "progress": 0.43,
            "events": {"comment": 3120, "like": 9011, "enter": 4402, "gift": 212}},
    _JOB | {"id": "imp_2", "file": "聊天记录导出.csv", "kind": None, "state": "needs_mapping", "progress": 0.0, "show": None,
            "headers": ["时间", "会员名", "内容", "行为", "备注"],
            "sample": [["2026-11-21 19:31:02", "u1", "炒锅有赠品吗", "评论", ""], ["2026-11-21 19:31:05", "u2", "", "进入", ""],
                       ["2026-11-21 19:31:09", "u1", "多少钱", "评论", "老客"]]},
    _JOB | {"id": "imp_3", "file": "tmall-orders-2026-11.csv", "kind": "tmall_orders", "state": "done", "rejected": 3,
            "duplicates": 12, "events": {"order": 28010, "pay": 24087, "refund": 5646}},
    _JOB | {"id": "imp_4", "file": "昨晚.xlsx", "kind": None, "state": "failed", "show": None, "problem": {
            "type": "about:blank", "title": "这不是能读的表格", "status": 400, "code": "wrong_type",
            "detail": "这不是能读的表格。没有导入任何内容，请另存为 XLSX 或 CSV 后重试。"}},
]  # fmt: skip
IMPORTS.append(
    _JOB
    | {
        "id": "imp_5",
        "file": "抖店订单_20261101-20261121.csv",
        "kind": "douyin_orders",
        "state": "done",
        "show": None,
        "events": {"order": 3120, "pay": 2688, "cancel": 96},
        "duplicates": 0,
        "elsewhere": 12,
        "changed": 4,
        "placed": 0,
        "shows": [
            {
                "id": SHOWS[3]["id"],
                "title": "青禾厨房旗舰店周六晚场秋冬厨房焕新返场加播",
                "lines": 2410,
                "events": 4520,
                "duplicates": 0,
            },
            {"id": SHOWS[1]["id"], "title": "周日场", "lines": 640, "events": 0, "duplicates": 1380},
        ],
        "kept": {"no_show": 204, "not_live": 61},
        "late": {"tail": 38, "beyond": 2},
        "personal": {"dropped": ["收件人", "详细地址", "买家留言", "商家备注"], "keyed": ["收件人手机号"]},
    }
)
KEPT_ORDERS = [
    {"platform": "douyin", "why": "no_show", "accounts": ["77001", "青禾厨房"], "lines": 204, "orders": 190, "amount": 1_204_500,
     "first": NOW - 20 * 24 * HOUR, "last": NOW - 3 * 24 * HOUR},
    {"platform": "tiktok", "why": "order_unknown", "accounts": [], "lines": 3, "orders": 3, "amount": None, "first": None,
     "last": None},
]  # fmt: skip
_SHEET = {
    "headers": [], "unknown": [], "dropped": [], "bad_cells": [], "bad_n": 0, "rejected": [], "rejected_n": 0,
}  # fmt: skip
REPORTS = [
    {"id": "rpt_2", "name": "罗盘别家.csv", "sha256": "ab" * 32, "size": 900, "created_at": NOW - HOUR, "withdrawn_at": None,
     "shows": {}, "placeless": 1,
     "sheets": [_SHEET | {"name": "", "layout": "douyin_sessions@2025", "title": "抖店罗盘直播明细", "rows": 1}]},
    {"id": "rpt_1", "name": "直播间详情页_整场数据下载.xlsx", "sha256": "cd" * 32, "size": 90_000, "created_at": NOW - 2 * HOUR,
     "withdrawn_at": NOW - HOUR, "shows": {SHOWS[3]["id"]: 9}, "placeless": 0,
     "sheets": [_SHEET | {"name": "基本信息", "layout": "douyin_show_info@2026", "title": "抖音整场数据·基本信息", "rows": 1,
                          "dropped": ["手机号"]}]},
]  # fmt: skip
LAYOUTS = [
    {"id": None, "layout": "douyin_sessions@2025", "title": "抖店罗盘直播明细", "note": None, "platform": "douyin",
     "grain": "session", "columns": 53, "signature": ["直播开始时间", "直播间曝光人数"], "estimated": False},
]  # fmt: skip
PEOPLE = [
    {"id": "per_1", "name": "阿哲", "login": "azhe", "roles": ["owner", "operator"], "active": True, "claimed": True,
     "last_seen": NOW - 60_000, "created_at": NOW - 90 * 24 * HOUR, "version": 3},
    {"id": "per_2", "name": "周宁", "login": "zhouning", "roles": ["controller"], "active": True, "claimed": True,
     "last_seen": NOW - 3 * HOUR, "created_at": NOW - 90 * 24 * HOUR, "version": 1},
    {"id": "per_3", "name": "林夏", "login": None, "roles": ["host"], "active": True, "claimed": False,
     "last_seen": None, "created_at": NOW - HOUR, "version": 1},
    {"id": "per_4", "name": "陈露", "login": "chenlu", "roles": ["service", "analyst"], "active": False, "claimed": True,
     "last_seen": NOW - 40 * 24 * HOUR, "created_at": NOW - 90 * 24 * HOUR, "version": 2},
]  # fmt: skip
KEYS = [
    {"id": "key_1", "name": "抖音桥接", "scopes": ["events:write"], "created_at": NOW - 9 * 24 * HOUR, "revoked_at": None},
    {"id": "key_2", "name": "数仓脚本", "scopes": ["numbers:read", "shows:read"], "created_at": NOW - 30 * 24 * HOUR,
     "revoked_at": NOW - HOUR},
]  # fmt: skip
AUDIT = [
    {"id": str(n), "at": NOW - n * 420_000, "actor": "per_1", "actor_name": "阿哲", "actor_kind": "person",
     "action": action, "subject": SHOWS[0]["id"], "before": {"state": "ready"}, "after": {"state": "on_air"}, "why": None}
    for n, action in enumerate(["show.start", "show.ready", "product.change", "person.invite", "key.create"], 1)
]  # fmt: skip
CONNECTIONS = [
    {"id": "con_1", "connector": "standard_webhooks", "room": "room_1", "name": "抖音桥接 1 号机",
     "url": "http://localhost/api/v1/webhooks/con_1", "created_at": NOW - 9 * 24 * HOUR, "rotated_at": None, "waiting": 2,
     "last_at": NOW - 26 * HOUR, "state": "stale", "events": 0, "since": NOW - HOUR, "health": "broken", "reason": "refused",
     "reason_at": NOW - HOUR, "error_at": NOW - HOUR, "error_code": "bad_signature.signature",
     "why": "最近一次发来的被拒收：签名不对，密钥可能换过或填错"},
]  # fmt: skip
_NEXT = {
    "code": "techcheck", "name": "技术检查", "owner": "小陈", "due_at": NOW - HOUR, "overdue": True,
    "why": "这个直播间还没有做过技术检查", "link": f"/techcheck/room_1?show={SHOWS[1]['id']}",
}  # fmt: skip
READY = {
    "show": SHOWS[1]["id"], "ready": False, "open": 3, "warn": 1, "waived": 0, "ok": 7, "overdue": 1, "next": _NEXT,
}  # fmt: skip
GATE = {
    "show": SHOWS[1]["id"], "title": SHOWS[1]["title"], "starts_at": NOW + 2 * HOUR, "zone": "Asia/Shanghai",
    "state": "preparing", "applies": True, "ready": False, "mode": "warn", "marks": [], "team": [], "waiver": None,
    "points": [{**_NEXT, "why": [_NEXT["why"]], "state": "open", "person": None, "waiver": None, "version": 0}],
}  # fmt: skip
METRICS = [
    {"id": "view_uv", "zh": "观看人数", "en": "Viewers", "unit": "people", "grain": ["session", "channel", "new"],
     "additive": False, "better": "up", "numerator": {"zh": "进入直播间的去重已知用户", "en": "Distinct known users who entered"},
     "denominator": None, "note_zh": "来源没有进入事件时，由其他事件代替，标为估计",
                                   "note_en": "Where a source has no enter events any event stands for it, marked estimated",
     "family": "traffic"},
    {"id": "pay_rate", "zh": "付款率（人数）", "en": "Payment rate (people)", "unit": "ratio", "grain": ["session", "product"],
     "additive": False, "better": "up", "numerator": {"zh": "付款人数", "en": "People who paid"},
     "denominator": {"zh": "下单人数", "en": "People who ordered"}, "note_zh": None, "note_en": None, "family": "conversion"},
]  # fmt: skip


def problem(status: int, code: str, detail: str, **data: Any) -> Answer:
    title = detail.split("。", 1)[0]
    body = {
        "type": f"urn:onair:error:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return status, body | {"data": data}


def items(rows: list[Any]) -> Answer:
    return 200, {"items": rows, "next": None}


@dataclass
class Fixture:
    """`answers`: (method, path) → answer or function of the request; `seen`: what was asked, in order."""

    answers: dict[tuple[str, str], Answer | Callable[[Any], Answer]] = field(default_factory=dict)
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)
    cut: bool = False

    def full(self) -> "Fixture":
        """A team in the middle of its evening."""
        lists = {
            "products": PRODUCTS, "imports": IMPORTS, "people": PEOPLE, "colleagues": PEOPLE, "keys": KEYS, "audit": AUDIT,
            "connections": CONNECTIONS, "reports": REPORTS, "report-layouts": LAYOUTS, "metrics": METRICS, "hosts": [],
            "signal/kinds": [], "signal/sources": [],
            "readiness": [READY], "warmup/due": [],
            "rooms": [{"id": "room_1", "name": "青禾厨房旗舰店", "platform": "taobao", "account": None, "version": 1}],
            "orders/kept": KEPT_ORDERS,
            "imports/kinds": [{"id": "douyin_room", "title": "抖音直播间消息日志", "about": "每行一个 JSON", "accepts": ["jsonl"]}],
            "imports/imp_3/quarantine": REJECTED,
            "connections/con_1/inbox": [
                {"id": "dlv_1", "webhook_id": "w1", "received_at": NOW - 60_000, "first_at": NOW - 9 * HOUR,
                 "last_at": NOW - 8 * HOUR, "types": {"comment": 40, "like": 311}}],
        }  # fmt: skip
        self.answers |= {("GET", f"/api/v1/{name}"): items(rows) for name, rows in lists.items()}
        self.answers["POST", "/api/v1/lint"] = (
            200,
            {"verdict": "PASS", "on": "2026-11-28", "findings": [], "proven": []},
        )
        self.answers[("GET", "/api/v1/shows")] = _shows
        self.answers |= {("GET", f"/api/v1/shows/{s['id']}"): (200, s) for s in SHOWS}
        self.answers |= {("GET", f"/api/v1/shows/{s['id']}/tokens"): items([]) for s in SHOWS}
        self.answers |= {("GET", f"/api/v1/imports/{job['id']}"): (200, job) for job in IMPORTS}
        self.answers |= {
            ("GET", f"/api/v1/shows/{s['id']}/gate"): (200, {**GATE, "show": s["id"], "title": s["title"]}) for s in SHOWS
        }  # fmt: skip
        self.answers |= {("GET", f"/api/v1/shows/{s['id']}/outlook"): (200, few(s["id"])) for s in SHOWS}
        self.answers[("GET", "/api/v1/me")] = (200, me())
        self.answers[("GET", "/api/v1/healthz")] = (200, {"status": "ok", "sending": "off"})
        verdict = {"ok": True, "rows": 1204, "head": "9f2c77aa01de9f2c", "broken_at": None, "why": None}
        self.answers[("POST", "/api/v1/audit/verify")] = (200, verdict)
        return self

    def empty(self) -> "Fixture":
        """The first day: somebody is signed in and there is nothing yet."""
        self.full()
        keep = {"me", "healthz", "people", "metrics", "imports/kinds"}
        for method, path in list(self.answers):
            if method == "GET" and path.removeprefix("/api/v1/") not in keep and path.count("/") == 3:
                self.answers[(method, path)] = items([])
        self.answers[("GET", "/api/v1/me")] = (
            200,
            me(tenant={"id": "ten_1", "name": "青禾厨房", "demo": False}),
        )
        return self

    def on(self, page: Page) -> "Fixture":
        page.route("**/api/v1/**", self._answer)
        return self

    def _answer(self, route: Route) -> None:
        request = route.request
        path = urlsplit(request.url).path
        self.seen.append((request.method, path, request.post_data if request.method != "GET" else None))
        if self.cut:
            route.abort("connectionfailed")
            return
        found = self.answers.get((request.method, path))
        if found is None:
            found = problem(404, "not_found", "没有找到。可能已删除，或不属于您的团队。")
        status, body = found(request) if callable(found) else found
        kind = "application/json" if status < 400 else "application/problem+json"
        route.fulfill(status=status, content_type=kind, body="" if body is None else json.dumps(body))


def _shows(request: Any) -> Answer:
    query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
    rows = [s for s in SHOWS if query.get("state") in (None, s["state"]) and query.get("q", "") in s["title"]]
    low, high = int(query.get("from", 0)), int(query.get("to", 10**15))
    return items([s for s in rows if low <= s["starts_at"] < high])
