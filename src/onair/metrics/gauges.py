"""Readings of a running show: online by minute, first and last of every other gauge."""

from bisect import insort
from statistics import median

from onair.events.model import Gauge
from onair.metrics.tally import Online, Reading


class Gauges:
    """Order of arrival does not matter: at one moment the larger reading is the last, the smaller the first."""

    def __init__(self) -> None:
        self._online: dict[int, Online] = {}
        self._minutes: dict[int, list[tuple[int, int]]] = {}
        self.readings: dict[tuple[str, str], Reading] = {}

    def add(self, gauge: Gauge) -> None:
        if gauge.name == "online":
            minute = gauge.at // 60_000 * 60_000
            insort(self._minutes.setdefault(minute, []), (gauge.at, gauge.value))
            self._online.pop(minute, None)
        key = (gauge.name, gauge.source)
        old = self.readings.get(key)
        at, value = gauge.at, gauge.value
        if old is None:
            self.readings[key] = Reading(at, value, at, value)
            return
        first = min((old.first_at, old.first), (at, value))
        last = max((old.last_at, old.last), (at, value))
        self.readings[key] = Reading(*first, *last)

    def minutes(self) -> dict[int, Online]:
        """Start of the minute (ms) → its online; only minutes with new readings are worked out again."""
        if len(self._online) < len(self._minutes):
            for minute in self._minutes.keys() - self._online.keys():
                found = self._minutes[minute]
                self._online[minute] = Online(float(median(value for _, value in found)), found[-1][1])
        return self._online
