"""A bridge in forty lines: make a show, start it, send a batch twice (nothing doubles), read the numbers."""

import json
import os
import time
import urllib.request

URL, KEY = os.environ["ONAIR_URL"], os.environ["ONAIR_KEY"]


def call(method: str, path: str, body: object = None, kind: str = "application/json") -> dict:
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": kind}
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def main() -> None:
    now = int(time.time() * 1000)
    show = call("POST", "/api/v1/shows", {"title": "Example", "starts_at": now, "currency": "CNY"})["id"]
    call("POST", f"/api/v1/shows/{show}/ready", {})
    started = call("POST", f"/api/v1/shows/{show}/start", {})["started_at"]
    events = [
        {"id": "1", "type": "enter", "at": started, "user": "u1", "channel": "直播推荐", "new": True},
        {"id": "2", "type": "comment", "at": started + 5, "user": "u1", "text": "有M码吗"},
        {"id": "3", "type": "product_click", "at": started + 9, "user": "u1", "product": "p9"},
        {"id": "4", "type": "order", "at": started + 20, "user": "u1", "order": "o1", "amount": 16900},
        {"id": "5", "type": "pay", "at": started + 30, "user": "u1", "order": "o1", "amount": 16900},
    ]
    lines = "\n".join(json.dumps(event, ensure_ascii=False) for event in events)
    first = call("POST", f"/api/v1/shows/{show}/events", lines, "application/x-ndjson")
    again = call("POST", f"/api/v1/shows/{show}/events", lines, "application/x-ndjson")
    gmv = call("GET", f"/api/v1/shows/{show}/numbers?metrics=gmv")["metrics"]["gmv"]
    print(json.dumps({"show": show, "first": first, "again": again, "gmv": gmv}))


main()
