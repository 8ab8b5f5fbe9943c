"""What would become of a room's steps at this moment: looked at, nothing sent."""

from collections.abc import Mapping
from typing import NamedTuple

from onair.delivery.service import TargetView
from onair.during.emergency.setup import RoomSetup
from onair.during.signal.service import Offered, code_text
from onair.kernel.i18n import Text

DOES = ("scene", "scene_back", "mute", "text", "restart_output", "backup_stream", "notify", "whisper")
READY = Text("可以执行", "can be done")
NOT_THERE = Text("OBS 里没有「{what}」", "OBS has no “{what}”")
MADE = Text("OBS 里还没有，执行时新建在当前场景", "not in OBS yet; it is made in the scene on air")
REMEMBERED = Text("切场景时记住原来的，再切回去", "the scene before is remembered and switched back to")
NO_BACKUP = "no_backup"
OFF = Text("「{what}」已停用", "“{what}” is switched off")
DRY = Text("「{what}」在试运行，不会真的发出", "“{what}” runs dry: nothing would leave")
GONE = Text("机器人已删除", "the robot was removed")
STOPPED = Text("发送已全部停发", "sending is stopped as a whole")
SAID = Text("发到提词屏", "to the prompter")


class Trial(NamedTuple):
    do: str
    what: str | None
    ok: bool
    why: Text


def trials(
    setup: RoomSetup, offered: Offered, robots: Mapping[str, TargetView], *, paused: bool
) -> list[Trial]:
    """One for each sort of step. `robots`: those in use, by id."""
    return [_trial(do, setup, offered, robots, paused) for do in DOES]


def _trial(
    do: str, setup: RoomSetup, offered: Offered, robots: Mapping[str, TargetView], paused: bool
) -> Trial:
    if do == "whisper":
        return Trial(do, None, True, SAID)
    if do == "notify":
        return _robots(setup, robots, paused)
    what, lacks = setup.chosen(do), setup.lacks(do)
    if lacks is not None:
        return Trial(do, None, False, lacks)
    if offered.code != "ok":
        return Trial(do, what, False, code_text(offered.code))
    return _at_obs(do, what, offered)


def _at_obs(do: str, what: str | None, offered: Offered) -> Trial:
    if do == "scene_back" and what is None:
        return Trial(do, None, True, REMEMBERED)
    if do == "backup_stream" and not offered.backup:
        return Trial(do, None, False, code_text(NO_BACKUP))
    known = (
        offered.scenes
        if do in ("scene", "scene_back")
        else offered.inputs
        if do in ("mute", "text")
        else (what,)
    )
    if what in known:
        return Trial(do, what, True, READY)
    if do == "text":
        return Trial(do, what, True, MADE)
    return Trial(do, what, False, _about(NOT_THERE, what or ""))


def _robots(setup: RoomSetup, robots: Mapping[str, TargetView], paused: bool) -> Trial:
    lacks = setup.lacks("notify")
    if lacks is not None or paused:
        return Trial("notify", None, False, lacks or STOPPED)
    chosen = [robots.get(id_) for id_ in setup.targets]
    names = "、".join(one.name for one in chosen if one is not None)
    for one in chosen:
        if one is None:
            return Trial("notify", names, False, GONE)
        if not one.enabled:
            return Trial("notify", names, False, _about(OFF, one.name))
        if one.dry_run:
            return Trial("notify", names, True, _about(DRY, one.name))
    return Trial("notify", names, True, READY)


def _about(text: Text, what: str) -> Text:
    return Text(text.zh.format(what=what), text.en.format(what=what))
