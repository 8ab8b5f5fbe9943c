"""An evening with a rundown on a real server, made over the API: goods with costs and papers, hosts, promises, 15 slots
in five loops of which some are not in order. The invented shop of the mocks; nothing here is anybody's data."""

import time
from typing import Any

import httpx
from tests.serving import Running

PASSWORD = "kitchen pots shine"
HOUR = 3_600_000
GOODS: dict[str, tuple[str, str, int, int, str, int]] = {
    "cup": ("316 保温杯 500ml", "杯壶", 3990, 872, "traffic", 2900),
    "wok": ("麦饭石不粘炒锅", "锅具", 16900, 1169, "hero", 8100),
    "box": ("玻璃保鲜盒六件套", "收纳", 7900, 760, "follow", 4000),
    "meal": ("电热饭盒 1.2L", "小家电", 21900, 540, "profit", 9900),
    "shears": ("厨房多用剪刀", "厨具", 1990, 640, "traffic", 1700),
    "cloth": ("百洁布 20 片装", "清洁", 990, 1200, "welfare", 900),
    "fryer": ("可视空气炸锅 5L", "小家电", 45900, 296, "image", 25000),
    "spoons": ("硅胶铲勺五件套", "厨具", 4990, 8, "follow", 2100),
    "board": ("双面竹木砧板", "厨具", 8900, 420, "profit", 5200),
}
"""id → title, category, price, stock, role, cost in fen."""
CARD = {
    "form": "three",
    "parts": {
        "pain": "下班八点到家，外卖油大，自己炸又怕溅一灶台。你家上一次炸东西，是什么时候？",
        "value": "隔着大窗看得见上色，不用一遍遍抽出来。一滴油都不用，鸡翅 18 分钟出锅。",
        "contrast": "左边旧款小窗，右边这台。同一袋鸡翅，看颜色，听声音。",
    },
    "scene": "双职工晚饭",
    "story": "林夏使用记录 12 号",
    "anchor": "自家去年款 4L，参数表第 2 页",
    "must": ["6 期免息，首期 ¥76.5", "7 天无理由，整机保两年", "余 {stock} 件"],
    "never": ["全网最低", "零油健康不长胖"],
    "proofs": [{"claim": "18 分钟", "evidence": "实测录像 11-15，3 次"}],
    "qa": [{"q": "有味道吗", "a": "首次空烧 10 分钟就好", "source": "说明书 p.5"}],
}
DONE = {
    "parts": {"pain": "你家也缺这个？", "value": "用它，你少等一会儿。", "contrast": "左右一起看。"},
    "must": ["7 天无理由"],
}


class Caller:
    """The owner of a new team, over HTTP; or who was invited by a `claim` of theirs."""

    def __init__(self, server: Running, claim: str = "", name: str = "阿哲", login: str = "azhe") -> None:
        self.shows, self.server = 0, server
        self.client = httpx.Client(base_url=server.url, headers={"accept-language": "zh"}, timeout=30)
        form = {"token": claim or server.claim, "name": name, "login": login, "password": PASSWORD}
        claimed = self.client.post("/api/v1/claim", json=form)
        name, _, value = claimed.headers["set-cookie"].partition(";")[0].partition("=")
        self.cookie: Any = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}
        self.client.headers["cookie"] = f"{name}={value}"  # it is for https alone; a browser trusts loopback
        self.client.headers["x-onair-csrf"] = self.call("GET", "/api/v1/me")["csrf"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, path, json=body)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def colleague(self, role: str, tag: str) -> "Caller":
        """Somebody new in the team, with this one role; `tag` tells two of them apart."""
        link = self.call("POST", "/api/v1/people", {"name": f"同事{role}", "roles": [role]})["link"]
        return Caller(self.server, link.rpartition("=")[2], f"同事{role}", f"{role}-{tag}")


