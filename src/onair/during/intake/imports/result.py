"""What an import brought, and how to follow one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

COUNTERS = ("events", "rows", "ignored", "repeats", "reasons", "unknown_fields", "kept", "late")


@dataclass
class ImportResult:
    """Counts of what one or more files brought. `events`: new ones by type; `outside`: of these, by place.

    `show`: None when not one row could be imported. `failed`: the files that gave nothing, with code and reason.
    `rows`, `ignored`: by the source's own type; `repeats`: dropped as sent twice, by event type; `reasons`:
    of rejected rows, by code. `quarantine`: file with the rejected rows, None when there are none.

    Of order files: `shows` it was spread over (id, title, lines, events); `kept` lines without a show, by why; `late`:
    lines of their shows that were paid after the end (`tail`) or more than the tail after it (`beyond`); `elsewhere`:
    events that another source had told; `changed` lines that say something else than before; `placed`: lines kept from
    earlier files that have their show now. `dropped`, `keyed`: headers of personal columns that were left out, or of
    which only a keyed hash is kept.
    """

    show: str | None
    kind: str
    staged: bool = False
    events: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    rejected: int = 0
    quarantine: str | None = None
    outside: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    shows: list[dict[str, Any]] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0
    changed: int = 0
    placed: int = 0
    dropped: list[str] = field(default_factory=list)
    keyed: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        """As `onair import --json` prints it."""
        counts = {name: dict(sorted(getattr(self, name).items())) for name in COUNTERS}
        return {
            "show": self.show,
            "kind": self.kind,
            "staged": self.staged,
            **counts,
            "duplicates": self.duplicates,
            "elsewhere": self.elsewhere,
            "changed": self.changed,
            "placed": self.placed,
            "shows": self.shows,
            "personal": {"dropped": self.dropped, "keyed": self.keyed},
            "rejected": self.rejected,
            "quarantine": self.quarantine,
            "outside": {place: self.outside[place] for place in ("before", "after")},
            "files": self.files,
            "failed": self.failed,
        }

    def add(self, other: "ImportResult") -> None:
        """Another file of the same command."""
        self.show = self.show or other.show
        for name in (*COUNTERS, "outside"):
            getattr(self, name).update(getattr(other, name))
        for name in ("duplicates", "elsewhere", "changed", "placed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("dropped", "keyed"):
            setattr(self, name, list(dict.fromkeys([*getattr(self, name), *getattr(other, name)])))
        self.shows += other.shows
        self.rejected += other.rejected
        self.quarantine = self.quarantine or other.quarantine
        self.kind = self.kind if self.kind == other.kind else "mixed"
        self.files += other.files
        self.failed += other.failed


@dataclass(frozen=True)
class Job:
    """`progress` is told 0…1; `cancelled` is asked now and then. Both may be called from a worker thread."""

    progress: Callable[[float], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
