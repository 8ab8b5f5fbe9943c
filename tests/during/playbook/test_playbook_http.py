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
        assert {"online", "click_surge"} <= {one["name"] for one in kit["readings"]}
        acts = {one["act"]: one for one in kit["acts"]}
        assert acts["slot_extend"]["fields"][0] | {"label": ""} == {
            "name": "minutes", "label": "", "kind": "whole", "required": True, "choices": [], "least": -60, "most": 60,
        }  # fmt: skip
        assert (acts["offer_publish"]["later"], acts["show_overlay"]["later"]) == (None, "showing overlays")
        assert not {"undo", "hide_comment", "slot_skip", "proposal_accept"} & set(acts), (
            "those are a person's"
        )
        later = {one["id"]: one["later"] for one in page["items"] if one["later"]}
        assert "guide_click_surge" not in later and "online_drop" not in later


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
        _, said = await at.json("POST", "/playbook/preview", json={"rule": wrong})
        assert said["problems"] == [{"field": "conditions.0.reading", "text": "there is no reading mood"}]
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
        body = {"version": 0, "room": at.room, "mode": "auto"}
        path = f"{RULES}/online_drop/room"
        code, refused = await at.json("PUT", path, json=body)
        assert (code, refused["code"]) == (403, "playbook_auto_refused")
        code, found = await at.json("PUT", path, "operator@甲", json=body)
        assert (code, found["auto"][0]["room"], found["auto"][0]["name"]) == (
            200,
            at.room,
            "operator@甲".replace("@", " of "),
        )
        show = await at.show(FALL, state=State.on_air)
        owner = await at.hub.owner(show)
        assert {row.by for row in owner.state.track.actions()} == {"rule:online_drop"}
        assert (await at.json("PUT", path, json={**body, "version": 1, "mode": "ask"}))[0] == 200, (
            "anybody stops it"
        )


