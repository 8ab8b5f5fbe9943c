"""docs/metrics.md from the catalog: `python -m onair.metrics.page docs/metrics.md`. A test holds them equal."""

import sys
from itertools import groupby
from pathlib import Path

from onair.kernel.discovery import modules
from onair.metrics.catalog import __name__ as folder
from onair.metrics.channels import GROUPS
from onair.metrics.metric import Example, Metric

HEAD = """# 指标字典 · The dictionary of metrics

Made from `src/onair/metrics/catalog/` by `python -m onair.metrics.page docs/metrics.md`; do not edit it by hand.
How they are counted: [algorithms/metrics.md](algorithms/metrics.md).
The same list: `onair metrics --json`, `GET /api/v1/metrics`.

- 人数 (people) are distinct known users and never add up over minutes, channels or shows; 人次 (times) and money do.
- A missing part makes the whole missing, shown as —, never as 0. A ratio is computed from its parts, never averaged.
- Money is in minor units of the show's currency. `/1000` = for a thousand.
- Each example is a ten-minute show (times in seconds from its start) and a test on both compilers, live and review.
"""


def render() -> str:
    """The whole page."""
    parts = [HEAD]
    for family in modules(folder):
        title = (family.__doc__ or "").split("\n")[0].rstrip(".")
        parts.append(f"\n## {title}\n")
        parts.extend(_entry(metric) for metric in family.METRICS)
    groups = " · ".join(f"{text.zh} {text.en}" for text in GROUPS.values())
    parts.append(
        f"\n## Neutral groups of channels\n\nThe raw name is always kept; above it stand: {groups}.\n"
    )
    return "".join(parts)


def _entry(metric: Metric) -> str:
    lines = [f"\n### {metric.zh} · {metric.en} (`{metric.id}`)\n\n"]
    lines.append(f"{metric.numerator.zh} — {metric.numerator.en}.")
    if metric.denominator is not None:
        lines.append(f"  \n÷ {metric.denominator.zh} — {metric.denominator.en}.")
    if metric.note.zh:
        lines.append(f"  \n{metric.note.zh}。{metric.note.en}.")
    sums = "adds up" if metric.additive else "never adds up"
    lines.append(f"\n\nUnit {metric.unit}; by {', '.join(metric.grain)}; {sums}; better: {metric.better}.\n")
    return "".join(lines) + f"Example: {_example(metric.example)}\n"


def _example(example: Example) -> str:
    value = "—" if example.value is None else f"{example.value:.6g}"
    where = "" if example.by == "session" else f" for {example.by} `{example.key}`"
    if not example.events:
        return f"no event → **{value}**{where}"
    told = []
    for _, same in groupby(example.events, key=lambda event: tuple(sorted(map(str, event.items())))):
        event = next(same)
        fields = [f"{k}={_short(v)}" for k, v in event.items() if k not in ("type", "at")]
        told.append(f"`{event['at'] / 1000:g}s {event['type']}{''.join(' ' + f for f in fields)}`")
    return f"{', '.join(told)} → **{value}**{where}"


def _short(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    return "[" + "; ".join("·".join(str(part) for part in line.values()) for line in value) + "]"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
