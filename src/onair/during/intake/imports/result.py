"""What an import brought, and how to follow one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

COUNTERS = ("events", "rows", "ignored", "repeats", "reasons", "unknown_fields")


@dataclass
class ImportResult:
    """Counts of what one or more files brought. `events`: new ones by type; `outside`: of these, by place.

    `show`: None when not one row could be imported. `failed`: the files that gave nothing, with code and reason.
    `rows`, `ignored`: by the source's own type; `repeats`: dropped as sent twice, by event type; `reasons`:
    of rejected rows, by code. `quarantine`: file with the rejected rows, None when there are none.
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
        self.duplicates += other.duplicates
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
