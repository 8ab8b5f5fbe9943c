"""Why a show has no range, in words for people."""

from onair.after.outlook.service import Outlook
from onair.after.outlook.spread import ENOUGH
from onair.kernel.i18n import Text


def refusal(found: Outlook) -> Text | None:
    """None when there is a range."""
    if found.view.room is None:
        return Text("本场没有选直播间，没有可比的历史，不做预测。请先在场次里选直播间。",
                    "Without a room a show has no past to compare with, so nothing is told. Choose its room first.")  # fmt: skip
    most = max((one.n for one in found.told), default=0)
    if found.past < ENOUGH or most < ENOUGH:
        return few(found.past, most)
    if found.tonight is not None and (found.tonight.share or 0) >= 1:
        return Text("已超过计划时长，从过往看不出还会播多久，不再推算。改计划结束时间就能推算。",
                    "It has run past its planned end; past shows do not tell how much longer it goes, so nothing is "
                    "projected. Change the planned end to project again.")  # fmt: skip
    return None


def few(past: int, counted: int) -> Text:
    """Fewer shows than it takes; `counted`: those that had any of what is told."""
    if past >= ENOUGH:
        return Text(f"这个直播间有 {past} 场可比的历史，但有成绩的只有 {counted} 场，至少要 {ENOUGH} 场才预测。",
                    f"Only {counted} of {past} comparable past shows brought anything; it takes {ENOUGH}.")  # fmt: skip
    return Text(f"样本不足：这个直播间只有 {past} 场可比的历史，至少要 {ENOUGH} 场才预测。可以导入过往场次。",
                f"Too few shows: this room has {past} comparable past show(s) and a forecast takes {ENOUGH}. "
                "Past shows can be imported.")  # fmt: skip
