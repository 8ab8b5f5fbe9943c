"""Events as rows of the lake in memory, and a `run` on DuckDB: what the review compiler is fed in tests."""

import duckdb
import ibis
import pyarrow as pa

from onair.events.corrections import Corrections
from onair.events.model import Correction
from onair.store.columns import EVENT_COLUMNS, LINE_COLUMNS, event_to_row, line_rows

ARROW = {"int64": pa.int64(), "int32": pa.int32(), "string": pa.string(), "bool": pa.bool_()}
EVENTS = ibis.table(EVENT_COLUMNS, name="events")
LINES = ibis.table(LINE_COLUMNS, name="lines")


def _schema(columns):
    return pa.schema([(name, ARROW[kind]) for name, kind in columns.items()])


class Rows:
    """`run` for one set of (clock, event) batches; SQL is kept over instances."""

    sql: dict = {}  # noqa: RUF012 (shared on purpose: compiling costs more than running)

    def __init__(self, batches):
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
        self.connection = duckdb.connect(":memory:", config={"threads": "1"})
        table = pa.Table.from_pylist(rows, _schema(EVENT_COLUMNS))
        self.connection.register("events", table)
        columns = [list(column) for column in zip(*lines, strict=True)] or [[] for _ in LINE_COLUMNS]
        schema = _schema(LINE_COLUMNS)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        self.connection.register("lines", pa.Table.from_arrays(arrays, schema=schema))

    def run(self, expr, key):
        known = (key, expr.op())
        if known not in self.sql:
            self.sql[known] = str(ibis.to_sql(expr, dialect="duckdb"))
        return self.connection.execute(self.sql[known]).fetchall()

    def close(self):
        self.connection.close()
