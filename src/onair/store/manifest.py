"""What the lake holds of a show: files with hashes, counts, and which rows no longer stand."""

from pathlib import Path

import msgspec

from onair.kernel.errors import OnAirError
from onair.store.files import sha256_of, write_whole

NAME = "manifest.json"
VERSION = 1


class LakeDamaged(OnAirError):
    code, status = "lake_damaged", 500
    zh = "归档文件损坏：{file}（{why}）。日志没有受影响；请删除该场次的归档文件夹后重新归档，或恢复备份。"
    en = "The sealed file {file} is damaged ({why}). The log is untouched: remove the folder and seal again."


class File(msgspec.Struct, frozen=True):
    """One Parquet file of the folder."""

    name: str
    rows: int
    bytes: int
    sha256: str


class Segment(msgspec.Struct, frozen=True):
    """Rows of the log's offsets [first, end), as they came."""

    first: int
    end: int
    events: File
    lines: File | None = None


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """`end`: log offset up to which the show is sealed, `log_sha256` the chain's hash there (hex).

    `first_end`: `end` of the first sealing; rows from there on came after it. `superseded`: offsets of rows
    in `segments` that no longer stand (`duplicates` of them were sent twice, `corrected` and `voided` by a
    correction); corrected rows stand in `fixes` at the offset of the original. `retired`: files of the state
    before, kept for readers until the next sealing. `people`: how many persons the rows number; None when some
    segment was sealed before rows had numbers.
    """

    show: str
    tenant: str
    end: int
    log_sha256: str
    first_end: int
    segments: list[Segment]
    counts: dict[str, int]
    version: int = VERSION
    seals: int = 1
    at_min: int | None = None
    at_max: int | None = None
    clock_max: int | None = None
    fixes: Segment | None = None
    superseded: list[int] = []
    duplicates: int = 0
    corrected: int = 0
    voided: int = 0
    retired: list[str] = []
    people: int | None = None

    @property
    def files(self) -> list[File]:
        """Every file that the lake reads."""
        whole = [*self.segments, *([self.fixes] if self.fixes else [])]
        return [file for part in whole for file in (part.events, part.lines) if file is not None]


def load(folder: Path) -> Manifest | None:
    """None when the show was never sealed. Raises LakeDamaged."""
    path = folder / NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        return msgspec.json.decode(raw, type=Manifest)
    except msgspec.DecodeError as error:
        raise LakeDamaged(file=f"{folder.name}/{NAME}", why=str(error)) from error


def save(folder: Path, manifest: Manifest) -> None:
    """The moment at which a sealing becomes true."""
    write_whole(folder / NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def check_files(folder: Path, manifest: Manifest) -> None:
    """Every file is there, as long as it was and with the same hash. Raises LakeDamaged naming the file."""
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file():
            raise LakeDamaged(file=f"{folder.name}/{file.name}", why="missing")
        if path.stat().st_size != file.bytes or sha256_of(path) != file.sha256:
            raise LakeDamaged(file=f"{folder.name}/{file.name}", why="sha256")
