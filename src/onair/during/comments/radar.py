"""The radar of one show: comments that were read go in, rows of risks and questions with their timers come out.

Pure: no thread, no clock, no model of its own. What is in the log twice counts once, so a log may be played again.
One thread folds; others may look up a comment or a row meanwhile.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import structs

from onair.during.broadcast.comments import Mark, comment_key
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.comments.clusters import AnswerId, Asked, Clusters
from onair.during.comments.ledger import Moderation
from onair.during.comments.nearness import shape
from onair.during.comments.said import Said
from onair.during.comments.wave import Kind, Limits, Waves
from onair.events.model import Action, Comment, Correction, Incident
from onair.kernel.bounded import forget_oldest

KEPT = 20_000
"""Comments that are remembered one by one, at most."""
ACTS_KEPT = 20_000
TOOK_KEPT = 5_000
BLOCKED = "blocked"
"""Holds a word of the team's list, and is no criticism."""
ANSWERS = frozenset({"answer", "question_done"})
STEERS = frozenset(
    {
        *ANSWERS, "whisper", "whisper_ack", "undo", "hide_comment", "hide_row", "unhide_comment", "mute_person", "unmute_person",
        "block_word", "unblock_word",
    }
)  # fmt: skip


class Sense(NamedTuple):
    """What was read in one comment; `product`: the one it names, if any."""

    intent: str | None = None
    confidence: float = 0.0
    negative: bool = False
    risk: str | None = None
    product: str | None = None


class Handled(NamedTuple):
    """`asked`: times that a question or complaint waited; `answered` of them; `took`: ms each."""

    asked: int
    answered: int
    took: tuple[int, ...]


