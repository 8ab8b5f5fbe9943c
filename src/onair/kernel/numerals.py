"""Numbers as people write and say them: 5000, 1.2万, 5k, 三百九十九, 百分之九十. Pure."""

import re

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_LATIN = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(亿|万|千|百|w|k)?(?![0-9])")
_SCALE = {"亿": 1e8, "万": 1e4, "w": 1e4, "千": 1e3, "k": 1e3, "百": 1e2, None: 1.0}


def number_of(said: str) -> float | None:
    """The value of one number, written in digits or in Chinese; None when it is none. 三百九 is 390, 一升二 is not
    read here."""
    text = said.strip().lower()
    latin = _LATIN.fullmatch(text)
    if latin is not None:
        return float(latin.group(1).replace(",", "")) * _SCALE[latin.group(2)]
    if text.startswith("百分之"):
        share = number_of(text[3:])
        return None if share is None else share / 100
    return _chinese(text)


def _chinese(text: str) -> float | None:
    if not text or any(sign not in _DIGITS and sign not in _UNITS and sign not in _GROUPS for sign in text):
        return None
    if all(sign in _DIGITS for sign in text):
        return float("".join(str(_DIGITS[sign]) for sign in text))
    total, group, digit, last = 0, 0, 0, 1
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 1 if digit == 0 else last
        elif sign in _UNITS:
            last = _UNITS[sign]
            group, digit = group + (digit or 1) * last, 0
        else:
            last = _GROUPS[sign]
            total, group, digit = total + (group + digit) * last, 0, 0
    return float(total + group + digit * (last // 10 if last > 1 else 1))
