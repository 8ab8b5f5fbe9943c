"""The lint on our own lines, rule by rule, and its time against the length of a text, adversarial ones too.

`python -m bench.lint [--misses]`: a third of the lines is held out; `fresh` ones were written after the rules;
`stranger` ones by somebody who had read none of them.
"""

import random
import sys
import time
from collections import Counter, defaultdict

from tests.compliance.lint_lines import SHIRT, TODAY, Line, fired, lines
from tests.compliance.lint_strangers import strangers

from onair.compliance.lint import Asked, OfferFacts, check

SIZES_KB = (10, 100, 1000)
PORTIONS = ("dev", "held", "fresh", "stranger")


def texts(kb: int) -> dict[str, str]:
    """Texts of `kb` × 1,000 bytes of UTF-8."""
    rng = random.Random(7)
    every = list(lines())
    lawful, unlawful = [x.text for x in every if not x.rule], [x.text for x in every if x.rule]
    words = [
        "最",
        "第一",
        "已售5000",
        "原价459",
        "退",
        "抽",
        "我自己用了",
        "治疗",
        "湿疹",
        "别家",
        "仅剩三件",
        "加微信",
        "折",
    ]
    seeds = {
        "lawful talk": "。".join(rng.choices(lawful, k=9 * kb)),
        "lawful, no marks": "".join(rng.choices(lawful, k=9 * kb)).replace("，", "").replace("。", ""),
        "unlawful talk": "。".join(rng.choices(unlawful, k=9 * kb)),
        "triggers only": "".join(rng.choices(words, k=150 * kb)),
        "lawful triggers": "最好先" * 120 * kb,
        "blanks inside": "最 " * 300 * kb,
        "one character": "最" * 340 * kb,
        "spelt out": "国,家,级," * 90 * kb,
        "quotes": "“第”" * 120 * kb,
        "digits": "1" * 1000 * kb,
        "numerals": "一二三百千万" * 60 * kb,
        "zero width": "最\u200b" * 180 * kb,
        "random Han": "".join(chr(rng.randrange(0x4E00, 0x9FA6)) for _ in range(340 * kb)),
        "Latin": "the best of it only 20 left zui jia " * 30 * kb,
    }
    return {name: text.encode()[: kb * 1000].decode("utf-8", "ignore") for name, text in seeds.items()}


def timed(text: str, rounds: int) -> float:
    """ms of CPU, the best of some rounds."""
    asked = Asked("overlay", TODAY, product=SHIRT, offer=OfferFacts(reference=100, restock_planned=True))
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        check(text, asked)
        best = min(best, time.process_time() - start)
    return best * 1000


def curve() -> float:
    """Prints ms by size; gives the slowest 100 KB."""
    check("预热", Asked("overlay", TODAY, product=SHIRT))
    columns = {kb: texts(kb) for kb in SIZES_KB}
    print("text                  " + "".join(f"{kb:>8} KB" for kb in SIZES_KB) + "   1000÷100   (ms of CPU)")
    slowest = 0.0
    for name in columns[SIZES_KB[0]]:
        took = {kb: timed(columns[kb][name], 5 if kb < 1000 else 2) for kb in SIZES_KB}
        slowest = max(slowest, took[100])
        row = "".join(f"{took[kb]:>11.1f}" for kb in SIZES_KB)
        print(f"{name:<22}{row}{took[1000] / took[100]:>11.1f}")
    return slowest


def recall(misses: bool) -> None:
    """Prints what was caught by rule and portion, and false alarms by the lawful use that they stood near."""
    there, caught = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    alarms: defaultdict[str, list[str]] = defaultdict(list)
    for line in (*lines(), *strangers()):
        findings = check(line.text, line.asked).findings
        key = (line.portion, line.verdict, line.rule)
        there[key] += 1
        good = fired(line, findings) if line.rule else not findings
        caught[key] += good
        if not good and misses and line.portion != "held":
            print(_told(line, [one.rule for one in findings]))
        if not line.rule and findings:
            alarms[line.portion] += [one.rule for one in findings[:1]]
    print("\nrule   verdict      " + "".join(f"{portion:>12}" for portion in PORTIONS))
    for rule, verdict in sorted({(rule, verdict) for _, verdict, rule in there if rule}):
        cells = [f"{caught[p, verdict, rule]}/{there[p, verdict, rule]}" for p in PORTIONS]
        print(f"{rule:<7}{verdict:<13}" + "".join(f"{cell:>12}" for cell in cells))
    for verdict, name in (
        ("BLOCK", "recall BLOCK"),
        ("EVID", "recall EVID"),
        ("FIX", "recall FIX"),
        ("PASS", "let pass"),
    ):
        cells = [_share(p, verdict, there, caught) for p in PORTIONS]
        print(f"{name:<20}" + "".join(f"{cell:>12}" for cell in cells))
    print("false alarms by rule:", {portion: dict(Counter(found)) for portion, found in alarms.items()})


def _share(
    portion: str, verdict: str, there: Counter[tuple[str, str, str]], caught: Counter[tuple[str, str, str]]
) -> str:
    n = sum(count for (p, v, _), count in there.items() if (p, v) == (portion, verdict))
    good = sum(count for (p, v, _), count in caught.items() if (p, v) == (portion, verdict))
    return f"{good / n:.3f} n={n}" if n else "—"


def _told(line: Line, found: list[str]) -> str:
    return f"{'missed' if line.rule else 'false alarm'} {line.portion} {line.rule or line.use} {line.surface}: {line.text} {found}"


if __name__ == "__main__":
    recall("--misses" in sys.argv)
    print(f"\nslowest 100 KB: {curve():.1f} ms of CPU, goal 50")
