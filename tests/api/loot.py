"""What one team has, made over the API and in the house: one of everything, with the canary in each free text."""

import io
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from PIL import Image

from onair.access.service import system
from onair.audience.profiles.service import profiles_of
from onair.before.techcheck.service import begin
from onair.during.broadcast.hub import Hub
from onair.during.offers.desk import OfferDesks
from onair.during.offers.terms import Terms, frozen
from onair.events.model import Offer
from team import NOW, House

CANARY = "canary甲"


@dataclass
class Loot:
    """What 甲 has: ids to steal, and the words by which it is known in any answer."""

    ids: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=lambda: [CANARY, "77777777"])


async def send(client: httpx.AsyncClient, method: str, url: str, **rest: Any) -> dict[str, Any]:
    answer = await client.request(method, f"/api/v1{url}", **rest)
    assert answer.is_success, (url, answer.text)
    return answer.json()


async def selection_of(home: House, product: str) -> dict[str, str]:
    """A paper of its dossier and a measured picture."""
    held = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(held, "PNG")
    async with home.ask(f"owner@{CANARY}") as client:
        form = {"kind": "licence", "number": f"{CANARY}paper"}
        paper = await send(client, "POST", f"/selection/papers/{product}", json=form)
        picture = {"file": (f"{CANARY}.png", held.getvalue())}
        image = await send(client, "POST", f"/selection/images/{product}", files=picture)
    return {"paper_id": paper["id"], "image_id": image["id"]}


async def techcheck_of(home: House, room: str) -> dict[str, str]:
    """A check in the queue, which nothing runs, and a task of the checklist."""
    async with home.ask(f"owner@{CANARY}") as client:
        task = await send(
            client, "POST", f"/techcheck/rooms/{room}/checklist", json={"text": f"{CANARY}task"}
        )
    with home.db.write() as tx:
        actor = system(home.tenants[CANARY], "test")
        check = begin(tx, actor, home.clock, room, source="live", name=f"{CANARY}check", profile=None)
    return {"task_id": task["id"], "check_id": check.id}


async def loot_of(home: House) -> Loot:
    """One of everything, with the canary in each free text."""
    loot = Loot()
    async with home.ask(f"owner@{CANARY}") as client:
        room = await send(client, "POST", "/rooms", json={"name": f"{CANARY}room", "platform": "douyin"})
        form = {"title": f"{CANARY}show", "starts_at": NOW, "currency": "CNY", "room": room["id"]}
        show = await send(client, "POST", "/shows", json=form)
        await send(client, "POST", f"/shows/{show['id']}/start")
        goods = {"title": f"{CANARY}product", "platform_ids": [f"{CANARY}alias"], "price": 77_777_777}
        product = await send(client, "PUT", f"/products/{CANARY}p", json=goods)
        told = {"type": "comment", "text": f"{CANARY}comment"}
        event = {"id": "1", "source": "x:1", "at": NOW, "user": "u"} | told
        kind = {"content-type": "application/x-ndjson"}
        await send(client, "POST", f"/shows/{show['id']}/events", content=json.dumps(event), headers=kind)
        table = {"file": ("a.csv", f"商品ID,价格\n{CANARY}q,x\n".encode())}
        goods_import = (await send(client, "POST", "/products/import", files=table))["quarantine"].rsplit(
            "/", 1
        )[-1]
        log = {"file": ("events.ndjson", json.dumps(event).encode())}
        made = {
            "host_id": ("/hosts", {"json": {"name": f"{CANARY}host"}}),
            "person_id": ("/people", {"json": {"name": f"{CANARY}person", "roles": ["host"]}}),
            "key_id": ("/keys", {"json": {"name": f"{CANARY}key", "scopes": ["shows:read"]}}),
            "token_id": (f"/shows/{show['id']}/tokens", {"json": {"view": "overlay"}}),
            "connection_id": (
                "/connections",
                {"json": {"connector": "standard_webhooks", "room": room["id"], "name": f"{CANARY}link"}},
            ),
            "item_id": (
                f"/shows/{show['id']}/warmup/items",
                {"json": {"layer": "group", "channel": "x", "title": f"{CANARY}item", "due_at": NOW}},
            ),
            "promise_id": (
                f"/shows/{show['id']}/warmup/promises",
                {"json": {"kind": "guest", "text": f"{CANARY}promise"}},
            ),
            "share_id": (f"/shows/{show['id']}/shares", {"json": {"name": f"{CANARY}share"}}),
            "change_id": (f"/shows/{show['id']}/changes", {"json": {"words": f"{CANARY}change"}}),
            "import_id": ("/imports", {"files": log, "data": {"title": f"{CANARY}import"}}),
        }
        encoder = {"host": "127.0.0.1", "password": f"{CANARY}secret"}
        source = {"room": room["id"], "kind": "obs_studio", "name": f"{CANARY}obs", "config": encoder}
        made["source_id"] = ("/signal/sources", {"json": source})
        for name, (path, body) in made.items():
            loot.ids[name] = (await send(client, "POST", path, **body))["id"]
        loot.ids |= await selling_of(client, show["id"], product["id"], loot.ids["host_id"])
        loot.ids |= await messages_of(client)
        loot.ids |= await report_of(client, show["id"])
        loot.ids |= await playbook_of(client, show["id"])
        loot.ids |= await emergency_of(client, room["id"])
        loot.ids |= await feedback_of(client)
    loot.ids |= {
        "show_id": show["id"],
        "show": show["id"],
        "room_id": room["id"],
        "product_id": product["id"],
    }
    loot.ids |= {"connection": loot.ids["connection_id"], "token": "0" * 43, "name": "review"}
    loot.ids |= {"source": loot.ids["source_id"], "secret": "0" * 40}
    loot.ids |= {"code": "stock", "goods_import": goods_import}
    loot.ids |= await selection_of(home, str(product["id"]))
    loot.ids |= await techcheck_of(home, str(room["id"]))
    loot.ids |= await offer_of(home, str(show["id"]))
    loot.ids |= await profile_of(home, str(room["id"]))
    loot.words.append(home.tenants[CANARY])
    return loot


