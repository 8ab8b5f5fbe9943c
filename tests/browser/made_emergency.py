"""Emergencies of the made show, folded by the server's own code out of events as it writes them."""

from typing import Any

from made_show import NOW, SHOW
from msgspec import structs

from onair.during.emergency.book import Book
from onair.during.emergency.companion import opening
from onair.during.emergency.panel import EmergencyPanel, panel_of
from onair.during.emergency.presets import presets
from onair.during.emergency.report import report
from onair.during.emergency.run import BY_ITSELF
from onair.during.emergency.schemas import report_out
from onair.during.emergency.setup import Allowed, RoomSetup
from onair.events.model import Action, Incident

NAMES = {"p1": "周宁", "p2": "陈露"}
SETUP = RoomSetup(
    scene="马上回来",
    input="话筒",
    text="提示",
    auto={"stream_cut/scene": Allowed("p1", "周宁", 1)},
    version=1,
)


def book(*, drill: bool = False) -> Book:
    """A cut 24 s ago: the scene is switched, the output refused to begin anew, the rest waits."""
    made = Book(presets(), rehearsal=drill)
    at = NOW - 24_000
    data = {"found_ms": 1_200, "by": "signal", "output": "main"}
    made.incident([Incident(id="i1", source="onair", at=at, incident="cut:1", kind="cut", data=data)])
    run = opening("emg:cut:1", at + 1_900, BY_ITSELF, presets()["stream_cut"], incident="cut:1", drill=drill)
    made.act(
        [
            run,
            *_step("scene", at + 2_100, "done", what="马上回来", was="直播间"),
            _told("say", at + 9_000, "p2"),
        ]
    )
    made.act(_step("restart", at + 14_000, "failed", code="no_answer"))
    return made


def recovered() -> Book:
    made = book()
    made.incident(
        [Incident(id="i1:end", source="onair", at=NOW - 4_000, incident="cut:1", kind="cut", phase="end")]
    )
    return made


def emergency(made: Book | None = None, setup: RoomSetup = SETUP) -> EmergencyPanel:
    return panel_of(made or book(), setup, NAMES, drills_only=False)


def calm() -> EmergencyPanel:
    """Nothing is open."""
    return panel_of(Book(presets(), rehearsal=False), SETUP, NAMES, drills_only=False)


def _step(step: str, at: int, outcome: str, *, what: str | None = None, **more: str) -> list[Action]:
    data = {"run": "emg:cut:1", "step": step}
    begun = Action(
        id=f"{step}:b", source="onair", at=at, action="emergency_step", by=BY_ITSELF,
        data={**data, "outcome": "begun"} | ({"what": what} if what else {}),
    )  # fmt: skip
    return [
        begun,
        structs.replace(begun, id=f"{step}:e", at=at + 300, data={**data, "outcome": outcome, **more}),
    ]


def _told(step: str, at: int, by: str) -> Action:
    data = {"run": "emg:cut:1", "step": step, "outcome": "done"}
    return Action(id=f"{step}:t", source="onair", at=at, action="emergency_step", by=by, data=data)


def reported() -> dict[str, Any]:
    """The after-action report of the same evening, closed a minute later."""
    made = recovered()
    made.act([
        Action(id="k", source="onair", at=NOW - 2_000, action="put_right", by="p2",
               data={"run": "emg:cut:1", "said": "买一送二", "text": "买一送一"}),
        Action(id="x", source="onair", at=NOW - 1_000, action="emergency_close", by="p1",
               data={"run": "emg:cut:1", "outcome": "recovered", "note": "换了网线"}),
    ])  # fmt: skip
    told = report(made, over=True)
    return report_out(SHOW, told, list(made.slips.values()), NAMES, "zh").model_dump(mode="json")
