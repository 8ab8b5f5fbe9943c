"""A local Chromium spoken to over a pipe (its DevTools protocol): no port is opened, no library is needed."""

import asyncio
import base64
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onair.kernel.errors import OnAirError, Unavailable

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-extensions", "--disable-sync", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--no-default-browser-check", "--no-proxy-server",
    "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip
LAUNCH = (
    "import fcntl,os,sys\n"
    "a,b=(fcntl.fcntl(int(fd),fcntl.F_DUPFD,10) for fd in sys.argv[1:3])\n"
    "os.dup2(a,3);os.dup2(b,4)\n"
    "os.execv(sys.argv[3],sys.argv[3:])\n"
)
"""Chromium reads its pipe at 3 and writes at 4, whatever numbers ours have."""
ANSWER_S, READY_S = 30.0, 60.0
MESSAGE_MAX = 256 * 1024 * 1024


class NoBrowser(OnAirError):
    code, status = "no_browser", 409
    zh = (
        "这台机器上没有找到 Chromium 或 Chrome，没有生成 PDF。请安装其一（Debian：apt install chromium），"
        "或用 ONAIR_CHROMIUM 指明它的路径；也可以在浏览器里打开复盘，按「打印 / PDF」。"
    )
    en = (
        "There is no Chromium or Chrome on this machine; no PDF was made. Install one (Debian: apt install chromium), "
        "name its path in ONAIR_CHROMIUM, or open the review in a browser and press Print / PDF."
    )


class PaperFailed(Unavailable):
    code = "pdf_not_made"
    zh = "浏览器没有做出 PDF：{why}。没有写文件，数据没有变化；请重试，或在浏览器里打开复盘打印。"
    en = "The browser made no PDF: {why}. No file was written and no data changed; try again, or print the review in a browser."


def browser(named: str) -> str:
    """Path of a browser that can print: the one that is named, else one that is looked for. Raises NoBrowser."""
    found = next((path for name in ([named] if named else NAMES) if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser
    return found


class Tab:
    """One page of the browser."""

    def __init__(self, read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        self._read, self._write = read, write
        self._n, self.session = 0, ""

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Raises PaperFailed."""
        self._n += 1
        asked: dict[str, Any] = {"id": self._n, "method": method, "params": params}
        if self.session:
            asked["sessionId"] = self.session
        try:
            self._write.write(json.dumps(asked).encode() + b"\0")
            await self._write.drain()
            return await asyncio.wait_for(self._answer(self._n), ANSWER_S)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
            raise PaperFailed(why=f"{method}: {type(error).__name__}") from error

    async def _answer(self, n: int) -> dict[str, Any]:
        while True:
            told = json.loads((await self._read.readuntil(b"\0"))[:-1])
            if told.get("id") == n:
                if "error" in told:
                    raise PaperFailed(why=str(told["error"].get("message", ""))[:200])
                result: dict[str, Any] = told["result"]
                return result

    async def value(self, expression: str) -> Any:
        """What a piece of JavaScript comes to; a promise is waited for."""
        answer = await self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until it is true. Raises PaperFailed after READY_S."""
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_S
        while not await self.value(f"Boolean({expression})"):
            if loop.time() > end:
                raise PaperFailed(why=str(await self.value("document.body.innerText.slice(0, 200)")))
            await asyncio.sleep(0.2)


@asynccontextmanager
async def tab(path: str) -> AsyncIterator[Tab]:
    """A browser of its own with one empty page, in a profile that is gone afterwards. Raises PaperFailed."""
    with TemporaryDirectory(prefix="onair-paper-", ignore_cleanup_errors=True) as profile:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", LAUNCH, str(theirs_in), str(theirs_out), path, *FLAGS, *alone,
            f"--user-data-dir={profile}", "about:blank", pass_fds=(theirs_in, theirs_out),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            made = await _opened(ours_in, ours_out)
            target = (await made.ask("Target.createTarget", url="about:blank"))["targetId"]
            attached = await made.ask("Target.attachToTarget", targetId=target, flatten=True)
            made.session = attached["sessionId"]
            yield made
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _opened(read_fd: int, write_fd: int) -> Tab:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=MESSAGE_MAX)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_fd, "rb", 0))
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(write_fd, "wb", 0)
    )
    return Tab(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


async def printed(made: Tab, out: Path, footer: str) -> None:
    """The page on paper, as its own stylesheet for print says. Raises PaperFailed, OSError."""
    await made.ask("Emulation.setEmulatedMedia", media="print")
    await made.value("dispatchEvent(new Event('beforeprint')), new Promise(done => setTimeout(done, 800))")
    told = await made.ask(
        "Page.printToPDF", printBackground=True, preferCSSPageSize=True, displayHeaderFooter=True,
        headerTemplate="<span></span>", footerTemplate=footer,
    )  # fmt: skip
    await asyncio.to_thread(out.write_bytes, base64.b64decode(told["data"]))
