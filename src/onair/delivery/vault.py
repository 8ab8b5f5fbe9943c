"""Sealed fields: AES-256-GCM with a key in a file of its own (`vault.key`, mode 0600) beside the database.

What is sealed is bound to its place (table, row, field): moved elsewhere it cannot be opened. A backup without
the key file holds nothing readable.
"""

import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from onair.access.secrets import installation_secret, sign
from onair.access.web import Services
from onair.kernel.errors import Unavailable
from onair.kernel.settings import Settings

FILE = "vault.key"
FORMAT = b"\x01"
NONCE = 12


class SealBroken(Unavailable):
    code = "seal_broken"
    zh = "加密保存的「{place}」打不开：密钥文件 vault.key 与数据不是一套。没有发送，请从同一份备份恢复密钥文件。"
    en = "The sealed {place} does not open: vault.key does not belong to this data. Nothing was sent; restore it."


class Vault:
    """Seals for everybody, opens for who sends: `open` is called by `courier` only, which a test holds."""

    def __init__(self, key: bytes) -> None:
        self._key, self._cipher = key, AESGCM(key)

    def __repr__(self) -> str:
        return "Vault(…)"

    def seal(self, text: str, *place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return FORMAT + nonce + self._cipher.encrypt(nonce, text.encode(), _bound(place))

    def open(self, sealed: bytes, *place: str) -> str:
        """Raises SealBroken."""
        nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        try:
            if sealed[:1] != FORMAT:
                raise SealBroken(place=place[0])
            return self._cipher.decrypt(nonce, rest, _bound(place)).decode()
        except (InvalidTag, ValueError):
            raise SealBroken(place=place[0]) from None

    def fingerprint(self, tenant: str, channel: str, text: str) -> str:
        """The same for the same address of the same team; of no use without the key."""
        return sign(self._key, "contact", tenant, channel, text)


def vault_of(services: Services) -> Vault:
    """The vault of the data folder, its key read once."""
    held = services.maybe(Vault)
    return held or services.put(Vault(installation_secret(services.get(Settings).home, FILE)))


def _bound(place: tuple[str, ...]) -> bytes:
    return msgspec.json.encode(place)
