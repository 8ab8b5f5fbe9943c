"""Who sells: shown throughout the show (Order 117, 26)."""

from onair.during.overlays.token import OverlayValue, Reading, Token
from onair.kernel.i18n import Text

_FORM = Text("门禁里的经营者信息", "seller's data of the gate")


def _name(on: Reading) -> OverlayValue:
    return OverlayValue(on.sheet.seller.name or None)


def _address(on: Reading) -> OverlayValue:
    return OverlayValue(on.sheet.seller.address or None)


def _contact(on: Reading) -> OverlayValue:
    return OverlayValue(on.sheet.seller.contact or None)


TOKENS = (
    Token("seller.name", "text", Text("经营者名称", "Name of the seller"), _FORM, _name, "示例厨房用品店"),
    Token(
        "seller.address",
        "text",
        Text("实际经营地址", "Actual business address"),
        _FORM,
        _address,
        "示例市样品路 1 号",
    ),
    Token("seller.contact", "text", Text("联系方式", "How to reach them"), _FORM, _contact, "000-0000-0000"),
)
