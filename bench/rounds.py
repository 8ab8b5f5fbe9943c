"""What every benchmark shares: alternated rounds, medians with spread, the machine, one line a figure."""

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One published figure. `goal`: text such as "≥ 0.35"; `met` None = reported only."""

    name: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None

    def line(self) -> str:
        mark = {True: "met", False: "NOT MET", None: ""}[self.met]
        return f"{self.name:64} {self.value:>14,.3f} {self.unit:10} {self.goal:>10}  {mark}"


def machine() -> str:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "?",
    )
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC"


def alternate(rounds: int, parts: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Run every part once a round, the order turning by one each time; returns what they returned."""
    results: dict[str, list[float]] = {name: [] for name in parts}
    names = list(parts)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            results[name].append(parts[name]())
    return results


def median(values: list[float]) -> float:
    return statistics.median(values)


def spread(values: list[float]) -> str:
    return f"{min(values):,.3g}…{max(values):,.3g}"


def report(title: str, figures: list[Figure]) -> None:
    print(f"\n## {title}\n{machine()}")
    for figure in figures:
        print(figure.line(), flush=True)
