"""Live inputs: which addresses may be opened, and how they are named on screen. The address dialled is judged."""

import socket
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from onair.connectors.addresses import usable
from onair.kernel.errors import BadInput

PORTS = {"rtmp": 1935, "rtmps": 443, "srt": 9710, "http": 80, "https": 443}
PROTOCOLS = {
    "rtmp": "rtmp,tcp",
    "rtmps": "rtmp,tcp",
    "srt": "srt",
    "http": "http,https,tls,tcp,httpproxy,crypto",
    "https": "http,https,tls,tcp,httpproxy,crypto",
}
"""What ffmpeg may open for each; never `file`, `concat`, `data` or `pipe`. TLS of rtmps is ours (`secured`)."""
FORMATS = {
    "rtmp": "flv,live_flv",
    "rtmps": "flv,live_flv",
    "srt": "mpegts",
    "http": "hls,mpegts,flv,live_flv,mov,mp4,matroska,webm,aac",
    "https": "hls,mpegts,flv,live_flv,mov,mp4,matroska,webm,aac",
}
SRT_FIELDS = {"streamid", "passphrase", "pbkeylen", "latency"}
"""Others would let an address listen, or read and write elsewhere."""
LENGTH_MAX = 2000


class BadAddress(BadInput):
    code = "techcheck_bad_address"
    zh = "地址不能用：{why_zh}。没有开始检测；支持 rtmp、rtmps、srt、http(s)（HLS、FLV）。"
    en = "The address cannot be used: {why_en}. Nothing was started; rtmp, rtmps, srt, http(s) (HLS, FLV) work."


class PrivateAddress(BadInput):
    code = "techcheck_private_address"
    zh = "{host} 是内网地址或无法解析，没有开始检测。自有中转请由管理员设置 ONAIR_ALLOW_PRIVATE_TARGETS=on。"
    en = (
        "{host} is a private address or cannot be resolved; nothing was started. "
        "For a relay of your own an admin sets ONAIR_ALLOW_PRIVATE_TARGETS=on."
    )


class Target(NamedTuple):
    """`dialled`: the URL for ffmpeg, its host replaced by the judged address where the protocol allows.

    `named`: what an RTMP server is told it was called by (its tcUrl): shared ones choose the customer by it.
    """

    scheme: str
    dialled: str
    host: str
    port: int
    named: str | None = None


def parse(url: str) -> SplitResult:
    """The form of it. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad("不是网址", "it is no address") from None
    if parts.scheme not in PORTS:
        raise _bad("协议不支持", "its protocol is not supported")
    # A blank begins ffmpeg's own options in an rtmp address; a bar or a comma joins inputs.
    if (
        len(url) > LENGTH_MAX
        or not parts.hostname
        or not url.isascii()
        or any(c in " |,\\'\"`<>" or ord(c) < 33 for c in url)
    ):
        raise _bad("有不允许的字符", "it has characters that are not allowed")
    if port == 0 or (parts.username is not None and parts.scheme in ("srt", "rtmp", "rtmps")):
        raise _bad("端口或用户名不允许", "its port or user is not allowed")
    if parts.scheme == "srt":
        fields = {field.partition("=")[0] for field in parts.query.split("&") if field}
        if fields - SRT_FIELDS or parts.path not in ("", "/"):
            raise _bad(
                "srt 只允许 streamid、passphrase、pbkeylen、latency",
                "srt takes streamid, passphrase, pbkeylen, latency only",
            )
    return parts


def _bad(zh: str, en: str) -> BadAddress:
    return BadAddress(why_zh=zh, why_en=en)


def shown(url: str) -> str:
    """Without what opens it: the last part of the path (a stream's key), the query, a user."""
    parts = parse(url)
    host = parts.hostname or ""
    place = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    folder = parts.path.rpartition("/")[0] if parts.scheme.startswith("rtmp") else parts.path
    return (
        f"{parts.scheme}://{place}{port}{folder}/…"
        if parts.scheme.startswith("rtmp")
        else f"{parts.scheme}://{place}{port}{folder}"
    )


def resolve(host: str, port: int, *, private: bool) -> str:
    """The address to dial. Raises PrivateAddress."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        found = []
    address = usable(dict.fromkeys(found), private=private)
    if address is None:
        raise PrivateAddress(host=host)
    return address


def target(url: str, *, private: bool) -> Target:
    """Judged and ready to dial; http keeps its name, because the relay judges each address of a playlist itself."""
    parts = parse(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    address = resolve(host, port, private=private)
    if parts.scheme in ("http", "https"):
        return Target(parts.scheme, url, host, port)
    place = f"[{address}]" if ":" in address else address
    named = f"{parts.scheme}://{parts.netloc}/{_app(parts)}" if parts.scheme in ("rtmp", "rtmps") else None
    return Target(parts.scheme, parts._replace(netloc=f"{place}:{port}").geturl(), host, port, named)


def _app(parts: SplitResult) -> str:
    """The application of an RTMP address as ffmpeg finds it: its first two folders, or the one there is."""
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    folders = whole.removeprefix("/").split("/")
    return "/".join(folders[:2] if len(folders) > 2 and ":" not in folders[1] else folders[:1])
