"""Use cases of evidence about products; other rooms import from here."""

from onair.trade.evidence.feedback import feedback_of, put_feedback
from onair.trade.evidence.importing import EvidenceOutcome, import_evidence
from onair.trade.evidence.lists import ListsRefused, paper_lists, put_paper_lists
from onair.trade.evidence.marks import changed_at, stamp, touch
from onair.trade.evidence.paid import PaidAt, gathered, paid_of, replace_paid, unit_prices
from onair.trade.evidence.papers import (
    NewPaper,
    PaperNotFound,
    add_paper,
    change_paper,
    dossier_of,
    dossiers,
    remove_paper,
)
from onair.trade.evidence.prices import note_list_prices, price_points, put_snapshots, snapshots
from onair.trade.evidence.required import DEFAULT_LISTS, KIND_NAMES, Lacking, PaperLists, PaperRule, lacking
from onair.trade.evidence.shapes import (
    PAPER_KINDS,
    SUPPLY_FIELDS,
    Paper,
    PaperKind,
    PaperState,
    PricePoint,
    ProductFeedback,
    ProductSignal,
    SignalKind,
    SnapshotPoint,
    Supply,
    lacks_of,
    state_of_papers,
)
from onair.trade.evidence.signals import (
    Curve,
    curves_of,
    put_curve,
    put_signal,
    replace_signals,
    signals_of,
)
from onair.trade.evidence.supply import put_supply, supply_of

__all__ = [
    "DEFAULT_LISTS",
    "KIND_NAMES",
    "PAPER_KINDS",
    "SUPPLY_FIELDS",
    "Curve",
    "EvidenceOutcome",
    "Lacking",
    "ListsRefused",
    "NewPaper",
    "PaidAt",
    "Paper",
    "PaperKind",
    "PaperLists",
    "PaperNotFound",
    "PaperRule",
    "PaperState",
    "PricePoint",
    "ProductFeedback",
    "ProductSignal",
    "SignalKind",
    "SnapshotPoint",
    "Supply",
    "add_paper",
    "change_paper",
    "changed_at",
    "curves_of",
    "dossier_of",
    "dossiers",
    "feedback_of",
    "gathered",
    "import_evidence",
    "lacking",
    "lacks_of",
    "note_list_prices",
    "paid_of",
    "paper_lists",
    "price_points",
    "put_curve",
    "put_feedback",
    "put_paper_lists",
    "put_signal",
    "put_snapshots",
    "put_supply",
    "remove_paper",
    "replace_paid",
    "replace_signals",
    "signals_of",
    "snapshots",
    "stamp",
    "state_of_papers",
    "supply_of",
    "touch",
    "unit_prices",
]
