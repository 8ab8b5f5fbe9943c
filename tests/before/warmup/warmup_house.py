"""A sender that keeps what it is given, and how tests make shows and items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from onair.before.warmup.dead import DeadView
from onair.before.warmup.ports import ClicksView, LinkView, Parcel, SentView, TargetView
from onair.kernel.clock import DAY_MS, Clock
from team import NOW

START = NOW + 10 * DAY_MS
FORM = {"title": "周五场", "starts_at": START, "currency": "CNY"}


@dataclass
class Post:
    """An Outbox in memory. `sent` in the order given; the same key is kept once."""

    sent: dict[str, Parcel] = field(default_factory=dict)
    calls: int = 0
    stopped: bool = False
    asked: list[str] = field(default_factory=list)
    nowhere: dict[str, DeadView] = field(default_factory=dict)
    what: dict[str, SentView] = field(default_factory=dict)

    def enqueue(self, tx: Session, tenant: str, clock: Clock, parcels: Sequence[Parcel]) -> None:
        self.calls += len(parcels)
        for parcel in parcels:
            self.sent.setdefault(parcel.key, parcel)

    def recall(
        self, tx: Session, tenant: str, clock: Clock, keys: Sequence[str], unless: Mapping[str, str] | None
    ) -> list[str]:
        back = [
            key for key in keys if key in self.sent
            and (unless is None or self.sent[key].text != unless["text"])
            and self.what.get(key, SentView("queued")).state == "queued"
        ]  # fmt: skip
        for key in back:
            del self.sent[key]
        return back

    def states(self, tx: Session, tenant: str, keys: Sequence[str]) -> dict[str, SentView]:
        return {key: self.what.get(key, SentView("queued")) for key in keys if key in self.sent}

    def link(self, tx: Session, tenant: str, clock: Clock, *, url: str, item: str, show: str) -> LinkView:
        return LinkView(item[-6:], f"https://onair.test/l/{item[-6:]}", "<svg/>")

    def ask(self, url: str) -> None:
        self.asked.append(url)

    def dead(self, url: str) -> DeadView | None:
        return self.nowhere.get(url)

    def clicks(self, tx: Session, tenant: str, items: Sequence[str]) -> dict[str, ClicksView]:
        return {item: ClicksView(12, 7, 2) for item in items}

    def targets(self, tx: Session, tenant: str) -> list[TargetView]:
        return [
            TargetView("tgt_1", "运营群", "wecom_robot"),
            TargetView("tgt_2", "短信", "signed_webhook", "sms"),
        ]

    def paused(self, tx: Session, tenant: str) -> bool:
        return self.stopped


async def made(client: Any, path: str, **form: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1{path}", json=form)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def show_of(client: Any, **form: Any) -> dict[str, Any]:
    return await made(client, "/shows", **(FORM | form))


ITEM = {"layer": "group", "channel": "社群", "title": "倒数", "text": "{title} {time} 开播"}
