"""The lint over the wire, with what a team knows; the register of evidence; switches of platform rules."""

from team import House

LINT, PROOFS, RULES = "/api/v1/lint", "/api/v1/proofs", "/api/v1/lint/rules"
PROOF = {"kind": "report", "claim": "跌落测试 1米 10次", "issuer": "示例检测所", "since": "2026-04-01"}


async def test_offsets_are_those_of_a_browser(home: House):
    async with home.ask("host@甲") as client:
        text = "🔥今晚已售5000"
        answer = await client.post(LINT, json={"text": text, "surface": "overlay"})
        assert answer.status_code == 200, answer.text
        (finding,) = answer.json()["findings"]
        units = text.encode("utf-16-le")
        assert units[2 * finding["start"] : 2 * finding["end"]].decode("utf-16-le") == finding["matched"]
        assert (finding["rule"], finding["article"], answer.json()["verdict"]) == ("C15", "9", "BLOCK")


async def test_who_may_and_what_is_refused(home: House):
    async with home.ask(None) as nobody:
        assert (await nobody.post(LINT, json={"text": "好", "surface": "qa"})).status_code == 401
    async with home.ask("auditor@甲") as client:
        assert (await client.post(LINT, json={"text": "好", "surface": "qa"})).json()["verdict"] == "PASS"
        for body in (
            {"text": "好"},
            {"text": "好", "surface": "wall"},
            {"text": "长" * 60_001, "surface": "qa"},
        ):
            assert (await client.post(LINT, json=body)).status_code == 400
        assert (await client.post(PROOFS, json=PROOF)).status_code == 403


async def test_evidence_is_entered_and_withdrawn(home: House):
    async with home.ask("merchandiser@甲") as client:
        made = await client.post(PROOFS, json=PROOF)
        assert made.status_code == 201, made.text
        assert made.json()["approver"] and made.json()["withdrawn_at"] is None
        late = await client.post(PROOFS, json=PROOF | {"valid_until": "2026-03-01"})
        assert (late.status_code, late.json()["code"]) == (400, "proof_bad_dates")
        strange = await client.post(PROOFS, json=PROOF | {"products": ["nothing"]})
        assert (strange.status_code, strange.json()["code"]) == (400, "proof_unknown_product")
        gone = await client.delete(f"{PROOFS}/{made.json()['id']}")
        assert gone.json()["withdrawn_at"] is not None
        assert [one["id"] for one in (await client.get(PROOFS)).json()["items"]] == [made.json()["id"]]
    async with home.ask("merchandiser@乙") as other:
        assert (await other.get(PROOFS)).json()["items"] == []
        assert (await other.delete(f"{PROOFS}/{made.json()['id']}")).status_code == 404


async def test_law_has_no_switch(home: House):
    async with home.ask("operator@甲") as client:
        answer = await client.put("/api/v1/lint/switches", json={"off": ["C01"], "version": 0})
        assert (answer.status_code, answer.json()["code"]) == (400, "lint_law_stays")
        rules = (await client.get(RULES)).json()["rules"]
        assert all(one["versions"] and one["versions"][0]["source"] for one in rules)
