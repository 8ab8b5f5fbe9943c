"""Numbers that a platform either tells event by event or only as a running total."""

from onair.metrics.measure import MISSING, Measure, Part, Scope, State
from onair.metrics.tally import OF_SOURCE, Reading


def counted_or_read(kind: str, gauge: str, from_first: bool) -> Measure:
    """Events of `kind`, source by source; where a source declared sampling, its gauge instead (estimated).

    A gauge alone, without any event of `kind`, is used too. `from_first`: last − first reading, for
    totals that do not start at 0 with the show. Rows know no gauges: there the sample counts, estimated.
    """
    counter = OF_SOURCE[kind]

    def measure(scope: Scope) -> Part:
        readings = {source: r for (name, source), r in scope.tally.readings.items() if name == gauge}
        sampled = {source for source, of in scope.tally.sampled if of == kind}
        counted = {source: n for (source, name), n in scope.tally.by_source.items() if name == counter}
        if scope.grain != "session":
            state: State = "estimated" if sampled else scope.state(kind)
            return Part(scope.sum(counter), state) if scope.fed(kind) else MISSING
        read = {s: r for s, r in readings.items() if s in sampled or not scope.fed(kind)}
        if not scope.fed(kind) and not read:
            return MISSING
        value = sum(n for source, n in counted.items() if source not in read)
        value += sum(_increase(r, from_first) for r in read.values())
        return Part(value, "estimated" if read or sampled else scope.state(kind))

    return measure


def last_reading(gauge: str) -> Measure:
    """Sum over sources of the newest value."""

    def measure(scope: Scope) -> Part:
        found = [r.last for (name, _), r in scope.tally.readings.items() if name == gauge]
        return Part(sum(found), scope.state("gauge")) if found and scope.grain == "session" else MISSING

    return measure


def _increase(reading: Reading, from_first: bool) -> int:
    return reading.last - reading.first if from_first else reading.last
