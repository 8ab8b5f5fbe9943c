"""Use cases of evidence about products; other rooms import from here."""

from onair.trade.evidence.importing import EvidenceOutcome, import_evidence
from onair.trade.evidence.marks import changed_at, stamp, touch
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
from onair.trade.evidence.shapes import (
    PAPER_KINDS,
    SUPPLY_FIELDS,
    Paper,
    PaperKind,
    PaperState,
    PricePoint,
    ProductSignal,
    SignalKind,
    SnapshotPoint,
    Supply,
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
    "PAPER_KINDS",
    "SUPPLY_FIELDS",
    "Curve",
    "EvidenceOutcome",
    "NewPaper",
    "Paper",
    "PaperKind",
    "PaperNotFound",
    "PaperState",
    "PricePoint",
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
    "import_evidence",
    "note_list_prices",
    "price_points",
    "put_curve",
    "put_signal",
    "put_snapshots",
    "put_supply",
    "remove_paper",
    "replace_signals",
    "signals_of",
    "snapshots",
    "stamp",
    "state_of_papers",
    "supply_of",
    "touch",
]
