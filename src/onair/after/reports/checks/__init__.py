"""对账: rules that a set of exports must satisfy (imports page §5); every file of this folder is one, found by scan."""

from collections.abc import Iterator

from onair.after.reports.bundle import Bundle
from onair.after.reports.finding import Finding
from onair.kernel.discovery import modules


def findings(bundle: Bundle) -> Iterator[Finding]:
    """Of every rule, in the order of their files."""
    for rule in modules(__name__):
        yield from rule.check(bundle)
