"""What a connector promises. An importer is pure: an opened table or JSON lines in, events and rejects out.
So is a sender: a note in, a parcel for the wire out; the platform's answer in, a verdict out.

A folder below `onair.connectors` that exports `importer` (an `Importer`) or `sender` (a `Sender`) and holds a
`manifest.toml` is found by `importers()` and `senders()`; nothing else has to be edited. The conformance suite
runs each importer over its own `fixtures/`.
"""

import tomllib
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from onair.events.model import AnyEvent
from onair.files.headers import normalise
from onair.files.quarantine import Rejected, excerpt
from onair.files.records import Records
from onair.files.tables import Row, Table
from onair.files.values import DayOrder
from onair.kernel.discovery import modules
from onair.kernel.i18n import Text

Input = Table | Records
NAME, NAMES, OTHER = 40, 200, "…"
Items = Generator[AnyEvent | Rejected, None, None]


class Sample(NamedTuple):
    """The head of a file: `headers` normalised (empty for JSON), its first rows or JSON objects."""

    name: str
    headers: tuple[str, ...]
    rows: Sequence[Row]
    records: Sequence[dict[str, Any]]

    def has(self, *names: str) -> bool:
        return all(normalise(name) in self.headers for name in names)


@dataclass
class Report:
    """What an importer saw beside events. Times are ms in the file's own clock; None = not seen.

    `rows` by the source's own type, `ignored` those without an event, `repeats` dropped as sent twice by
    event type, `start`/`end` when the file itself says when the show began or ended. `keyed`: headers of personal
    columns that became the key of a person, `dropped`: of those that were left out.
    """

    rows: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    keyed: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    first: int | None = None
    last: int | None = None
    start: int | None = None
    end: int | None = None

    def counted(self, kind: str, *, ignored: bool = False) -> None:
        """One row of a type that the source names itself: short, printable, and of a bounded number of names."""
        name = "".join(c for c in kind[:NAME] if c.isprintable()) or OTHER
        if name not in self.rows and len(self.rows) >= NAMES:
            name = OTHER
        self.rows[name] += 1
        if ignored:
            self.ignored[name] += 1

    def saw(self, at: int) -> None:
        if self.first is None or at < self.first:
            self.first = at
        if self.last is None or at > self.last:
            self.last = at


class Ids:
    """Event ids for sources without any: 128 bits of keyed BLAKE2b over the stated fields in their order.

    Keyed, because the fields may name a person. The n-th row with equal fields gets `-n`: true repetitions in
    one file stay apart, the same file again gives the same ids.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret[:64]
        self._seen: dict[bytes, int] = {}

    def digest(self, *fields: str) -> str:
        text = "\x1f".join(fields)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._secret).hexdigest()

    def next(self, *fields: str) -> str:
        text = "\x1f".join(fields)
        made = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._secret).digest()
        n = self._seen[made] = self._seen.get(made, 0) + 1
        return made.hex() if n == 1 else f"{made.hex()}-{n}"


class Slip(NamedTuple):
    """One line of an order or after-sales export beside its events: what finds its show and what the order book keeps.

    `line`: its id in its source; `at`: when it was created, None = the file does not say. Money in minor units.
    `accounts`: ids and names under which the team may know the room or its host. `live`: the platform says that it came
    from a live room (None: it says nothing); `start`: when that show began, where the file says so.
    """

    line: str
    order: str
    at: int | None
    paid_at: int | None = None
    amount: int | None = None
    user_pay: int | None = None
    back: int | None = None
    accounts: tuple[str, ...] = ()
    live: bool | None = None
    start: int | None = None


@dataclass
class Context:
    """What an importer may know: the shop's zone and currency, a secret for ids, a learnt mapping.

    `day_order`: how the shop writes dates with the year last. `slip`: of the row whose events come now, where the file
    lists orders.
    """

    zone: ZoneInfo
    currency: str
    ids: Ids
    name: str = ""
    mapping: dict[str, Any] = field(default_factory=dict)
    report: Report = field(default_factory=Report)
    day_order: DayOrder | None = None
    slip: Slip | None = None


class Importer(Protocol):
    """`sniff`: 0 = not mine … 1 = surely. `read` streams; it raises only for a file of another kind."""

    name: str

    def sniff(self, sample: Sample, /) -> float: ...

    def read(self, data: Input, context: Context) -> Items: ...


class Manifest(NamedTuple):
    """What people and forms are told about a connector (its manifest.toml).

    `ledger`: lists a shop's orders over a time of their own, so it says little about when a show was. `platform`: of
    rooms whose shows its orders may belong to, "" = it does not say; such a file is spread over the shows.
    """

    name: str
    title: Text
    about: Text
    accepts: tuple[str, ...]
    namespace: str
    version: int
    ledger: bool
    platform: str = ""


@cache
def importers() -> dict[str, Importer]:
    """Every importer found, by name, in a stable order."""
    found: dict[str, Importer] = {}
    for module in modules("onair.connectors"):
        importer = getattr(module, "importer", None)
        if importer is not None and hasattr(module, "__path__"):
            found[importer.name] = importer
    return found


def read_manifest(name: str, part: str) -> tuple[Text, Text, dict[str, Any]]:
    """Title, what it is, and one part of a connector's manifest. Raises KeyError when a required entry lacks."""
    file = resources.files(f"onair.connectors.{name}").joinpath("manifest.toml")
    body = tomllib.loads(file.read_text("utf-8"))
    title, about = body["title"], body["about"]
    return Text(title["zh"], title["en"]), Text(about["zh"], about["en"]), body[part]


