"""The built console behind a server that answers with made data. Bound to a free port of loopback; for tests only."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from made_changes import outlook
from made_diagnosis import diagnosis
from made_playout import previewed, reported
from made_review import METRICS, REVIEW, numbers
from made_show import SHOW
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from onair.during.broadcast.frames import Delta, Snapshot

ME = {
    "person": {"id": "p0", "name": "阿哲", "login": "azhe", "roles": ["controller"], "lang": "zh"},
    "tenant": {"id": "t", "name": "青禾", "demo": False},
    "csrf": "x",
}
NOT_OPEN = {
    "type": "about:blank",
    "title": "场次不接收动作",
    "status": 409,
    "code": "show_not_open",
    "detail": "场次已结束。",
    "data": {},
}

DAMAGED = {
    "title": "场次的日志有损坏", "status": 503, "code": "log_damaged", "detail": "已停在损坏处，之前的内容都在。请从备份恢复。",
}  # fmt: skip

NO_WARMUP = {"window_ms": 172_800_000, "currency": "CNY", "zone": "Asia/Shanghai", "blind": 0, "rows": []}


NO_COMMENTS = {
    "read": 0, "left_out": 0, "asked": 0, "answered": 0, "median_ms": None, "how": {}, "negative": 0, "lawful": 0,
    "hidden": 0, "hidden_lawful": 0, "muted": 0, "blocked": 0, "reasons": {}, "waves": 0, "missed": [],
}  # fmt: skip


@dataclass
class Stage:
    """What the server says now. `push` sends a delta to every open stream; `cut` closes them and refuses new ones.
    `people` False: links get no funnel. `beat`: a frame twice a second whether anything changed or not, as overlays get
    it."""

    snapshot: Snapshot
    review: dict[str, Any] = field(default_factory=lambda: REVIEW)
    attribution: dict[str, Any] = field(default_factory=lambda: NO_WARMUP)
    effects: dict[str, Any] = field(default_factory=lambda: {"final": True, "items": []})
    diagnosis: dict[str, Any] | None = field(default_factory=diagnosis)
    carried: dict[str, Any] = field(default_factory=lambda: {"judging": False, "items": []})
    asked: dict[str, Any] = field(default_factory=lambda: {"judging": False, "items": []})
    emergencies: dict[str, Any] = field(default_factory=lambda: {"show": SHOW, "runs": [], "slips": []})
    playout: dict[str, Any] = field(default_factory=lambda: reported(planned=False))
    actions: list[dict[str, Any]] = field(default_factory=list)
    refuse: bool = False
    people: bool = True
    cut: bool = False
    revoked: bool = False
    beat: bool = False
    url: str = ""
    loop: asyncio.AbstractEventLoop | None = None
    began: float = 0.0
    streams: set["asyncio.Queue[bytes | None]"] = field(default_factory=set)

    def push(self, frame: Delta) -> None:
        self._each(b"id: 2\nevent: delta\ndata: " + msgspec.json.encode(frame) + b"\n\n")

    def hang_up(self) -> None:
        self.cut = True
        self._each(None)

    def _each(self, data: bytes | None) -> None:
        assert self.loop is not None
        for queue in list(self.streams):
            self.loop.call_soon_threadsafe(queue.put_nowait, data)


class Answers:
    """The routes of a stage, one method each."""

    def __init__(self, stage: Stage, root: Path) -> None:
        self.stage, self.root = stage, root

    async def stream(self, _request: Request) -> Response:
        if self.stage.cut or self.stage.revoked:
            return Response(status_code=401 if self.stage.revoked else 503)
        return StreamingResponse(self._frames(), media_type="text/event-stream")

    async def _frames(self) -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.stage.streams.add(queue)
        try:
            yield b"id: 1\nevent: snapshot\ndata: " + msgspec.json.encode(self.stage.snapshot) + b"\n\n"
            while (data := await self._next(queue)) is not None:
                yield data
        finally:
            self.stage.streams.discard(queue)

    async def _next(self, queue: "asyncio.Queue[bytes | None]") -> bytes | None:
        if not self.stage.beat:
            return await queue.get()
        try:
            return await asyncio.wait_for(queue.get(), 0.5)
        except TimeoutError:
            if not self.stage.beat:
                return await queue.get()
            now = self.stage.snapshot.clock + round(
                (asyncio.get_running_loop().time() - self.stage.began) * 1000
            )
            return b"id: 2\nevent: delta\ndata: " + msgspec.json.encode(Delta(now, now, 1)) + b"\n\n"

    async def diagnosis(self, _request: Request) -> Response:
        """None: the server cannot say."""
        if self.stage.diagnosis is None:
            return JSONResponse(NOT_OPEN | DAMAGED, 503, media_type="application/problem+json")
        return JSONResponse(self.stage.diagnosis)

    async def act(self, request: Request) -> Response:
        body = await request.json()
        if self.stage.refuse:
            return JSONResponse(NOT_OPEN, 409, media_type="application/problem+json")
        self.stage.actions.append(body)
        return JSONResponse({**body, "at": 1, "by": "p0", "by_name": "阿哲", "undone": False})

    async def try_out(self, request: Request) -> Response:
        return JSONResponse(previewed(await request.json()))

    async def file(self, request: Request) -> Response:
        name = request.path_params.get("path") or "index.html"
        place = self.root / name
        light = {"o": "overlay.html", "p": "prompter.html", "w": "wall.html"}
        if not place.is_file() and name.split("/")[0] in light:
            place = self.root / light[name.split("/")[0]]
        return FileResponse(place) if place.is_file() else Response(status_code=404)

    async def counts(self, request: Request) -> Response:
        return JSONResponse(numbers(request.query_params.get("by")))

    async def wall(self, _request: Request) -> Response:
        if not self.stage.people:
            return Response(status_code=404)
        return JSONResponse(numbers("channel"))

    def listed(self) -> dict[str, Any]:
        """The one show there is, as the list of shows has it."""
        show = json.loads(msgspec.json.encode(self.stage.snapshot.show))
        room = {"id": "r", "name": "青禾厨房旗舰店", "platform": "淘宝直播"}
        more = {"room": room, "version": 1, "staged": False, "demo": False, "ended_at": None}
        return {"items": [{**show, **more}], "next": None}


def answer(body: Any) -> Any:
    async def give(_request: Request) -> Response:
        return JSONResponse(body() if callable(body) else body)

    return give


def application(stage: Stage, root: Path) -> Starlette:
    given = Answers(stage, root)
    routes = [
        Route("/api/v1/me", answer(ME)), Route("/api/v1/healthz", answer({"ok": True})), Route("/api/v1/metrics", answer(METRICS)),
        Route("/api/v1/shows", answer(given.listed())), Route(f"/api/v1/shows/{SHOW}/stream", given.stream),
        Route("/api/v1/view/{token}/stream", given.stream), Route("/api/v1/view/{token}/numbers", given.wall), Route("/api/v1/view/{token}/actions", given.act, methods=["POST"]),
        Route(f"/api/v1/shows/{SHOW}/actions", given.act, methods=["POST"]),
        Route(f"/api/v1/shows/{SHOW}/emergencies", answer(lambda: stage.emergencies)),
        Route(f"/api/v1/shows/{SHOW}/playout", answer(lambda: stage.playout)),
        Route(f"/api/v1/shows/{SHOW}/playout/preview", given.try_out, methods=["POST"]),
        Route(f"/api/v1/shows/{SHOW}/review", answer(lambda: stage.review)),
        Route(f"/api/v1/shows/{SHOW}/numbers", given.counts),
        Route(f"/api/v1/shows/{SHOW}/comments/report", answer(NO_COMMENTS)),
        Route(f"/api/v1/shows/{SHOW}/offers/report", answer({"currency": "CNY", "zone": "Asia/Shanghai", "as_of": 0, "items": []})),
        Route(f"/api/v1/shows/{SHOW}/beside", answer({"show": SHOW, "zone": "Asia/Shanghai", "items": [], "shifts": []})),
        Route(f"/api/v1/shows/{SHOW}/stated", answer({"show": SHOW, "rows": [], "findings": []})),
        Route(f"/api/v1/shows/{SHOW}/effects", answer(lambda: stage.effects)),
        Route(f"/api/v1/shows/{SHOW}/diagnosis", given.diagnosis),
        Route(f"/api/v1/shows/{SHOW}/carried", answer(lambda: stage.carried)),
        Route(f"/api/v1/shows/{SHOW}/changes", answer(lambda: stage.asked)),
        Route(f"/api/v1/shows/{SHOW}/outlook", answer(outlook(SHOW))),
        Route(f"/api/v1/shows/{SHOW}/warmup/attribution", answer(lambda: stage.attribution)),
        Route("/", given.file), Route("/{path:path}", given.file),
    ]  # fmt: skip
    return Starlette(routes=routes)


@contextmanager
def serving(stage: Stage, root: Path) -> Iterator[Stage]:
    """The server in a thread, with `stage.url` set; stopped at the end."""
    config = uvicorn.Config(
        application(stage, root),
        host="127.0.0.1",
        port=0,
        log_level="error",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    started = threading.Event()

    async def run() -> None:
        stage.loop = asyncio.get_running_loop()
        stage.began = stage.loop.time()
        serve = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        stage.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        started.set()
        await serve

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    if not started.wait(20):
        raise RuntimeError("the made server did not start")
    try:
        yield stage
    finally:
        stage.hang_up()
        server.should_exit = True
        thread.join(10)
