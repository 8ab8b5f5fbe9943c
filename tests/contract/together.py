"""Several at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(n: int, task: Callable[[int], Any]) -> list[Any]:
    """The same in n threads that start together."""
    gate = threading.Barrier(n)

    def run(i: int) -> Any:
        gate.wait()
        return task(i)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(run, range(n)))