def stock_up(caller: Caller) -> list[str]:
    """Goods with costs and papers, and three hosts; → the hosts' ids."""
    for name, (title, category, price, stock, role, cost) in GOODS.items():
        goods = {
            "title": title,
            "category": category,
            "price": price,
            "stock": stock,
            "role": role,
            "currency": "CNY",
        }
        caller.call("PUT", f"/api/v1/products/{name}", goods)
        supply = {"version": 0, "cost": cost, "commission_rate": 0.1}
        caller.call("PUT", f"/api/v1/selection/supply/{name}", supply)
        if name != "spoons":
            caller.call(
                "POST", f"/api/v1/selection/papers/{name}", {"kind": "quality_report", "number": f"L-{name}"}
            )
    names = ("林夏", "小满", "顾师傅")
    hosts = [str(caller.call("POST", "/api/v1/hosts", {"name": name})["id"]) for name in names]
    persona = {
        "version": 0, "labels": ["厨房实测"], "expertise": ["锅具", "小家电"], "story": "家里五口人，每晚自己做饭",
        "proof": [{"claim": "二级烹饪师", "evidence": "证书 3301"}], "voice": "像邻居，先说自己的麻烦，再说办法",
    }  # fmt: skip
    caller.call("PUT", f"/api/v1/personas/{hosts[0]}", persona)
    return hosts


def new_show(caller: Caller, title: str = "秋冬厨房焕新 · 返场", hours: int = 3) -> str:
    """Each two days after the one before, so that hosts are free."""
    day = 24 * HOUR
    caller.shows += 1
    start = (int(time.time() * 1000) // day + 5 + 2 * caller.shows) * day + 11 * HOUR + HOUR // 2
    form = {"title": title, "starts_at": start, "planned_end": start + hours * HOUR, "currency": "CNY"}
    return str(caller.call("POST", "/api/v1/shows", form)["id"])


def evening_slots(host: str, helper: str, guest: str) -> list[dict[str, Any]]:
    def talk(
        product: str, minutes: int, forecast: int, act: str, mark: str = "", **more: Any
    ) -> dict[str, Any]:
        title, _, price, _, role, _ = GOODS[product]
        sheet = {"forecast": str(forecast), "console_act": act, "sample": "已到"}
        return {
            "kind": "product", "title": title + mark, "minutes": minutes, "product": product, "role": role, "price": price,
            "host": host, "helpers": [], "card": DONE,
        } | more | {"sheet": sheet | more.get("sheet", {})}  # fmt: skip

    def plain(kind: str, title: str, minutes: int, **more: Any) -> dict[str, Any]:
        return {"kind": kind, "title": title, "minutes": minutes, "host": host} | more

    seconded = {"helpers": [helper]}
    return [
        plain("opening", "开场 · 三个承诺", 6),
        talk("cup", 10, 180, "上架"),
        talk("wok", 12, 120, "置顶", " ①", sheet={"list_price": "229"}),
        talk("box", 8, 70, "上架", **seconded),
        plain("game", "福袋互动", 4, **seconded),
        talk("meal", 10, 60, "上架", **seconded),
        talk("shears", 5, 50, "", **seconded),
        talk("cloth", 3, 200, "", kind="welfare", **seconded),
        talk("fryer", 16, 60, "贴片", " ①", card=CARD, **seconded),
        talk("spoons", 8, 90, "上架", **seconded),
        talk("wok", 12, 160, "券", " ②"),
        plain("transition", "转场 · 预告秒杀", 6),
        talk("cup", 5, 200, "秒杀", " 秒杀 200 件", kind="welfare", role="welfare", pin=100, price=2990,
             sheet={"show_stock": "200", "console_act": ""}),
        talk("board", 10, 40, "上架", sheet={"sample": "未到"}),
        talk("wok", 12, 150, "切机位", " ③ · 主厨顾师傅", host=guest, pin=115),
    ]  # fmt: skip


def plan(caller: Caller, hosts: list[str], show: str) -> dict[str, Any]:
    """Promises and the rundown of a show; → the rundown."""
    for kind, text, product, value in (
        ("discount", "9.9 百洁布", "cloth", 990),
        ("discount", "保温杯 29.9 秒杀", "cup", 2990),
    ):
        promise = {"kind": kind, "text": text, "product": product, "value": value}
        caller.call("POST", f"/api/v1/shows/{show}/warmup/promises", promise)
    body = {"version": 0, "theme": "launch", "slots": evening_slots(*hosts)}
    return dict(caller.call("PUT", f"/api/v1/shows/{show}/rundown", body))