async def profile_of(home: House, room: str) -> dict[str, str]:
    """Somebody who was in a show that is over."""
    async with home.ask(f"owner@{CANARY}") as client:
        form = {"title": f"{CANARY}past", "starts_at": NOW - 10**9, "currency": "CNY", "room": room}
        past = await send(client, "POST", "/shows", json=form)
        await send(client, "POST", f"/shows/{past['id']}/start")
        event = {"id": "1", "source": "past:1", "type": "enter", "at": NOW, "user": CANARY}
        await send(client, "POST", f"/shows/{past['id']}/events", json=[event])
        await send(client, "POST", f"/shows/{past['id']}/end")
        profiles_of(home.services).keeper.settle()
        found = (await client.get("/api/v1/profiles")).json()["items"]
        rule = {"op": "is", "field": "shows", "cmp": "ge", "value": 1}
        segment = await send(client, "POST", "/segments", json={"name": f"{CANARY}segment", "rule": rule})
    return {"person": found[0]["person"], "segment_id": segment["id"]}


async def report_of(client: httpx.AsyncClient, show: str) -> dict[str, str]:
    """A platform's export, given to the show, and a table the team taught."""
    table = f"主播昵称,直播开始时间,直播间曝光人数,直播间观看人数,直播间用户支付金额\n{CANARY}host,2026/01/01 20:00,9,5,1\n"
    form = {"files": {"file": ("r.csv", table.encode())}, "data": {"show": show}}
    taught = {"name": f"{CANARY}table", "platform": "x", "grain": "session"}
    taught["columns"] = [{"header": "甲", "metric": "gmv"}, {"header": "乙", "role": "start"}]
    layout = await send(client, "POST", "/report-layouts", json=taught)
    report = await send(client, "POST", "/reports", **form)
    return {"report_id": report["file"]["id"], "report_layout_id": layout["id"]}


async def offer_of(home: House, show: str) -> dict[str, str]:
    """An offer on sale and a unit held of it."""
    terms = Terms(
        kind="batch",
        title=f"{CANARY}offer",
        product="p",
        price=1,
        usual_price=2,
        currency="CNY",
        starts_at=0,
        stock=9,
    )
    shown = Offer(id="o", source="onair", at=NOW, offer="ofr_canary", step="publish", terms=frozen(terms))
    await (await home.services.get(Hub).owner(show)).record([shown])
    asked = ("r1", "shop", "u", 1)
    held = await home.services.get(OfferDesks).reserve("ofr_canary", home.tenants[CANARY], asked)
    return {"offer": "ofr_canary", "reservation": held.made.id}


