"""SQL of the review, compiled once per process and filled in for each show.

Ibis takes about a second and a half to build and compile all questions, DuckDB a few milliseconds to answer
them for an ordinary show. So they are built over two tables of fixed names and a window of fixed edges; the
names of the show's views and its own edges are then put into the text.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from onair.metrics.review import Rows, tally
from onair.metrics.tally import Tally
from onair.metrics.window import Window
from onair.store.columns import LAKE_COLUMNS, LINE_COLUMNS
from onair.store.lake import Lake

EVENTS, LINES = "onair_review_events", "onair_review_lines"
START, END, CUT = 7_310_111_000_111, 7_310_333_000_333, 7_310_777_000_777
"""Moments (ms, in the year 2201) that stand in the text for a show's own; no other number looks like them."""


class _Kind(NamedTuple):
    """Shows of one kind are asked with the same text. `over`: everything inside the window is due."""

    started: bool
    ended: bool
    over: bool

    @property
    def window(self) -> Window:
        return Window(START if self.started else None, END if self.ended else None, closed=self.over)

    @property
    def cut(self) -> int:
        return END if self.over else CUT


class Compiled:
    """Asks the lake through `metrics.review`. Threads may share one object."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._texts: dict[tuple[_Kind, str], str] = {}
        self._tables: tuple[Any, Any] | None = None

    def tally(self, tenant: str, show: str, window: Window, by: frozenset[str], now: int) -> Tally:
        """Everything counted in a sealed show by `now`."""
        events, lines = self._lake.events(tenant, [show]), self._lake.lines(tenant, [show])
        cut = window.cut(now)
        if window.start is not None and window.start < 0:  # before 1970 the questions are built otherwise
            return tally(events, lines, window, by, now, self._lake.run)
        kind = _Kind(window.start is not None, window.end is not None, cut == window.end)
        filled = {
            EVENTS: str(events.get_name()), LINES: str(lines.get_name()), str(kind.window.late_after): str(window.late_after),
            str(START): str(window.start), str(END): str(window.end), str(CUT): str(cut),
        }  # fmt: skip
        run = self._runner(kind, filled)
        return tally(*self._fixed(), window, by, now, run, shape=(kind.window, kind.cut))

    def warm(self, by: frozenset[str]) -> None:
        """Compile all questions for a show that is over, over an empty one."""
        self.tally("none", "none", Window(0, 1, closed=True), by, 1)

    def _runner(self, kind: _Kind, filled: dict[str, str]) -> Callable[[Any, str], Rows]:
        def run(expr: Any, key: str) -> Rows:
            text = self._texts.get((kind, key))
            if text is None:
                text = self._texts[kind, key] = _compile(expr)
            for mark, value in filled.items():
                text = text.replace(mark, value)
            return self._lake.query(text, [])

        return run

    def _fixed(self) -> tuple[Any, Any]:
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        if self._tables is None:
            self._tables = ibis.table(LAKE_COLUMNS, name=EVENTS), ibis.table(LINE_COLUMNS, name=LINES)
        return self._tables


def _compile(expr: Any) -> str:
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    return str(ibis.to_sql(expr, dialect="duckdb"))
