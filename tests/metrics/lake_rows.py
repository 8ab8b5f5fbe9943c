"""Events as rows of the lake in memory, and a `run` on DuckDB: what the review compiler is fed in tests.

Histories here are tiny and many, so planning would cost far more than running: one connection keeps
prepared plans, made without the optimizer (a plan of its own guesses would rest on the rows of one example).
"""

from functools import cache

import duckdb
import ibis
import pyarrow as pa

from onair.events.corrections import Corrections
from onair.events.model import Correction
from onair.store.columns import EVENT_COLUMNS, LAKE_COLUMNS, LINE_COLUMNS, event_to_row, line_rows
from onair.store.people import People

ARROW = {"int64": pa.int64(), "int32": pa.int32(), "string": pa.string(), "bool": pa.bool_()}
SQL_TYPES = {"int64": "BIGINT", "int32": "INTEGER", "string": "VARCHAR", "bool": "BOOLEAN"}
EVENTS = ibis.table(LAKE_COLUMNS, name="events")
UNNUMBERED = ibis.table(EVENT_COLUMNS, name="events")
"""The same rows without the numbers of their people, as rows that were never sealed."""
LINES = ibis.table(LINE_COLUMNS, name="lines")


def _create(columns, name):
    body = ", ".join(f'"{column}" {SQL_TYPES[kind]}' for column, kind in columns.items())
    return f"CREATE TABLE {name} ({body})"


class Desk:
    """One DuckDB with the two tables; `run` keeps a prepared plan for each question."""

    def __init__(self, optimized):
        self.connection = duckdb.connect(":memory:", config={"threads": "1"})
        if not optimized:
            self.connection.execute("PRAGMA disable_optimizer")
        self.connection.execute(_create(LAKE_COLUMNS, "events"))
        self.connection.execute(_create(LINE_COLUMNS, "lines"))
        self.optimized, self.plans = optimized, {}

    def load(self, batches):
        """(clock, events) batches, offsets in their order, corrections applied as sealing does."""
        corrections = Corrections()
        for _, events in batches:
            for event in events:
                if isinstance(event, Correction):
                    corrections.add(event)
        rows, lines, offset = [], [], 0
        for clock, events in batches:
            for event in events:
                right = corrections.apply(event)
                offset += 1
                if right is not None:
                    rows.append(event_to_row(right, offset, clock))
                    lines.extend(line_rows([(offset, right)]))
        persons, spaces = People().columns([row["user"] for row in rows])
        numbered = zip(rows, persons.to_pylist(), spaces.to_pylist(), strict=True)
        self._replace(
            "events", LAKE_COLUMNS, [(*row.values(), person, space) for row, person, space in numbered]
        )
        self._replace("lines", LINE_COLUMNS, lines)
        return self.run

    def _replace(self, name, columns, rows):
        self.connection.execute(f"DELETE FROM {name}")
        if not rows:
            return
        schema = pa.schema([(column, ARROW[kind]) for column, kind in columns.items()])
        arrays = [pa.array(column, field.type) for column, field in zip(zip(*rows), schema, strict=True)]
        given = pa.Table.from_arrays(arrays, schema=schema)  # noqa: F841 (DuckDB finds it by name)
        self.connection.execute(f"INSERT INTO {name} SELECT * FROM given")

    def run(self, expr, key):
        known = (key, expr.op())
        if known not in self.plans:
            sql = str(ibis.to_sql(expr, dialect="duckdb"))
            if self.optimized:
                self.plans[known] = sql
            else:
                self.plans[known] = f"EXECUTE q{len(self.plans)}"
                self.connection.execute(f"PREPARE q{len(self.plans) - 1} AS {sql}")
        return self.connection.execute(self.plans[known]).fetchall()


@cache
def desk(optimized=False):
    return Desk(optimized)
