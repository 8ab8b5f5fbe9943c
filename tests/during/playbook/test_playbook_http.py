"""Rules on the wire: changed by two at once, refused with reasons, shown unavailable, traced, let to act."""

from pathlib import Path
from typing import Any

from playbook_studio import Studio, studio
from timeline import T0, TICK

from onair.during.playbook.example import Example
from onair.during.playbook.model import PlaybookRule
from onair.trade.service import State

FALL = Example(
    say="", ticks=48, product="p1", levels={"online": [(0, 1000), (40, 600)], "comments": [(0, 20)]}
)
RULES = "/playbook/rules"


async def of(at: Studio, id_: str, who: str = "controller@甲", **more: Any) -> Any:
    code, body = await at.json("GET", f"{RULES}/{id_}", who, **more)
    assert code == 200, body
    return body


async def put(at: Studio, id_: str, rule: Any, version: int, who: str = "controller@甲") -> tuple[int, Any]:
    return await at.json("PUT", f"{RULES}/{id_}", who, json={"version": version, "rule": rule})


async def test_all_rules_with_state_and_sentence(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        _, page = await at.json("GET", RULES)
        assert len(page["items"]) == 21 and {one["state"] for one in page["items"]} == {"on"}
        first = page["items"][0]
        assert first["id"] == "online_drop" and "below 0.7×" in first["preview"]
        chinese = await of(at, "online_drop", headers={"accept-language": "zh"})
        assert chinese["preview"].startswith(
            "全场：当近 5 分钟的在线与之前之比低于 0.7 倍（至少 15 个样本）（回到 0.85 倍才算恢复）"
        )
        _, kit = await at.json("GET", "/playbook/kit")
        assert {"online", "click_surge"} <= {one["name"] for one in kit["readings"]} and "whisper" in kit[
            "acts"
        ]


async def test_changed_by_two_at_once_and_put_back(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        found = await of(at, "online_drop")
        mine = {**found["rule"], "cooldown_s": 900}
        code, changed = await put(at, "online_drop", mine, 0)
        assert (code, changed["version"], changed["changed"]) == (200, 1, ["cooldown_s"])
        code, stale = await put(at, "online_drop", {**found["rule"], "cooldown_s": 60}, 0, "operator@甲")
        assert (code, stale["code"]) == (409, "stale")
        assert stale["data"] == {"difference": {"cooldown_s": {"yours": 60, "theirs": 900}}, "version": 1}
        assert (await of(at, "online_drop", "owner@乙"))["version"] == 0, "another team's are its own"
        assert (await at.json("DELETE", f"{RULES}/online_drop?version=0"))[0] == 409
        assert (await at.json("DELETE", f"{RULES}/online_drop?version=1"))[0] == 204
        assert (await of(at, "online_drop"))["changed"] == []


async def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        base = (await of(at, "online_drop"))["rule"]
        own = {**base, "number": None, "name": {"zh": "自己的", "en": "Mine"}, "topic": "mine"}
        code, made = await put(at, "mine", own, 0)
        assert (code, made["own"], made["state"]) == (200, True, "on")
        show = await at.show(FALL, state=State.on_air)
        owner = await at.hub.owner(show)
        names = {mark.label for mark in owner.state.track.marks() if mark.kind == "proposal"}
        assert names == {"mine", "online_drop"}
        assert (await at.json("DELETE", f"{RULES}/mine?version=1"))[0] == 204
        assert (await at.json("GET", f"{RULES}/mine"))[0] == 404


async def test_what_cannot_run_is_refused_with_the_reason_or_shown_unavailable(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        base = (await of(at, "online_drop"))["rule"]
        wrong = {**base, "conditions": [{**base["conditions"][0], "reading": "mood"}]}
        code, refused = await put(at, "online_drop", wrong, 0)
        assert (code, refused["code"]) == (400, "playbook_bad_rule") and "mood" in refused["detail"]
        _, said = await at.json("POST", "/playbook/preview", json=wrong)
        assert said["problems"] == ["there is no reading mood"]
        with at.house.db.write() as tx:
            tx.add(
                PlaybookRule(
                    tenant_id=at.tenant,
                    rule_id="online_peak",
                    own=False,
                    auto={},
                    updated_at=0,
                    updated_by="x",
                    version=3,
                    body={"conditions": [{"reading": "mood", "op": "<", "limit": 1}]},
                )
            )
        found = await of(at, "online_peak")
        assert (found["state"], found["why"]) == ("unavailable", ["there is no reading mood"])
        show = await at.show(FALL, state=State.on_air)
        owner = await at.hub.owner(show)
        assert [m.label for m in owner.state.track.marks() if m.kind == "proposal"] == ["online_drop"]


async def test_why_it_spoke_and_why_it_did_not(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show = await at.show(FALL)
        path = f"/shows/{show}/playbook/rules/online_drop/trace"
        _, now = await at.json("GET", path)
        assert now["traces"][0]["why"] == "standing"
        _, then = await at.json("GET", f"{path}?at={T0 + 42 * TICK + 3_500}")
        assert (then["at"], then["traces"][0]["why"]) == (T0 + 42 * TICK, "fired")
        _, before = await at.json("GET", f"{path}?at={T0 + 30 * TICK}")
        check = before["traces"][0]["checks"][0]
        assert (before["traces"][0]["why"], check["value"], check["limit"], check["met"]) == (
            "not_met",
            1.0,
            0.7,
            False,
        )
        assert (await at.json("GET", path, "owner@乙"))[0] == 404
        assert (await at.json("GET", path.replace("online_drop", "nothing_here")))[0] == 404


async def test_only_an_operator_lets_a_rule_act_by_itself_and_only_in_that_room(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        body = {"version": 0, "room": at.room, "on": True}
        path = f"{RULES}/online_drop/auto"
        assert (await at.json("PUT", path, json=body))[0] == 403
        code, found = await at.json("PUT", path, "operator@甲", json=body)
        assert (code, found["auto"][0]["room"], found["auto"][0]["name"]) == (
            200,
            at.room,
            "operator@甲".replace("@", " of "),
        )
        show = await at.show(FALL, state=State.on_air)
        owner = await at.hub.owner(show)
        assert {row.by for row in owner.state.track.actions()} == {"rule:online_drop"}


async def test_edits_reach_a_show_on_air(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show = await at.show(Example(say="", ticks=3, levels={"online": [(0, 1000)]}), state=State.on_air)
        owner = await at.hub.owner(show)
        book: Any = owner.state.companions["playbook"]
        found = await of(at, "online_drop")
        await put(at, "online_drop", {**found["rule"], "on": False}, 0)
        for _ in range(500):
            if "online_drop" not in {rule.id for rule in book.knowledge.rules}:
                break
            await at.json("GET", "/me")
        assert "online_drop" not in {rule.id for rule in book.knowledge.rules}
        assert (await of(at, "online_drop"))["state"] == "off"


async def test_refused_by_form_and_by_role(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        base = (await of(at, "online_drop"))["rule"]
        assert (await put(at, "online_drop", base, 0, "analyst@甲"))[0] == 403
        assert (await put(at, "online_drop", {**base, "colour": 1}, 0))[0] in (400, 422)
        assert (await at.json("POST", "/playbook/backtests", json={}))[1]["code"] == "playbook_one_rule"
        none = await at.json("POST", "/playbook/backtests", json={"rule_id": "online_drop"})
        assert none[1]["code"] == "playbook_no_past_shows"
