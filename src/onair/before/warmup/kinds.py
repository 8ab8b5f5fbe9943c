"""The words of a warm-up: layers, states, kinds of promises."""

from enum import StrEnum

from onair.kernel.i18n import Text


class Layer(StrEnum):
    """公域 brings new people, 私域 wakes those we know."""

    teaser = "teaser"
    recommendation = "recommendation"
    paid = "paid"
    group = "group"
    one_to_one = "one_to_one"
    member = "member"
    message = "message"


LAYER_NAMES: dict[Layer, Text] = {
    Layer.teaser: Text("短视频预告", "teaser clip"),
    Layer.recommendation: Text("推荐位", "recommendation slot"),
    Layer.paid: Text("付费投放", "paid"),
    Layer.group: Text("社群", "group"),
    Layer.one_to_one: Text("一对一邀约", "one-to-one"),
    Layer.member: Text("会员", "member"),
    Layer.message: Text("短信/邮件", "SMS/mail"),
}
PUBLIC = frozenset({Layer.teaser, Layer.recommendation, Layer.paid})
TO_PEOPLE = frozenset({Layer.one_to_one, Layer.member, Layer.message})
"""Messages to single persons: they need live consent at the moment of sending."""


class ItemState(StrEnum):
    """planned → handed (to the sender) | done (by hand) | missed (too late to send) | skipped."""

    planned = "planned"
    handed = "handed"
    done = "done"
    missed = "missed"
    skipped = "skipped"


class PromiseKind(StrEnum):
    discount = "discount"
    experience = "experience"
    giveaway = "giveaway"
    guest = "guest"
