"""Servers that take what the platforms would take. Signatures are checked from the platforms' own rules, in code that
shares nothing with ours, so a mistake of ours is not repeated here."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

OK = {"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success", "StatusCode": 0}
FEISHU_SECRET, DINGTALK_SECRET, CORP_SECRET = "demo-feishu", "SECdemo-dingtalk", "corp-secret-demo"
HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def feishu_ok(body: dict[str, Any]) -> bool:
    """open.larkoffice.com: HMAC-SHA256 with key `timestamp\\nsecret` over an empty message; seconds, ≤ 1 h old."""
    stamp = body.get("timestamp", "")
    mac = hmac.new((stamp + "\n" + FEISHU_SECRET).encode("utf-8"), digestmod=hashlib.sha256).digest()
    fresh = stamp.isdigit() and len(stamp) == 10 and abs(time.time() - int(stamp)) < 3600
    return fresh and base64.b64encode(mac).decode() == body.get("sign")


def dingtalk_ok(query: str) -> bool:
    """Key is the secret, message `timestamp\\nsecret`; ms in the query, sign decoded once."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    stamp = given.get("timestamp", "")
    mac = hmac.new(
        DINGTALK_SECRET.encode(), f"{stamp}\n{DINGTALK_SECRET}".encode(), digestmod=hashlib.sha256
    ).digest()
    fresh = stamp.isdigit() and len(stamp) == 13 and abs(time.time() * 1000 - int(stamp)) < 3_600_000
    return fresh and base64.b64encode(mac).decode() == given.get("sign")


def hook_ok(headers: dict[str, str], body: bytes) -> bool:
    """Standard Webhooks: base64 HMAC-SHA256 of `id.timestamp.body` with the decoded secret; ± 5 minutes."""
    key = base64.b64decode(HOOK_SECRET[6:])
    text = (
        headers.get("webhook-id", "").encode()
        + b"."
        + headers.get("webhook-timestamp", "").encode()
        + b"."
        + body
    )
    wanted = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    stamp = headers.get("webhook-timestamp", "")
    return (
        stamp.isdigit()
        and abs(time.time() - int(stamp)) < 300
        and wanted in headers["webhook-signature"].split(" ")
    )


@dataclass
class Capture:
    """`texts`: every message that was taken, per robot; `hooks`: data by webhook-id, and how often each came.

    `tasks`: message tasks of WeCom that were made, with the newest of `tokens`; `strangers`: no customers of the
    employee. `say` may answer for a request: (status, body, headers), or "cut" = hang up after reading.
    """

    url: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    hooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    strangers: frozenset[str] = frozenset()
    wrong: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    say: Any = None
    slow_s: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(
        self, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, Any], dict[str, str]] | None:
        parts = urlsplit(path)
        read = json.loads(body)
        with self.lock:
            self.times.append(time.monotonic())
            self.raw.append((path, body))
            answer = self.say(self, path) if self.say else None
            if answer is not None and answer != "cut":
                return answer
            if parts.path.endswith("/externalcontact/add_msg_template"):
                return 200, self.make_task(parts.query, read), {}
            self._keep(parts.path, parts.query, headers, body, read)
        return None if answer == "cut" else (200, OK, {})

    def give_token(self, path: str) -> dict[str, Any]:
        """developer.work.weixin.qq.com, path 91039: a token for corpid and secret."""
        asked = dict(parse_qsl(urlsplit(path).query))
        if asked.get("corpsecret") != CORP_SECRET or not asked.get("corpid"):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        with self.lock:
            self.tokens.append(f"tok+{len(self.tokens)}/=")
        return {"errcode": 0, "errmsg": "ok", "access_token": self.tokens[-1], "expires_in": 7200}

    def make_task(self, query: str, read: dict[str, Any]) -> dict[str, Any]:
        """Path 92135: only with the newest token; it answers whom the task does not reach."""
        if dict(parse_qsl(query)).get("access_token") != (self.tokens or [""])[-1]:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        people, text = read["external_userid"], read["text"]["content"]
        if (
            read["chat_type"] != "single"
            or len(people) > 10_000
            or len(text.encode()) > 4000
            or not read["sender"]
        ):
            return {"errcode": 41048, "errmsg": "bad task"}
        self.tasks.append(read)
        missed = [one for one in people if one in self.strangers]
        return {"errcode": 0, "errmsg": "ok", "fail_list": missed, "msgid": f"msg{len(self.tasks)}"}

    def _keep(
        self, path: str, query: str, headers: dict[str, str], body: bytes, read: dict[str, Any]
    ) -> None:
        if path.startswith("/cgi-bin/webhook/send"):
            good, text = "key=" in query, read["markdown"]["content"]
            good = good and len(text.encode()) <= 4096
        elif path.startswith("/open-apis/bot/v2/hook/"):
            good, text = feishu_ok(read) and len(body) <= 20_480, read["content"]["text"]
        elif path.startswith("/robot/send"):
            good, text = dingtalk_ok(query) and len(body) <= 20_000, read["markdown"]["text"]
        else:
            good, text = hook_ok(headers, body), ""
            self.came[headers["webhook-id"]] += 1
            if good:
                self.hooks.setdefault(headers["webhook-id"], read["data"])
        if not good:
            self.wrong.append(path)
        elif text:
            self.texts.setdefault(path, []).append(text)


def robot_urls(base: str, name: str) -> dict[str, dict[str, str]]:
    """Settings of one robot of each kind, and of a gateway."""
    return {
        "wecom_robot": {"url": f"{base}/cgi-bin/webhook/send?key=canary-wecom-{name}"},
        "feishu_robot": {"url": f"{base}/open-apis/bot/v2/hook/canary-{name}", "secret": FEISHU_SECRET},
        "dingtalk_robot": {
            "url": f"{base}/robot/send?access_token=canary-ding-{name}",
            "secret": DINGTALK_SECRET,
        },
        "wecom_customer": {"base": base, "corpid": "ww-demo", "secret": CORP_SECRET, "sender": "linjie"},
        "signed_webhook": {"url": f"{base}/gateway/{name}", "secret": HOOK_SECRET},
    }


@contextmanager
def capturing() -> Iterator[Capture]:
    """A capture server on a free port."""
    capture = Capture()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it was killed on the way
                self.close_connection = True
                return
            answer = capture.take(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            if capture.slow_s:
                time.sleep(capture.slow_s)
            if answer is None:
                self.close_connection = True
                return
            self.answer(*answer)

        def do_GET(self) -> None:
            self.answer(200, capture.give_token(self.path), {})

        def answer(self, status: int, said: dict[str, Any], headers: dict[str, str]) -> None:
            raw = json.dumps(said).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_args: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

    class Server(ThreadingHTTPServer):
        request_queue_size = 256  # all lanes of all targets come at once

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    capture.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield capture
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
