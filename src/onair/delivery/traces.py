"""Does a text give away how to reach somebody? Pure.

Labels and notes are read by the whole team and stay in the ledger when an address is erased, so none may hold one.
Looked for: a mail address, a mobile number of the mainland (with +86, blanks, hyphens), a landline with its area code,
an international number. Dates and order numbers are none.
"""

import re
import unicodedata

_MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}"
_MOBILE = r"(?<![\d*])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
_LANDLINE = r"(?<![\d*])\(?0\d{2,3}\)?[\s-]?\d{7,8}(?!\d)"
_ABROAD = r"\+\d(?:[\s-]?\d){7,14}(?!\d)"
_ANY = re.compile("|".join((_MAIL, _MOBILE, _LANDLINE, _ABROAD)))


def holds_address(text: str | None) -> bool:
    """Full-width digits and signs count as their plain ones."""
    return text is not None and _ANY.search(unicodedata.normalize("NFKC", text)) is not None
