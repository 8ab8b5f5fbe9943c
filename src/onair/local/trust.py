"""The authority and the server's certificate in the data folder (`tls/`, keys 0600), and this machine's names in the LAN."""

import socket
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import psutil

from onair.kernel.errors import OnAirError
from onair.local.certificates import Pair, days_left, matches, new_authority, new_leaf, permitted, serves
from onair.store.files import write_whole

FOLDER = "tls"


class TlsDamaged(OnAirError):
    code, status = "tls_damaged", 503
    zh = "本机证书 {path} 读不出来或与密钥不符。服务没有启动；请从备份放回，或移走 tls 文件夹重新生成（手机要重新信任）。"
    en = (
        "The local certificate {path} is unreadable or not of its key. Nothing was started; put it back, or move the folder "
        "tls away to make a new one (phones must trust it anew)."
    )


class Trust(NamedTuple):
    """`folder` holds ca.crt, ca.key, server.crt, server.key. `fresh`: the authority was made just now."""

    folder: Path
    authority: Pair
    fresh: bool

    @property
    def ca(self) -> Path:
        return self.folder / "ca.crt"

    @property
    def server(self) -> tuple[str, str]:
        """Certificate and key of the server, as paths."""
        return str(self.folder / "server.crt"), str(self.folder / "server.key")


def hostname() -> str:
    return socket.gethostname().partition(".")[0].lower() or "onair"


def lan_addresses() -> list[str]:
    """IPv4 addresses that others in the LAN may reach, the one with the way out first. No packet is sent."""
    found = [
        address.address
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if address.family == socket.AF_INET and not name.startswith(("docker", "br-", "veth"))
    ]
    ours = [one for one in found if permitted(one) and not ip_address(one).is_loopback]
    way = _way_out()
    return sorted(dict.fromkeys(ours), key=lambda one: (one != way, one))


def _way_out() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(
                ("10.255.255.255", 9)
            )  # a datagram socket: nothing leaves, the system names the way
        except OSError:
            return ""
        return str(asking.getsockname()[0])


def names_of(host: str) -> list[str]:
    """Everything under which this server may be opened; `host`: what it listens on."""
    own = hostname()
    known = [*lan_addresses(), own, f"{own}.local", "localhost", "127.0.0.1", "::1"]
    return list(dict.fromkeys([*known, host] if host not in ("0.0.0.0", "::", "") else known))  # noqa: S104 (compared)


def trusted(home: Path, names: list[str], now: float) -> Trust:
    """What there is, made where it is missing, the server's part renewed when due. Raises TlsDamaged, DiskFull."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, fresh = _read(folder, "ca"), False
    if authority is None or days_left(authority, now) <= 0:
        authority, fresh = new_authority(hostname(), now), True
        _write(folder, "ca", authority)
    trust = Trust(folder, authority, fresh)
    renewed(trust, names, now)
    return trust


def renewed(trust: Trust, names: list[str], now: float) -> bool:
    """Another certificate for the server when names came or it runs out. True = it was made."""
    try:
        leaf = _read(trust.folder, "server")
    except TlsDamaged:
        leaf = None  # ours to make anew: nobody trusts it by itself
    if leaf is not None and serves(leaf, trust.authority, names, now):
        return False
    _write(trust.folder, "server", new_leaf(trust.authority, names, now))
    return True


def _read(folder: Path, name: str) -> Pair | None:
    cert, key = folder / f"{name}.crt", folder / f"{name}.key"
    if not cert.exists():
        return None  # the key is written first: without the certificate nobody ever got it
    try:
        key.chmod(0o600)
        pair = Pair(cert.read_bytes(), key.read_bytes())
    except OSError:
        raise TlsDamaged(path=str(cert)) from None
    if not matches(pair):
        raise TlsDamaged(path=str(cert))
    return pair


def _write(folder: Path, name: str, pair: Pair) -> None:
    write_whole(folder / f"{name}.key", pair.key, mode=0o600)
    write_whole(folder / f"{name}.crt", pair.cert, mode=0o644)