async def test_silent_in_one_room_it_says_nothing_there_and_stays_so_when_put_back(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        path = f"{RULES}/online_drop/room"
        found = await of(at, "online_drop")
        await put(at, "online_drop", {**found["rule"], "cooldown_s": 900}, 0)
        _, off = await at.json("PUT", path, json={"version": 1, "room": at.room, "mode": "off"})
        assert ([one["room"] for one in off["silent"]], off["auto"], off["state"]) == ([at.room], [], "on")
        await at.json("DELETE", f"{RULES}/online_drop?version=2")
        back = await of(at, "online_drop")
        assert (back["changed"], len(back["silent"])) == ([], 1)
        show = await at.show(FALL, state=State.on_air)
        owner = await at.hub.owner(show)
        assert "online_drop" not in {mark.label for mark in owner.state.track.marks()}
        _, why = await at.json("GET", f"/shows/{show}/playbook/rules/online_drop/trace?at={T0 + 43 * TICK}")
        assert (why["watching"], why["traces"][0]["why"]) == (False, "standing"), "it would have spoken"


async def test_a_draft_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Empty words are …; each finding has its place; whatever is sent is answered."""
    async with studio(tmp_path) as at:
        base = (await of(at, "online_drop"))["rule"]
        blank = {
            **base,
            "name": {"zh": "", "en": ""},
            "steps": [{**base["steps"][0], "say": {"zh": "", "en": ""}}],
        }
        code, said = await at.json("POST", "/playbook/preview", json={"rule": blank})
        assert code == 200 and "建议…" in said["zh"] and "propose: …" in said["en"]
        fields = {one["field"] for one in said["problems"]}
        assert fields == {"name.zh", "name.en", "steps.0.say.zh", "steps.0.say.en"}
        far = {**base, "conditions": [{**base["conditions"][0], "clear": 0.1}], "cooldown_s": -1}
        _, said = await at.json("POST", "/playbook/preview", json={"rule": far})
        assert (said["zh"], [one["field"] for one in said["problems"]]) == (None, ["cooldown_s"])
        _, said = await at.json("POST", "/playbook/preview", json={"rule": {**far, "cooldown_s": 60}})
        assert [one["field"] for one in said["problems"]] == ["conditions.0.clear"] and said["zh"]
        for odd in ({}, {"name": 3}, {"steps": [None]}, {"conditions": {}}, {"say": "x" * 999}, {"note": []}):
            code, said = await at.json("POST", "/playbook/preview", json={"rule": odd})
            assert code == 200 and said["problems"], odd


async def test_a_rule_is_taken_along_and_brought_back(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        found = await of(at, "negative_wave")
        _, kept = await at.json("GET", f"{RULES}/negative_wave/text")
        assert kept["file"] == "negative_wave.toml"
        _, back = await at.json("POST", "/playbook/read", json={"text": kept["text"]})
        assert (back["id"], back["rule"], back["problems"], back["known"]) == (
            "negative_wave", found["rule"], [], True,
        )  # fmt: skip
        broken = {
            "id = ": "cannot be read", "id = 3": "wrong form", kept["text"].replace("comments_share", "mood"): "mood",
            kept["text"] + "\ncolour = 1": "colour", "a=" + "[" * 5_000: "",
            kept["text"].replace("2026-11-22", "2026-99-99"): "2026-99-99",
        }  # fmt: skip
        for text, why in broken.items():
            code, told = await at.json("POST", "/playbook/read", json={"text": text})
            assert code == 200 and why in told["problems"][0]["text"], text[:40]
        dated = {**found["rule"], "source": {**found["rule"]["source"], "as_of": "2026-02-30"}}
        code, told = await at.json("PUT", f"{RULES}/negative_wave", json={"version": 0, "rule": dated})
        assert (code, told["code"]) == (400, "playbook_bad_rule") and "2026-02-30" in told["detail"]
        assert (await at.json("POST", "/playbook/read", json={"text": "x" * 50_000}))[0] == 400
        assert (await at.json("POST", "/playbook/read", "analyst@甲", json={"text": ""}))[0] == 403
        assert (await at.json("GET", f"{RULES}/none_such/text"))[0] == 404


async def test_the_trace_of_a_show_that_is_over_is_told_from_its_log(tmp_path: Path) -> None:
    """Loaded anew it follows nothing; the control is a rule that never spoke."""
    async with studio(tmp_path) as at:
        show = await at.show(FALL)
        await at.hub.stop()
        owner = await at.hub.owner(show)
        book: Any = owner.state.companions["playbook"]
        assert not book.follows and not book.following.evaluator.traces
        path = f"/shows/{show}/playbook/rules"
        _, told = await at.json("GET", f"{path}/online_drop/trace")
        assert (told["traces"][0]["why"], told["traces"][0]["fired_at"]) == ("standing", T0 + 42 * TICK)
        _, quiet = await at.json("GET", f"{path}/online_peak/trace")
        assert quiet["traces"][0]["why"] == "not_met" and quiet["traces"][0]["fired_at"] is None


async def test_what_became_of_proposals_with_reasons_and_when_it_spoke_last(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        for shift, reason in ((0, "wrong"), (8 * 86_400_000, None)):
            show = await at.show(FALL, shift=shift, state=State.on_air)
            owner = await at.hub.owner(show)
            book: Any = owner.state.companions["playbook"]
            (case,) = book.ledger.all()
            _, live = await at.json("GET", "/playbook/scorecard")
            assert (live["rules"][0]["last_at"], live["rules"][0]["on_air"]) == (case.at, 1), "on air already"
            if reason:
                await owner.act("proposal_snooze", {"proposal": case.id}, None, id_="s", by="per_a")
                await owner.act(
                    "proposal_dismiss", {"proposal": case.id, "reason": reason}, None, id_="d", by="p"
                )
            await at.over(show)
        _, card = await at.json("GET", "/playbook/scorecard")
        (row,) = card["rules"]
        assert (row["fired"], row["dismissed"], row["snoozed"], row["ignored"]) == (2, 1, 1, 1)
        assert row["reasons"] == {"wrong": 1} and row["per_week"] == 2 * 7 / 8
        assert row["last_at"] == T0 + 8 * 86_400_000 + 42 * TICK


async def test_a_rooms_usual_with_its_number_of_shows(tmp_path: Path) -> None:
    usual = Example(say="", ticks=70, levels={"online": [(0, 420)], "comments": [(0, 3)]})
    async with studio(tmp_path) as at:
        path = f"/playbook/usual?room={at.room}&reading=online&window_s=600"
        assert (await at.json("GET", path))[1] == {"asked": False, "needed": 3, "hours": []}
        await at.show(usual, beats=False)
        at.baselines.settle()
        _, told = await at.json("GET", path)
        assert told["asked"] and {(one["p50"], one["n"]) for one in told["hours"]} == {(420.0, 1)}
        assert (await at.json("GET", path, "owner@乙"))[0] == 404
        assert (await at.json("GET", path.replace("600", "5")))[0] == 400


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
