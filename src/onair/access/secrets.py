"""Secrets: the installation's own key in a file outside the database, and how random secrets are kept.

A secret given out has 256 random bits, so a plain SHA-256 of it is enough to store.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from onair.kernel.errors import Unavailable

FILE = "secret.key"
SIZE = 32


class SecretUnreadable(Unavailable):
    code = "secret_unreadable"
    zh = "密钥文件 {file} 无法使用：{why}。服务没有启动；请从备份恢复这个文件，不要删除它。"
    en = "The key file {file} cannot be used: {why}. Nothing was started; restore it from a backup."


def installation_secret(home: Path, file: str = FILE, fresh: bytes | None = None) -> bytes:
    """The bytes of `home/secret.key` (or `file`), made on first use with mode 0600; `fresh`: what it holds then.

    32 bytes unless `fresh` says more. Raises SecretUnreadable.
    """
    path, made = home / file, secrets.token_bytes(SIZE) if fresh is None else fresh
    if not path.exists():
        _create(path, made)
    secret = path.read_bytes()
    if len(secret) != len(made):
        raise SecretUnreadable(file=file, why=f"{len(secret)} ≠ {len(made)} bytes")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return secret


def _create(path: Path, made: bytes) -> None:
    """Written beside and linked into place, so two first starts agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # somebody else's key is as good as ours
        os.link(draft, path)
    draft.unlink()


def digest(secret: str) -> str:
    """What is stored instead of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def sign(key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 over the parts, each with its length, so no two lists read the same."""
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Equal, in a time that tells nothing."""
    return hmac.compare_digest(left.encode(), right.encode())
