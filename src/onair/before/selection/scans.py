"""Scans of qualifications: kept by their content in the data folder, one folder a team, so that undo and backup
find them again and the same file twice is one."""

import hashlib
import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from onair.kernel.errors import BadInput, NotFound
from onair.store.files import write_whole

FOLDER = "papers"
PDF = b"%PDF-"
PIXELS_MAX = 60_000_000
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MEDIA = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
NAME = r"[0-9a-f]{64}\.(pdf|jpg|png|webp)"


class NotAScan(BadInput):
    code = "not_a_scan"
    zh = "「{name}」不是 PDF、JPEG、PNG 或 WebP。没有保存它，请导出成其中一种再传。"
    en = "{name} is no PDF, JPEG, PNG or WebP. It was not saved; export it as one of these."


class ScanNotFound(NotFound):
    code = "scan_not_found"
    zh = "没有这份扫描件，或者它不属于您的团队。"
    en = "There is no such scan, or it belongs to another team."


def keep_scan(home: Path, tenant: str, body: bytes, name: str) -> str:
    """→ the name it is kept under. Raises NotAScan, DiskFull. What it is, its content says, not its name."""
    suffix = "pdf" if body.startswith(PDF) else _picture(body)
    if suffix is None:
        raise NotAScan(name=name[:80])
    kept = f"{hashlib.sha256(body).hexdigest()}.{suffix}"
    folder = home / FOLDER / tenant
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / kept).is_file():
        write_whole(folder / kept, body)
    return kept


def _picture(body: bytes) -> str | None:
    """Its suffix when it is a whole picture."""
    try:
        with Image.open(io.BytesIO(body), formats=tuple(SUFFIXES)) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                return None
            opened.verify()
            return SUFFIXES[opened.format or ""]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def find_scan(home: Path, tenant: str, name: str) -> Path:
    """`name` as `keep_scan` gave it. Raises ScanNotFound."""
    path = home / FOLDER / tenant / name
    if not path.is_file():
        raise ScanNotFound
    return path
