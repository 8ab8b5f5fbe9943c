"""The same as `replan.greedily` for OR-tools CP-SAT: fewest drops, then least taken, then the largest share small.

The solver takes a second to load, so it is loaded beside the work and the greedy answer stands until it is there.
"""

import sys
import threading
from typing import Any

from onair.during.playout.replan import STEP_S, Answer, Problem, Short, fits, greedily

SOLVER = "ortools.sat.python.cp_model"
LIMIT_S = 0.08
SHARES = 100


def warm() -> None:
    """Load the solver in the background; on a machine it is not made for, the greedy answers stay."""
    if SOLVER not in sys.modules:
        threading.Thread(target=load, name="onair-solver", daemon=True).start()


def load() -> None:
    """Blocks."""
    try:
        import ortools.sat.python.cp_model  # noqa: F401, PLC0415 (slow: loads the solver)
    except ImportError:
        return


def replan(problem: Problem) -> Answer | Short:
    """The greedy answer, or the solver's where that is better or the only one. Blocks ≤ LIMIT_S and a little."""
    quick = greedily(problem)
    good = isinstance(quick, Answer) and fits(problem, quick)
    if good and not quick.changes and not quick.dropped:  # type: ignore[union-attr]
        return quick
    module = sys.modules.get(SOLVER)
    if module is None or not hasattr(module, "CpSolver"):
        warm()
        return quick if good or isinstance(quick, Short) else Short(None, 0)
    found = _solved(module, problem)
    if found is None or not fits(problem, found):
        return quick if good or isinstance(quick, Short) else Short(None, 0)
    return found if not good or found.cost < quick.cost else quick  # type: ignore[union-attr]


def _solved(cp: Any, problem: Problem) -> Answer | None:
    model = cp.CpModel()
    taken, dropped, starts = {}, {}, {}
    cursor: Any = 0
    for part in problem.parts:
        taken[part.id] = model.new_int_var(0, part.spare // STEP_S, f"t{part.id}")
        dropped[part.id] = model.new_bool_var(f"d{part.id}")
        model.add(taken[part.id] == 0).only_enforce_if(dropped[part.id])
        if not part.optional:
            model.add(dropped[part.id] == 0)
        if part.pin is not None:
            model.add(cursor <= part.pin)
            cursor = part.pin
        starts[part.id] = cursor
        if part.allowed is not None:
            domain = cp.Domain.from_intervals([list(one) for one in part.allowed])
            model.add_linear_expression_in_domain(cursor + 0 * taken[part.id], domain).only_enforce_if(
                ~dropped[part.id]
            )
        cursor = cursor + part.length - part.length * dropped[part.id] - STEP_S * taken[part.id]
    model.add(cursor <= problem.end)
    _aim(model, problem, taken, dropped)
    solver = cp.CpSolver()
    solver.parameters.max_time_in_seconds = LIMIT_S
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    if solver.solve(model) not in (cp.OPTIMAL, cp.FEASIBLE):
        return None
    gone = tuple(part.id for part in problem.parts if solver.boolean_value(dropped[part.id]))
    changes = {part.id: -STEP_S * int(solver.value(taken[part.id])) for part in problem.parts}
    return Answer({id_: by for id_, by in changes.items() if by}, gone, "solver")


def _aim(model: Any, problem: Problem, taken: dict[str, Any], dropped: dict[str, Any]) -> None:
    """Drops weigh more than everything that can be taken; what is dropped, its length; then the largest share."""
    worst = model.new_int_var(0, SHARES, "worst")
    for part in problem.parts:
        if part.spare:
            model.add(SHARES * STEP_S * taken[part.id] <= part.length * worst)
    most = SHARES + 1 + (SHARES + 1) * sum(part.spare // STEP_S for part in problem.parts)
    lengths = sum(part.length for part in problem.parts if part.optional) + 1
    drops = sum(
        (lengths + part.length) * gone for part, gone in zip(problem.parts, dropped.values(), strict=True)
    )
    model.minimize(most * drops + (SHARES + 1) * sum(taken.values()) + worst)
