"""Arranging 60 slots: seconds and rules kept, with the solver and with the fallback alone, against the limit of 5 s.

python -m bench.rundown [--cases 5]
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "before" / "rundown"))
from rundown_cases import planted

from onair.before.rundown.arrange import arrange
from onair.before.rundown.greedy import arrange_greedily
from onair.before.rundown.plan import worth
from onair.before.rundown.rules import breaches

LIMIT_S = 5.0
SLOTS = 60


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5)
    wanted = parser.parse_args().cases
    slow = broken = 0
    arrange(planted(999, 8)[0], seconds=1.5)  # the solver's library is loaded once a process
    for seed in range(1000, 1000 + wanted):
        case, _ = planted(seed, SLOTS)
        began = time.perf_counter()
        alone = arrange_greedily(case)
        fallback = time.perf_counter() - began
        began = time.perf_counter()
        both = arrange(case)
        seconds = time.perf_counter() - began
        slow += seconds > LIMIT_S
        broken += both.outcome != "arranged" or bool(breaches(case, both.order))
        gain = worth(case, both.order) / worth(case, alone) - 1 if alone else 0.0
        print(f"{seed}: {seconds:.2f} s ({both.engine}), fallback {fallback:.2f} s, worth {gain:+.1%}")
    print(f"{wanted} cases of {SLOTS} slots: {slow} over {LIMIT_S} s, {broken} with a rule broken")
    return 1 if slow or broken else 0


if __name__ == "__main__":
    sys.exit(main())
