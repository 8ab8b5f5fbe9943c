"""The only place that sends: a parcel out, an answer back. It resolves, judges and dials the very same address.

Two failures, told apart because everything depends on it: `NotSent` = not a byte of the message left, trying again
is harmless; `NoAnswer` = it left and nobody said what became of it. No redirect is followed, no proxy is asked, and
nothing of an address is logged: it may hold a key.
"""

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from onair.connectors.addresses import usable
from onair.connectors.ports import TOKEN_HOLE, Answer, HttpParcel, MailParcel, Parcel, TokenAsk
from onair.connectors.tokens import TokenRefused, Tokens

TOTAL_S = 10.0
CONNECT_S, READ_S = 3.0, 5.0
ANSWER_BYTES = 64 * 1024
CLOSE = {"connection": "close"}
for _name in ("httpx", "httpcore", "httpcore.connection", "httpcore.http11"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write whole addresses, keys included

Resolve = Callable[[str, int], Awaitable[list[str]]]


class NotSent(Exception):
    """Nothing left this machine. `code` in a word; `final`: trying again cannot help."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class NoAnswer(Exception):
    """It left, or part of it did; what became of it is unknown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the system's resolver tells it. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


async def judged(host: str, port: int, *, private: bool, resolver: Resolve = resolve) -> str:
    """The address to dial for a name. Raises NotSent."""
    try:
        async with asyncio.timeout(CONNECT_S):
            found = await resolver(host, port)
    except (OSError, TimeoutError, UnicodeError):
        raise NotSent("no_such_host") from None
    address = usable(found, private=private)
    if address is None:
        raise NotSent("private_address", final=True)
    return address


class Wire:
    """Keeps connections to receivers that drop repetitions; a fresh one for every message otherwise, because a
    kept connection that dies under a message leaves its fate unknown."""

    def __init__(self, *, private: bool, resolver: Resolve = resolve) -> None:
        self._private, self._resolve = private, resolver
        self._tls = ssl.create_default_context()
        self._clients: dict[tuple[str, int], httpx.AsyncClient] = {}
        self._tokens = Tokens(lambda url: self._exchange("GET", url, CLOSE, b""), time.monotonic)

    async def carry(self, parcel: Parcel) -> Answer:
        """Raises NotSent, NoAnswer."""
        if isinstance(parcel, MailParcel):
            return await self._mail(parcel)
        return await self._post(parcel)

    async def look(self, url: str) -> Answer:
        """What is at an address? A GET without anything of ours. Raises NotSent, NoAnswer, ValueError."""
        return await self._exchange("GET", url, CLOSE, b"")

    async def ask(
        self, url: str, headers: Mapping[str, str], body: bytes = b"", most: int = ANSWER_BYTES
    ) -> Answer:
        """A GET, or a POST when there is a body, that may be repeated; `most` bytes of the answer are read.

        Raises NotSent, NoAnswer, ValueError.
        """
        return await self._exchange("POST" if body else "GET", url, {**CLOSE, **headers}, body, most)

    def forget(self, parcel: Parcel) -> None:
        """Its token was not taken any more: the next one asks for another."""
        if isinstance(parcel, HttpParcel) and parcel.token is not None:
            self._tokens.forget(parcel.token)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _address(self, host: str, port: int) -> str:
        return await judged(host, port, private=self._private, resolver=self._resolve)

    async def _post(self, parcel: HttpParcel) -> Answer:
        url = parcel.url
        if parcel.token is not None:
            url = url.replace(TOKEN_HOLE, quote(await self._token(parcel.token), safe=""))
        headers = {**parcel.headers, **({} if parcel.repeatable else CLOSE)}
        return await self._exchange("POST", url, headers, parcel.body)

    async def _token(self, ask: TokenAsk) -> str:
        """Nothing of the message has left while this is asked, whatever becomes of it."""
        try:
            return await self._tokens.get(ask)
        except TokenRefused as error:
            raise NotSent(error.code, final=error.final) from None
        except NoAnswer:
            raise NotSent("no_connection") from None

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, most: int = ANSWER_BYTES
    ) -> Answer:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        netloc = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        dialled = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
        sent = {**headers, "host": parts.netloc, "user-agent": "OnAir", "accept-encoding": "identity"}
        client = self._client((host, port))
        request = client.build_request(
            method, dialled, headers=sent, content=body, extensions={"sni_hostname": host}
        )
        try:
            async with asyncio.timeout(TOTAL_S):
                return await _read(client, request, most)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            raise NotSent("no_connection") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            raise NoAnswer("cut_off") from None
        except TimeoutError:
            raise NoAnswer("no_answer_in_time") from None

    def _client(self, place: tuple[str, int]) -> httpx.AsyncClient:
        """One for each place, so that no connection that was checked for one name serves another."""
        if place not in self._clients:
            self._clients[place] = httpx.AsyncClient(
                verify=self._tls,
                follow_redirects=False,
                trust_env=False,
                timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
            )
        return self._clients[place]

    async def _mail(self, parcel: MailParcel) -> Answer:
        address = await self._address(parcel.host, parcel.port)
        line = await dial(address, parcel.port)
        client = SMTP(
            hostname=parcel.host,
            sock=line,
            use_tls=parcel.security == "tls",
            start_tls=parcel.security == "starttls",
            tls_context=self._tls if parcel.security != "none" else None,
            timeout=READ_S,
            local_hostname="localhost",
        )
        try:
            return await _deliver(client, parcel)
        finally:
            client.close()


async def _read(client: httpx.AsyncClient, request: httpx.Request, most: int) -> Answer:
    answer = await client.send(request, stream=True)
    try:
        read = bytearray()
        async for piece in answer.aiter_raw(8192):
            read += piece
            if len(read) > most:
                break
        return Answer(answer.status_code, bytes(read[:most]), dict(answer.headers))
    finally:
        await answer.aclose()


async def dial(address: str, port: int) -> socket.socket:
    """A connected socket. Raises NotSent."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    line = socket.socket(family, socket.SOCK_STREAM)
    line.setblocking(False)
    try:
        async with asyncio.timeout(CONNECT_S):
            await asyncio.get_running_loop().sock_connect(line, (address, port))
    except (OSError, TimeoutError):
        line.close()
        raise NotSent("no_connection") from None
    return line


async def _deliver(client: SMTP, parcel: MailParcel) -> Answer:
    """Up to DATA nothing has been handed over; from there on only an answer tells."""
    try:
        await client.connect()
        if parcel.user:
            await client.login(parcel.user, parcel.password)
        await client.mail(parcel.sender)
        for receiver in parcel.to:
            refused = await _refused(client, receiver)
            if refused is not None:
                return refused
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        return Answer(_status(error))
    except (SMTPException, OSError, ValueError):
        raise NotSent("no_connection") from None
    try:
        said = await client.data(parcel.message)
    except SMTPResponseException as error:
        return Answer(error.code)
    except (SMTPException, OSError):
        raise NoAnswer("cut_off") from None
    with suppress(SMTPException, OSError):  # it is delivered; how the line is closed changes nothing
        await client.quit()
    return Answer(said.code)


async def _refused(client: SMTP, receiver: str) -> Answer | None:
    try:
        await client.rcpt(receiver)
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        return Answer(_status(error), at_receiver=True)
    return None


def _status(error: SMTPResponseException | SMTPRecipientsRefused) -> int:
    return error.code if isinstance(error, SMTPResponseException) else error.recipients[0].code
