"""Sealed fields: AES-256-GCM with a key in a file of its own (`vault.key`, mode 0600) beside the database.

What is sealed is bound to its place (table, row, field): moved elsewhere it cannot be opened. A backup without
the key file holds nothing readable. While the key is being changed a second file, `vault.next.key`, lies beside it:
what is sealed from then on takes the new one, both open, and the old one goes last (rotation.py).

The file holds two halves: the one that seals, and the one that tells addresses apart, which opens nothing and outlives
a change, so that who withdrew stays known.
"""

import os
import threading
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from onair.access.secrets import installation_secret, sign
from onair.access.web import Services
from onair.delivery.model import ContactPoint, Target
from onair.kernel.errors import Unavailable
from onair.kernel.settings import Settings
from onair.store.db import Base, Database
from onair.store.files import sync_folder

FILE, NEXT = "vault.key", "vault.next.key"
FILES = (FILE, NEXT)
FORMAT = b"\x01"
NONCE = 12
HALF = 32
_ONE = threading.Lock()


class SealBroken(Unavailable):
    code = "seal_broken"
    zh = "加密保存的「{place}」打不开：密钥文件 vault.key 与数据不是一套。没有发送，请从同一份备份恢复密钥文件。"
    en = "The sealed {place} does not open: vault.key does not belong to this data. Nothing was sent; restore it."


class KeyMissing(Unavailable):
    code = "vault_key_missing"
    zh = "数据文件夹里没有 vault.key，而库里有加密的联系方式或通道。没有保存也没有发送；请把原来的 vault.key 放回去。"
    en = "vault.key is not in the data folder, and there are sealed contacts or targets. Nothing was saved or sent; put it back."


class Vault:
    """Seals for everybody, opens for who sends or watches: `open` is called by `courier` and `signal.sources` only, which
    a test holds.

    A folder without a key gets one: whoever makes a vault has looked that nothing is sealed yet (`vault_of`).
    """

    def __init__(self, home: Path) -> None:
        self._home, self._lock = home, threading.Lock()
        fresh = not (home / FILE).exists()
        key = installation_secret(home, FILE, os.urandom(2 * HALF))
        if fresh:
            sync_folder(home)
        self._index = key[HALF:]
        following = [installation_secret(home, NEXT, key)] if (home / NEXT).exists() else []
        self._keys = tuple(found[:HALF] for found in (*following, key))

    def __repr__(self) -> str:
        return "Vault(…)"

    @property
    def changing(self) -> bool:
        """Two keys: a change has begun and not ended."""
        return len(self._keys) > 1

    def seal(self, text: str, *place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return FORMAT + nonce + AESGCM(self._keys[0]).encrypt(nonce, text.encode(), _bound(place))

    def open(self, sealed: bytes, *place: str) -> str:
        """Raises SealBroken."""
        for key in self._keys:
            text = _opened(key, sealed, place)
            if text is not None:
                return text
        raise SealBroken(place=place[0])

    def fingerprint(self, tenant: str, channel: str, text: str) -> str:
        """The same for the same address of the same team; of no use without the key."""
        return sign(self._index, "contact", tenant, channel, text)

    # ---- changing the key

    def begin(self) -> None:
        """From here on the next key seals. It is on the disk before anything needs it."""
        with self._lock:
            if not self.changing:
                fresh = installation_secret(self._home, NEXT, os.urandom(HALF) + self._index)
                sync_folder(self._home)
                self._keys = (fresh[:HALF], *self._keys)

    def renew(self, held: bytes, *place: str) -> bytes | None:
        """The same under the newest key; None = it is already. Raises SealBroken."""
        if _opened(self._keys[0], held, place) is not None:
            return None
        return self.seal(self.open(held, *place), *place)

    def end(self) -> None:
        """The next key becomes the key; the old one is gone. Only when nothing needs it any more."""
        with self._lock:
            if self.changing:
                (self._home / NEXT).replace(self._home / FILE)
                sync_folder(self._home)
                self._keys = self._keys[:1]


def vault_of(services: Services) -> Vault:
    """The vault of the data folder, one for the process. Raises KeyMissing."""
    with _ONE:
        held = services.maybe(Vault)
        if held is None:
            home = services.get(Settings).home
            if not (home / FILE).exists() and _anything_sealed(services.get(Database)):
                raise KeyMissing
            held = services.put(Vault(home))
        return held


def _anything_sealed(db: Database) -> bool:
    with db.read() as tx:
        kept = select(Target.id).where(Target.removed_at.is_(None)).limit(1)
        if tx.scalar(kept) or tx.scalar(select(ContactPoint.contact_id).limit(1)):
            return True
        return any(
            tx.scalar(select(kind.id).where(kind.removed_at.is_(None)).limit(1)) for kind in sealed_kinds()
        )


def sealed_kinds() -> list[Any]:
    """Tables of other rooms that keep sealed settings: `SEALED_AS` is their place, beside `tenant_id`, `id`,
    `sealed` and `removed_at`. Changing the key finds them here."""
    return [mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "SEALED_AS")]


def _opened(key: bytes, sealed: bytes, place: tuple[str, ...]) -> str | None:
    nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(place)).decode() if sealed[:1] == FORMAT else None
    except (InvalidTag, ValueError):
        return None


def _bound(place: tuple[str, ...]) -> bytes:
    return msgspec.json.encode(place)
