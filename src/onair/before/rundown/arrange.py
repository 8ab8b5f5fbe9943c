"""Arranges a rundown: CP-SAT with exact durations against the audience curve, within a time limit.

The fallback's order, improved by swaps, is known after a fraction of the time; the solver begins from it. The weight
of a position depends on when it starts, which depends on the order: so it is solved with the weights of the best
order known, then once more with those of the answer. Orders are compared by their true worth.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Literal, NamedTuple

from onair.before.rundown.greedy import arrange_greedily
from onair.before.rundown.plan import Case, Placed, worth
from onair.before.rundown.polish import polish
from onair.before.rundown.rules import breaches

Engine = Literal["solver", "greedy"]
Outcome = Literal["arranged", "impossible", "unknown"]
ROUNDS = 2
WORKERS = 2
SPARE_S = 0.6
"""Kept of the limit for building the model and reading the answer."""
POLISH_SHARE = 0.25


class Arranged(NamedTuple):
    """`order` empty unless `outcome` is arranged; `optimal`: proven for the weights of its own round. `solver`: whether
    there is one on this machine (and it was wanted)."""

    outcome: Outcome
    order: list[Placed]
    engine: Engine
    optimal: bool
    seconds: float
    solver: bool = True


def arrange(
    case: Case,
    *,
    seconds: float = 4.2,
    seed: int = 1,
    solver: bool = True,
    now: Callable[[], float] = perf_counter,
) -> Arranged:
    """The best order found that keeps every rule in force. `seconds`: the whole of it, the fallback included."""
    began = now()
    best = arrange_greedily(case, seed, widths=(8,)) or arrange_greedily(case, seed, widths=(40,))
    if best:
        until = now() + POLISH_SHARE * seconds
        best = polish(case, best, lambda: now() > until)
    engine: Engine = "greedy"
    optimal, there = False, solver
    for _ in range(ROUNDS if solver and case.items else 0):
        left = seconds - (now() - began) - SPARE_S
        if left <= SPARE_S:
            break
        status, order = solve(case, left, seed, best)
        if status == "absent":
            there = False
            break
        if status == "impossible":
            return Arranged("impossible", [], "solver", True, now() - began)
        if not order or breaches(case, order) or (best and worth(case, order) < worth(case, best)):
            break
        best, engine, optimal = order, "solver", status == "optimal"
    if best is None and not there:
        best = arrange_greedily(case, seed)
    return Arranged(
        "unknown" if best is None else "arranged", best or [], engine, optimal, now() - began, there
    )


def solve(case: Case, seconds: float, seed: int, known: Sequence[Placed] | None) -> tuple[str, list[Placed]]:
    """→ (optimal | feasible | impossible | unknown | absent, order). Absent: the library is not there."""
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 (slow: loads the solver)

        from onair.before.rundown import model_cp  # noqa: PLC0415 (needs the solver)
    except ImportError:  # a machine the solver is not made for: the fallback's order stands
        return "absent", []
    built = model_cp.build(case)
    model_cp.aim(case, built, _weights(case, known))
    if known:
        model_cp.hint(case, built, known)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = WORKERS
    solver.parameters.symmetry_level = 0
    solver.parameters.relative_gap_limit = 0.002
    status = solver.solve(built.model)
    names = {
        cp_model.OPTIMAL: "optimal",
        cp_model.FEASIBLE: "feasible",
        cp_model.INFEASIBLE: "impossible",
    }
    name = names.get(status, "unknown")
    return name, _read(case, built, solver) if name in ("optimal", "feasible") else []


def _weights(case: Case, order: Sequence[Placed] | None) -> list[float]:
    """Of each position: as in the order known, else as if all slots had the mean length."""
    if order:
        return [case.weight(placed.start) for placed in order]
    mean = sum(item.minutes for item in case.items) / max(len(case.items), 1)
    return [case.weight(int(place * mean)) for place in range(len(case.items))]


def _read(case: Case, built: Any, solver: Any) -> list[Placed]:
    order = []
    for p, start in enumerate(built.starts):
        i = next(i for i, row in enumerate(built.x) if solver.boolean_value(row[p]))
        order.append(Placed(case.items[i], int(solver.value(start))))
    return order