@cache
def manifest(name: str) -> Manifest:
    """The manifest of one importer. Raises KeyError when a required entry lacks."""
    title, about, importing = read_manifest(name, "importer")
    return Manifest(
        name,
        title,
        about,
        tuple(importing["accepts"]),
        importing["namespace"],
        importing["version"],
        importing.get("ledger", False),
        importing.get("platform", ""),
    )


def bad_row(headers: Sequence[str], row: int, cells: Row, code: str) -> Rejected:
    return Rejected(row, code, excerpt(headers, cells))


def problems(data: Input) -> Iterator[Rejected]:
    """Rows that could not even be read, once each."""
    while data.problems:
        problem = data.problems.pop(0)
        yield problem.rejected


# ---- outwards


class Note(NamedTuple):
    """One message. `id` stays the same over every retry; `link` goes below the text; `to`: addresses of persons."""

    id: str
    title: str
    text: str
    link: str | None = None
    to: tuple[str, ...] = ()


TOKEN_HOLE, TOKEN_EXPIRED = "~token~", "token_expired"


class TokenAsk(NamedTuple):
    """Where a token is to be had first: a GET that answers `access_token`, `expires_in`. It fills TOKEN_HOLE."""

    url: str


class HttpParcel(NamedTuple):
    """A POST. `repeatable`: the receiver drops a second one with the same id, so trying again is harmless."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    repeatable: bool = False
    token: TokenAsk | None = None


class MailParcel(NamedTuple):
    """A mail. `security` is none, starttls or tls; `message` in RFC 5322 form."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    to: tuple[str, ...]
    message: bytes


Parcel = HttpParcel | MailParcel


class Answer(NamedTuple):
    """What came back. `status`: of HTTP or of SMTP; `headers` with lower-case names; `at_receiver`: SMTP's answer to
    the address of the receiver, after it had taken the sender."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = {}
    at_receiver: bool = False


class Verdict(NamedTuple):
    """What an answer means. `unknown`: it may or may not have arrived, so nobody sends it again by himself; `confirm`:
    somebody has to press a button over there before it leaves.

    `code` says why in a word; `wait_s`: no sooner than this; `gone`: the receiver wants no more at all; `missed`:
    those of `Note.to` that it does not reach; `theirs`: the fault is this receiver's address, the target is fine.
    """

    outcome: Literal["sent", "confirm", "retry", "refused", "unknown"]
    code: str
    wait_s: int | None = None
    gone: bool = False
    missed: frozenset[str] = frozenset()
    theirs: bool = False


class SenderField(NamedTuple):
    """One entry of a target's settings. A secret one is never shown again."""

    name: str
    label: Text
    secret: bool
    required: bool
    choices: tuple[str, ...]


class SenderManifest(NamedTuple):
    """What people and the outbox are told about a sender.

    `paces`: at most n messages in so many ms; `lanes`: how many at once; `merge_bytes`: bursts become one
    message up to this size (0 = never); `dedupes`: the receiver drops what has an id it knows; `channels`: the
    ways to people that a target of this kind may serve (none = staff groups only); `staff`: it serves staff groups;
    `together`: to so many persons the same words go in one request.
    """

    name: str
    title: Text
    about: Text
    fields: tuple[SenderField, ...]
    paces: tuple[tuple[int, int], ...]
    lanes: int
    merge_bytes: int
    dedupes: bool
    channels: tuple[str, ...]
    staff: bool
    together: int


Config = Mapping[str, str]


class Use(NamedTuple):
    """What a target is for. `channel`: the way to people it serves, None = staff; `private`: any address is fine."""

    channel: str | None = None
    private: bool = False


class Sender(Protocol):
    """How to speak to one kind of target. Pure: the wire belongs to `connectors.wire`."""

    name: str

    def check(self, config: Config, use: Use, /) -> None:
        """Raises BadTarget for settings that cannot work."""

    def shown(self, config: Config, /) -> str:
        """Where it goes, without anything secret."""

    def prepare(self, config: Config, note: Note, now: int, /) -> Parcel:
        """`now`: ms UTC, for signatures."""

    def judge(self, answer: Answer, /) -> Verdict: ...


@cache
def senders() -> dict[str, Sender]:
    """Every sender found, by name, in a stable order."""
    found: dict[str, Sender] = {}
    for module in modules("onair.connectors"):
        sender = getattr(module, "sender", None)
        if sender is not None and hasattr(module, "__path__"):
            found[sender.name] = sender
    return found


@cache
def sender_manifest(name: str) -> SenderManifest:
    """The manifest of one sender. Raises KeyError when a required entry lacks."""
    title, about, sending = read_manifest(name, "sender")
    return SenderManifest(
        name,
        title,
        about,
        tuple(field_of(entry) for entry in sending["fields"]),
        tuple((n, ms) for n, ms in sending["paces"]),
        sending["lanes"],
        sending.get("merge_bytes", 0),
        sending["dedupes"],
        tuple(sending["channels"]),
        sending.get("staff", True),
        sending.get("together", 1),
    )


def field_of(entry: Mapping[str, Any]) -> SenderField:
    return SenderField(
        entry["name"],
        Text(entry["zh"], entry["en"]),
        entry.get("secret", False),
        entry.get("required", True),
        tuple(entry.get("choices", ())),
    )
