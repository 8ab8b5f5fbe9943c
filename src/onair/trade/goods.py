"""Words about products: what an id may look like, the role a product plays in a show."""

import re

from onair.kernel.i18n import Text

PRODUCT_ID = r"^[^\x00-\x20\x7f?#\\%]{1,128}$"
RESERVED = "quarantine/"
"""Beside the products' own addresses; an id that begins so could not be asked for."""
_PRODUCT_ID = re.compile(PRODUCT_ID)

ROLES: dict[str, Text] = {
    "traffic": Text("引流", "traffic"),
    "follow": Text("承接", "follow-up"),
    "profit": Text("利润", "profit"),
    "image": Text("形象", "image"),
    "hero": Text("主推", "hero"),
    "encore": Text("返场", "encore"),
    "welfare": Text("福利", "welfare"),
}
_SPELT = {name: code for code, text in ROLES.items() for name in (code, text.zh, text.en)}
ROLE_NAMES: dict[str, str] = _SPELT | {
    "引流款": "traffic", "承接款": "follow", "利润款": "profit", "形象款": "image", "主推款": "hero",
    "爆款": "hero", "返场款": "encore", "福利款": "welfare",
}  # fmt: skip
"""What people write → the code that is kept."""


def good_id(text: str) -> bool:
    """Fits into a path, in any script; merchants' ids may hold `/`."""
    return _PRODUCT_ID.fullmatch(text) is not None and not text.startswith(RESERVED)
