"""Passwords: 8 to 200 characters, no rules of composition, none of the ones everybody tries first.

The list of refused ones is our own: patterns people fall into, spelled out (≈ 9,000 entries). Hashing is
argon2id with 19 MiB, two passes, one lane (OWASP's floor), about 20 ms.
"""

import re
from functools import lru_cache
from itertools import product
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from onair.kernel.errors import BadInput
from onair.kernel.i18n import Lang, Text
from onair.kernel.ids import new_secret

SHORTEST, LONGEST = 8, 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_dummy = _hasher.hash(new_secret())

_WORDS = (
    "password", "passw0rd", "admin", "administrator", "welcome", "letmein", "iloveyou", "monkey", "dragon",
    "master", "football", "baseball", "sunshine", "princess", "shadow", "superman", "batman", "trustno1",
    "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "abc", "abcd",
    "abcdef", "secret", "login", "guest", "test", "user", "root", "default", "changeme", "hello", "freedom",
    "onair", "zhibo", "live", "livestream", "taobao", "tmall", "douyin", "kuaishou", "pinduoduo",
    "woaini", "woaini1314", "nihao", "mima", "zhanghao", "guanliyuan", "caonima", "buzhidao", "xiaoming",
    "zhongguo", "beijing", "shanghai", "hangzhou", "jiayou", "facai", "fadacai", "baofu", "gongxi",
)  # fmt: skip
_TAILS = (
    "", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "0", "00", "000", "01", "111",
    "66", "666", "6666", "88", "888", "8888", "99", "999", "520", "521", "1314", "5201314", "!", "!!", "1!",
    "123!", "@123", "#123", ".", "_1", "a", "abc", "aa",
)  # fmt: skip
_YEARS = tuple(str(year) for year in range(1970, 2035))
_RUNS = (
    "0123456789012345", "9876543210987654", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl",
    "zxcvbnm", "1qaz2wsx3edc4rfv", "qazwsxedcrfvtgb", "1q2w3e4r5t6y7u8i",
)  # fmt: skip
_LEET = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a", "7": "t"})


RULES = {
    "too_short": Text(f"少于 {SHORTEST} 个字符", f"has fewer than {SHORTEST} characters"),
    "too_long": Text(f"超过 {LONGEST} 个字符", f"has more than {LONGEST} characters"),
    "too_common": Text("是最常被猜的之一", "is among the first to be guessed"),
    "too_near": Text("就是账号或团队的名字", "is the login or the team's name"),
}


class PasswordTooWeak(BadInput):
    """`data["rule"]`: a key of RULES."""

    code = "password_too_weak"
    zh = "这个密码{why}。没有保存，请换一个：几个不相关的词连起来就很好。"
    en = "This password {why}. Nothing was saved; choose another: a few unrelated words do well."

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(rule=rule)

    def detail(self, lang: Lang) -> str:
        return (self.zh if lang == "zh" else self.en).format(why=RULES[self.rule].of(lang))

    def problem(self, lang: Lang) -> dict[str, Any]:
        self.data["fields"] = {"password": RULES[self.rule].of(lang)}
        return super().problem(lang)


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """The refused ones, lower case."""
    tailed = {word + tail for word, tail in product(_WORDS, (*_TAILS, *_YEARS))}
    headed = {
        head + word
        for word, head in product(_WORDS, ("123", "1234", "123456", "666", "520", "a", "my", "the"))
    }
    doubled = {word * 2 for word in _WORDS}
    return frozenset(tailed | headed | doubled)


def check_password(password: str, *known: str) -> None:
    """Raises PasswordTooWeak. `known`: names a guesser would try (login, person, tenant)."""
    rule = _fault(password, known)
    if rule:
        raise PasswordTooWeak(rule)


def _fault(password: str, known: tuple[str, ...]) -> str | None:
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    if is_common(password):
        return "too_common"
    folded = _letters(password)
    if any(len(_letters(name)) >= 3 and folded == _letters(name) for name in known):
        return "too_near"
    return None


def is_common(password: str) -> bool:
    """In the list (plain or in leet spelling), one short piece repeated, or a run of keys or letters."""
    low = password.casefold()
    if low in common() or low.translate(_LEET) in common():
        return True
    if re.fullmatch(r"(.{1,4}?)\1+.?", low):
        return True
    return any(low in run or low[::-1] in run for run in _RUNS)


def _letters(text: str) -> str:
    """What is left when digits and signs around a name are taken away."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text.casefold())


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """False for a wrong one; as slow for nobody's (`stored` None) as for somebody's."""
    try:
        _hasher.verify(stored or _dummy, password[: LONGEST * 4])
    except VerifyMismatchError:
        return False
    return stored is not None
