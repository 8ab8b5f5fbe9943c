"""Which moments of its files are a show: the same whatever the order of the imports."""

from hypothesis import given
from hypothesis import strategies as st

from onair.during.intake.imports.windows import Decided, Span, decide, span_of

LEDGER = Span(0, 1_000_000, ledger=True)
LOG = Span(1_000, 5_000)
ROOM = Span(1_200, 4_000, end_said=True)


def test_what_is_said_beats_what_is_seen() -> None:
    assert decide([LOG]) == Decided(1_000, 5_000, declared=False)
    assert decide([LOG, ROOM]) == Decided(1_000, 4_000, declared=True)
    assert decide([LOG, Span(2_000, 3_000, start_said=True)]) == Decided(2_000, 5_000, declared=False)


def test_parts_of_one_log_join() -> None:
    assert decide([Span(0, 10), Span(10, 30)]) == Decided(0, 30, declared=False)


def test_a_ledger_counts_only_when_it_is_alone() -> None:
    assert decide([LEDGER]) == Decided(0, 1_000_000, declared=False)
    assert decide([LEDGER, LOG]) == Decided(1_000, 5_000, declared=False)


def test_a_said_end_before_the_start_makes_no_backward_window() -> None:
    assert decide([Span(10, 20), Span(0, 5, end_said=True, ledger=True)]).end >= 10


SPANS = st.builds(
    lambda start, length, *flags: Span(start, start + length, *flags),
    st.integers(0, 10**6), st.integers(0, 10**6), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


@given(st.lists(SPANS, min_size=1, max_size=6), st.randoms())
def test_order_does_not_matter_and_time_runs_forward(spans: list[Span], random: object) -> None:
    decided = decide(spans)
    random.shuffle(spans)  # type: ignore[attr-defined]
    assert decide(spans) == decided
    assert decided.end >= decided.start


def test_a_staged_log_begins_at_the_stage() -> None:
    span, shift = span_of(500, 900, None, None, stage=10_000, t0=None, ledger=False)
    assert (span, shift) == (Span(10_000, 10_400, start_said=True), 9_500)
    span, shift = span_of(500, 900, None, 800, stage=10_000, t0=700, ledger=True)
    assert (span, shift) == (Span(10_000, 10_100, start_said=True, end_said=True, ledger=True), 9_300)


def test_a_log_that_says_its_start_is_staged_from_there() -> None:
    span, shift = span_of(100, 900, 500, None, stage=10_000, t0=None, ledger=False)
    assert (span.start, span.end, shift) == (10_000, 10_400, 9_500)
