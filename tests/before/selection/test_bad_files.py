"""Files that are wrong: each is refused or quarantined by a code and a row number, and what is good stays."""

import io
from typing import Any

import httpx
import openpyxl
import pytest
from PIL import Image

from onair.kernel.clock import DAY_MS
from team import NOW, House

pytestmark = pytest.mark.asyncio
HEAD = "商品ID,品名,直播价,成本,佣金,库存,资质有效期,质检编号\n"


def workbook(*rows: list[Any]) -> bytes:
    book, held = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


async def bring(client: httpx.AsyncClient, name: str, body: bytes | str) -> httpx.Response:
    sent = body.encode() if isinstance(body, str) else body
    return await client.post("/api/v1/selection/import", files={"file": (name, sent)})


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("broken.xlsx", b"PK\x03\x04 broken", 400, "file_damaged"),
        ("text.xlsx", HEAD.encode(), 400, "file_wrong_type"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 400, "file_wrong_type"),
        ("empty.csv", b"", 400, "file_wrong_type"),
        ("no-id.csv", "甲,乙\n1,2\n".encode(), 400, "columns_missing"),
        ("cut.xlsx", workbook(["商品ID", "品名"], ["a", "b"])[:-40], 400, "file_damaged"),
        ("huge.csv", HEAD.encode() + b"a" * (64 * 2**20), 413, "too_large"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_whole(
    home: House, name: str, body: bytes, status: int, code: str
) -> None:
    async with home.ask("merchandiser@甲", **{"accept-language": "zh"}) as client:
        answer = await bring(client, name, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "没有" in answer.json()["detail"]  # what was kept: nothing
        assert (await client.get("/api/v1/selection")).json()["counts"]["all"] == 0


async def test_bad_rows_are_named_and_good_ones_stay(home: House) -> None:
    rows = HEAD + (
        "a,锅,-5,1,10%,3,,\nb,盆,9.9,-1,10%,3,,\nc,碗,9.9,1,140%,3,,\nd,,9,1,10%,3,,\n,无,9,1,10%,3,,\n"
        "e,钟,9,1,10%,3,2026-13-45,Q\nf,一百,一百,1,10%,3,,\ng,好,9,1,10%,3,2026-12-31,QC-1\ng,再,8,1,10%,3,,\n"
    )
    async with home.ask("merchandiser@甲") as client:
        found = (await bring(client, "rows.csv", rows)).json()
        assert (found["rows"], found["imported"], found["papers"], found["rejected_total"]) == (9, 1, 1, 8)
        assert {row["row"]: row["code"] for row in found["rejected"]} == {
            2: "negative", 3: "negative", 4: "bad_rate", 5: "missing_title", 6: "missing_id", 7: "bad_time",
            8: "bad_money", 10: "duplicate",
        }  # fmt: skip
        kept = (await client.get(found["quarantine"])).text
        assert all(code in kept for code in ("negative", "bad_rate", "duplicate"))
        one = (await client.get("/api/v1/selection/products/g")).json()
        last_moment = one["papers"][0]["expires_at"]
        assert (last_moment + 1) % DAY_MS == 16 * 3_600_000  # valid to the end of that day in Shanghai


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16", "utf-8-sig"])
async def test_encodings_of_exports(home: House, encoding: str) -> None:
    body = (HEAD + "g1,麦饭石炒锅,169,70,20%,30,,\n").encode(encoding)
    async with home.ask("merchandiser@甲") as client:
        assert (await bring(client, "export.csv", body)).json()["imported"] == 1
        row = (await client.get("/api/v1/selection")).json()["items"][0]
        assert (row["title"], row["price"]) == ("麦饭石炒锅", 16_900)


async def test_hostile_titles_are_text_and_leave_as_text(home: House) -> None:
    rows = HEAD + (
        '"h1","<script>alert(1)</script>",1,1,1%,1,,\n"h2","=cmd|\' /C calc\'!A0",1,1,1%,1,,\n'
        f'"h3","a\u202eb",1,1,1%,1,,\n"h4","{"长" * 600}",1,1,1%,1,,\n"h5","",-1,1,1%,1,,"=1+1"\n'
    )
    async with home.ask("merchandiser@甲") as client:
        found = (await bring(client, "hostile.csv", rows)).json()
        assert (found["imported"], [row["row"] for row in found["rejected"]]) == (2, [4, 5, 6])
        titles = {row["id"]: row["title"] for row in (await client.get("/api/v1/selection")).json()["items"]}
        assert titles == {"h1": "<script>alert(1)</script>", "h2": "=cmd|' /C calc'!A0"}
        for line in (await client.get(found["quarantine"])).text.splitlines():
            assert not any(cell.strip('"').startswith(("=", "+", "@")) for cell in line.split(","))


def picture(kind: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(held, kind)
    return held.getvalue()


async def test_a_scan_is_kept_for_the_team_and_named_by_its_paper(home: House) -> None:
    pdf = b"%PDF-1.7\n% a certificate\n%%EOF"
    async with home.ask("merchandiser@甲") as client:
        await bring(client, "one.csv", HEAD + "g,锅,9,1,10%,3,,\n")
        sent = [
            (await client.post("/api/v1/selection/scans", files={"file": ("证书.pdf", pdf)})).json()
            for _ in range(2)
        ]
        assert sent[0] == sent[1]  # the same file is one
        body = {"kind": "certificate", "number": "C-1", "expires_at": NOW + DAY_MS, **sent[0]}
        assert (await client.post("/api/v1/selection/papers/g", json=body)).status_code == 201
        got = await client.get(sent[0]["file"])
        assert (got.content, got.headers["content-type"]) == (pdf, "application/pdf")
        assert got.headers["content-disposition"].startswith("attachment")
        assert (
            await client.post("/api/v1/selection/scans", files={"file": ("a.png", picture("PNG"))})
        ).status_code == 201
        for name, bad in (("x.pdf", b"<html>"), ("y.png", picture("PNG")[:-30]), ("z.gif", picture("GIF"))):
            answer = await client.post("/api/v1/selection/scans", files={"file": (name, bad)})
            assert (answer.status_code, answer.json()["code"]) == (400, "not_a_scan")
        for path in ("/../onair.db", "javascript:alert(1)", "/api/v1/selection/scans/../../x"):
            wrong = await client.post(
                "/api/v1/selection/papers/g", json={**body, "number": "C-2", "file": path}
            )
            assert wrong.status_code == 422 or wrong.json()["code"] == "bad_input"
    async with home.ask("owner@乙") as stranger:
        assert (await stranger.get(sent[0]["file"])).json()["code"] == "scan_not_found"
    async with home.ask("host@甲") as host:
        assert (await host.post("/api/v1/selection/scans", files={"file": ("a.pdf", pdf)})).status_code == 403
