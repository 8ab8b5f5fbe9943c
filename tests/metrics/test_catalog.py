"""Every entry of the dictionary proves itself by its worked example, on both compilers."""

import pytest
from lake_rows import EVENTS, LINES, desk

from onair.metrics.catalog import catalog
from onair.metrics.live import LiveFold
from onair.metrics.metric import EXAMPLE_WINDOW, example_events
from onair.metrics.numbers import numbers
from onair.metrics.review import tally

NOW = EXAMPLE_WINDOW.end


@pytest.mark.parametrize("metric", catalog().values(), ids=catalog())
def test_example_folds_to_its_value(metric):
    fold = LiveFold(EXAMPLE_WINDOW, "CNY")
    fold.add(example_events(metric.example), clock=10**8)
    by = frozenset({metric.example.by} - {"session"}) | {"product", "channel"}
    assert_value(metric, fold.tally(by, now=NOW))


def assert_value(metric, tally):
    example = metric.example
    body = numbers(tally, None if example.by == "session" else example.by, [metric.id])
    found = (
        body.metrics
        if example.by == "session"
        else next(r.metrics for r in body.rows if r.key == example.key)
    )
    assert found[metric.id].value == pytest.approx(example.value, rel=1e-12)
    assert found[metric.id].state in ("ok", "estimated")


@pytest.mark.parametrize("metric", catalog().values(), ids=catalog())
def test_example_compiles_to_its_value(metric):
    run = desk().load([(10**8, example_events(metric.example))])
    by = frozenset({metric.example.by} - {"session"}) | {"product", "channel"}
    assert_value(metric, tally(EVENTS, LINES, EXAMPLE_WINDOW, by, NOW, run))
