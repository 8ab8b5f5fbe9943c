"""Where a message may go: only to public addresses, judged after the name was resolved.

A list of forbidden spellings catches one in ten of them; the address that is dialled is what counts. So the wire
resolves, asks `usable`, and connects to that very address.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

LENGTH_MAX = 2000


class BadTarget(BadInput):
    """`field`: which setting; `why` in both languages as `why_zh`, `why_en`."""

    code = "bad_target"
    zh = "发送通道的「{field}」不能用：{why_zh}。没有保存，请修改后重试。"
    en = "The setting {field} of this target cannot be used: {why_en}. Nothing was saved; correct it."


def bad(field: str, why: Text) -> BadTarget:
    return BadTarget(field=field, why_zh=why.zh, why_en=why.en)


def is_public(address: str) -> bool:
    """Global unicast, whatever it is wrapped in (IPv4 in IPv6, 6to4, NAT64, Teredo)."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = _inside(found)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    wrapped = address.packed[:12] in (bytes.fromhex("0064ff9b") + bytes(8), bytes(12))
    return IPv4Address(address.packed[12:]) if wrapped else None


def usable(addresses: Iterable[str], *, private: bool) -> str | None:
    """The address to dial; None when any of them is not public: a name that is half inside is a trap."""
    found = list(addresses)
    if not found or not (private or all(is_public(address) for address in found)):
        return None
    return found[0]


def check_url(field: str, url: str, *, private: bool, hosts: tuple[str, ...] = ()) -> None:
    """Form of an address: https, no user in it, one of `hosts` when any are named. Raises BadTarget.

    With `private` also http and any host: tests, and relays in one's own house.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise bad(field, Text("不是网址", "it is no address")) from None
    if len(url) > LENGTH_MAX or not host or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise bad(field, Text("不是网址", "it is no address"))
    if parts.username is not None or parts.password is not None or port == 0:
        raise bad(field, Text("网址里不能带用户名或密码", "it must not carry a user or password"))
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise bad(field, Text("只接受 https", "it must be https"))
    if hosts and not private and host not in hosts:
        raise bad(field, Text(f"这种机器人的地址在 {hosts[0]}", f"this robot lives at {hosts[0]}"))
