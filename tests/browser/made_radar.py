"""The radar of the made show, as the mock draws it."""

from made_show import NOW

from onair.during.comments.panel import (
    RadarAnswer,
    RadarHeat,
    RadarPanel,
    RadarRow,
    RadarShare,
    RadarStanding,
)


def radar(**change: object) -> RadarPanel:
    answer = RadarAnswer(
        "ans_1",
        "不粘层一年质保，私信订单号，今晚给您安排检测换新。",
        0.91,
        "售后政策 v3",
        NOW + 40 * 86_400_000,
    )
    stove = RadarAnswer("ans_2", "燃气、电磁、电陶炉都能用。", 0.88, "说明书第 3 页")
    said: dict[str, object] = {
        "state": "ok",
        "risks": [
            RadarRow(
                "qr1", "risk", "complaint", NOW - 102_000, 1, 1, ["上次买的锅用两周就粘了，你们这质量行不行啊"], "taobao:r1/c110",
                "p1", "麦饭石不粘炒锅 32cm", answer,
            )
        ],
        "questions": [
            RadarRow("q1", "question", "usage", NOW - 48_000, 14, 17, ["电磁炉能用吗？", "电陶炉可以吗"], "taobao:r1/c111", "p1", "麦饭石不粘炒锅 32cm", stove),
            RadarRow("q2", "question", "coupon", NOW - 21_000, 6, 6, ["32 的送锅盖吗"], "taobao:r1/c112", reopened=True),
            RadarRow("q3", "question", "shipping", NOW - 9_000, 3, 3, ["现在拍明天能发吗"], "taobao:r1/c113"),
        ],
        "oldest": NOW - 102_000,
        "heat": RadarHeat(228, 181.0, 30),
        "share": RadarShare(3, 71, 0.016, 0.108, 0.031, 0.1),
        "heard": 3284, "since": NOW - 4_000_000, "lawful": 34, "hidden": 9, "hidden_lawful": 1, "asked": 96, "answered": 88,
        "median_ms": 41_000.0,
        "muted": [RadarStanding("m1", NOW - 600_000, "阿哲", "#8f3a1c", "abuse", "taobao:8f3a1c")],
        "blocked": [RadarStanding("b1", NOW - 900_000, "阿哲", "加微信", "ads")],
    }  # fmt: skip
    return RadarPanel(**{**said, **change})  # type: ignore[arg-type]
