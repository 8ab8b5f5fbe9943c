"""What the server and the measuring process say to each other."""

from msgspec import Struct

from onair.before.techcheck.report import Report


class Job(Struct, frozen=True):
    """`path` of a recording, or `url` of a live input with `seconds` to take. `folder`: where stills are put.
    `card`: 24 `#rrggbb`. `shown`: how the input is named to people."""

    shown: str
    profile: str
    folder: str
    card: tuple[str, ...]
    path: str = ""
    url: str = ""
    seconds: float = 0
    private: bool = False
    uplink_kbps: float | None = None


class Said(Struct, omit_defaults=True):
    """One line to the parent: how far, what came out, or what went wrong (code, zh, en)."""

    progress: float | None = None
    report: Report | None = None
    problem: dict[str, str] | None = None
