"""The checkout of a shop over real sockets: every answer of the contract, and what it refuses."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from selling import MINUTE
from shop import Shop, shop

PATH = "/api/v1/offers/ofr_1"


async def reserve(client: httpx.AsyncClient, request: str, user: str = "u1", **more: Any) -> httpx.Response:
    return await client.post(f"{PATH}/reservations", json={"request": request, "user": user, **more})


async def confirm(
    client: httpx.AsyncClient, id_: str, amount: Any = 5900, order: Any = "o1"
) -> httpx.Response:
    body = {"order": order, "amount": amount}
    return await client.post(f"{PATH}/reservations/{id_}/confirm", json=body)


def said(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_checkout_from_first_to_last(tmp_path: Path) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        await one.publish()
        first = said(await reserve(client, "r1", qty=2), 201)
        assert first == {
            "reservation": first["reservation"], "state": "held", "qty": 2, "price": 5900, "amount": 11800,
            "expires_at": one.clock() + 300_000, "left": 98,
        }  # fmt: skip
        assert said(await reserve(client, "r1", qty=2), 200) == first
        id_ = first["reservation"]
        paid = said(await confirm(client, id_, 11800), 200)
        assert (paid["state"], paid["order"], paid["paid"]) == ("confirmed", "o1", 11800)
        assert said(await confirm(client, id_, 11800), 200) == paid
        assert said(await confirm(client, id_, 11800, "o2"), 409)["code"] == "confirmed_otherwise"
        other = said(await reserve(client, "r2", "u2"), 201)["reservation"]
        gone = said(await client.delete(f"{PATH}/reservations/{other}"), 200)
        assert gone["state"] == "released"
        assert said(await client.delete(f"{PATH}/reservations/{other}"), 200) == gone
        assert said(await client.get(f"{PATH}/reservations/{other}"), 200) == gone
        assert said(await client.delete(f"{PATH}/reservations/{id_}"), 409)["code"] == "confirmed_already"
        assert said(await confirm(client, other), 409)["code"] == "released"
        now = said(await client.get(PATH), 200)
        assert (now["left"], now["held"], now["sold"], now["state"]) == (98, 0, 2, "live")
        assert (now["server_time"], now["ends_at"]) == (one.clock(), one.clock() + 30 * MINUTE)
        assert [word["zh"] for word in now["words"]] == ["每人限2件"]
    async with shop(tmp_path, one) as two, two.client() as client:
        assert said(await reserve(client, "r1", qty=2), 200) == {**first, "state": "confirmed"}
        assert said(await confirm(client, id_, 11800), 200) == paid


async def test_what_is_refused_keeps_the_stock_and_says_why(tmp_path: Path) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        start = one.clock() + MINUTE
        await one.publish(starts_at=start, ends_at=start + 10 * MINUTE, stock=3, per_person=2)
        assert said(await reserve(client, "r1"), 409)["code"] == "not_started"
        assert said(await client.get(PATH), 200)["price"] == 11800
        one.clock.now = start
        assert said(await client.get(PATH), 200)["price"] == 5900
        held = said(await reserve(client, "r1", qty=2), 201)["reservation"]
        codes = {
            "limit_reached": await reserve(client, "r2"),
            "sold_out": await reserve(client, "r3", "u2", qty=2),
            "request_reused": await reserve(client, "r1", "u2", qty=2),
            "amount_differs": await confirm(client, held, 5900),
        }
        for code, answer in codes.items():
            assert said(answer, 409)["code"] == code
        assert codes["sold_out"].json()["data"] == {"left": 1, "held": 2}
        one.clock.forward(300_000)
        assert said(await confirm(client, held, 11800), 409)["code"] == "expired"
        assert said(await client.get(PATH), 200)["left"] == 3
        late = said(await reserve(client, "r4", "u3"), 201)["reservation"]
        one.clock.now = start + 10 * MINUTE
        assert said(await reserve(client, "r5", "u3"), 409)["code"] == "ended"
        assert said(await client.get(PATH), 200)["price"] == 11800
        assert said(await confirm(client, late), 409)["code"] == "expired"
        book = await one.book()
        assert (book.left, book.held, book.ended_why) == (3, 0, "time")


async def test_a_hold_made_before_the_end_keeps_its_price(tmp_path: Path) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        await one.publish(ends_at=one.clock() + MINUTE)
        held = said(await reserve(client, "r1"), 201)["reservation"]
        one.clock.forward(2 * MINUTE)
        assert said(await confirm(client, held), 200)["state"] == "confirmed"
        assert (await one.book()).state(one.clock()) == "ended"


BAD: list[Any] = [
    {"request": "r", "user": "u", "qty": 0}, {"request": "r", "user": "u", "qty": -1}, {"request": "r", "user": "u", "qty": 10_001},
    {"request": "r", "user": "u", "qty": 2**70}, {"request": "r", "user": "u", "qty": "1"}, {"request": "r", "user": "u", "qty": 1.5},
    {"request": "r", "user": "u", "qty": True}, {"request": "", "user": "u"}, {"request": "r" * 65, "user": "u"},
    {"request": "r", "user": ""}, {"request": "r", "user": None}, {"request": "r"}, {"user": "u"}, [], "r", None,
    {"request": "r", "user": "u", "price": 1}, {"request": "r", "user": "u", "amount": 1}, {"request": "r", "user": "u", "currency": "JPY"},
]  # fmt: skip
RAW = [
    b"",
    b"{",
    b'{"request":"\xff","user":"u"}',
    b"[" * 4000,
    b'{"request":"r","user":"u","qty":NaN}',
    b"\xef\xbb\xbf{}",
]


async def test_bad_bodies_are_refused_with_a_code_and_nothing_is_reserved(tmp_path: Path) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        await one.publish()
        for body in BAD:
            answer = await client.post(f"{PATH}/reservations", json=body, headers={"accept-language": "en"})
            assert said(answer, 400)["code"] == "bad_checkout", body
            assert "Nothing was changed" in answer.json()["detail"]
        for raw in RAW:
            assert said(await client.post(f"{PATH}/reservations", content=raw), 400)["code"] == "bad_checkout"
        large = b'{"request":"r","user":"' + b"u" * 5000 + b'"}'
        assert said(await client.post(f"{PATH}/reservations", content=large), 413)["code"] == "too_large"
        held = said(await reserve(client, "r1"), 201)["reservation"]
        for amount in (-5900, "5900", 5900.0, None, 2**80, 5900 * 2, 0):
            answer = await confirm(client, held, amount)
            assert answer.status_code in (400, 409), answer.text
        for order in ("", None, "x" * 129, 7):
            assert said(await confirm(client, held, order=order), 400)["code"] == "bad_checkout"
        assert said(await confirm(client, "rsv_nobody"), 404)["code"] == "reservation_not_found"
        book = await one.book()
        assert (book.held, book.sold) == (1, 0)


async def test_teams_never_meet(tmp_path: Path) -> None:
    async with shop(tmp_path) as one:
        await one.publish()
        _, foreign = one.team()
        async with one.client() as own, one.client(foreign) as client:
            held = said(await reserve(own, "r1"), 201)["reservation"]
            for answer in (
                await reserve(client, "r1"), await confirm(client, held), await client.get(PATH),
                await client.get(f"{PATH}/reservations/{held}"), await client.delete(f"{PATH}/reservations/{held}"),
            ):  # fmt: skip
                assert said(answer, 404)["code"] == "offer_not_found"
                assert "示例杯" not in answer.text
            assert said(await own.get(PATH), 200)["held"] == 1
            nobody = await client.post(f"{PATH}/reservations", headers={"authorization": "Bearer onair_x"})
            assert nobody.status_code == 401


@pytest.mark.parametrize(("kind", "set_", "code"), [("new", None, "eligibility_unknown"), ("member", "aud_9", "eligibility_unknown"), ("exclusive", "aud_1", "not_eligible")])  # fmt: skip
async def test_whom_nobody_can_check_is_not_let_in(
    tmp_path: Path, kind: str, set_: str | None, code: str
) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        await one.publish(eligible={"kind": kind, "set": set_, "words": ""})
        desk = await one.desks.of("ofr_1", one.tenant)
        friend = desk.owner.user_key("shop", "friend")
        desk.audiences["aud_1"] = frozenset({friend})
        assert said(await reserve(client, "r1"), 409)["code"] == code
        if set_ == "aud_1":
            assert said(await reserve(client, "r2", "friend"), 201)["left"] == 99


async def test_the_platforms_stock_cannot_be_reserved(tmp_path: Path) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        await one.publish(stock=None)
        assert said(await reserve(client, "r1"), 409)["code"] == "stock_elsewhere"
        now = said(await client.get(PATH), 200)
        assert (now["stock_by"], now["left"], now["sold"]) == ("platform", None, None)


async def test_too_often_is_told_when_to_come_back_and_others_are_not_held_up(tmp_path: Path) -> None:
    async with shop(tmp_path, per_s=5) as one, one.client() as client:
        await one.publish()
        answers = await asyncio.gather(*(reserve(client, f"r{n}", f"u{n}") for n in range(20)))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert 8 <= len(refused) <= 10
        assert all(said(answer, 429)["code"] == "rate_limited" for answer in refused)
        assert {answer.headers["retry-after"] for answer in refused} == {"1"}
        assert (await one.book()).held == 20 - len(refused)
        _, foreign = one.team()
        async with one.client(foreign) as other:
            assert (await other.get(PATH)).status_code == 404


async def test_the_same_request_while_the_first_is_in_flight(tmp_path: Path) -> None:
    async with shop(tmp_path) as one, one.client() as client:
        await one.publish(stock=1)
        answers = await asyncio.gather(*(reserve(client, "r1") for _ in range(20)))
        assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
        assert len({answer.text for answer in answers}) == 1
        assert (await one.book()).held == 1


__all__ = ["Shop"]
