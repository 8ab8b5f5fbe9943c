"""Which language the command line speaks: `--lang` anywhere after `onair`, else ONAIR_LANG, else Chinese.

Known before click builds its help, so it is read from the words themselves.
"""

import os
import sys
from collections.abc import Mapping, Sequence

from onair.kernel.i18n import Lang

OPTION = "--lang"


def wanted(words: Sequence[str], env: Mapping[str, str]) -> Lang:
    """`words`: the command line behind the program's name. The last `--lang` counts; nothing after `--` does."""
    said = env.get("ONAIR_LANG", "zh")
    before = list(words[: words.index("--")] if "--" in words else words)
    for word, following in zip(before, [*before, ""][1:], strict=True):
        if word == OPTION:
            said = following
        elif word.startswith(f"{OPTION}="):
            said = word.partition("=")[2]
    return "en" if said == "en" else "zh"


LANG: Lang = wanted(sys.argv[1:], os.environ)


def t(zh: str, en: str) -> str:
    return zh if LANG == "zh" else en