class Radar:
    """`marks`: since somebody took them. `heard`: comments read, `late` of them after they
    had been passed over; `lawful`: negative and lawful ones among them."""

    def __init__(self, limits: Limits = Limits(), answer_id: AnswerId = lambda _: None) -> None:
        self.clusters = Clusters(answer_id)
        self.waves = Waves(limits)
        self.moderation = Moderation()
        self.marks: dict[str, Mark] = {}
        self.own: frozenset[str] = frozenset()
        """The team's own accounts: what they reply to is answered."""
        self.said: dict[str, Said] = {}
        self.heard = self.lawful = self.negative = self.late = 0
        self.since: int | None = None
        self.rev = 0
        self.how: Counter[str] = Counter()
        """Answers by way; one that was taken back stays counted."""
        self.missed: list[Asked] = []
        """Rows let go of with something that still waited."""
        self._took: list[int] = []
        self._answered = self._unanswered = 0
        self._acts: dict[str, list[tuple[str, int | None]]] = {}
        self._whispers: dict[str, list[str]] = {}
        self._void: set[str] = set()
        self._anew: dict[str, str] = {}
        """What a comment says since it was corrected."""

    # ---- what happens

    def hear(
        self, events: Sequence[Comment], senses: Sequence[Sense], product: str | None, *, late: bool = False
    ) -> None:
        """`product`: the one talked about. `late`: they were passed over when they came."""
        for event, sense in zip(events, senses, strict=True):
            key = comment_key(event.source, event.id)
            if key in self.said or key in self._void:
                continue
            self._hear(key, event, sense, product, late=late)
        self._settle_over()

    def act(self, events: Iterable[Action]) -> None:
        """The server's own only."""
        for event in events:
            if event.source == OWN_SOURCE and event.action in STEERS and event.id not in self._acts:
                self.rev += 1
                self._acts[event.id] = []
                self._act(event)
                forget_oldest(self._acts, ACTS_KEPT)

    def correct(self, events: Iterable[Correction]) -> list[Said]:
        """What is void is no comment that anybody waits with. → those that say something else now: to be read anew."""
        found: dict[str, Said] = {}
        for event in events:
            key = comment_key(event.corrects.source, event.corrects.id)
            text = event.set.get("text")
            if (
                key in self._void
                or not (event.void or isinstance(text, str))
                or self._anew.get(key, "") == text
            ):
                continue
            if event.void:
                self._void.add(key)
                found.pop(key, None)
            else:
                self._anew[key] = str(text)
            said = self.said.get(key)
            if said is None:
                continue
            self._forget(said)
            if not event.void:
                found[key] = Said(key, said.at, said.user, str(text), product=said.product)
        return list(found.values())

    def now(self, event: Comment) -> Comment:
        """As it stands corrected."""
        text = self._anew.get(comment_key(event.source, event.id)) if self._anew else None
        return event if text is None else structs.replace(event, text=text)

    def hear_anew(self, said: Said, sense: Sense) -> None:
        """A corrected one in its place; alarms have counted it already."""
        said.intent, said.confidence, said.negative, said.risk = sense[:4]
        said.product = sense.product or said.product
        self._keep(said)
        self.marks.setdefault(said.key, Mark())
        self._seat(said)

    def incident(self, events: Iterable[Incident]) -> None:
        for event in events:
            if event.source != OWN_SOURCE or event.kind not in ("negative_wave", "hostile_raid"):
                continue
            kind: Kind = "negative_wave" if event.kind == "negative_wave" else "hostile_raid"
            self.rev += 1
            if event.phase == "start":
                self.waves.logged(kind, event.at, dict(event.data))
            else:
                self.waves.over(event.incident, kind)

    def advance(self, now: int) -> None:
        self.clusters.advance(now)
        self.waves.advance(now)
        self._settle_over()

    # ---- what others ask

    def handled(self) -> Handled:
        rows = list(self.clusters)
        took = [*self._took, *(ms for row in rows for ms in row.took)][-TOOK_KEPT:]
        answered = self._answered + sum(len(row.took) for row in rows)
        waiting = self._unanswered + sum(row.since is not None for row in rows)
        return Handled(answered + waiting, answered, tuple(took))

    def repeated(self, said: Said) -> int:
        """How often this person said it, near enough."""
        if said.user is None:
            return 1
        own = shape(said.text).bare
        return sum(one.user == said.user and shape(one.text).bare == own for one in list(self.said.values()))

    def criticism_with(self, word: str) -> int:
        """Protected comments that hold it."""
        return sum(one.protected and word.lower() in one.text.lower() for one in list(self.said.values()))

    # ---- inside

    def _hear(self, key: str, event: Comment, sense: Sense, product: str | None, *, late: bool) -> None:
        said = Said(
            key, event.at, event.user, event.text, sense.intent, sense.confidence, sense.risk, sense.negative,
            sense.product or product,
        )  # fmt: skip
        self._keep(said)
        if late:
            self.late += 1
        else:
            self.waves.add(said)
        if event.reply_to is not None and event.user in self.own and said.sort is None:
            self._answer([comment_key(event.source, event.reply_to)], event.at, event.user or "", "reply")
        else:
            row = self._seat(said)
            if late and row is not None:
                row.late += 1
        forget_oldest(self.said, KEPT)

    def _keep(self, said: Said) -> None:
        self.said[said.key] = said
        self.heard += 1
        self.negative += said.negative
        self.lawful += said.protected
        self.since = said.at if self.since is None else min(self.since, said.at)
        if said.intent is not None or said.risk is not None or said.negative:
            self.marks[said.key] = Mark(said.intent, said.risk, said.negative)

    def _seat(self, said: Said) -> Asked | None:
        """Into its row, unless it is silent or asks nothing."""
        said.gone = said.risk == BLOCKED or self.moderation.silent(said.key, said.user, said.text)
        return None if said.gone else self.clusters.add(said)

    def _forget(self, said: Said) -> None:
        """As if it had not been heard."""
        self._drop(said)
        self.lawful -= said.protected
        self.negative -= said.negative
        self.heard -= 1
        self.marks[said.key] = Mark()

    def _act(self, event: Action) -> None:
        data = event.data
        if event.action in ANSWERS:
            how = "answer" if event.action == "answer" else str(data.get("how", "aloud"))
            self._acts[event.id] = self._answer(_named(data), event.at, event.by, how)
        elif event.action == "whisper":
            if named := _named(data):
                self._whispers[event.id] = named
        elif event.action == "whisper_ack":
            named = self._whispers.pop(str(data.get("whisper")), [])
            self._acts[event.id] = self._answer(named, event.at, event.by, "ack")
        elif event.action == "undo":
            self._undo(str(data.get("action")))
        elif self.moderation.act(event):
            self._look_again()

    def _answer(self, named: Iterable[str], at: int, by: str, how: str) -> list[tuple[str, int | None]]:
        """→ rows with when they had begun to wait."""
        ids = dict.fromkeys(id_ for name in named if (id_ := self._row_of(name)) is not None)
        found: list[tuple[str, int | None]] = []
        for id_ in ids:
            row = self.clusters.rows[id_]
            found.append((id_, row.since))
            self.how[how] += row.since is not None
            self.clusters.settle(id_, at, by, how)
        return found

    def _row_of(self, name: str) -> str | None:
        """A row by its id, or by a comment in it."""
        if name in self.clusters.rows:
            return name
        said = self.said.get(name)
        return said.cluster if said is not None and said.cluster in self.clusters.rows else None

    def _undo(self, action: str) -> None:
        for id_, since in self._acts.get(action, []):
            if since is not None:
                self.clusters.reopen(id_, since)
        self._whispers.pop(action, None)
        if self.moderation.undo(action):
            self._look_again()

    def _look_again(self) -> None:
        """Somebody was muted, a word blocked, something hidden or shown again."""
        for said in list(self.said.values()):
            silent = (
                said.key in self._void
                or said.risk == BLOCKED
                or self.moderation.silent(said.key, said.user, said.text)
            )
            if silent and not said.gone:
                self._drop(said)
            elif not silent and said.gone:
                said.gone = False
                self.clusters.add(said)

    def _drop(self, said: Said) -> None:
        said.gone = True
        others: list[Said] = []
        row = self.clusters.rows.get(said.cluster or "")
        if row is not None:
            others = [
                one for key in row.keys if key != said.key and (one := self.said.get(key)) and not one.gone
            ]
        self.clusters.drop(said, others)

    def _settle_over(self) -> None:
        for row in self.clusters.over:
            self._took = [*self._took, *row.took][-TOOK_KEPT:]
            self._answered += len(row.took)
            if row.since is not None:
                self._unanswered += 1
                self.missed = sorted([*self.missed, row], key=lambda one: -one.asking)[:50]
        self.clusters.over.clear()


def _named(data: Mapping[str, object]) -> list[str]:
    """Rows and comments that an act names."""
    found = data.get("comments")
    keys = [str(key) for key in found] if isinstance(found, list) else []
    cluster = data.get("cluster")
    return [str(cluster), *keys] if isinstance(cluster, str) else keys