async def selling_of(client: httpx.AsyncClient, show: str, product: str, host: str) -> dict[str, str]:
    """A planned offer, an answer of the library, evidence for a claim, a host's own use, a label, an overlay's layout."""
    plan = {
        "kind": "flash",
        "title": f"{CANARY}plan",
        "product": product,
        "usual_price": 2,
        "price": 1,
        "lasts_s": 600,
    }
    answer = {"variants": [f"{CANARY}question"], "intent": "price", "short": f"{CANARY}answer"}
    proof = {"kind": "report", "claim": f"{CANARY}claim", "issuer": f"{CANARY}issuer"}
    use = {
        "host": host, "product": product, "used_from": NOW - 10**9, "used_until": NOW - 10**6, "words": f"{CANARY}use",
        "signed_name": f"{CANARY}host",
    }  # fmt: skip
    made = {
        "offer_id": (f"/shows/{show}/offers", plan), "answer_id": ("/qa/answers", answer), "proof": ("/proofs", proof),
        "use_id": ("/uses", use),
        "label_id": ("/comments/labels", {"text": f"{CANARY}label", "intent": "price"}),
        "layout_id": ("/overlays/layouts", {"name": f"{CANARY}layout", "body": {"size": "tall"}}),
    }  # fmt: skip
    word = f"{CANARY}w"
    await send(client, "POST", "/comments/words", json={"word": word, "reason": "ads", "note": ""})
    found = {name: (await send(client, "POST", path, json=form))["id"] for name, (path, form) in made.items()}
    return found | {"word": word}


async def playbook_of(client: httpx.AsyncClient, show: str) -> dict[str, str]:
    """A rule of the team's own and a back-test of it."""
    ours = (await client.get("/api/v1/playbook/rules/online_drop")).json()["rule"]
    own = {**ours, "name": {"zh": f"{CANARY}rule", "en": f"{CANARY}rule"}, "topic": "stolen"}
    rule = await send(client, "PUT", "/playbook/rules/canary_rule", json={"version": 0, "rule": own})
    run = await send(client, "POST", "/playbook/backtests", json={"rule_id": rule["id"], "shows": [show]})
    return {"rule_id": rule["id"], "backtest_id": run["id"]}


async def emergency_of(client: httpx.AsyncClient, room: str) -> dict[str, str]:
    """A card in the team's own words, and a room's settings. Cards have the same ids in all teams."""
    own = {"zh": f"{CANARY}card", "en": f"{CANARY}card"}
    card = await send(client, "PUT", "/emergency/cards/stream_cut", json={"version": 0, "name": own})
    await send(client, "PUT", f"/emergency/rooms/{room}", json={"version": 0, "scene": f"{CANARY}scene"})
    return {"card_id": card["id"]}


async def feedback_of(client: httpx.AsyncClient) -> dict[str, str]:
    """A ticket with a proof, and a form's link."""
    form = {"kind": "quality", "text": f"{CANARY}ticket"}
    ticket = (await send(client, "POST", "/feedback/tickets", json=form))["id"]
    held = io.BytesIO()
    Image.new("RGB", (8, 8)).save(held, "PNG")
    picture = {"file": (f"{CANARY}.png", held.getvalue())}
    proof = (await send(client, "POST", f"/feedback/tickets/{ticket}/proofs", files=picture))["id"]
    link = (await send(client, "POST", "/feedback/links", json={"name": f"{CANARY}form"}))["id"]
    return {"ticket_id": ticket, "proof_id": proof, "link_id": link}


async def messages_of(client: httpx.AsyncClient) -> dict[str, str]:
    """Ids of a target, a message in its outbox, a contact and a link."""
    robot = {"url": "https://open.feishu.cn/open-apis/bot/v2/hook/canary-token"}
    form = {"kind": "feishu_robot", "name": f"{CANARY}robot", "config": robot}
    goal = (await send(client, "POST", "/delivery/targets", json=form))["id"]
    tried = await send(client, "POST", f"/delivery/targets/{goal}/test", json={})
    point = {"channel": "sms", "value": "13877777777", "purposes": ["reminder"]}
    person = {"label": f"{CANARY}contact", "points": [point], "source": "form"}
    contact = (await send(client, "POST", "/contacts", json=person))["id"]
    link = {"target_url": f"https://shop.example/{CANARY}", "item": f"{CANARY}item"}
    code = (await send(client, "POST", "/links", json=link))["code"]
    return {"target_id": goal, "message_id": tried["message"], "contact_id": contact, "code": code}
