"""May this be said, shown or sent? Rules with their articles and dates are data in `rules/`; the judge is pure."""

from onair.compliance.lint.asked import (
    SURFACES,
    Asked,
    Checked,
    Evidence,
    Finding,
    HostFacts,
    OfferFacts,
    ProductFacts,
    Surface,
    UseRecord,
    Verdict,
)
from onair.compliance.lint.judge import check

__all__ = [
    "SURFACES",
    "Asked",
    "Checked",
    "Evidence",
    "Finding",
    "HostFacts",
    "OfferFacts",
    "ProductFacts",
    "Surface",
    "UseRecord",
    "Verdict",
    "check",
]
