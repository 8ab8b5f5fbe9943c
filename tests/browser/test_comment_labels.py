"""Labelling on a real server in a real Chromium: one key teaches, one takes back; limits; the review tells what became."""

from collections.abc import Iterator
from typing import Any

import pytest
from console_browser import Watch, context
from planned_evening import Caller, new_show
from playwright.sync_api import Browser, expect
from tests.serving import serving

pytestmark = pytest.mark.browser
SAID = ["这锅能用洗碗机吗", "电磁炉能用吗", "收到是破的", "=1+1 多少钱", "主播好漂亮"]


def spoken(caller: Caller) -> str:
    show = new_show(caller, "示例场")
    caller.call("POST", f"/api/v1/shows/{show}/ready")
    caller.call("POST", f"/api/v1/shows/{show}/start", {"why": "演练"})
    key = caller.call("POST", "/api/v1/keys", {"name": "桥", "scopes": ["events:write"]})["secret"]
    at = caller.call("GET", f"/api/v1/shows/{show}")["started_at"]
    events = [
        {"id": f"c{i}", "type": "comment", "source": "taobao:r", "at": at + i, "user": f"u{i}", "text": text}
        for i, text in enumerate(SAID)
    ]
    sent = caller.client.post(
        f"/api/v1/shows/{show}/events", json=events, headers={"authorization": f"Bearer {key}", "cookie": ""}
    )
    assert sent.status_code == 200, sent.text
    return str(show)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Caller, str]]:
    with serving(tmp_path_factory.mktemp("labels")) as server:
        made = Caller(server)
        yield made, spoken(made)
        made.client.close()


def code(caller: Caller, method: str, path: str, body: Any = None) -> tuple[int, str]:
    answer = caller.client.request(method, path, json=body)
    return answer.status_code, answer.json().get("code", "")


def test_one_key_teaches_and_one_takes_back(browser: Browser, told: tuple[Caller, str]) -> None:
    caller, show = told
    url = str(caller.client.base_url).rstrip("/")
    with context(browser) as made:
        made.add_cookies([caller.cookie])
        page = made.new_page()
        watch = Watch(url).on(page)
        page.goto(f"{url}/#/library/comments")
        one = page.locator("[data-doubt]")
        first = one.locator("blockquote").inner_text()
        assert first in SAID
        page.keyboard.press("7")
        expect(one.locator(".told")).to_contain_text("问用法 · 生效")
        expect(one.locator("blockquote")).not_to_have_text(first)
        (label,) = caller.call("GET", "/api/v1/comments/labels")["items"]
        assert (label["text"], label["intent"], label["state"], label["by"], label["show"]) == (
            first,
            "usage",
            "kept",
            "阿哲",
            show,
        )
        page.keyboard.press("z")
        expect(page.locator("table")).to_contain_text("已撤回")
        page.locator("input[name=question_s]").fill("45")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存，正在播的场次马上用")).to_be_visible()
        assert watch.faults == []
    assert caller.call("GET", "/api/v1/comments/setup")["question_s"] == 45


def test_what_does_not_fit_is_refused_and_the_export_is_guarded(told: tuple[Caller, str]) -> None:
    caller, show = told
    labels = "/api/v1/comments/labels"
    assert code(caller, "POST", labels, {"text": "多少钱", "intent": "nonsense"}) == (
        400,
        "comment_bad_label",
    )
    assert code(caller, "POST", labels, {"text": "多少钱"}) == (400, "comment_bad_label")
    assert code(caller, "DELETE", f"{labels}/lbl_01m8h6q57pnapt22kh500ayj6x") == (404, "comment_no_label")
    kept = caller.call(
        "POST", labels, {"text": "=1+1 多少钱 13800138000", "intent": "price", "negative": False}
    )
    assert kept["text"] == "=1+1 多少钱 ***"
    body = caller.client.get(f"{labels}/export").content.decode("utf-8-sig")
    assert '"\'=1+1 多少钱 ***"' in body
    caller.call("DELETE", f"{labels}/{kept['id']}")
    assert code(caller, "DELETE", f"{labels}/{kept['id']}") == (409, "comment_label_withdrawn")
    setup = caller.call("GET", "/api/v1/comments/setup")
    assert code(caller, "PUT", "/api/v1/comments/setup", {**setup, "version": 99}) == (409, "stale")
    assert code(caller, "PUT", "/api/v1/comments/setup", {**setup, "clear": 0.5}) == (
        400,
        "bad_comment_setup",
    )
    words = "/api/v1/comments/words"
    assert code(caller, "POST", words, {"word": "差评", "reason": "ads"}) == (400, "comment_bad_word")
    assert code(caller, "POST", words, {"word": "刷单群", "reason": "差评"}) == (400, "comment_bad_word")
    assert code(caller, "POST", words, {"word": "有毒", "reason": "false"}) == (400, "comment_bad_word")
    assert code(caller, "DELETE", f"{words}/没有的词") == (404, "comment_no_word")
    for _ in range(2):  # twice is once
        caller.call("POST", words, {"word": "刷单/群", "reason": "ads", "note": "示例"})
    (one,) = caller.call("GET", words)["items"]
    assert (one["word"], one["reason"], one["note"], one["by"]) == ("刷单/群", "ads", "示例", "阿哲")
    assert caller.call("PUT", "/api/v1/comments/setup", caller.call("GET", "/api/v1/comments/setup"))
    assert len(caller.call("GET", words)["items"]) == 1, "saving the limits keeps the words"
    assert caller.call("DELETE", f"{words}/刷单%2F群")["items"] == []
    assert code(caller, "GET", "/api/v1/comments/queue?show_id=shw_nobody")[0] == 404
    act = {"id": "h1", "action": "hide_comment", "data": {"comment": "taobao:r/c2", "reason": "差评"}}
    assert code(caller, "POST", f"/api/v1/shows/{show}/actions", act) == (409, "comment_criticism")
    act = {"id": "h2", "action": "hide_row", "data": {"cluster": "q_none", "reason": "ads"}}
    assert code(caller, "POST", f"/api/v1/shows/{show}/actions", act) == (409, "comment_no_row")
    told_ = caller.call("GET", f"/api/v1/shows/{show}/comments/report")
    assert (told_["read"], told_["hidden"], told_["answered"]) == (5, 0, 0)
    assert told_["asked"] >= 2 and {one["kind"] for one in told_["missed"]} & {"usage", "price", "complaint"}
